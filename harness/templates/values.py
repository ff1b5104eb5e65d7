"""Templates once checked, and values with more to them than their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template. `code` is None if there is nothing to fill in; `names` are the variables it uses."""

    source: str
    code: JinjaTemplate | None = None
    names: Mapping[str, int] = field(default_factory=dict)
    """The variables used and the line of the first use."""
    parts: tuple[tuple[str, str, int], ...] = ()
    """What is looked up in variables by name: the variable, the part, and the line."""
    plain: tuple[tuple[str, bool], ...] | None = None
    """The texts and (True) names of variables that it consists of, where it is nothing else: filled in directly."""


class Parted(str):
    """A text that has parts, too, which templates look up by name; they are found when the first is looked up."""

    __slots__ = ("_find", "_found")
    _find: Callable[[], Mapping[str, Any]]
    _found: Mapping[str, Any] | None

    def __new__(cls, text: str, find: Callable[[], Mapping[str, Any]]) -> Self:
        parted = super().__new__(cls, text)
        parted._find, parted._found = find, None
        return parted

    @property
    def parts(self) -> Mapping[str, Any]:
        if self._found is None:
            self._found = self._find()
        return self._found


class Unknown(str):
    """A value that only a run will bring, such as the answer of a step: anything may be looked up in it."""

    __slots__ = ()
