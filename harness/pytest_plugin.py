"""The pytest plugin: hooks only, a few lines each. Every pytest run of every user imports this file,
so it knows nothing but pytest until a suite file is seen; the work is in `harness.testing`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

    from harness.testing.fixture import Harness

SUITE_SUFFIXES = (".yaml", ".yml")
OPTIONS = (
    ("record", "MODE", "none: replay only (default); new: call and record what is missing; all: call everything"),
    ("samples", "N", "answers drawn per case and target"),
    ("require", "WHAT", "passing: nothing failed (default); proof: every comparison must be *ports*"),
    ("config", "FILE", "the configuration (default: harness.yaml found by walking up from the suite)"),
)
REPEATABLE = (
    ("target", "NAME", "only this target (repeatable); the baseline comes along"),
    (
        "report",
        "FILE",
        "write a report; its suffix says which: .json .html .md .xml .csv .svg .badge.json (repeatable)",
    ),
)
FLAGS = (
    ("github", "in GitHub Actions: a step summary, and annotations at the suites' lines"),
    (
        "allow-exec",
        "let `passes-tests` run the code of answers, and programs be compared by what they return; it is no sandbox",
    ),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("harness", "prompt suites (harness)")
    for name, metavar, text in OPTIONS:
        group.addoption(f"--harness-{name}", dest=f"harness_{name}", metavar=metavar, help=text)
        parser.addini(f"harness_{name}", text, default="")
    for name, metavar, text in REPEATABLE:
        group.addoption(f"--harness-{name}", dest=f"harness_{name}", metavar=metavar, action="append", help=text)
        parser.addini(f"harness_{name}", text, type="args", default=[])
    for name, text in FLAGS:
        ini = f"harness_{name.replace('-', '_')}"
        group.addoption(f"--harness-{name}", dest=ini, action="store_true", default=None, help=text)
        parser.addini(ini, text, type="bool", default=False)
    parser.addini("harness_suites", "folders whose YAML suites are collected", type="args", default=["suites"])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "harness: a case or comparison of a prompt suite")
    names = [name for name, *_ in (*OPTIONS, *REPEATABLE)]
    if any(config.getoption(f"harness_{name}") or config.getini(f"harness_{name}") for name in names):
        from harness.testing.settings import settings

        settings(config)  # what is wrong is told before anything is collected


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix not in SUITE_SUFFIXES:
        return None
    from harness.testing.recognise import is_suite

    if not is_suite(file_path, parent):
        return None
    from harness.testing.items import SuiteFile

    return SuiteFile.from_parent(parent, path=file_path)


def pytest_collection_finish(session: pytest.Session) -> None:
    if "harness.testing.items" in sys.modules:
        from harness.testing.items import select

        select(session)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """pytest-xdist is about to start a worker: tell it where the workers share what they find."""
    from harness.testing.workers import share

    share(node)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _is_concerned(session.config):
        from harness.testing.report import finish

        finish(session)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _is_concerned(config):
        from harness.testing.report import summarise

        summarise(terminalreporter, config)
    if not hasattr(config, "workerinput") and ("harness.testing.recognise" in sys.modules or _workers_ran(config)):
        from harness.testing.passed_over import notes

        for line in notes(config):
            terminalreporter.write_line(line)


def _is_concerned(config: pytest.Config) -> bool:
    """Whether suites were collected, here or by the workers of pytest-xdist, or a report was asked for."""
    if hasattr(config, "workerinput"):
        return False
    asked = any(
        config.getoption(f"harness_{name}") or config.getini(f"harness_{name}") for name in ("report", "github")
    )
    return asked or "harness.testing.items" in sys.modules or _workers_ran(config)


def _workers_ran(config: pytest.Config) -> bool:
    """Whether suites ran in other processes than this one."""
    if "harness.testing.workers" not in sys.modules:
        return False
    from harness.testing.workers import folder

    shared = folder(config)
    return shared is not None and shared.exists()


@pytest.fixture(scope="session")
def harness(pytestconfig: pytest.Config) -> Harness:
    """Run prompt suites from Python: `result = harness.run("suites/refund.yaml"); assert result.ports("claude")`."""
    from harness.testing.fixture import Harness

    return Harness(pytestconfig)
