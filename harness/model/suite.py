"""A suite, as it stands after loading: every name resolved, every value checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.model.exchange import Message, Output, Tool
from harness.model.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpec:
    """The use of an assertion in a case: what will be checked, before it is.

    `assertion` is the bare name; `negated` says that it was written with `not-`.
    `options` are the assertion's own keywords, `threshold` among them when it was given.
    `children` belong to `assert-set`.
    """

    assertion: str
    negated: bool = False
    value: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 1.0
    metric: str | None = None
    children: tuple[CheckSpec, ...] = ()
    location: Location | None = None

    @property
    def label(self) -> str:
        """The name as the author wrote it."""
        return f"not-{self.assertion}" if self.negated else self.assertion


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row of a suite. `checks` holds the suite's own checks followed by the case's.

    `skip` and `xfail` say by target why it is not asked, or why it is known to fail.
    """

    id: str
    vars: Mapping[str, Any] = field(default_factory=dict)
    checks: tuple[CheckSpec, ...] = ()
    expected: str | None = None
    threshold: float | None = None
    skip: Mapping[str, str] = field(default_factory=dict)
    xfail: Mapping[str, str] = field(default_factory=dict)
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What one target, or every target of one vendor, is given instead; None keeps the suite's."""

    prompt: tuple[Message, ...] | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalenceSettings:
    """How two answers are judged and how much worse is still good enough.

    `margin` is the largest acceptable drop of the rate of good answers, `confidence` that of
    the one-sided bound; `guards` None means all; `threshold` None means the embedder's calibrated one.
    """

    embedder: str = "builtin"
    margin: float = 0.10
    confidence: float = 0.95
    guards: tuple[str, ...] | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """One workflow, its prompt and its cases. `path` is relative to the project's root."""

    name: str
    path: str
    prompt: tuple[Message, ...]
    cases: tuple[Case, ...]
    description: str = ""
    critical: bool = False
    targets: tuple[str, ...] = ()
    baseline: str = ""
    samples: int = 1
    stream: bool = False
    params: Mapping[str, Any] = field(default_factory=dict)
    variants: Mapping[str, Variant] = field(default_factory=dict)
    output: Output = field(default_factory=Output)
    tools: tuple[Tool, ...] = ()
    equivalence: EquivalenceSettings = field(default_factory=EquivalenceSettings)
    tags: tuple[str, ...] = ()
    digest: str = ""
    location: Location | None = None
