"""What a run will ask: every sample of every case for every target, rendered before anything is sent."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from harness import plugins
from harness.cassettes.neutral import canonical, key_of_texts, messages_text, request_text, rest_text
from harness.cassettes.settings import deciding_settings
from harness.errors import UsageError
from harness.model.config import Config, Target
from harness.model.exchange import Message
from harness.model.location import Problem
from harness.model.options import Options
from harness.model.result import WorkId
from harness.model.suite import Suite
from harness.planning.selection import case_filter, nothing_matches
from harness.planning.workflow import Course
from harness.planning.works import Planned, Work, kept_works
from harness.sending.waiting import none_of
from harness.spool.sequence import kept, shared_by
from harness.suitefile.requests import Openings

BASELINE_SAMPLES = 2
"""Answers of the baseline to a case where nobody says otherwise: with one, it is not known how far it agrees with
itself, and no candidate can be said to differ by more than that.
"""
MOST_TIMES = 4
"""With samples `auto`, a case is asked so many times as often as its suite says, at most."""


@dataclass(frozen=True)
class Plan:
    """The selected suites and the work they make; `works` are in the order of the suites, one a sample.

    `skipped` is what the suites say is not to be asked.
    """

    config: Config
    suites: tuple[Suite, ...]
    works: Sequence[Work]
    options: Options
    skipped: frozenset[WorkId] = frozenset()
    floor_asked: frozenset[str] = frozenset()
    """Names of the suites of which it was said how often the baseline is asked."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """By suite name, the share of the error rate where verdicts are looked at more than once."""
    passed_over: tuple[str, ...] = ()
    """A sentence on each file beside the suites that looks like one and is none."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets in use, in the order of the configuration."""
        used = self._answers.keys() | {work.target for work in self.skipped}
        return tuple(target for name, target in self.config.targets.items() if name in used)

    def suite(self, name: str) -> Suite:
        """The suite of that name; KeyError if it is not selected."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Suite]:
        return {suite.name: suite for suite in self.suites}

    def only(self, wanted: Callable[[WorkId], bool]) -> Plan:
        """The same plan with less work."""
        works = none_of(self.works)
        for work in self.works:
            if wanted(work.id):
                works.append(work)
        return replace(
            self,
            works=tuple(works) if isinstance(works, list) else works,
            skipped=frozenset(filter(wanted, self.skipped)),
        )

    def calls(self) -> dict[str, int]:
        """Answers to be had, by target."""
        return {target.name: self._answers[target.name] for target in self.targets}

    @cached_property
    def _answers(self) -> Counter[str]:
        return Counter(work.id.target for work in self.works)


def plan(config: Config, suites: Sequence[Suite], options: Options) -> Plan:
    """Select suites, cases and targets and render every request.

    Raises:
        UsageError: a name is unknown, the selection is empty, or `ray_address` is one of the Ray client.
    """
    if (options.ray_address or "").startswith("ray://"):
        raise UsageError("--ray-address takes `auto` or HOST:PORT of a cluster; run harness on one of its nodes")
    for unknown in unknown_targets(config, options.targets, options.baseline):
        raise UsageError(unknown.message, slug=unknown.slug, hint=unknown.hint)
    chosen = tuple(selected for suite in suites if (selected := _select(suite, options)).cases)
    if not chosen:
        raise nothing_matches(options.cases, suites)
    skipped: set[WorkId] = set()
    planned = (entry for number, suite in enumerate(chosen) for entry in _planned(config, number, suite, skipped))
    works = kept_works(planned, chosen, config.targets, live=options.record != "none")
    asked = frozenset(suite.name for suite in suites if options.baseline_samples or suite.baseline_samples)
    return Plan(config, chosen, works, options, frozenset(skipped), asked)


def unknown_targets(config: Config, targets: Sequence[str], baseline: str | None) -> Iterator[Problem]:
    """Of the names that were said for a run, those that no target has."""
    for name in (*([baseline] if baseline else []), *targets):
        if name not in config.targets:
            hint = plugins.suggest(name, tuple(config.targets))
            yield Problem("unknown-target", f"no target is named {name!r}", hint=hint)


def meta_of(plan: Plan) -> dict[str, Any]:
    """What a run's journal keeps of its plan, so that the same can be planned again and be known for the same. Leave
    to run code or to pay twice is not kept, nor is where calls are made from: these are given anew.
    """
    kept = replace(
        plan.options,
        allow_exec=False, resend=False, resend_in_doubt=False, stored_scores=True, wait=False, cancel_batches=False,
        engine="local", ray_address=None, ray_workers=None, jobs=None,
    )  # fmt: skip
    digest = hashlib.sha256(kept.record.encode())
    for work in plan.works:
        digest.update(f"\n{work.id} {work.key}".encode("utf-8", "surrogatepass"))
    return {
        "digest": digest.hexdigest(),
        "suites": [suite.path for suite in plan.suites],
        "options": asdict(kept),
    }


def _select(suite: Suite, options: Options) -> Suite:
    matches, meant, failed = case_filter(options.cases), frozenset(options.case_ids), frozenset(options.failed_cases)
    baseline, targets = options.baseline or suite.baseline, suite.targets
    if options.baseline:
        targets = (options.baseline, *options.targets)
    elif options.targets:
        # The baseline always comes along: without it there is nothing to compare with.
        targets = tuple(name for name in targets if name in options.targets or name == suite.baseline)
    chosen_times = options.baseline_samples or suite.baseline_samples
    # A suite without a candidate compares nothing, so that nobody needs its floor.
    times = chosen_times or (BASELINE_SAMPLES if set(targets) - {baseline} else None)
    cases = suite.cases
    if options.cases.strip() or meant or failed:
        cases = kept(
            (
                case
                for case in suite.cases
                if matches(suite.name, case.id)
                and (not meant or case.id in meant)
                and (not failed or f"{suite.name}/{case.id}" in failed)
            ),
            shared_by(suite.cases),
            len(suite.cases) * len(targets),
        )
    return replace(
        suite,
        baseline_samples=times,
        cases=cases,
        left_out=len(suite.cases) - len(cases),
        targets=targets,
        baseline=baseline,
        samples=(options.samples or suite.samples) * (MOST_TIMES if options.auto else 1),
    )


def _planned(config: Config, suite_number: int, suite: Suite, skipped: set[WorkId]) -> Iterator[Planned]:
    """What is not to be asked joins `skipped`."""
    settings = {name: deciding_settings(config.targets[name]) for name in suite.targets}
    texts = {name: canonical(of_target) for name, of_target in settings.items()}
    openings = Openings(suite, [config.targets[name] for name in suite.targets])
    rest: dict[str, str] = {}
    messages: tuple[Message, ...] | None = None
    said = ""
    for case_number, case in enumerate(suite.cases):
        for name in suite.targets:
            if name in case.skip:
                skipped.update(WorkId(suite.name, case.id, name, sample) for sample in range(suite.samples_of(name)))
                continue
            target = config.targets[name]
            request = openings.of(case, target)
            course = Course(suite, case, target, request)
            if name not in rest:  # but for its messages, a target is asked the same of every case
                rest[name] = rest_text(request)
            if request.messages is not messages:
                messages, said = request.messages, messages_text(request)
            asked = request_text(said, rest[name])
            for sample in range(suite.samples_of(name)):
                key = key_of_texts(asked, sample, texts[name])
                work = Work(WorkId(suite.name, case.id, name, sample), course, settings[name], key)
                yield Planned(suite_number, case_number, work)
