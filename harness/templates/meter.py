"""What one rendering may use up, and how values are written into prompts while it is counted.

Filters and the environment both charge the meter; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from jinja2 import TemplateError, Undefined

from harness.model import numerals
from harness.templates.values import Parted, Unknown

LONGEST_OUTPUT = 10_000_000
MOST_ITERATIONS = 100_000
MOST_WORK = 50_000_000
"""Characters that filters and comparisons may look at in one rendering."""


class TooMuch(TemplateError):  # noqa: N818 - it becomes a sentence, not a traceback
    """A bound is exceeded."""


@dataclass(slots=True)
class Meter:
    """What one rendering has used up, and the names it did not find, each with what it was looked for in."""

    iterations: int = 0
    work: int = 0
    missing: list[tuple[str, str]] = field(default_factory=list)

    def charge(self, amount: int) -> None:
        self.work += amount
        if self.work > MOST_WORK:
            raise TooMuch("the template takes too long to fill in")


METER: ContextVar[Meter] = ContextVar("meter")


class Absent(Undefined):
    """A name that was not found. Using it in any way is noted and goes on as empty text, to find all at once."""

    __slots__ = ()

    def note(self) -> None:
        if self._undefined_name is not None:
            inside = "" if self._undefined_obj is _NOWHERE else _described(self._undefined_obj)
            METER.get().missing.append((str(self._undefined_name), inside))

    def __str__(self) -> str:
        self.note()
        return ""

    def __iter__(self) -> Iterator[Any]:
        self.note()
        return iter(())

    def __bool__(self) -> bool:
        self.note()
        return False

    def __len__(self) -> int:
        self.note()
        return 0

    def __eq__(self, other: object) -> bool:
        self.note()
        return False

    def __ne__(self, other: object) -> bool:
        self.note()
        return True

    def __contains__(self, item: object) -> bool:
        self.note()
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __contains__  # type: ignore[assignment]
    __hash__ = Undefined.__hash__


_NOWHERE = Undefined()._undefined_obj  # noqa: SLF001  (Jinja's mark for "not inside anything")


def text_of(value: Any) -> str:
    """How a value is written into a prompt."""
    if isinstance(value, str | Undefined):
        return str(value)
    if value is None or isinstance(value, bool | list | tuple | dict):
        return to_json(value)
    return str(value)


def to_json(value: Any, indent: int | None = None) -> str:
    return numerals.to_json(value, indent=indent, default=_unknown)


def _unknown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return text_of(value)


def weight(value: Any) -> int:
    """Characters and parts of a value, all the way down."""
    total, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        total += 1
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, Mapping):
            waiting.extend(one.keys())
            waiting.extend(one.values())
        elif isinstance(one, list | tuple):
            waiting.extend(one)
        if total > MOST_WORK:
            break
    return total


def measured(value: Any) -> Any:
    METER.get().charge(weight(value))
    return value


def counted(value: Any) -> Iterator[Any] | list[Any]:
    """What a loop runs over, with every round counted."""
    if isinstance(value, Undefined):
        value.__iter__()
        return []
    if isinstance(value, Unknown):
        return []
    if isinstance(value, Mapping):
        value = list(value)
    if not isinstance(value, list | tuple):
        raise TypeError(f"`for` needs a list or a mapping, found {_described(value)}")
    meter = METER.get()
    meter.iterations += len(value)
    if meter.iterations > MOST_ITERATIONS:
        raise TooMuch(f"the loops of the template run more than {MOST_ITERATIONS} times")
    return list(value)


def _described(value: Any) -> str:
    """What a value is, with enough of it that a reader sees what there would have been."""
    if isinstance(value, Mapping):
        keys = ", ".join(map(str, list(value)[:8]))
        return f"the mapping with the keys {keys}"[:120]
    if isinstance(value, Parted):
        return f"the text with the parts {', '.join(value.parts)}"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return "an empty value" if value is None else f"a {type(value).__name__}"
