"""`$ref` pointers of a promptfoo configuration put in place, and files that stand for parts of it read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.errors import InputError
from harness.importers._project.ledger import ImportLedger
from harness.importers._promptfoo.reading import Folder
from harness.model.location import Location, Problem
from harness.visible import shorten
from harness.yamlfile.refusal import Refusal

DEEPEST = 20


def dereferenced(config: Any, folder: Folder, ledger: ImportLedger) -> Any:
    """The configuration with `{$ref: '#/…'}` and `{$ref: 'file.yaml'}` replaced by what they point to.

    Raises:
        InputError: a pointer leads to itself.
    """
    return _References(config, folder, ledger).resolved(config, "", ())


class _References:
    def __init__(self, root: Any, folder: Folder, ledger: ImportLedger) -> None:
        self.root, self.folder, self.ledger = root, folder, ledger

    def resolved(self, value: Any, place: str, way: tuple[str, ...]) -> Any:
        if isinstance(value, list):
            return [self.resolved(part, f"{place}[{number}]", way) for number, part in enumerate(value)]
        if not isinstance(value, Mapping):
            return value
        pointer = value.get("$ref")
        if isinstance(pointer, str) and not any(word in place for word in ("schema", "parameters", "Schema", ".value")):
            return self._pointed(pointer, value, place, way)
        return {key: self.resolved(part, f"{place}.{key}" if place else key, way) for key, part in value.items()}

    def _pointed(self, pointer: str, value: Mapping[str, Any], place: str, way: tuple[str, ...]) -> Any:
        if pointer in way or len(way) > DEEPEST:
            message = f"the reference {shorten(pointer, 80)!r} at {place} leads back to itself"
            raise InputError([Problem("import-unreadable", message, Location(self.ledger.file))])
        file, _, inner = pointer.partition("#")
        try:
            target = _followed(self.folder.data(file) if file else self.root, inner)
        except (Refusal, LookupError, TypeError) as error:
            reason = error.message if isinstance(error, Refusal) else "nothing stands there"
            self.ledger.lose(place, f"the reference {shorten(pointer, 80)!r}", reason)
            return {key: part for key, part in value.items() if key != "$ref"}
        found = self.resolved(target, place, (*way, pointer))
        own = {key: self.resolved(part, f"{place}.{key}", way) for key, part in value.items() if key != "$ref"}
        return {**found, **own} if own and isinstance(found, Mapping) else found


def _followed(value: Any, pointer: str) -> Any:
    for part in filter(None, pointer.split("/")):
        key = part.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) and key.isdigit() else value[key]
    return value
