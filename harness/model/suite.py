"""A suite, as it stands after loading: every name resolved, every value checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.model.comparison import Ask, Claim, Measure
from harness.model.exchange import Attachment, Message, Output, Tool
from harness.model.failover import Failover
from harness.model.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpec:
    """The use of an assertion in a case: what will be checked, before it is.

    `assertion` is the bare name; `negated` says that it was written with `not-`.
    `options` are the assertion's own keywords, `threshold` among them when it was given.
    `min_pass_rate` is the share of a case's samples that must pass it; None means all.
    `children` belong to `assert-set`.
    """

    assertion: str
    negated: bool = False
    value: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 1.0
    metric: str | None = None
    min_pass_rate: float | None = None
    children: tuple[CheckSpec, ...] = ()
    location: Location | None = None

    @property
    def label(self) -> str:
        """The name as the author wrote it."""
        return f"not-{self.assertion}" if self.negated else self.assertion


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A canned result of a tool. `arguments` None answers every call of the tool; texts in it and in `result`
    are templates where a step says so, and taken as they stand where a case does.
    """

    tool: str
    result: Any
    arguments: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row of a suite. `checks` holds the suite's own checks followed by the case's.

    `min_pass_rate` is the share of a target's samples that must pass; None means all.
    `skip` and `xfail` say by target why it is not asked, or why it is known to fail. Cases of one `group` belong
    together (they share a document, say) and are one unit of evidence; None is a group of its own. `weight` says for
    how many calls of the traffic it stands. `returns` are what tools give back in this case, tried before the step's.
    """

    id: str
    vars: Mapping[str, Any] = field(default_factory=dict)
    checks: tuple[CheckSpec, ...] = ()
    expected: str | None = None
    threshold: float | None = None
    min_pass_rate: float | None = None
    skip: Mapping[str, str] = field(default_factory=dict)
    xfail: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    weight: float = 1.0
    returns: tuple[Return, ...] = ()
    location: Location | None = None


MOST_CALLS = 8
"""Calls of a model in one step, unless the step says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One turn of a workflow: it goes on with the conversation so far, or begins a `fresh` one.

    `checks` are those of this step's own answer. While the model calls tools and `returns` has their results,
    the step goes on, for `max_calls` calls of the model at most.
    """

    name: str = ""
    prompt: tuple[Message, ...]
    fresh: bool = False
    params: Mapping[str, Any] = field(default_factory=dict)
    tools: tuple[Tool, ...] = ()
    returns: tuple[Return, ...] = ()
    output: Output = field(default_factory=Output)
    checks: tuple[CheckSpec, ...] = ()
    max_calls: int = MOST_CALLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """What `harness adapt` proved of a variant when it wrote it down: on which day (ISO 8601), with which verdict, over
    how many held-out cases, at which confidence, in which look at them. `proven` is False where it was written all the
    same. `bundle` is the digest of the evidence, `suite`, `model` and `facts` digests of what it rests on.
    """

    day: str
    verdict: str
    proven: bool
    cases: int
    confidence: float
    look: int
    suite: str
    model: str
    facts: str
    bundle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What one target, or every target of one vendor, is given instead: `prompts` by the name of the step. `adapted`
    says where it comes from, if `harness adapt` wrote it.
    """

    prompts: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    adapted: Adapted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalenceSettings:
    """How two answers are judged and how much worse is still good enough.

    `margin` is the largest acceptable drop of the rate of good answers, `confidence` that of
    the one-sided bound; `guards` None means all; `threshold` None means the embedder's calibrated one;
    `ordered` that tools must be called in the baseline's order; `judge` the target that is asked about answers in
    prose which break nothing: whether they say the same or, with `ask` as-good, whether the candidate's is not worse.
    """

    embedder: str = "builtin"
    margin: float = 0.10
    confidence: float = 0.95
    guards: tuple[str, ...] | None = None
    threshold: float | None = None
    ordered: bool = False
    judge: str | None = None
    ask: Ask = "same"


@dataclass(frozen=True, slots=True)
class Budget:
    """How dear or slow a candidate may be: `limit` times the baseline where `relative`, else US dollars or seconds."""

    measure: Measure
    limit: float
    relative: bool


LEAST = 0.5
"""A baseline whose own rate lies below has nothing to port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """One workflow, its steps and its cases. A `prompt` is a single step without a name.

    `path` and `files`, from which it took cases and texts, are relative to the project's root. `attachments` are the
    files that go with its messages, by the name that the messages use once it is filled in. The baseline is asked
    `baseline_samples` times a case where that is more often than `samples`: None means twice in live runs. `group_by`
    names the variable from which the cases' groups were taken. `alike` has the id of the first case that asks the same,
    for each case that does not ask alone; `regrouped` are the ids of those whose group comes of it, and was not
    written. `left_out` is how many of its cases the filter of a run
    leaves out. `failover` is how the product falls back here where that differs from the configuration's. `resend`
    says whether a call whose answer never came
    may be sent again; None leaves it to the target.
    """

    name: str
    path: str
    steps: tuple[Step, ...]
    cases: Sequence[Case]
    description: str = ""
    critical: bool = False
    targets: tuple[str, ...] = ()
    baseline: str = ""
    samples: int = 1
    baseline_samples: int | None = None
    claim: Claim = "like-these"
    least: float = LEAST
    group_by: str | None = None
    alike: Mapping[str, str] = field(default_factory=dict)
    regrouped: frozenset[str] = frozenset()
    budgets: tuple[Budget, ...] = ()
    left_out: int = 0
    failover: Failover | None = None
    resend: bool | None = None
    stream: bool = False
    params: Mapping[str, Any] = field(default_factory=dict)
    variants: Mapping[str, Variant] = field(default_factory=dict)
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    equivalence: EquivalenceSettings = field(default_factory=EquivalenceSettings)
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    digest: str = ""
    location: Location | None = None
    _single_call: bool | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def single_call(self) -> bool:
        """Whether one call of the model is the whole workflow."""
        if self._single_call is None:
            # Once, not for each answer, and only if anybody asks: it looks at every case.
            single = len(self.steps) == 1 and not self.steps[0].returns and not any(case.returns for case in self.cases)
            object.__setattr__(self, "_single_call", single)
            return single
        return self._single_call

    def samples_of(self, target: str) -> int:
        """How often a target is asked each case."""
        return max(self.samples, self.baseline_samples or 1) if target == self.baseline else self.samples

    @property
    def output(self) -> Output:
        """What kind of answer the workflow ends in."""
        return self.steps[-1].output

    @property
    def calls_tools(self) -> bool:
        """Whether tools are offered anywhere in it."""
        return any(step.tools for step in self.steps)
