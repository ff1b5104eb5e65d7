"""Keeping account of what an import leaves behind: whatever nobody read is listed, so nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.model.carrying import NotCarried
from harness.visible import shorten

NO_EQUAL = "nothing here says the same"


@dataclass(slots=True)
class ImportLedger:
    """What was not carried over, in the order in which it was met; the same thing at the same place counts once."""

    file: str
    entries: dict[NotCarried, None] = field(default_factory=dict)

    def lose(self, place: str, what: str, reason: str) -> None:
        """List a thing: `place` is the way to it inside the file, "" for the file itself."""
        self.entries[NotCarried(f"{self.file}: {place}" if place else self.file, what, reason)] = None

    def add(self, entries: Iterable[NotCarried]) -> None:
        """List what somebody else found."""
        self.entries |= dict.fromkeys(entries)

    @property
    def not_carried(self) -> tuple[NotCarried, ...]:
        return tuple(self.entries)


class Fields:
    """A mapping from outside, read key by key; `close` lists the keys that nobody took."""

    def __init__(self, value: Mapping[Any, Any], place: str, ledger: ImportLedger) -> None:
        self._value = {str(key): part for key, part in value.items()}
        self._left = dict.fromkeys(self._value)
        self.place = place
        self.ledger = ledger

    def take(self, key: str, default: Any = None) -> Any:
        """The value under the key, which is thereby accounted for; `default` if it is absent or null."""
        self._left.pop(key, None)
        value = self._value.get(key)
        return default if value is None else value

    def has(self, key: str) -> bool:
        return self._value.get(key) is not None

    def at(self, key: str | int) -> str:
        """The way to a part."""
        if isinstance(key, int):
            return f"{self.place}[{key}]"
        return f"{self.place}.{key}" if self.place else key

    def lose(self, key: str, reason: str, what: str = "") -> None:
        """Account for a key that is there by listing it."""
        if self.has(key):
            self.ledger.lose(self.at(key), what or f"`{key}`", reason)
        self._left.pop(key, None)

    def skip(self, *keys: str) -> None:
        """Account for keys that say nothing about what is asked or checked: how a program shows or stores its work."""
        for key in keys:
            self._left.pop(key, None)

    def left(self) -> Iterator[str]:
        """The keys nobody took yet."""
        yield from self._left

    def close(self, reason: str = NO_EQUAL) -> None:
        """List every key that is left."""
        for key in tuple(self._left):
            if self._value[key] not in (None, [], {}, ""):
                self.ledger.lose(self.at(shorten(key, 60)), f"`{shorten(key, 60)}`", reason)
        self._left.clear()
