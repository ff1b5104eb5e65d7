"""YAML files among the suites that are none, so that one that was meant to be a suite is not missed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.testing.recognise import CONFIG, looks_like_suite
from harness.visible import one_line
from harness.yamlfile.configuration_path import find_config

SUFFIXES = (".yaml", ".yml")
MOST_NAMED = 5


def notes(config: pytest.Config) -> Iterator[str]:
    """A line on each that the session was asked to look at, in projects of ours; what a suite names is a table, or some
    other file of the suite, and is not told.
    """
    files = sorted(set(_files(config)))
    suites = {path: _text(path) for path in files if looks_like_suite(path)}
    others = [path for path in files if path not in suites and not _is_named(path, suites)]
    if others:
        from harness.testing.github import defused  # it loads what writes reports
    for path in others[:MOST_NAMED]:
        yield defused(one_line(f"harness: {_shown(path, config.rootpath)} is passed over: {_why(path)}"))
    if len(others) > MOST_NAMED:
        yield f"harness: {len(others) - MOST_NAMED} more files are passed over; `harness validate` says why"


def _files(config: pytest.Config) -> Iterator[Path]:
    asked = [config.invocation_params.dir / word.partition("::")[0] for word in config.args]
    for name in config.getini("harness_suites"):
        folder = config.rootpath / name
        if not folder.is_dir() or find_config(folder) is None:
            continue
        for path in folder.rglob("*"):
            inside = path.relative_to(folder).parts
            if path.suffix not in SUFFIXES or path.name == CONFIG or any(part.startswith(".") for part in inside):
                continue
            if path.is_file() and any(path.is_relative_to(place) for place in asked):
                yield path


def _is_named(path: Path, suites: dict[Path, str]) -> bool:
    """Whether a suite names it, as a table of its cases or as anything else."""
    return any(re.search(rf"(?<![\w.-]){re.escape(path.name)}(?![\w-])", text) for text in suites.values())


def _why(path: Path) -> str:
    text = re.sub(r"(?m)^\s*(?:#.*|---\s*|%.*)?$", "", _text(path)).strip()
    if not text:
        return "it is empty"
    if re.match(r"-\s|\[", text):
        return "it holds a list, not a suite (suite:, prompt:, cases:), and no suite reads it"
    return "it has none of a suite's keys (suite:, prompt:, cases:)"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root) if path.is_relative_to(root) else path)
