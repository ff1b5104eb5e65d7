"""What came of a run: facts only; how they are shown is the reports' business.

The field names are those of the results file (`harness schema results`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from harness.model import frames
from harness.model.comparison import Comparison, Verdict
from harness.model.exchange import Origin, Response, Source, Trouble

Outcome = Literal["pass", "fail", "error", "skip"]
State = Literal["served", "unproven", "down", "down-already"]
"""Of a suite when a domain is lost; *down already*: the baseline fails its own checks while nothing is lost."""
Side = Literal["both", "baseline", "candidate"]

XFAIL = "xfail"
"""Names the check that says why a failure was expected."""


@dataclass(frozen=True, slots=True)
class WorkId:
    """The stable identity of one sample: a run can be cut anywhere between two of these.

    `call` counts the calls of the model that a workflow of several makes for the sample; the first names the sample.
    """

    suite: str
    case: str
    target: str
    sample: int
    call: int = 0

    def __str__(self) -> str:
        later = f".{self.call}" if self.call else ""
        return f"{self.suite}/{self.case}[{self.target}]#{self.sample}{later}"


@dataclass(frozen=True, slots=True)
class Score:
    """What an assertion found: `value` is finite and in [0, 1], higher is better."""

    passed: bool
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """An assertion used on one answer. `score` is None where it could not be computed."""

    assertion: str
    outcome: Outcome
    score: float | None
    reason: str
    weight: float = 1.0
    metric: str | None = None
    step: str | None = None
    """The step of a workflow whose answer was checked; None for the workflow's own answer."""
    min_pass_rate: float | None = None
    """The share of a case's samples that is enough, where it is not all of them."""
    tolerated: bool = False
    """Whether it failed while enough of the case's samples passed it."""

    @property
    def label(self) -> str:
        """The assertion and, where it belongs to one, the step."""
        return f"{self.step}: {self.assertion}" if self.step else self.assertion


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, in the answers' own words.

    `guard` names what found it; `kind` is the class of break it counts under. A `hard` one is excused by no
    similarity and no judge. `side` is whose words tell it all: of what was left out there is no other side to show.
    """

    guard: str
    baseline: str
    candidate: str
    kind: str = "changed meaning"
    hard: bool = True
    side: Side = "both"


BY_MEANING = "meaning"
"""Names, as a guard would, the difference that no guard found: the texts mean something else."""
CODE = "code"
"""Names the differences of programs."""
DOUBTFUL = 0.3
"""Score, the probability that a reader calls two answers the same, from which on a difference by meaning alone is
doubtful: of such pairs readers call about half the same, and answers to *other* questions do not score so high
(`benchmarks/doubts.py`)."""


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Whether two answers say the same. `score` is in [0, 1]; `reasons` say why not."""

    score: float
    equivalent: bool
    reasons: tuple[Difference, ...] = ()

    @property
    def is_by_meaning(self) -> bool:
        """Whether they count as different by meaning alone."""
        return not self.equivalent and bool(self.reasons) and all(reason.guard == BY_MEANING for reason in self.reasons)

    @property
    def is_by_form(self) -> bool:
        """Whether they count as different for the form of their code alone, which shows no other effect."""
        soft = all(reason.guard == CODE and not reason.hard for reason in self.reasons)
        return not self.equivalent and bool(self.reasons) and soft

    @property
    def is_doubtful(self) -> bool:
        """Whether they do, by meaning or form alone, at a score where many of such pairs are the same."""
        return self.score >= DOUBTFUL and (self.is_by_meaning or self.is_by_form)


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of a workflow as it went: `asked` is what the user said last, `response` puts the step's `calls` calls of
    the model together (see `harness.planning.workflow.joined`).
    """

    name: str
    asked: str
    response: Response
    calls: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back for one sample, before it is scored: a response or the trouble instead of it.

    `steps` are the steps that were answered, the last of them perhaps in part; `broken` says why a workflow could
    not go on although nothing was wrong but the answer.
    """

    response: Response | None = None
    trouble: Trouble | None = None
    source: Source = "live"
    origin: Origin = "live"
    cost_usd: float | None = None
    attempts: int = 0
    """How many times something was sent to the vendor in this run."""
    steps: tuple[StepTaken, ...] = ()
    broken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One sample of one target for one case, with everything found about it."""

    target: str
    sample: int
    response: Response | None
    trouble: Trouble | None
    source: Source
    outcome: Outcome
    origin: Origin = "live"
    cost_usd: float | None = None
    attempts: int = 0
    checks: tuple[Check, ...] = ()
    equivalence: Equivalence | None = None
    steps: tuple[StepTaken, ...] = ()
    """Empty where a single call is the whole workflow."""
    tolerated: bool = False
    """Whether it failed while enough of the case's samples pass (`min_pass_rate`)."""
    compared_with: int | None = None
    """The number of the baseline's sample that `equivalence` is about; None where there is none, or in an old file."""

    @property
    def failed_as_expected(self) -> bool:
        """Whether its suite declares the failure (`xfail`)."""
        return any(check.assertion == XFAIL for check in self.checks)

    @property
    def acceptable(self) -> bool:
        """Whether its checks count as passed."""
        return self.outcome == "pass" or (self.outcome == "fail" and self.tolerated)

    @property
    def counts_against(self) -> bool:
        """Whether it failed, and nobody expected or allowed it to."""
        return self.outcome == "fail" and not self.tolerated and not self.failed_as_expected


def held_against(answer: Answer, baseline: Sequence[Answer]) -> Answer | None:
    """Which of the baseline's samples was compared with `answer`; where that is not known, the one of the same number,
    else the first that was answered.
    """
    had = [sample for sample in baseline if sample.response is not None] or list(baseline)
    wanted = answer.sample if answer.compared_with is None else answer.compared_with
    return next((sample for sample in had if sample.sample == wanted), had[0] if had else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One case, with the answers of all targets to it."""

    id: str
    answers: tuple[Answer, ...]
    explicit: bool = True
    """False if the case has no assertion of its own or of its suite: "no explicit check"."""
    min_pass_rate: float | None = None
    """The share of a target's samples that is enough, where it is not all of them."""
    group: str | None = None
    """Cases of one group are one unit of evidence."""
    xfail: Mapping[str, str] = field(default_factory=dict)
    """By target, why the suite declares that it is known to fail here: the comparison leaves the case out."""

    def by_target(self) -> dict[str, tuple[Answer, ...]]:
        """The samples of every target, in order."""
        answers: dict[str, list[Answer]] = {}
        for answer in self.answers:
            answers.setdefault(answer.target, []).append(answer)
        return {target: tuple(samples) for target, samples in answers.items()}

    def answers_to(self, target: str) -> tuple[Answer, ...]:
        """The samples of one target, in order."""
        return tuple(answer for answer in self.answers if answer.target == target)

    def held_against(self, answer: Answer, baseline: str) -> Answer | None:
        """The answer of the baseline that belongs beside a candidate's; see `held_against`."""
        return held_against(answer, self.answers_to(baseline))


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """How a target's samples of the same case agree on passing its checks, over `cases` of several samples.

    `pass_at_k[k - 1]` is the chance that at least one of k samples passes, `pass_all_k[k - 1]` that all do, averaged
    over the cases; `flip_rate` is the share of cases whose outcome changes between samples.
    """

    target: str
    cases: int
    flip_rate: float
    pass_at_k: tuple[float, ...]
    pass_all_k: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lenience:
    """What a suite's comparison lets pass that the default would not: `unguarded` are the kinds of difference that no
    guard looks for; `threshold` is the score from which texts count as the same, where it lies below the embedder's
    `calibrated` one.
    """

    unguarded: tuple[str, ...] = ()
    threshold: float | None = None
    calibrated: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteResult:
    """`unstable` are the cases in which the baseline's own samples disagree; `failing` says that the baseline fails
    its checks so often that there is nothing to port.
    """

    name: str
    path: str
    digest: str
    baseline: str
    critical: bool
    cases: Sequence[CaseResult]
    """Of a long run they lie on disk, and are read when they are asked for."""
    comparisons: tuple[Comparison, ...]
    failing: bool = False
    unstable: tuple[str, ...] = ()
    consistency: tuple[Consistency, ...] = ()
    lenience: Lenience | None = None
    """None where answers are compared as strictly as by default."""

    def __post_init__(self) -> None:
        if isinstance(self.cases, list):  # as they are read from a results file
            object.__setattr__(self, "cases", tuple(self.cases))

    @property
    def answers(self) -> Iterator[Answer]:
        return (answer for case in self.cases for answer in case.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """The last drill of a suite without a domain: when (ISO 8601), whether every sample was answered, and the verdict
    on what was served. `offline`: by recorded answers. `stale`: the suite or the configuration has changed since.
    """

    at: str
    answered: bool
    verdict: Verdict | None
    offline: bool
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Survival:
    """What becomes of a suite when a domain goes down; `by` is the target that serves it, `drilled` what came of it
    when it was tried.
    """

    suite: str
    state: State
    by: str | None
    drilled: Drilled | None = None


@dataclass(frozen=True, slots=True)
class DomainOutage:
    """What becomes of every suite when one failure domain (`vendor:openai`) is lost."""

    domain: str
    suites: tuple[Survival, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts that add up. `calls` are answers asked for, `live_calls` those sent to a vendor (once, however
    often retried); `cost_usd` is what this run spent, a call in doubt at its worst case.
    """

    calls: int = 0
    live_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(**{name: getattr(self, name) + getattr(other, name) for name in Totals.__slots__})


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """Who a target was: enough to read a run without its configuration."""

    provider: str
    model: str
    failure_domain: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Run:
    """A whole run. Times are ISO 8601 in UTC."""

    id: str
    version: str
    started_at: str
    finished_at: str
    record: str
    complete: bool
    targets: Mapping[str, TargetInfo]
    suites: tuple[SuiteResult, ...]
    readiness: tuple[DomainOutage, ...] | None
    totals: Totals
    elapsed_s: float = 0.0
    interrupted: bool = False
    notices: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def answers(self) -> Iterator[Answer]:
        return (answer for suite in self.suites for answer in suite.answers)

    def comparison(self, suite: str, candidate: str) -> Comparison:
        """The comparison of one candidate on one suite; KeyError if there is none."""
        for found in self.suites:
            for comparison in found.comparisons:
                if (found.name, comparison.candidate) == (suite, candidate):
                    return comparison
        raise KeyError(f"no comparison of {candidate!r} on {suite!r}")

    def to_dataframe(self, library: str | None = None) -> Any:
        """One row an answer, as a DataFrame of pandas or polars: `library`, else the first that is installed.

        Raises:
            ModuleNotFoundError: neither is installed; says what to install.
        """
        return frames.dataframe(self, library)

    def __repr__(self) -> str:
        """The counts, and a line for each suite with its verdicts: what a shell shows of a run."""
        return frames.as_text(self)

    def _repr_html_(self) -> str:
        """What a notebook shows of a run."""
        return frames.as_html(self)
