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
    ("record", "MODE", "none", "none: replay only (default); new: call and record what is missing; all: call all"),
    ("samples", "N", "", "answers drawn per case and target"),
    ("require", "WHAT", "passing", "passing: nothing failed (default); proof: every comparison must be *ports*"),
    ("config", "FILE", "", "the configuration (default: harness.yaml found by walking up)"),
)  # fmt: skip
REPEATABLE = (
    ("target", "NAME", "only this target (repeatable); the baseline comes along"),
    ("report", "FILE", "write a report; its suffix says which: .json .html .md .xml .csv (repeatable)"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("harness", "prompt suites (harness)")
    for name, metavar, default, text in OPTIONS:
        group.addoption(f"--harness-{name}", dest=f"harness_{name}", metavar=metavar, help=text)
        parser.addini(f"harness_{name}", text, default=default)
    for name, metavar, text in REPEATABLE:
        group.addoption(
            f"--harness-{name}", dest=f"harness_{name}", metavar=metavar, action="append", default=[], help=text
        )
        parser.addini(f"harness_{name}", text, type="args", default=[])
    parser.addini("harness_suites", "folders whose YAML suites are collected", type="args", default=["suites"])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "harness: a case or comparison of a prompt suite")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix not in SUITE_SUFFIXES:
        return None
    from harness.testing.items import suite_file

    return suite_file(file_path, parent)


def pytest_collection_finish(session: pytest.Session) -> None:
    if "harness.testing.items" in sys.modules:
        from harness.testing.items import select

        select(session.items)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """pytest-xdist is about to start a worker: tell it where the workers share what they find."""
    from harness.testing.workers import share

    share(node)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if "harness.testing.shared" in sys.modules or _workers_ran(config):
        from harness.testing.report import summarise

        summarise(terminalreporter, config)


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
