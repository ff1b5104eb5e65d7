"""traces: a log or trace of the calls that a product made, made into suites of real cases with the recorded answers.

Read are, a line each or as one document of JSON, plain or gzipped: LiteLLM's logs (StandardLoggingPayload, SpendLogs
that hold prompts), OpenTelemetry's spans of generative AI in OTLP's JSON, of every era of the conventions, pairs of
`request` and `response` in the words of Chat Completions, Responses, Messages, Gemini or Bedrock, and generations of
Langfuse. Broken lines are skipped, counted and listed.

Calls with the same tools, form of answer, parameters and first line of instructions are one workflow and one suite.
The same question is one case, which says how many calls it stands for (`weight`) and to which conversation, session or
trace it belongs (`group`). About `--cases N` of each workflow (default: 200) are drawn: whole conversations at
random, for a claim about traffic like this, or with `--draw variety` those that lie farthest apart by the embedder
`builtin`, for a claim about this mix. Keys and personal data are replaced, each value always by the same placeholder.
A model that calls tools until it answers is one case, with what the tools gave back as its `returns`. Prompts made of
one template become one prompt with variables where that gives every prompt back byte for byte.

    harness import traces calls.jsonl --suite support --cases 200
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from harness import plugins
from harness.errors import InputError, UsageError
from harness.importers._project.drafts import ProjectDraft, TargetDraft
from harness.importers._project.naming import free, slug, suite_name
from harness.importers._project.targets import replay_target
from harness.importers._project.vendors import vendor_of
from harness.importers._project.writing import heading_of, write_project
from harness.importers._traces.drawing import Draw, Drawn, at_random, for_variety, units_of
from harness.importers._traces.index import Digest, Index, IndexedCall
from harness.importers._traces.logged import Logged, LogPlace
from harness.importers._traces.reading import Log
from harness.importers._traces.suites import Made, Maker, Told, cleaned, is_clear, returned
from harness.model.carrying import Imported, ImportOptions, NotCarried
from harness.model.location import Location, Problem
from harness.redaction.redactor import Redactor
from harness.summary.phrases import count_of

TAKES = ("models", "baseline", "cases", "draw")

CASES = 200
"""Cases of a workflow, unless more or fewer are wanted."""
MOST_SUITES = 12
LONGEST_EMBEDDED = 300
"""Characters of a question by which its variety is judged."""


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write suites, targets and cassettes of the calls in a log.

    Raises:
        InputError: the file cannot be read, or no call is in it; says what its records are.
        UsageError: a suite of that name exists, or no call has the model that was asked for.
        StoreError: something cannot be written.
    """
    name = suite_name(options.suite, source)
    with Log(source) as log:
        index = _indexed(log, LONGEST_EMBEDDED if options.draw == "variety" else 0)
        if not index.entries:
            reasons = [*log.unread.counts.most_common(3), *log.broken.counts.most_common(2)]
            why = (
                "; ".join(f"{count:,} × {reason}" for reason, count in reasons) or "nothing in it is a call of a model"
            )
            raise InputError([Problem("import-empty", f"holds no call: {why}", Location(str(source)))])
        work = _Work(log=log, index=index, options=options, models=_models(index, options), name=name)
        made, notices = work.made(heading_of(source))
        draft = ProjectDraft(
            suites=[one.suite for one in made],
            targets=list(work.targets.values()),
            baseline=work.baseline,
            answers=[answer for one in made for answer in one.answers],
        )
        done = write_project(options.root, draft, options.origin)
    return Imported(
        written=done.written,
        answers=done.answers,
        suites=done.suites,
        notices=(*done.notices, *notices, *_redacted(work.redactor)),
        not_carried=(*_unread(log, source), *work.left_out(source), *done.not_carried),
    )


def _indexed(log: Log, excerpt: int) -> Index:
    index = Index(excerpt=excerpt)
    for place, call in log.calls():
        try:
            index.add(place, call)
        except UnicodeEncodeError:
            log.unread.add("it holds half of a character (a lone surrogate)", place.line)
    return index


def _models(index: Index, options: ImportOptions) -> list[int]:
    """The models whose calls are taken over, the baseline's first.

    Raises:
        UsageError: a model that was asked for is not in the log.
    """
    counts = Counter(entry.model for entry in index.entries)
    known = {model: number for number, model in enumerate(index.models)}
    for model in (*options.models, *([options.baseline] if options.baseline else [])):
        if model not in known:
            hint = plugins.suggest(model, tuple(known)) or "models in it: " + ", ".join(list(known)[:10])
            raise UsageError(f"no call has the model {model!r}", slug="unknown-model", hint=hint)
    chosen = [known[model] for model in options.models] or [max(counts, key=lambda model: counts[model])]
    first = known[options.baseline] if options.baseline else max(chosen, key=lambda model: counts[model])
    return [first, *(model for model in chosen if model != first)]


@dataclass
class _Work:
    """One import under way."""

    log: Log
    index: Index
    options: ImportOptions
    models: list[int]
    name: str
    redactor: Redactor = field(default_factory=Redactor)
    spared: int = 0
    """Calls of workflows that are too many."""

    def __post_init__(self) -> None:
        taken: set[str] = set()
        self.targets: dict[int, TargetDraft] = {}
        for model in self.models:
            written = self.index.models[model]
            target = free(slug(written.rpartition("/")[2], "logged"), taken)
            self.targets[model] = _target(target, written, self.index.vendors[model].most_common(1)[0][0])
        self.baseline = self.targets[self.models[0]].name
        self.chains = self.index.chains(self.models[0])

    @property
    def entries(self) -> Sequence[IndexedCall]:
        return self.index.entries

    def made(self, heading: str) -> tuple[list[Made], list[str]]:
        """The suites with their answers, and what is to be said of them."""
        draws = self._draws()
        told = self._told([case for draw in draws for case in draw.cases])
        made: list[Made] = []
        notices: list[str] = []
        for number, draw in enumerate(draws, 1):
            base = self.name if number == 1 else f"{self.name}-{number}"
            cases = [told[case.first] for case in draw.cases if case.first in told]
            maker = Maker(
                first=self._first[cases[0].drawn.first],
                draw=draw,
                baseline=self.baseline,
                heading=heading,
            )
            parts = list(maker.suites(base, cases))
            made += parts
            notices.append(_said(base, draw, len(cases), self.options))
            notices += [f"{one.suite.name}: {one.template}" for one in parts if one.template]
        return made, notices

    def _draws(self) -> list[Draw]:
        """One for each workflow, the commonest first."""
        behind = {number for chain in self.chains.values() for number in chain}
        by_workflow: dict[Digest, list[int]] = {}
        for number, entry in enumerate(self.entries):
            if entry.model == self.models[0] and number not in behind:
                by_workflow.setdefault(entry.workflow, []).append(number)
        workflows = sorted(by_workflow.values(), key=len, reverse=True)
        self.spared = sum(map(len, workflows[MOST_SUITES:]))
        most = self.options.cases or CASES
        draws = []
        for numbers in workflows[:MOST_SUITES]:
            units = units_of(self.entries, numbers)
            if self.options.draw == "variety":
                draw = for_variety(self.entries, units, most, _vectors)
            else:
                draw = at_random(self.entries, units, most)
            going_on = sum(len(self.chains.get(number, ())) for number in numbers)
            draws.append(replace(draw, calls=draw.calls + going_on))
        return draws

    def _told(self, cases: Sequence[Drawn]) -> dict[int, Told]:
        """The drawn calls with their texts, by the number of their first call."""
        others = self._others({self.entries[case.first].question for case in cases})
        numbers = {
            number for case in cases for number in (case.first, *self.chains.get(case.first, ()), *case.again[:1])
        } | {number for answers in others.values() for number in answers.values()}
        calls = self._read(numbers)
        self._first = {case.first: calls[case.first] for case in cases}
        return {case.first: self._case(case, calls, others) for case in cases}

    def _others(self, questions: set[Digest]) -> dict[Digest, dict[str, int]]:
        """The first answer of each other model to a question that was drawn."""
        found: dict[Digest, dict[str, int]] = {}
        for number, entry in enumerate(self.entries):
            if entry.model in self.models[1:] and entry.question in questions:
                found.setdefault(entry.question, {}).setdefault(self.targets[entry.model].name, number)
        return found

    def _read(self, numbers: set[int]) -> dict[int, Logged]:
        by_place: dict[LogPlace, int] = {self.entries[number].place: number for number in numbers}
        lines = {place.line for place in by_place}
        raw = {by_place[place]: call for place, call in self.log.again(by_place, lines)}
        # In the order of the log, whatever was drawn: placeholders are numbered as a reader meets them.
        return {number: cleaned(raw[number], self.redactor) for number in sorted(raw)}

    def _case(self, case: Drawn, calls: Mapping[int, Logged], others: Mapping[Digest, Mapping[str, int]]) -> Told:
        first, entry = calls[case.first], self.entries[case.first]
        chain = [calls[number] for number in self.chains.get(case.first, ())]
        steps = [first, *chain]
        returns = [entry for before, after in zip(steps, chain, strict=False) for entry in returned(before, after)]
        again = [calls[number].response for number in case.again[:1] if not chain and number in calls]
        if not is_clear(returns):
            returns, steps = [], [first]
        group = "" if case.group.startswith("line ") else self.redactor.text(case.group, "name of a conversation")
        return Told(
            drawn=Drawn(first=case.first, again=case.again, group=group, weight=case.weight),
            place=entry.place,
            messages=first.question.messages,
            responses=tuple(step.response for step in steps),
            returns=tuple(returns),
            again=tuple(again),
            others={target: calls[number].response for target, number in others.get(entry.question, {}).items()},
        )

    def left_out(self, source: Path) -> Iterator[NotCarried]:
        """What was read and is in no suite."""
        counts = Counter(entry.model for entry in self.entries if entry.model not in self.models)
        for model, count in counts.most_common():
            named = self.index.models[model] or "no model"
            yield NotCarried(
                source.name,
                f"{count_of(count, 'call')} of {named}",
                f"the baseline is {self.baseline}; -m takes in others",
            )
        if self.spared:
            yield NotCarried(
                source.name,
                f"{count_of(self.spared, 'call')} of smaller workflows",
                f"an import makes {MOST_SUITES} suites",
            )
        for (what, why), count in self.index.losses.most_common():
            yield NotCarried(source.name, f"`{what}`, in {count_of(count, 'call')}", why)


def _vectors(entries: Sequence[IndexedCall]) -> object:
    """What the calls ask last, embedded."""
    import numpy as np

    embedder = plugins.load("embedders", "builtin").load("")
    return np.asarray(embedder.embed([entry.asked for entry in entries]))


def _target(name: str, model: str, told: str) -> TargetDraft:
    """A target that reaches the model where the vendor's own address is known, else one that only replays."""
    vendor, plain = slug(told) or vendor_of(model), model.rpartition("/")[2]
    if vendor == "openai" and plain:
        return TargetDraft(name=name, settings={"provider": "openai", "model": plain, "api": "chat"})
    if vendor == "anthropic" and plain:
        return TargetDraft(name=name, settings={"provider": "anthropic", "model": plain})
    return replay_target(name, model or name, vendor)


def _said(name: str, draw: Draw, cases: int, options: ImportOptions) -> str:
    """What a suite stands for, and what its verdict will speak of."""
    whole = f"{name}: {count_of(draw.calls, 'call')} in {count_of(draw.units, 'conversation')}"
    if options.draw == "variety" and cases < draw.calls:
        apart = "that lie farthest apart (embedder builtin), each counted by the calls nearest to it"
        how = f"{count_of(cases, 'case')} {apart}"
    elif draw.drawn_units < draw.units:
        how = f"{count_of(draw.drawn_units, 'conversation')} drawn at random, {count_of(cases, 'case')}"
    else:
        how = f"all of them, {count_of(cases, 'case')}"
    if draw.claim == "like-these":
        about = "a verdict speaks of traffic like this, each conversation one draw (claim: like-these)"
    else:
        why = (
            f"{count_of(draw.shared, 'question')} asked in several conversations, so "
            if draw.shared and options.draw != "variety"
            else ""
        )
        about = f"{why}a verdict speaks of this mix, each case counted by its calls (claim: these-cases)"
    return f"{whole}; {how}; {about}"


def _redacted(redactor: Redactor) -> Iterator[str]:
    if not redactor.found:
        return
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(redactor.counts.items()))
    places: Counter[str] = Counter()
    for (_, place), count in redactor.found.items():
        places[place] += count
    where = ", ".join(f"{place} {count}" for place, count in places.most_common())
    yield f"replaced before anything was written, different values: {kinds}; places: {where}"


def _unread(log: Log, source: Path) -> Iterator[NotCarried]:
    for unread, what in ((log.broken, "line"), (log.unread, "record")):
        for reason, count in unread.counts.most_common():
            lines = ", ".join(map(str, unread.places[reason])) + ("" if count <= len(unread.places[reason]) else ", …")
            yield NotCarried(f"{source.name}:{lines}", f"{count_of(count, what)} left out", reason)
