"""One attempt from beginning to end: split, search, one look at the held-out part, and what may be written of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from statistics import fmean
from typing import TYPE_CHECKING

from harness import plugins
from harness.adapting import ledger as ledgers
from harness.adapting import proof as proofs
from harness.adapting import recordings
from harness.adapting.ledger import AttemptLedger
from harness.adapting.measuring import EngineAsker, MeasuredPrompt
from harness.adapting.objections import objection
from harness.adapting.requests import call_of, expected_usd, shared_domains
from harness.adapting.search import Search, drop
from harness.adapting.split import Split, require_enough, split
from harness.errors import UsageError
from harness.model.adaptation import PARTS, Adaptation, Outcome, Part, Rate, SearchProgress, SearchStep
from harness.model.config import Config
from harness.model.suite import Suite
from harness.model.tuning import Tuning
from harness.protocols import Listener
from harness.suitefile.digests import target_digest
from harness.summary.phrases import percent

if TYPE_CHECKING:
    from harness.history import History


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptOptions:
    """What is asked for. `writer` and `budget_usd` go before the configuration's; with `keep_baseline` one prompt is
    sought that serves both; `write_anyway` writes what is not proven, and says so in the file; with `patch_only`
    nothing is written at all.
    """

    candidate: str
    writer: str | None = None
    budget_usd: float | None = None
    keep_baseline: bool = False
    write_anyway: bool = False
    patch_only: bool = False
    resend_in_doubt: bool = False
    allow_exec: bool = False
    concurrency: int | None = None


async def adapt(
    config: Config,
    suite: Suite,
    wanted: AdaptOptions,
    past: History,
    *,
    watch: Callable[[SearchProgress], None] = lambda _: None,
    listeners: Sequence[Listener] = (),
    stop: asyncio.Event | None = None,
) -> Adaptation:
    """Seek a prompt with which the candidate ports, prove it on cases that the search has not seen, and write it.

    Raises:
        UsageError: nothing can be sought or proven: a target is unknown or cannot be asked, there are too few cases,
            the budget does not hold one look, the file cannot be written to. Nothing was sent, but for the last.
        StoreError: history, a recording or the suite cannot be read or written.
    """
    _require_sound(config, suite, wanted)
    watching = _Watching(watch, listeners, stop or asyncio.Event())
    return await _Attempt.of(config, suite, wanted, past, watching).run()


def _require_sound(config: Config, suite: Suite, wanted: AdaptOptions) -> None:
    writer = wanted.writer or config.writer
    for name in filter(None, (wanted.candidate, writer)):
        if name not in config.targets:
            hint = plugins.suggest(name, tuple(config.targets))
            raise UsageError(f"no target is named {name!r}", slug="unknown-target", hint=hint)
        if config.targets[name].replays_only:
            raise UsageError(
                f"{name!r} can only be replayed: nobody can be asked with another prompt",
                slug="cannot-ask",
                hint="name a target with a provider that answers",
            )
    if wanted.candidate == suite.baseline:
        raise UsageError(
            f"{wanted.candidate!r} is the baseline of {suite.name}", slug="same-target", hint="--to names another"
        )
    if wanted.keep_baseline and config.targets[suite.baseline].replays_only:
        raise UsageError(
            f"--keep-baseline asks the baseline under each new prompt, and {suite.baseline!r} can only be replayed",
            slug="cannot-ask",
            hint="leave --keep-baseline out: the candidate then gets a variant of its own",
        )


@dataclass(frozen=True, slots=True)
class _Watching:
    """Who hears how far it is, and who may stop it."""

    watch: Callable[[SearchProgress], None]
    listeners: Sequence[Listener]
    stop: asyncio.Event


@dataclass(kw_only=True)
class _Attempt:
    config: Config
    suite: Suite
    wanted: AdaptOptions
    split: Split
    ledger: AttemptLedger
    asker: EngineAsker
    base: Tuning
    watch: Callable[[SearchProgress], None]
    notices: list[str] = field(default_factory=list)
    trials: int = 0

    @classmethod
    def of(
        cls,
        config: Config,
        suite: Suite,
        wanted: AdaptOptions,
        past: History,
        watching: _Watching,
    ) -> _Attempt:
        candidate, writer = config.targets[wanted.candidate], wanted.writer or config.writer
        budget = config.budget_usd if wanted.budget_usd is None else wanted.budget_usd
        own = suite.variants.get(candidate.name)
        base = Tuning(prompts=dict(own.prompts) if own else {}, params=dict(own.params) if own else {})
        made = past.adaptations.looks(suite.name, candidate.name, candidate.model)
        found = split(suite, candidate.name, past.adaptations.parts(suite.name), ledgers.next_level(suite, made))
        if not wanted.write_anyway:
            require_enough(suite, found)
        reserve = _require_budget(config, suite, candidate.name, found, budget)
        past.adaptations.assign(suite.name, found.parts, datetime.now(UTC).isoformat(timespec="seconds"))
        words = [
            "portable" if wanted.keep_baseline else "variant",
            writer or "",
            base.digest,
            target_digest(config.targets[suite.baseline]),
        ]
        ledger = ledgers.open_ledger(past, suite, candidate, words, budget_usd=budget)
        asker = EngineAsker(
            config=config,
            suite=suite,
            candidate=candidate.name,
            writer=writer,
            spend=ledger.spend,
            left=ledger.left_usd,
            stop=watching.stop,
            listeners=watching.listeners,
            resend_in_doubt=wanted.resend_in_doubt,
            allow_exec=wanted.allow_exec,
            concurrency=wanted.concurrency,
            reserve=reserve,
            base=base.digest,
        )
        attempt = cls(
            config=config,
            suite=suite,
            wanted=wanted,
            split=found,
            ledger=ledger,
            asker=asker,
            base=base,
            watch=watching.watch,
        )
        attempt.notices += _of_writer(config, wanted.candidate, writer)
        return attempt

    async def run(self) -> Adaptation:
        search = self._search()
        await search.begin()
        if early := self._settled_early(search):
            return self._finished(search, early)
        if not self.wanted.keep_baseline:
            return await self._attempted(search, portable=False)
        self.asker.portable = True
        found = await self._attempted(await self._portable(search), portable=True)
        if found.proven or found.outcome == "cut":
            return found
        self.notices.append("no prompt that serves both was proven; a variant is the last resort")
        self.asker.portable = False
        return await self._attempted(search, portable=False)

    def _search(self) -> Search:
        candidate = self.wanted.candidate
        recorded = recordings.answers(self.config, self.suite)
        looks = self.ledger.looks()
        return Search(
            asker=self.asker,
            suite=self.suite,
            candidate=candidate,
            split=self.split,
            base=self.base,
            level=ledgers.next_level(self.suite, looks),
            told=self._tell,
            call_of=lambda tuning: call_of(self.config, self.suite, candidate, tuning),
            object_to=lambda tuning: objection(tuning, self.suite, self.split, recorded),
            has_writer=self.asker.writer is not None,
            attempt=self.ledger.earlier + 1,
            failed_looks=frozenset(look.tuning for look in looks if look.verdict not in (None, "ports")),
            notices=self.notices,
        )

    async def _portable(self, plain: Search) -> Search:
        """A search in which an answer is good only if the baseline's own under the same prompt is."""
        search = self._search()
        search.before = search.after = plain.before
        search.best, search.tried = plain.best, dict(plain.tried)
        return search

    def _settled_early(self, search: Search) -> Outcome | None:
        before = search.before
        if before.halted or not before.pairings:
            self.notices.append(before.trouble or "no case could be measured")
            return "cut"
        unmeasured = len(before.missing)
        if unmeasured:
            self.notices.append(f"{unmeasured} cases could not be measured: {before.trouble}")
        floor = fmean(pairing.floor for pairing in before.pairings.values())
        if floor < self.suite.least:
            self.notices.append(
                f"{self.suite.baseline} itself does well in {percent(floor)} of the cases, below `least`"
                f" ({percent(self.suite.least)}): there is nothing to port until it works"
            )
            return "not repaired"
        return "nothing to adapt" if search.fails_nowhere and not unmeasured else None

    async def _attempted(self, search: Search, *, portable: bool) -> Adaptation:
        """Search, and look if there is something to look at."""
        await search.run()
        self.trials += search.number
        if self.asker.stop.is_set():
            return self._finished(search, "cut")
        if not self._deserves_a_look(search):
            if search.halted:
                self.notices.append(search.trouble or "no more could be had before anything deserved a look")
            return self._finished(search, "cut" if search.halted else "not repaired")
        return await self._look(search, portable=portable)

    def _deserves_a_look(self, search: Search) -> bool:
        best = search.best.tuning.digest
        if best == self.base.digest or best in search.failed_looks:
            return False
        chosen = [search.after.pairings[case] for case in search.validation if case in search.after.pairings]
        return self.wanted.write_anyway or search.is_good_enough or drop(chosen) < self.suite.equivalence.margin

    async def _look(self, search: Search, *, portable: bool) -> Adaptation:
        """The held-out part, once, with the prompt that the search ended in."""
        tuning = search.best.tuning
        look, number = self.ledger.open_look(tuning)
        self.asker.reserve = 0.0
        held_out = self.split.cases["held-out"]
        found = await self.asker.measure(tuning, held_out, confidence=look.confidence)
        comparison = found.comparison
        # A look that could not be finished decides nothing: it is made to its end, at the same level, by the next call.
        if found.halted or comparison is None or "cases missing" in comparison.causes:
            self.notices.append(found.trouble or "the look at the held-out part was cut")
            return self._finished(search, "cut")
        look = ledgers.decided(look, comparison.verdict, comparison.matches, comparison.cases)
        self.ledger.close_look(look)
        ports = comparison.verdict == "ports"
        both = ports and portable and found.portable is not None and found.portable.verdict == "ports"
        outcome: Outcome = "portable" if both else "adopted" if ports else "not proven"
        proven = proofs.Proven(
            candidate=self.wanted.candidate,
            tuning=tuning,
            look=look,
            number=number,
            proven=ports,
            portable=both,
            held_out=held_out,
        )
        if portable and ports and not both:
            self.notices.append("it does not hold for the baseline: it becomes a variant of the candidate alone")
        result = replace(self._finished(search, outcome, found), look=number)
        if not (ports or self.wanted.write_anyway):
            return result
        folder = self.asker.folder_of(tuning)
        proof = await proofs.prove(self.config, self.suite, proven, folder)
        if not self.wanted.patch_only:
            proofs.write(self.config, self.suite, proven, proof, folder)
        return replace(
            result,
            change="" if self.wanted.patch_only else proof.text,
            patch=proof.patch,
            bundle=proof.bundle,
            notices=(*result.notices, *proof.notices),
        )

    def _finished(self, search: Search, outcome: Outcome, held_out: MeasuredPrompt | None = None) -> Adaptation:
        self.ledger.finish(outcome)
        before, after = search.before, search.after
        own = {step.name: step.prompt for step in self.suite.steps}
        found = search.best.tuning
        after_rates = _rates(after, self.split, ("train", "validation"))
        if held_out is not None:
            after_rates |= _rates(held_out, self.split, ("held-out",))
        shown = held_out or after
        return Adaptation(
            suite=self.suite.name,
            path=self.suite.path,
            baseline=self.suite.baseline,
            candidate=self.wanted.candidate,
            outcome=outcome,
            stage=found.stage,
            note=found.note,
            before=_rates(before, self.split, ("train", "validation")),
            after=after_rates,
            units=self.split.units,
            held_out=held_out.comparison if held_out else None,
            portable=held_out.portable if held_out else None,
            latency_s=(before.latency_s, shown.latency_s),
            cost_usd=(before.cost_usd, shown.cost_usd),
            prompts=({**own, **self.base.prompts}, {**own, **found.prompts}),
            params={name: value for name, value in found.params.items() if self.base.params.get(name) != value},
            attempt=self.ledger.earlier + 1,
            resumed=self.ledger.resumed,
            trials=self.trials,
            spent_usd=self.ledger.spent_usd,
            calls=self.ledger.calls,
            notices=tuple(dict.fromkeys((*self.notices, *self.asker.troubles))),
            interrupted=self.asker.stop.is_set(),
        )

    def _tell(self, step: SearchStep, tuning: Tuning) -> None:
        self.ledger.keep(step, tuning, {part: len(self.split.cases[part]) for part in PARTS})
        self.watch(SearchProgress(step, self.ledger.spent_usd, self.ledger.left_usd))


def _require_budget(config: Config, suite: Suite, candidate: str, found: Split, budget: float | None) -> float:
    """What one look is expected to cost, to be set aside. Raises UsageError where the budget does not hold it."""
    if budget is None:
        return 0.0
    first = expected_usd(config, suite, candidate, (*found.cases["train"], *found.cases["validation"]), budget)
    # Set aside before the search begins: a search that spends it all would find a prompt that nobody can prove.
    look = expected_usd(config, suite, candidate, found.cases["held-out"], budget, again=True)
    if first + look > budget:
        raise UsageError(
            f"a budget of ${budget:g} does not hold one look: about ${first:.4f} to see what breaks and ${look:.4f} for"
            f" the {len(found.cases['held-out'])} held-out cases, before anything is tried",
            slug="budget-too-small",
            hint=f"--budget {2 * (first + look):.2f} leaves as much for the search",
        )
    return look


def _rates(found: MeasuredPrompt, parts: Split, wanted: Sequence[Part]) -> dict[Part, Rate]:
    rates: dict[Part, Rate] = {}
    for part in wanted:
        pairings = [found.pairings[case] for case in parts.cases[part] if case in found.pairings]
        rates[part] = Rate(sum(pairing.good for pairing in pairings), len(pairings))
    return rates


def _of_writer(config: Config, candidate: str, writer: str | None) -> list[str]:
    if writer is None:
        return ["no writer is configured (adapt: {writer: TARGET}): stage 3, rewriting, is left out"]
    if writer == candidate:
        return [f"the writer is {candidate!r} itself: it goes down with it, so adapt before you need it"]
    shared = shared_domains(config, writer, candidate)
    return [f"the writer {writer!r} goes down together with {candidate!r} ({shared})"] if shared else []
