"""Every extension point on one page.

A plug-in is a module. Its file name is the name people write (`contains_any.py` is
`contains-any`), its docstring is its manual page, and it fits one of these protocols.
`harness.plugins` finds it; nothing else has to be changed.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias, runtime_checkable

from typing_extensions import TypedDict

from harness.model.config import Config, Target
from harness.model.events import Event
from harness.model.exchange import Loss, OutputType, Request, Response, Tool, ToolCall, Trouble
from harness.model.options import Options
from harness.model.result import Difference, Equivalence, Score, StepTaken
from harness.model.suite import Suite

if TYPE_CHECKING:  # values that only some commands know: to load them takes a twentieth of what starting a run does
    import numpy as np

    from harness.model.batches import BatchItem, Sighting, VendorBatch
    from harness.model.carrying import Exported, Imported, ImportOptions
    from harness.model.coldstart import ColdStart
    from harness.model.lint import Remark, Scope, Severity
    from harness.model.notice import Notice
    from harness.model.summary import Summary
    from harness.model.tuning import Edit, Symptoms, Tried, Tuning, WriterQuestion
    from harness.model.wire import Exchange, Proceed, WireReply

    Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]

Listener = Callable[[Event], None]
"""Called on the event loop for each event, in order; must not block for long and must not raise."""


class Connection(Protocol):
    """A provider made ready for one target."""

    async def complete(self, request: Request) -> Response:
        """Answer once, without retrying. Raises ProviderError for every kind of trouble, also for
        an answer that did not arrive whole.
        """

    async def close(self) -> None: ...


class Batches(Protocol):
    """A vendor's batch endpoint, made ready for one target. Nothing is tried again; every method raises ProviderError,
    `billed` where the vendor may have done what was asked of it all the same.
    """

    @property
    def most_requests(self) -> int:
        """Of one batch, as is `most_bytes`."""

    @property
    def most_bytes(self) -> int: ...
    def line(self, custom_id: str, request: Request) -> bytes:
        """One call as it stands in a batch; `custom_id` has at most 64 letters, digits, hyphens and underscores."""

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        """Bring the calls to the vendor, which costs nothing; the vendor's name of them, "" where it needs none."""

    async def create(self, token: str, file: str, lines: Sequence[bytes]) -> VendorBatch:
        """Submit a batch under our name `token`."""

    async def look(self, batch: str) -> VendorBatch: ...
    async def cancel(self, batch: str) -> VendorBatch:
        """Have the vendor stop; what it has answered by then is charged, and among the results once it has ended."""

    async def find(self, token: str, since: datetime, count: int) -> Sighting:
        """Look for a batch of `count` calls that was submitted after `since`, if it was."""

    def results(self, batch: VendorBatch) -> AsyncGenerator[BatchItem, None]:
        """What came of the calls of a batch that has ended, in any order."""

    def response(self, request: Request, item: BatchItem) -> Response: ...
    def missing(self, batch: VendorBatch) -> Trouble:
        """What it means that the results of a batch that has ended hold nothing of a call."""

    async def close(self) -> None: ...


class Pacing(Protocol):
    """Keeps the rates of one target, requests and tokens a minute."""

    async def take(self, tokens: int) -> None:
        """Wait until a call of so many tokens may be made. Raises ProviderError where the rates cannot be kept."""


class Workers(Protocol):
    """What makes the calls of a run."""

    def pace(self, target: Target) -> Pacing:
        """What keeps the target's rates, for all who make its calls."""

    def connect(self, target: Target, env: Mapping[str, str]) -> Connection:
        """Raises ProviderError or MissingExtra, as the target's provider does."""

    def close(self) -> None:
        """Let go of all there is. Connections are closed by then."""


class CallEngine(Protocol):
    """`sending/engines/*.py`: where calls are made from (`--engine`). Limits, budget, journal, retries and scoring
    stay with the run.
    """

    def start(self, options: Options) -> Workers:
        """Called once something has to be asked. Raises UsageError or MissingExtra."""


class Provider(Protocol):
    """`providers/*.py` speaks one vendor's API. Imports its SDK only inside `connect`."""

    VENDOR: str
    """The failure domain `vendor`, unless the target names another."""
    KEY_ENV: str | None
    """The vendor's own key variable; sent to `HOSTS` only."""
    HOSTS: tuple[str, ...]
    """The vendor's own hosts; a leading dot stands for any host below it."""
    # NEEDS: tuple[str, ...] = ("model",), optional: the keys a target of this provider cannot do without.
    # VISION: bool, optional: whether a target sees images and PDF files unless it says otherwise with `vision`;
    # left out by a provider that cannot send them at all.
    # INDIFFERENT: tuple[str, ...], optional: the keys of `Settings` that decide no answer: how to get there, who
    # pays, how fast. A recording stays valid when they change.

    # MODELS: str, optional: the path below the address that lists the models a target can name (GET).

    # key_check(target, access) -> (Access, path), optional, where there is no such list: a GET that costs nothing and
    # that a wrong key is refused at.

    # plan(target) -> Plan, optional: which wire format, and whose rules apply. compiled(target, request) -> Compiled,
    # optional: the body that would be sent and what is lost on the way, without a key, an SDK or a call. Both serve
    # `harness lint`; see `harness.providers._answer`.

    # access(target, env) -> Access, optional: of a provider that speaks HTTP, where it sends to and with which headers.

    # batches(target, env) -> Batches and BATCH_SHARE: float, optional, where the vendor takes calls in batches: the way
    # there, which raises ProviderError, and what a call costs there of its usual price. why_no_batches(target) -> str,
    # optional beside them: what a target lacks for batches, known without asking anybody; empty if nothing.

    Settings: ClassVar[type]
    """A frozen dataclass: the keys a target of this provider may have beyond the common ones."""

    def connect(self, target: Target, env: Mapping[str, str]) -> Connection:
        """Raises ProviderError (`no-key`, `unsupported`) or MissingExtra."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an assertion looks at. `latency_s` in seconds, `cost_usd` in US dollars; None where unknown.

    `tools` are those that were offered to the model, `tool_calls` all it called, in order; `steps` are empty where
    a single call was the whole workflow.
    """

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    tools: tuple[Tool, ...] = ()
    steps: tuple[StepTaken, ...] = ()
    response: Response | None = None
    vars: Mapping[str, Any] = field(default_factory=dict)
    expected: str | None = None
    latency_s: float | None = None
    cost_usd: float | None = None
    embedder: Callable[[], Embedder] | None = None
    output: OutputType = "text"
    """What the suite says its answers are."""
    labels: tuple[str, ...] = ()
    """Those the suite lists, where its answers are labels."""
    judged_as: Callable[[str, OutputType], Equivalence] | None = None
    """Judges whether the answer says what a reference says, in a mode; None where nothing can be compared."""
    asked: str = ""
    """What the user said last before this answer; empty where it is not known."""
    rivals: Callable[[], Sequence[str]] = tuple
    """Gives the answers of the other targets to the same case."""
    cold_start: Callable[[], ColdStart | None] | None = None
    """Measures how soon the target is ready; gives None of one that answers over the network."""
    allow_exec: bool = False
    """Whether the user allows code from answers and suites to be run."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a judge is asked; `draw` tells repetitions of one question apart."""

    instructions: str
    text: str
    draw: int = 0


Judgment = Generator[Sequence[Question], Sequence[Response], Score]
"""Yields questions that can be asked at once, takes the replies in their order, and returns what comes of them.
Raises CheckError, also where a reply holds no verdict."""


class FromFile(TypedDict):
    """One of the types a check's value may have: `{file: NAME}`, relative to the suite. The check is given the file's
    text instead, whose braces fill in no variables.
    """

    __pydantic_config__ = {"extra": "forbid"}  # type: ignore[misc]  # noqa: RUF012
    file: str


class Assertion(Protocol):
    """`assertions/*.py` scores one answer.

    The signature of `check` is the YAML form: `value` is absent, required or has a default, and
    its annotation is what the suite may write; keyword-only parameters are the long form's keys
    (`threshold` among them). `not-` is rarely the assertion's business: the caller inverts.
    """

    check: Callable[..., Score | Judgment]
    """`check(subject[, value][, *, threshold=…, …]) -> Score`; raises CheckError if it cannot be computed.

    One that needs a judge is a generator, `-> Judgment`, and sends nothing itself. `provider` among its keywords lets a
    suite name the target that judges.
    """
    # check_not: Callable[..., Score], optional: what `not-` means where that is more than the opposite.
    # COMPARES: bool = True, optional, of a Judgment: it looks at the answers of all targets to the case.


class Guard(Protocol):
    """`guards/*.py` finds one kind of hard break: a difference no similarity can excuse."""

    KIND: str
    """The class of break its differences count under: "changed number"."""
    # BY_STATEMENT: bool = True, optional: it holds statement against statement, so that those which both answers make
    # word for word may be left out of what it is given.

    def differences(self, baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
        """What differs, in the answers' own words, each of this `KIND`; empty if nothing does or the guard does not
        apply. `context` is the question, where it is known.
        """


class Embedder(Protocol):
    """Turns texts into vectors whose cosine tells how near their meanings are."""

    name: str
    threshold: float
    """The calibrated score at and above which two texts are called equivalent."""
    # digest: str, optional: identifies the model's data, whatever its name.

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of length 1 or, for a text without any known word, 0."""


@runtime_checkable
class WordEmbedder(Protocol):
    """An embedder that knows how rare words are."""

    def weighed(self, words: Sequence[str]) -> Vectors:
        """Shape (len(words), dimensions): the rarer a word, the longer its row."""


@runtime_checkable
class PairReader(Protocol):
    """Reads two texts together, which tells more than two vectors do, and takes longer."""

    name: str
    threshold: float
    embedder: Embedder
    """For what needs vectors: statements left out, the assertion `similar`."""

    def read(self, pairs: Sequence[tuple[str, str, str | None]]) -> Sequence[float | None]:
        """The probability that the two say the same, for (baseline, candidate, question); None where it cannot say."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two answers on which no guard found anything. `question` is there where it asks for one fact; `score` is what the
    measurements say, `shared` the share of the shorter answer's words of content that the other has.
    """

    baseline: str
    candidate: str
    question: str | None
    score: float
    shared: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """The score after reading; `kind` is the class of difference that was read, whatever the score."""

    score: float
    kind: str


@runtime_checkable
class SecondReader(Protocol):
    """Asked after the measurements, and only where they and the guards leave a doubt."""

    name: str
    threshold: float
    embedder: Embedder

    def weigh(self, doubts: Sequence[Doubt]) -> Sequence[Weighed | None]:
        """None where it has nothing to say, and the score stays. What it says of a pair depends on no other pair."""


class EmbedderKind(Protocol):
    """`embedders/*.py`: what stands before the colon of `embedder: kind:argument`."""

    def load(self, argument: str) -> Embedder | PairReader | SecondReader:
        """Raises CheckError or MissingExtra."""


class Report(Protocol):
    """`reports/*.py` shows a run. `-o FILE` picks it by the file's suffix."""

    SUFFIX: str

    def render(self, summary: Summary) -> Iterator[str]:
        """The report's text in pieces. `summary.run` is the whole run, the rest of it in words."""


class Channel(Protocol):
    """`channels/*.py` says a message in a receiver's own form; sending it is none of its business."""

    HOSTS: tuple[str, ...]
    """The receiver's own hosts; a leading dot stands for any host below it. Empty: only by name."""

    def body(self, notice: Notice) -> Mapping[str, Any]:
        """What is posted, as JSON, within the receiver's limits."""


class Importer(Protocol):
    """`importers/*.py` turns a file of another origin into suites, targets and cassettes.

    It reads the other tool's files as data and runs nothing of theirs. What it understands it hands to
    `harness.importers._project.writing.write_project` as values (`ProjectDraft`: `SuiteDraft`, `TargetDraft`,
    `AnswerDraft`), which writes all of it or nothing and gives an `Imported`. What it does not understand, leaves out
    or changes it adds to `not_carried`, each with its place: nothing is dropped in silence. A broken row does not end
    an import of many: it is skipped, counted and listed. What makes the whole file unusable is one InputError.
    `TAKES` names the options, besides `suite`, `root` and `origin`, that mean something to it; others are refused.
    """

    TAKES: tuple[str, ...]

    def take_over(self, source: Path, options: ImportOptions) -> Imported:
        """Raises InputError for a bad file, UsageError for bad options, StoreError where it cannot write."""


class Exporter(Protocol):
    """`exporters/*.py` says a suite, its cases or its answers in the words of another tool."""

    def render(self, suite: Suite, config: Config, suffix: str) -> Exported:
        """`suffix` is that of the file it goes into (`.csv`), "" for none. Raises StoreError for bad recordings."""


class Rule(Protocol):
    """`rules/*.py` finds one thing that breaks, or proves nothing, on the way to another vendor; without a call.

    The docstring says what breaks where, how to mend it, and who says so. `CODE` is unique and never used again;
    `SCOPE` says which of the views of `harness.model.lint` is looked at.
    """

    CODE: str
    SCOPE: Scope
    SEVERITY: Severity
    """Of a remark that names none of its own."""

    def check(self, view: Any) -> Iterable[Remark]: ...


class Fault(Protocol):
    """`faults/*.py` disturbs one exchange between an application and a vendor.

    `Settings` is a frozen dataclass of what a scenario may write under `with:`. A module may say `CLOSES_PORT` (the
    server stops listening meanwhile) or `UNRESOLVABLE` (the vendor's name does not resolve meanwhile).
    """

    Settings: ClassVar[type]

    async def disturb(self, exchange: Exchange, settings: Any, proceed: Proceed) -> WireReply:
        """The reply that is sent; `proceed` gives the one that would be. May raise `Severed`, as may its pieces."""


class Gateway(Protocol):
    """`gateways/*.py` says the policy of `failover:` in the words of one gateway."""

    SUFFIX: str

    def render(self, config: Config) -> tuple[str, list[Loss]]:
        """The gateway's configuration, and what of the policy it cannot say. No key stands in it."""


class Remedy(Protocol):
    """`adapting/remedies/*.py` mends one kind of break without a model's help."""

    def edit(self, symptoms: Symptoms) -> Edit | None:
        """What to change in the prompt; None where the break is not there."""


Proposals: TypeAlias = "Generator[Tuning | WriterQuestion, Tried | str, None]"
"""Yields a prompt to try and is sent what became of it, or a question and is sent the writer's reply ("" where there is
none)."""


class Stage(Protocol):
    """`adapting/stages/*.py` proposes prompts; the stages are gone through by `NUMBER` until one is good enough."""

    NUMBER: int
    NEEDS_WRITER: bool

    def proposals(self, best: Tried, attempt: int) -> Proposals:
        """Begins from the `best` so far. `attempt` counts the searches, so that another draws other proposals."""
