"""Which YAML files are suites. Looked at for every YAML file of every project, so it stays light.

Patterns decide the usual styles; PyYAML is asked only about a mapping in which they see no key of a suite.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CONFIG = "harness.yaml"
BIGGEST = 10_000_000
"""Bytes; a larger file is no suite for the loader either."""
MOST_EVENTS = 20_000
"""Of YAML, looked at in search of a key: a large file of another kind is not read to its end."""
# A suite whose name is misspelt is to be told, not passed over: its prompt or cases give it away.
KEYS = ("suite", "prompt", "cases")
_KEY = rf"""["']?(?:{"|".join(KEYS)})["']?[ \t]*:"""
_IN_FLOW = re.compile(rf"[{{,]\s*{_KEY}")
_PREAMBLE = re.compile(r"[ \t]*(?:#.*|%.*|---[ \t]*(?:#.*)?)?")
"""A line before the document: blank, a comment, a directive, the mark of its beginning."""


def is_suite(path: Path, parent: pytest.Collector) -> bool:
    """A suite lies under `harness_suites` or was named on the command line, and looks like one.

    What is named *and* lies there is taken for a suite whatever it holds: then somebody is told what is wrong.
    """
    if path.name == CONFIG:
        return False
    named = parent.session.isinitpath(path)
    folders = (parent.config.rootpath / folder for folder in parent.config.getini("harness_suites"))
    inside = any(path.is_relative_to(folder) for folder in folders)
    return (named and inside) or ((named or inside) and looks_like_suite(path))


def looks_like_suite(path: Path) -> bool:
    """Whether it is a mapping with a key that only suites have. What cannot be read is told when it is loaded."""
    try:
        with path.open("rb") as file:
            data = file.read(BIGGEST)
    except OSError:
        return True
    # Without NUL and byte order mark, UTF-16 reads like ASCII.
    text = data.replace(b"\0", b"").decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    text = _document(text.removeprefix("\xef\xbb\xbf").removeprefix("\xff\xfe").removeprefix("\xfe\xff"))
    if text.startswith("{"):
        return _IN_FLOW.search(text) is not None or _has_key(data)
    indent = re.match(r" *", text)
    start = indent[0] if indent else ""
    if re.match(r" *(?:-\s|\[|$)", text):
        return False  # a list: a table of cases
    return re.search(rf"^{start}{_KEY}", text, re.MULTILINE) is not None or _has_key(data)


def _document(text: str) -> str:
    """The text from the first line of the document's own."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if not _PREAMBLE.fullmatch(text, at, end):
            break
        at = end + 1
    return re.sub(r"\A[ \t]*---[ \t]+", "", text[at:])


def _has_key(data: bytes) -> bool:
    """Whether a key of a suite stands in the outermost mapping, in whatever spelling YAML has for it."""
    import yaml  # only for what the patterns leave open

    depth, is_key = 0, True
    try:
        for _, event in zip(range(MOST_EVENTS), yaml.parse(data, Loader=yaml.SafeLoader), strict=False):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth != 1 or not isinstance(event, yaml.ScalarEvent | yaml.AliasEvent | yaml.CollectionEndEvent):
                continue
            if is_key and isinstance(event, yaml.ScalarEvent) and event.value in KEYS:
                return True
            is_key = not is_key  # keys and values take turns, whatever a value holds
    except (yaml.YAMLError, UnicodeError, RecursionError):
        pass  # as if no key were there: nothing says that it is ours
    return False
