"""One assertion as somebody wrote it: its keys, where they stand, and what may be said of any of them.

Which values an assertion takes is in `values.py`, what a list of them is in `parsing.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from harness import plugins
from harness.checks.forms import NOT, VALUE, shown
from harness.model.location import Location
from harness.model.suite import CheckSpec

Keys = tuple[str | int, ...]
Reporter = Callable[[Keys, str, str, str], None]
"""Called with the keys from the list to the mistake, a slug, what is wrong, and a hint."""
Locator = Callable[[Keys], Location | None]

COMMON = ("weight", "metric", "min_pass_rate")
BAD_VALUE = "bad-value"
"""The slug of a value that an assertion cannot be computed from."""


@dataclass(frozen=True, slots=True)
class AssertSource:
    """Where a list stands: who hears of mistakes, who finds places, who reads files that it names (None: nobody)."""

    report: Reporter
    locate: Locator
    read: Callable[[str], str] | None = None


@dataclass(slots=True)
class Use:
    """An assertion with its `body` in the long form; `short` if it was written as `{name: value}` or the name alone.

    Whatever is read goes on after a mistake, so that all are told at once; `spec` then gives None.
    """

    name: str
    body: Mapping[Any, Any]
    keys: Keys
    source: AssertSource
    short: bool
    faulty: bool = False

    @property
    def assertion(self) -> str:
        return self.name.removeprefix(NOT)

    def at(self, part: str) -> Keys:
        """Where a part of the long form stands; in the short form all stand at the name."""
        if self.short and part in ("type", VALUE, "threshold", "assert"):
            return (*self.keys, self.name)
        return (*self.keys, part)

    def complain(self, part: str, slug: str, message: str, hint: str = "") -> None:
        self.faulty = True
        self.source.report(self.at(part), slug, message, hint)

    def only(self, accepted: Iterable[str]) -> None:
        """Complains of every key that is none of these or of those that any assertion has."""
        known = (*accepted, *COMMON)
        for key in self.body:
            if key not in known:
                hint = plugins.suggest(str(key), known)
                self.complain(key, "unknown-key", f"{self.name!r} has no key {str(key)!r}", hint)

    def spec(
        self, *, value: Any = None, options: Mapping[str, Any], children: tuple[CheckSpec, ...] = ()
    ) -> CheckSpec | None:
        """The check, with what is said of any; None if anything was wrong."""
        spec = CheckSpec(
            assertion=self.assertion,
            negated=self.name.startswith(NOT),
            value=value,
            options=options,
            weight=self._weight(),
            metric=self._metric(),
            min_pass_rate=self._min_pass_rate(),
            children=children,
            location=self.source.locate(self.keys),
        )
        return None if self.faulty else spec

    def _weight(self) -> float:
        raw = self.body.get("weight", 1.0)
        if is_amount(raw):
            return float(raw)
        message = f"`weight`: expected a number, 0 or more, found {shown(raw)}"
        self.complain("weight", "bad-weight", message, "0 only measures, 2 counts double")
        return 1.0

    def _metric(self) -> str | None:
        raw = self.body.get("metric")
        if raw is None or isinstance(raw, str):
            return raw
        self.complain("metric", BAD_VALUE, f"`metric`: expected a name, found {shown(raw)}")
        return None

    def _min_pass_rate(self) -> float | None:
        raw = self.body.get("min_pass_rate")
        if raw is None or (is_amount(raw) and 0 < raw <= 1):
            return None if raw is None else float(raw)
        message = f"`min_pass_rate`: expected a share above 0, at most 1, found {shown(raw)}"
        self.complain("min_pass_rate", "bad-min-pass-rate", message, "0.8 asks that 4 of 5 samples pass")
        return None


def is_amount(raw: object) -> bool:
    """Whether it is a finite number, 0 or more; `true` is none."""
    return isinstance(raw, int | float) and not isinstance(raw, bool) and 0 <= raw <= sys.float_info.max
