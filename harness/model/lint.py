"""What a rule of the linter looks at, and what it says: requests as they would be sent, never an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from harness.model.config import Config, Target
from harness.model.exchange import Loss, Message, Request
from harness.model.facts import Listing, ModelFacts
from harness.model.location import Location
from harness.model.suite import Case, Step, Suite

Severity = Literal["error", "warning", "note"]
"""error: a call fails, or no verdict can be had; warning: the answers are got under other conditions than written;
note: worth knowing when results are compared."""
Scope = Literal["call", "suite", "target", "project", "suppression"]
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: `keys` from the top of the suite's file or, with `config`, of `harness.yaml`. With `key`
    the place of the key itself.
    """

    keys: Keys
    config: bool = False
    key: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say. `at` None: the suite as a whole; `targets` whom it concerns beside the call's own."""

    message: str
    at: Place | Location | None = None
    hint: str = ""
    severity: Severity | None = None
    targets: tuple[str, ...] = ()
    word: str = ""
    """Which word of the text at the place is meant."""
    removable: bool = False
    """Whether the line at the place may go without changing what is asked of any target."""
    draft: Mapping[str, Any] = field(default_factory=dict)
    """What a variant for the call's target would have, where the way out is mechanical: `params` by name, or `prompt`,
    the step's messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """One step of a suite as one target is asked it, with the first case filled in; nothing is sent.

    `dialect` is the wire format ("" of a provider that does not tell), `model` the name whose rules apply, `body` what
    would be sent and `losses` what could not be. `trouble` says why there is no body.
    """

    suite: Suite
    step: Step
    number: int
    target: Target
    request: Request
    dialect: str = ""
    server: str = ""
    model: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    trouble: str = ""
    facts: ModelFacts | None = None
    root: str = ""
    """The project's folder, in which local models may lie."""

    @property
    def speaks_messages(self) -> bool:
        """Whether it goes to Anthropic's Messages API."""
        return self.dialect.startswith("messages")

    @property
    def step_keys(self) -> Keys:
        return ("steps", self.number) if self.step.name else ()

    @property
    def template(self) -> tuple[Message, ...]:
        """The messages as they are written for this target, before anything is filled in."""
        variant = self.suite.variants.get(self.target.name)
        return variant.prompts.get(self.step.name, self.step.prompt) if variant else self.step.prompt

    def param(self, name: str) -> Place:
        """Where the parameter's value was written: the last of target, suite, step and variant that has it."""
        if (variant := self.suite.variants.get(self.target.name)) and name in variant.params:
            return Place(("variants", self.target.name, "params", name))
        if name in self.step.params:
            return Place((*self.step_keys, "params", name))
        if name in self.suite.params or name not in self.target.params:
            return Place(("params", name))
        return Place(("targets", self.target.name, "params", name), config=True)

    def written_in_target(self, *keys: str) -> Place:
        return Place(("targets", self.target.name, *keys), config=True)

    def tool(self, name: str) -> Place:
        """Where the tool is described: the step's own list, else the suite's."""
        index = next((at for at, tool in enumerate(self.step.tools) if tool.name == name), 0)
        return Place((*self.step_keys, "tools", index, "name"), key=False)

    @property
    def prompt(self) -> Place:
        """The prompt that this target is given: the suite's, or its variant's."""
        variant = self.suite.variants.get(self.target.name)
        if variant and self.step.name in variant.prompts:
            steps = ("steps", self.step.name) if self.step.name else ("prompt",)
            return Place(("variants", self.target.name, *steps))
        return Place((*self.step_keys, "prompt"))

    def message(self, index: int) -> Place:
        """A message of `template`; of a prompt in the short form, its key."""
        return Place((*self.prompt.keys, index), key=False)

    @property
    def before(self) -> int:
        """How many messages of the request belong to earlier steps."""
        if self.number == 0:
            return 0
        return len(self.request.messages) - len(self.template)

    def sent(self, index: int) -> Place:
        """A message of the request, which may belong to an earlier step or stand in a variable."""
        if any(message.variable for message in self.template):
            return self.prompt
        return self.message(index - self.before) if index >= self.before else self.prompt

    @property
    def schema(self) -> Place:
        return Place((*self.step_keys, "output", "schema"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteView:
    """A suite with its calls. `openings` are the first messages of each case, by the targets that are given them;
    `comparisons` are those of a run of all suites that are looked at, which share one error rate.
    """

    suite: Suite
    config: Config
    targets: tuple[Target, ...]
    calls: tuple[PlannedCall, ...]
    openings: Sequence[tuple[tuple[str, ...], Case, tuple[Message, ...]]]
    reads_expected: Callable[[str], bool]
    """Whether an assertion of that name looks at a case's `expected`."""
    added: frozenset[str] = frozenset()
    """Targets that are not configured, but asked about."""
    comparisons: int = 1

    @property
    def baseline(self) -> Target:
        return self.config.targets[self.suite.baseline]

    @property
    def candidates(self) -> tuple[Target, ...]:
        return tuple(target for target in self.targets if target.name != self.suite.baseline)

    @property
    def opening_calls(self) -> tuple[PlannedCall, ...]:
        return tuple(call for call in self.calls if call.number == 0)


Role = Literal["baseline", "candidate", "judge", "embedder", "fallback", "target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetView:
    """A target, its part in the project, and what is published about its model. `alike` are published models of the
    same name with a date.
    """

    target: Target
    roles: tuple[Role, ...]
    today: date
    facts: ModelFacts | None = None
    alike: tuple[str, ...] = ()
    covered: bool = False
    """Whether the facts speak of its vendor at all."""
    configured: bool = True
    listing: Listing | None = None
    """What the target's server said; None where it was not asked."""

    def written(self, *keys: str) -> Place | None:
        return Place(("targets", self.target.name, *keys), config=True) if self.configured else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectView:
    config: Config
    suites: tuple[Suite, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A comment `# harness: ignore[HP012] reason`. `line` is the one it stands on, `covers` the one it speaks of."""

    location: Location
    covers: int
    codes: tuple[str, ...]
    reason: str
    unused: tuple[str, ...] = ()
    unknown: Mapping[str, str] = field(default_factory=dict)
    """Codes that no rule has, each with the nearest that one has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A remark with its rule and its place. `targets` are those it concerns; `suppressed` the reason given in the
    file, None where nothing suppresses it.
    """

    code: str
    name: str
    severity: Severity
    message: str
    location: Location
    source: str = ""
    hint: str = ""
    targets: tuple[str, ...] = ()
    suppressed: str | None = None
    removable: bool = False
