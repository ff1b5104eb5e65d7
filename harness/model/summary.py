"""What a run says, as values: computed once by `harness.summary.of`, laid out by terminal, pages, reports and pytest.

Words are ready to be shown: text of models, vendors and users' files stands in them on one visible line. Names of
suites, cases, targets and domains are as they were written, since each format has its own width and quotes for them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

from harness.model.comparison import Cause, Comparison, Verdict
from harness.model.result import Run, SuiteResult

CellState = Literal["baseline", "ports", "does-not-port", "inconclusive", "absent"]
FateState = Literal["served", "unproven", "down", "down-already"]
StandingState = Literal["proven", "unproven", "failing", "unmeasured", "down"]
"""*failing*: the baseline itself fails its checks; *unmeasured*: too little was compared; *down*: it does not port, or
there is no candidate."""
WORDS: Mapping[CellState, str] = {
    "baseline": "baseline",
    "ports": "ports",
    "does-not-port": "does not port",
    "inconclusive": "inconclusive",
    "absent": "",
}
MARKS: Mapping[CellState, str] = {
    "baseline": "",
    "ports": "✓",
    "does-not-port": "✗",
    "inconclusive": "?",
    "absent": "",
}
"""Where there is no room for words; state is never told by colour alone."""
# Visible text has no control characters, so these two cannot stand in a name.
NAME_BEGIN, NAME_END = "\x02", "\x03"
_NAME = re.compile(f"{NAME_BEGIN}(.*?){NAME_END}")


class Sentence(str):  # noqa: SLOT000 - it has an attribute
    """A sentence in which names from outside are told apart, so that a format can quote them.

    As a string it is the plain sentence; it is made from one with each name between `NAME_BEGIN` and `NAME_END`.
    """

    marked: str

    def __new__(cls, marked: str) -> Self:
        made = super().__new__(cls, _NAME.sub(r"\1", marked))
        made.marked = marked
        return made

    def quoted(self, quote: Callable[[str], str]) -> str:
        """The sentence with every name as `quote` writes it."""
        return _NAME.sub(lambda name: quote(name[1]), self.marked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One target on one suite, in the matrix.

    `good` of `cases` measured cases came out well (for a candidate: as well as the baseline);
    `missing` cases could not be measured; `needed` says what more should settle the verdict, and how: `+18`,
    `+2 against`; `held_up` what forbids one, whatever the figures say. `words` say the state; `share` is `31/48`, and
    `count` the same with what is needed, forbids a verdict and is missing beside it.
    """

    suite: str
    target: str
    state: CellState
    good: float = 0.0
    cases: int = 0
    missing: int = 0
    needed: str = ""
    held_up: str = ""
    words: str = field(init=False)
    share: str = field(init=False)
    count: str = field(init=False)

    def __post_init__(self) -> None:
        share = ratio(self.good, self.cases)
        beside = "; ".join(filter(None, (self.needed, self.held_up)))
        needed = f" ({beside})" if beside else ""
        missing = f", {self.missing} missing" if self.missing else ""
        object.__setattr__(self, "words", WORDS[self.state])
        object.__setattr__(self, "share", share)
        object.__setattr__(self, "count", "-" if self.state == "absent" else share + needed + missing)


def ratio(good: float, cases: int) -> str:
    """`31/48`; a share of a case shows as a tenth, and nothing is rounded up to all."""
    tenths = math.floor(good * 10 + 1e-6)
    return f"{tenths // 10}/{cases}" if tenths % 10 == 0 else f"{tenths / 10:.1f}/{cases}"


@dataclass(frozen=True, slots=True)
class Why:
    """Why one target did not do well on one case.

    `kind` is what it may be counted under; `measured` is False if it could not be had or judged at all; `unstable` is
    True if it only differs from a baseline whose own samples disagree, for which no candidate is to blame.
    `sample` is the number of the answer that `text` is about.
    """

    suite: str
    case: str
    target: str
    kind: str
    text: str
    measured: bool = True
    unstable: bool = False
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An inconclusive comparison: the engine's own reasons and what would settle it; `text` is both."""

    suite: str
    candidate: str
    reasons: tuple[str, ...]
    remedy: str
    text: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do about a comparison that proves no port: in words, and as a command for a shell (empty where a file has
    to be edited, or a name cannot be written safely).
    """

    suite: str
    candidate: str
    words: str
    command: str


@dataclass(frozen=True, slots=True)
class SampleAgreement:
    """How the samples of one target on one suite agree on passing their checks."""

    suite: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class WorstCase:
    """A case that did badly, with the answer that `why` is about and the baseline's it was compared with."""

    case: str
    why: str
    baseline: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a candidate stands on a workflow. `by` is the target it is about, None where there is none. While unproven,
    `cases_needed` more cases should lead to `leads_to`, both None where that cannot be foreseen or where cases are not
    what is missing (`cause`). `provable`: further cases alone should prove it.
    """

    state: StandingState
    by: str | None = None
    cases_needed: int | None = None
    leads_to: Verdict | None = None
    cause: Cause | None = None
    provable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """What happens if a candidate takes over: the verdict and its evidence in words, cases per class of break.

    `needed` is what more should settle the verdict, shortly (`+18`), and `remedy` the same in a sentence, with what
    was visible so far; `more` says what is needed (`18 more cases`). `mend_first`: it is the cases that were lost that
    stand between it and a proof, rather than the number of cases.
    """

    comparison: Comparison
    standing: Standing
    needed: str
    more: str
    mend_first: bool
    remedy: str
    verdict: str
    evidence: tuple[str, ...]
    besides: tuple[str, ...]
    """Of the evidence, what is no figure."""
    classes: tuple[tuple[str, int], ...]
    grown: tuple[tuple[str, int], ...]
    """Cases that are slower or dearer, which changes no verdict."""
    latency_and_cost: str
    worst: tuple[WorstCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteSummary:
    """One suite. `cells` are in the order of the summary's `targets`; `whys` are by case and target, `next_steps` by
    candidate. `nearest` is the step that is nearest to a proven fallback, None where there is one.
    """

    result: SuiteResult
    cells: tuple[Cell, ...]
    whys: Mapping[tuple[str, str], Why]
    unsettled: Mapping[str, Unsettled]
    samples: tuple[SampleAgreement, ...]
    takeovers: Mapping[str, Takeover]
    next_steps: Mapping[str, NextStep]
    nearest: NextStep | None
    blamed: tuple[Why, ...]
    """The whys by target and case, without those an unstable baseline is to blame for."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one suite when one failure domain is lost."""

    state: FateState
    words: str
    drilled: str = ""
    """When it was last tried, and what came of it."""


@dataclass(frozen=True, slots=True)
class DomainLoss:
    """The loss of one failure domain: a fate for every suite, in the order of the run."""

    domain: str
    fates: tuple[Fate, ...]
    scoring: bool
    """Whether answers can be scored while the domain is down."""

    @property
    def single_point(self) -> bool:
        """Whether its loss alone leaves a workflow without a proven server."""
        return any(fate.state != "served" for fate in self.fates)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Single points of failure first; what would make it green, a line each; and the one sentence, with what is to be
    known of the comparisons it rests on.
    """

    outages: tuple[DomainLoss, ...]
    remedies: tuple[str, ...]
    conclusion: str
    reservations: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCost:
    """What one target's answers took. `answers` are those of the cases, `calls` those of the model (a workflow of three
    calls has three), `live` those of answers that were asked for in this run; tokens are of both. `spent_usd` is what
    the live ones cost, `replayed_usd` what the recorded ones would by today's prices, each None where nothing has a
    price; `unpriced` answers count in neither. `average_usd` is that of answering a case once, live or recorded.
    """

    target: str
    answers: int
    calls: int
    live: int
    input_tokens: int
    output_tokens: int
    spent_usd: float | None
    replayed_usd: float | None
    unpriced: int
    average_usd: float | None


@dataclass(frozen=True, slots=True)
class Costs:
    """By target, in the order of the summary; `other_usd` is what was spent beside their answers: on judges, on tries
    that failed, on calls in doubt. `paid`: something was asked for in this run.
    """

    targets: tuple[TargetCost, ...]
    other_usd: float
    paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that is shown of a run. `targets` are those in use; `baseline` is every suite's, if they share one.
    `cautions` are those of the remarks that bear on every figure: whose answers these are, and what is missing.
    `missing_keys` is what to say in place of the rest where nothing could be asked for want of a key, else empty.
    `whys`, `next_steps` and `unsettled` are those of all suites, one after the other.
    """

    run: Run
    targets: tuple[str, ...]
    baseline: str | None
    suites: tuple[SuiteSummary, ...]
    sentences: tuple[Sentence, ...]
    cautions: tuple[Sentence, ...]
    remarks: tuple[Sentence, ...]
    readiness: Readiness
    missing_keys: str
    costs: Costs
    cost: str
    """What the run spent, in words, and how many answers have no known price."""
    totals: str
    judged_before: Sentence
    """Of a run that was found again, which run judged it, and when; else empty."""
    whys: tuple[Why, ...]
    next_steps: tuple[NextStep, ...]
    unsettled: tuple[Unsettled, ...]
