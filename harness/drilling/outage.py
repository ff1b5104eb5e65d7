"""One outage, from fault to return: every case goes through the policy while the domain is down."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from harness.drilling.rig import Rig
from harness.drilling.scoring import ScoredDrill, normal_replies, scored
from harness.errors import HarnessError
from harness.failover.breaker import Breaker
from harness.failover.driver import Delivery, Driver
from harness.model.config import Config, Target
from harness.model.drill import UNDER_OUTAGE, DrilledOutage, Speed, SuiteDrill, TargetTry
from harness.model.exchange import Trouble
from harness.model.failover import Failover
from harness.model.result import Reply, WorkId
from harness.model.suite import Case, Suite
from harness.planning.workflow import Course, begin, joined
from harness.sending.budget import cost
from harness.serving.scenario import Scenario

CONCURRENCY = 8
RETURN_EVERY_S, RETURN_WITHIN_S = 1.0, 60.0
"""After recovery somebody asks so often, for so long, until the first choice answers."""
Policies = Callable[[Suite], Failover]
"""How the product falls back, for each suite."""


@dataclass(frozen=True, slots=True)
class SampleJourney:
    """One sample on its way through the outage: what became of each of its calls, and of it as a whole."""

    work: WorkId
    calls: tuple[Delivery, ...]
    reply: Reply
    losses: tuple[str, ...] = ()

    @property
    def answered_by(self) -> str | None:
        return self.calls[-1].target if self.calls and self.reply.response is not None else None


@dataclass(frozen=True, slots=True)
class Handover:
    """The fault begins with call number `at` (from 1) of every sample; with `returns` it is over after that call."""

    at: int
    returns: bool
    down: tuple[str, ...]
    scenario: Scenario


@dataclass
class Rehearsal:
    """What an outage is played with."""

    config: Config
    suites: Sequence[Suite]
    rig: Rig
    drivers: Mapping[str, Driver]
    """By the name of the suite, each with its own policy; what one learns of a target, all know."""
    concurrency: int = CONCURRENCY
    handover: Handover | None = None
    turns: Iterator[int] = field(default_factory=count)
    """Numbers the requests, so that targets of a group take turns."""

    @classmethod
    def of(cls, config: Config, suites: Sequence[Suite], policies: Policies, rig: Rig, scale: float) -> Rehearsal:
        breakers: dict[str, Breaker] = {}
        drivers = {}
        for suite in suites:
            policy = policies(suite)
            by_vendor = policy.breaker is not None and policy.breaker.scope == "vendor"
            scopes = {name: config.targets[name].vendor if by_vendor else name for name in rig.targets}
            drivers[suite.name] = Driver(policy, rig.connections, scopes, pace=scale, breakers=breakers)
        return cls(config, suites, rig, drivers)

    @property
    def pace(self) -> float:
        return next(iter(self.drivers.values())).pace

    def chain(self, suite: Suite) -> tuple[str, ...]:
        """Who is asked for this suite, the first choice first."""
        return chain_of(self.config, self.drivers[suite.name].policy, suite)

    def first_choices(self, suite: Suite) -> tuple[str, ...]:
        """The first of the chain, and who shares its place."""
        chain = self.chain(suite)
        groups = self.drivers[suite.name].policy.groups
        return next((group for group in groups if chain[0] in group), chain[:1])

    def forget(self) -> None:
        """Close every breaker, as though its cooldown were over."""
        for driver in self.drivers.values():
            driver.forget()

    async def play(self, domain: str, down: tuple[str, ...], scenario: Scenario) -> DrilledOutage:
        """Take the domain down, send every case, let it recover, and wait for the return."""
        await self.warm_up()
        if self.handover is None:
            self.rig.take_down(down, scenario)
        fault = self._now()
        journeys = await self._all(scenario)
        ended = self._now()
        self.rig.recover()
        back = await self._return(down)
        results = await scored(self.config, self.suites, {journey.work: journey.reply for journey in journeys})
        return DrilledOutage(
            domain=domain,
            scenario=scenario.id,
            targets=down,
            suites=tuple(self._suite(suite, journeys, results, fault) for suite in self.suites),
            attempts=tuple(_attempts(journeys, fault)),
            fault_s=ended - fault,
            back_s=back,
            results=results.suites,
        )

    async def warm_up(self) -> None:
        """Offline, where it costs nothing, a request to every target while all is well: importing an SDK takes seconds
        that belong to no outage.
        """
        for suite in self.suites[:1] if self.rig.offline else ():
            for name in self.rig.targets:
                request = begin(suite, suite.cases[0], self.config.targets[name]).request
                with suppress(HarnessError):
                    if request is not None:
                        await self.rig.connections[name].complete(request)

    async def send(self, suite: Suite, case: Case, sample: int) -> SampleJourney:
        """One sample, call by call; each call may be answered by another target of the chain."""
        policy = self.drivers[suite.name].policy
        order = policy.turned(self.chain(suite), next(self.turns))
        courses = {name: begin(suite, case, self.config.targets[name]) for name in order}
        calls: list[Delivery] = []
        losses: list[str] = []
        while any(course.request is not None for course in courses.values()):
            requests = {name: course.request for name, course in courses.items() if course.request is not None}
            self._begin_call(suite, case, sample, len(calls))
            served = await self.drivers[suite.name].answer(requests, order)
            calls.append(served)
            if self.handover is not None and self.handover.returns and len(calls) == self.handover.at:
                self.rig.recover()
                self.forget()  # as though the breaker's cooldown were over
            if served.response is None or served.target is None:
                break
            losses += _handover(calls, courses[served.target])
            courses = {name: course.after(served.response) for name, course in courses.items() if course.request}
        work = WorkId(suite.name, case.id, UNDER_OUTAGE, sample)
        return SampleJourney(work, tuple(calls), self._reply(calls, courses), tuple(dict.fromkeys(losses)))

    def _begin_call(self, suite: Suite, case: Case, sample: int, number: int) -> None:
        if self.handover is None:
            return
        self.rig.place = (suite.name, case.id, sample, number)
        if number == 0:  # every sample begins in good health
            self.rig.recover()
            self.forget()
        if number + 1 == self.handover.at:
            self.rig.take_down(self.handover.down, self.handover.scenario)

    def _reply(self, calls: Sequence[Delivery], courses: Mapping[str, Course]) -> Reply:
        sends = sum(len(call.sendings) for call in calls)
        last = calls[-1]
        if last.response is None or last.target is None:
            return Reply(trouble=last.trouble, attempts=sends)
        course = courses[last.target]
        responses = [taken.response for taken in course.steps] or [last.response]
        costs = [cost(call.response.usage, self._target(call).price) for call in calls if call.response is not None]
        return Reply(
            response=joined(responses),
            cost_usd=None if None in costs else math.fsum(value or 0.0 for value in costs),
            attempts=sends,
            steps=course.steps,
            broken=course.broken,
        )

    def _target(self, call: Delivery) -> Target:
        return self.config.targets[call.target or ""]

    async def _all(self, scenario: Scenario) -> list[SampleJourney]:
        """Every sample: spread over the scenario where it has an end, else as fast as may be."""
        places = [
            (suite, case, sample)
            for suite in self.suites
            for case in suite.cases
            if not set(self.chain(suite)) <= set(case.skip)
            for sample in range(suite.samples)
        ]
        # The fault belongs to one sample at a time where it begins in its middle.
        seats = asyncio.Semaphore(1 if self.handover else self.concurrency)
        lasts = scenario.recovers_s or 0.0
        began = self._now()

        async def seated(number: int, suite: Suite, case: Case, sample: int) -> SampleJourney:
            due = began + lasts * number / max(1, len(places) - 1)
            await asyncio.sleep(max(0.0, due - self._now()) * self.pace)
            async with seats:
                return await self.send(suite, case, sample)

        return list(await asyncio.gather(*(seated(number, *place) for number, place in enumerate(places))))

    async def _return(self, down: tuple[str, ...]) -> float | None:
        """Seconds after recovery until the first choice of a suite that had lost it answers again."""
        lost = [suite for suite in self.suites if suite.cases and set(self.first_choices(suite)) <= set(down)]
        if not lost:
            return None
        began = self._now()
        while self._now() - began <= RETURN_WITHIN_S:
            journey = await self.send(lost[0], lost[0].cases[0], 0)
            if journey.calls and journey.calls[0].target in self.first_choices(lost[0]):
                return self._now() - began
            await asyncio.sleep(RETURN_EVERY_S * self.pace)
        return None

    def _now(self) -> float:
        return time.monotonic() / self.pace

    def _suite(self, suite: Suite, journeys: Sequence[SampleJourney], results: ScoredDrill, fault: float) -> SuiteDrill:
        own = [journey for journey in journeys if journey.work.suite == suite.name]
        answered = [journey for journey in own if journey.reply.response is not None]
        normal, good = normal_replies(results, suite), results.good(suite)
        return SuiteDrill(
            suite=suite.name,
            critical=suite.critical,
            samples=len(own),
            answered=len(answered),
            by=dict(Counter(journey.answered_by or "" for journey in answered)),
            served=tuple(sorted(_other_models(self.config, answered))),
            first_good_s=min(
                (one.calls[-1].ended_s - fault for one in answered if (one.work.case, one.work.sample) in good),
                default=None,
            ),
            speed=speed([journey.calls[-1].ended_s - journey.calls[0].began_s for journey in answered]),
            normal=speed([reply.response.latency_s if reply.response else None for reply in normal]),
            cost_usd=_sum([journey.reply.cost_usd for journey in answered]),
            normal_cost_usd=_sum([reply.cost_usd for reply in normal]),
            sends=sum(len(call.sendings) for journey in own for call in journey.calls),
            comparison=results.comparison(suite),
            unanswered=tuple(dict.fromkeys(one.work.case for one in own if one.reply.response is None)),
            losses=tuple(dict.fromkeys(loss for journey in own for loss in journey.losses)),
        )


def chain_of(config: Config, policy: Failover, suite: Suite) -> tuple[str, ...]:
    """The policy's order from the suite's baseline on, less what the suite does not name; without an order, the
    baseline and then the suite's other targets. With `same_model_first`, those of the baseline's model come first.
    """
    order = [name for name in policy.order if name in suite.targets] or list(suite.targets)
    rest = [name for name in order if name != suite.baseline]
    if policy.same_model_first:
        model = config.targets[suite.baseline].model
        rest.sort(key=lambda name: config.targets[name].model != model)
    return (suite.baseline, *rest)


def speed(seconds: Sequence[float | None]) -> Speed:
    """Median and 95th percentile (nearest rank)."""
    ordered = sorted(value for value in seconds if value is not None)
    if not ordered:
        return Speed()
    return Speed(p50_s=ordered[(len(ordered) - 1) // 2], p95_s=ordered[math.ceil(0.95 * len(ordered)) - 1])


def _sum(values: Sequence[float | None]) -> float | None:
    return None if not values or None in values else math.fsum(value or 0.0 for value in values)


def _other_models(config: Config, journeys: Sequence[SampleJourney]) -> set[tuple[str, str]]:
    """(asked for, answered as) where the answer says it is from another model than its target's."""
    pairs = set()
    for journey in journeys:
        for call in journey.calls:
            served = call.response.served_model if call.response else None
            asked = config.targets[call.target].model if call.target else None
            if served and asked and served != asked:
                pairs.add((asked, served))
    return pairs


def _attempts(journeys: Sequence[SampleJourney], fault: float) -> Iterator[TargetTry]:
    for journey in journeys:
        for call in journey.calls:
            for sending in call.sendings:
                yield TargetTry(
                    suite=journey.work.suite,
                    case=journey.work.case,
                    target=sending.target,
                    began_s=sending.began_s - fault,
                    ended_s=sending.ended_s - fault,
                    trouble=_words(sending.trouble),
                )


def _words(trouble: Trouble | None) -> str:
    return "" if trouble is None else f"{trouble.kind}: {trouble.message}"


def _handover(calls: Sequence[Delivery], course: Course) -> list[str]:
    """What is lost where this call was answered by another target than the one before."""
    if len(calls) < 2 or calls[-1].target == calls[-2].target:  # noqa: PLR2004
        return []
    change = f"{calls[-2].target} → {calls[-1].target}"
    losses = []
    if any(call.response is not None and call.response.usage.reasoning_tokens for call in calls[:-1]):
        losses.append(f"{change}: hidden reasoning of the earlier calls is not carried over")
    messages = course.request.messages if course.request else ()
    if any(message.tool_calls or message.role == "tool" for message in messages):
        losses.append(f"{change}: ids of tool calls are ours, the first vendor's own are dropped")
    variant = course.suite.variants.get(course.target.name)
    if variant is not None and variant.prompts:
        losses.append(f"{change}: the prompt is {calls[-1].target}'s variant from here on")
    last = calls[-1].response
    losses += [f"{change}: {loss.what}: {loss.why}" for loss in (last.losses if last else ())]
    return losses
