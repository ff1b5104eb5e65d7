"""Which YAML files are suites. Looked at for every YAML file of every project, so it stays light."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CONFIG = "harness.yaml"
HEAD_BYTES = 65_536
"""A suite names itself within so much of its file."""
# A suite whose name is misspelt is to be told, not passed over: its prompt or cases give it away.
_SUITE = re.compile(rb"""^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?["']?(?:suite|prompt|cases)["']?\s*:""", re.MULTILINE)


def is_suite(path: Path, parent: pytest.Collector) -> bool:
    """A suite lies under `harness_suites` or was named on the command line, and looks like one.

    What is named *and* lies there is taken for a suite whatever it holds: then somebody is told what is wrong.
    """
    if path.name == CONFIG:
        return False
    named = parent.session.isinitpath(path)
    inside = any(path.is_relative_to(folder) for folder in _folders(parent.config))
    return (named and inside) or ((named or inside) and looks_like_suite(path))


def looks_like_suite(path: Path) -> bool:
    """Whether its head has a key that only suites have. What cannot be read is told when it is loaded."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return True
    return _SUITE.search(head.replace(b"\0", b"")) is not None  # without NUL, UTF-16 reads like ASCII


def _folders(config: pytest.Config) -> list[Path]:
    return [config.rootpath / folder for folder in config.getini("harness_suites")]
