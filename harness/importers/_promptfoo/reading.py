"""Opening what a promptfoo configuration is made of: YAML, JSON and tables, inside one folder and within bounds."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from harness import strictjson
from harness.errors import InputError
from harness.model.location import Location, Problem
from harness.visible import shorten
from harness.yamlfile.opening import MEGABYTE, read_file, read_inside
from harness.yamlfile.parsing import Loader
from harness.yamlfile.refusal import Refusal

BIGGEST = 20 * MEGABYTE
MOST_NODES = 2_000_000
MOST_FILES = 1000
DEEPEST = 60
CODE = (".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".py", ".rb", ".go", ".sh")
"""Files that another tool would run."""


class _Loader(Loader):
    """YAML as JavaScript's readers have it: `yes`, dates and `012` are texts, and merge keys are read."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        self.flatten_mapping(node)
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key is no text", key.start_mark)
        return {str(_key(key)): value for key, value in super().construct_mapping(node, deep).items()}


def _key(key: Any) -> Any:
    return "true" if key is True else "false" if key is False else "null" if key is None else key


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(0|[1-9][0-9]*)|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


@dataclass(frozen=True, slots=True)
class Folder:
    """The files that a configuration may name: those below `root`, seen from `base`."""

    root: Path
    base: Path

    def text(self, name: str) -> str:
        """The text of a file.

        Raises:
            Refusal: it lies outside the root, cannot be read or is no text.
        """
        try:
            return read_inside(self.root, self.base, _relative(name), BIGGEST).decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise Refusal("encoding", f"{shorten(name, 200)} is not text in UTF-8", "") from None

    def data(self, name: str) -> Any:
        """The value of a YAML or JSON file; Refusal as for `text`, and where it is neither."""
        text = self.text(name)
        try:
            return parse(text, name)
        except InputError as error:
            raise Refusal(error.problems[0].slug, f"{name}: {error.problems[0].message}", "") from None

    def beside(self, name: str) -> Folder:
        """Seen from the folder in which a file lies."""
        return Folder(self.root, (self.base / _relative(name)).parent.resolve())

    def exists(self, name: str) -> bool:
        try:
            return bool(name) and len(name) < 1000 and (self.base / _relative(name)).is_file()  # noqa: PLR2004
        except (OSError, ValueError):
            return False

    def matching(self, pattern: str) -> list[str]:
        """The files that a pattern with `*`, `?` or `{a,b}` fits, sorted; the name itself where it is no pattern."""
        if not any(mark in pattern for mark in "*?[{"):
            return [pattern]
        names: set[str] = set()
        for simple in _alternatives(_relative(pattern)):
            try:
                paths = self.base.glob(simple)
                names |= {path.relative_to(self.base).as_posix() for path in paths if path.is_file()}
            except (ValueError, NotImplementedError, OSError):
                continue
        return sorted(names)[:MOST_FILES]


def _relative(name: str) -> str:
    return name.removeprefix("file://").removeprefix("./")


def _alternatives(pattern: str) -> Iterator[str]:
    """`{a,b}` written out."""
    inner = re.search(r"\{([^{}]*)\}", pattern)
    if inner is None:
        yield pattern
        return
    for choice in inner.group(1).split(","):
        yield from _alternatives(pattern[: inner.start()] + choice + pattern[inner.end() :])


def load(path: Path) -> Any:
    """The value of a YAML or JSON file that the user named.

    Raises:
        InputError: it cannot be read, is neither, or goes round in a circle.
    """
    try:
        data = read_file(path, BIGGEST)
    except Refusal as refused:
        raise _unusable(str(path), refused.message, refused.hint) from None
    try:
        return parse(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise _unusable(str(path), "is not text in UTF-8") from None


def parse(text: str, shown: str) -> Any:
    """The value of a text: JSON where the name says so, else YAML.

    Raises:
        InputError: it is neither, or an alias stands inside of what it repeats.
    """
    if PurePosixPath(shown).suffix in CODE:
        raise _unusable(shown, "is a program, and no code of another tool is run", "export it as YAML or JSON first")
    try:
        value = strictjson.read(text, distinct=False) if shown.endswith(".json") else yaml.load(text, _Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Location(shown, mark.line + 1, mark.column + 1) if mark else Location(shown)
        raise InputError(
            [Problem("import-unreadable", f"is no YAML: {error.problem or error.context}", place)]
        ) from None
    except json.JSONDecodeError as error:
        place = Location(shown, error.lineno, error.colno)
        raise InputError([Problem("import-unreadable", f"is no JSON: {error.msg}", place)]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        why = "it nests too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0]
        raise _unusable(shown, f"cannot be read: {why}") from None
    _check_shape(value, shown)
    return value


def rows(text: str, shown: str) -> list[dict[str, str]]:
    """The rows of a CSV table by the names of its columns; InputError where it cannot be read."""
    limit = csv.field_size_limit(BIGGEST)
    try:
        reader = csv.DictReader(io.StringIO(text), restval="")
        return [{key: value for key, value in row.items() if key is not None} for row in reader]
    except csv.Error as error:
        raise _unusable(shown, f"is no CSV: {error}") from None
    finally:
        csv.field_size_limit(limit)


def _check_shape(value: Any, shown: str) -> None:
    """Refuse what repeats itself without end, before anything walks through it."""
    open_parts: set[int] = set()
    count = 0
    stack: list[tuple[Any, bool, int]] = [(value, False, 0)]
    while stack:
        part, leaving, depth = stack.pop()
        if not isinstance(part, dict | list):
            continue
        if leaving:
            open_parts.discard(id(part))
            continue
        if id(part) in open_parts:
            raise _unusable(shown, "an alias stands inside of what it repeats, so it has no end", "write the value out")
        count += 1 + len(part)
        if count > MOST_NODES or depth > DEEPEST:
            raise _unusable(shown, "its aliases repeat more than can be read, or it nests too deeply")
        open_parts.add(id(part))
        stack.append((part, True, depth))
        stack.extend((inner, False, depth + 1) for inner in (part.values() if isinstance(part, dict) else part))


def _unusable(shown: str, message: str, hint: str = "") -> InputError:
    return InputError([Problem("import-unreadable", message, Location(shown), hint=hint)])
