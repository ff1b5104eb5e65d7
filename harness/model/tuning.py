"""A prompt for one target while it is sought: what it changes, what broke under it, what may be tried next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from harness.model.exchange import Message, Response
from harness.model.lint import PlannedCall
from harness.model.numerals import to_json
from harness.model.result import Check, Difference
from harness.model.suite import Case, Step, Suite

DIGITS = 16
Prompts = Mapping[str, tuple[Message, ...]]
"""By the name of the step; a suite without steps has one whose name is empty."""


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """Prompts and parameters that replace the suite's. `note` says what is different, `stage` who proposed it.

    `examples` are the cases whose answers stand in it: nothing can be learnt from asking it these. `objection` says why
    a proposal must not even be tried.
    """

    prompts: Prompts = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    note: str = "as it is"
    stage: str = ""
    examples: frozenset[str] = frozenset()
    objection: str = ""

    @property
    def body(self) -> str:
        """What it asks, as JSON."""
        prompts = {name: [_plain(message) for message in messages] for name, messages in self.prompts.items()}
        return to_json({"prompts": prompts, "params": dict(self.params)})

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(json.loads(self.body), sort_keys=True).encode()).hexdigest()[:DIGITS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The answers of both sides to one case, the first sample of each, and how the candidate's did.

    `good` is the share of the candidate's samples that pass their checks and say the same, in [0, 1]; `floor` the
    share that the baseline's own would reach. `why` names the difference as reports do.
    """

    case: Case
    baseline: Response
    candidate: Response
    good: float
    floor: float
    accepted: bool
    """Whether the baseline's answer passes its checks."""
    differences: tuple[Difference, ...] = ()
    failed: tuple[Check, ...] = ()
    why: str = ""

    @property
    def kind(self) -> str:
        """The class of break."""
        named = [difference.guard for difference in self.differences] or [check.assertion for check in self.failed]
        return named[0] if named else ("" if self.good >= self.floor else "meaning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptoms:
    """What a prompt does to the cases that may be learnt from. `call` is the request as its vendor is sent it."""

    suite: Suite
    step: Step
    prompt: tuple[Message, ...]
    params: Mapping[str, Any]
    pairings: Sequence[Pairing]
    call: PlannedCall | None = None

    @property
    def failing(self) -> list[Pairing]:
        """Those in which the candidate does worse than the baseline would."""
        return [pairing for pairing in self.pairings if pairing.good < pairing.floor]

    @property
    def accepted(self) -> Iterator[str]:
        """The baseline's answers that pass their checks."""
        return (pairing.baseline.text.strip() for pairing in self.pairings if pairing.accepted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a remedy does to a prompt: a sentence to add, other messages, parameters to set."""

    note: str
    instruction: str = ""
    messages: tuple[Message, ...] | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of a tuning. `train` and `validation` are shares of good answers, None where it was not asked;
    `accepted` says that it is now the best; `symptoms` are those under it.
    """

    tuning: Tuning
    train: float
    validation: float | None
    accepted: bool
    symptoms: Symptoms


@dataclass(frozen=True, slots=True)
class WriterQuestion:
    """What the configured writer is asked; `draw` tells repetitions apart."""

    instructions: str
    text: str
    draw: int = 0


def _plain(message: Message) -> dict[str, Any]:
    return {name: value for name, value in asdict(message).items() if value not in ("", ())}
