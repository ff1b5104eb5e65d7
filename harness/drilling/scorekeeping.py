"""`harness serve --score`: what an application's or gateway's requests got, judged against the baseline's recordings.

Requests are known for a suite's cases by what they say. Several attempts at one question are one sample: it is answered
by the first whole answer that goes out.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from harness.cassettes.neutral import request_to_json
from harness.drilling.outage import speed
from harness.drilling.recorded import turns_of_recorded
from harness.drilling.recorder import keys_in, redacted
from harness.drilling.scoring import ScoredDrill, normal_replies, scored
from harness.errors import UsageError
from harness.model import drill as found
from harness.model.config import Config
from harness.model.drill import UNDER_OUTAGE, Drill, DrilledOutage, SuiteDrill
from harness.model.exchange import Response, Trouble
from harness.model.result import Reply as Answered
from harness.model.result import WorkId
from harness.model.suite import Suite
from harness.model.wire import WirePiece, WireReply, closing
from harness.planning.workflow import begin
from harness.redaction.redactor import Redactor
from harness.sending.budget import cost
from harness.sending.run_folders import new_run_id
from harness.serving.attempts import ServedAttempt
from harness.serving.sources import Incoming, fingerprint
from harness.traffic.answers import Passing
from harness.version import __version__

Place = tuple[str, str]
"""Suite and case."""


@dataclass
class DrilledSample:
    """A sample: the attempts at it, and the whole answer that went out, if one did."""

    attempts: list[ServedAttempt] = field(default_factory=list)
    response: Response | None = None
    by: str = ""
    asked_for: str = ""


@dataclass
class Scorekeeper:
    """Watches a server. `unknown` counts requests that no case asks."""

    config: Config
    suites: tuple[Suite, ...]
    places: Mapping[str, Place]
    questions: dict[Place, list[DrilledSample]] = field(default_factory=dict)
    unknown: int = 0

    @classmethod
    def of(cls, config: Config, suites: Sequence[Suite]) -> Scorekeeper:
        """Raises UsageError if no suite is of one call: of others an application's requests are only parts."""
        single = tuple(suite for suite in suites if suite.single_call)
        if not single:
            raise UsageError(
                "--score: every suite here is a workflow of several calls",
                slug="nothing-to-drill",
                hint="a suite of one call for each case can be scored; `harness drill` drills the others",
            )
        return cls(config, single, dict(_places(config, single)))

    def asked(self, incoming: Incoming, attempt: ServedAttempt) -> None:
        """A request has come."""
        place = self._place(incoming)
        if place is None:
            self.unknown += 1
            return
        questions = self.questions.setdefault(place, [])
        if not questions or questions[-1].response is not None:
            questions.append(DrilledSample())
        questions[-1].attempts.append(attempt)

    def watched(self, incoming: Incoming, attempt: ServedAttempt, reply: WireReply) -> WireReply:
        """The reply as it goes out, looked at on its way."""
        place = self._place(incoming)
        if place is None or not 200 <= reply.status < 300:  # noqa: PLR2004
            return reply
        question = next(one for one in reversed(self.questions[place]) if attempt in one.attempts)
        return replace(reply, pieces=self._read(question, incoming, reply))

    async def _read(self, question: DrilledSample, incoming: Incoming, reply: WireReply) -> AsyncIterator[WirePiece]:
        stream = "event-stream" in reply.headers.get("content-type", "")
        passing, began = Passing(incoming.api_name, incoming.asked.model, stream=stream), time.monotonic()
        async with closing(reply.pieces) as pieces:
            async for piece in pieces:
                passing.feed(piece.data, time.monotonic() - began)
                yield piece
        response = passing.response()
        if response is not None and question.response is None:
            redactor = Redactor(known=keys_in(incoming.headers), personal=False)
            question.response = redacted(response, redactor)
            question.asked_for = incoming.asked.model
            question.by = self._target(incoming.asked.model)

    def _place(self, incoming: Incoming) -> Place | None:
        return self.places.get(fingerprint(incoming.asked.turns))

    def _target(self, model: str) -> str:
        """The target that has this model, else the model's own name."""
        names = (
            target.name
            for target in self.config.targets.values()
            if model in (target.model, target.settings.get("deployment"))
        )
        return next(names, model)

    async def drill(self, domain: str, scenario: str, scale: float) -> Drill:
        """What came of it all, scored; `domain` is what was down, "" where that was no domain. Raises StoreError."""
        asked = tuple(suite for suite in map(self._asked_of, self.suites) if suite.cases)
        served = {
            WorkId(place[0], place[1], UNDER_OUTAGE, number): self._reply(place, question)
            for place, questions in self.questions.items()
            for number, question in enumerate(questions[: self._samples(place)])
        }
        results = await scored(self.config, asked, served) if asked else ScoredDrill((), {})
        every = [attempt for questions in self.questions.values() for one in questions for attempt in one.attempts]
        first = min((attempt.at for attempt in every), default=0.0)
        last = max((attempt.ended or attempt.at for attempt in every), default=0.0)
        outage = DrilledOutage(
            domain=domain,
            scenario=scenario,
            targets=tuple(dict.fromkeys(self._target(attempt.model) for attempt in every if attempt.fault)),
            suites=tuple(self._suite(suite, results, first, scale) for suite in asked),
            attempts=tuple(self._attempts(first, scale)),
            fault_s=(last - first) / scale,
            back_s=None,
            results=results.suites,
        )
        return Drill(
            id=new_run_id(),
            version=__version__,
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
            offline=False,
            time_scale=scale,
            chain=(),
            outages=(outage,) if asked else (),
        )

    def _asked_of(self, suite: Suite) -> Suite:
        """The suite with the cases that were asked."""
        cases = tuple(case for case in suite.cases if (suite.name, case.id) in self.questions)
        return replace(suite, cases=cases)

    def _samples(self, place: Place) -> int:
        return next(suite.samples for suite in self.suites if suite.name == place[0])

    def _reply(self, place: Place, question: DrilledSample) -> Answered:
        if question.response is None:
            last = question.attempts[-1]
            return Answered(trouble=Trouble(kind="server", message=_trouble(last)), attempts=len(question.attempts))
        suite = next(suite for suite in self.suites if suite.name == place[0])
        case = next(case for case in suite.cases if case.id == place[1])
        course = begin(suite, case, self.config.targets[suite.baseline]).after(question.response)
        return Answered(
            response=question.response,
            cost_usd=self._cost(question),
            attempts=len(question.attempts),
            steps=course.steps,
            broken=course.broken,
        )

    def _cost(self, question: DrilledSample) -> float | None:
        target = self.config.targets.get(question.by)
        return cost(question.response.usage, target.price if target else None) if question.response else None

    def _suite(self, suite: Suite, results: ScoredDrill, first: float, scale: float) -> SuiteDrill:
        own = [one for case in suite.cases for one in self.questions[suite.name, case.id]]
        answered = [one for one in own if one.response is not None]
        took = [((one.attempts[-1].ended or 0.0) - one.attempts[0].at) / scale for one in answered]
        costs = [self._cost(one) for one in answered]
        normal = normal_replies(results, suite)
        good = [self.questions[suite.name, case][sample] for case, sample in results.good(suite)]
        return SuiteDrill(
            suite=suite.name,
            critical=suite.critical,
            samples=len(own),
            answered=len(answered),
            by=dict(Counter(one.by for one in answered)),
            served=tuple(sorted(_others(answered))),
            first_good_s=min((((one.attempts[-1].ended or 0.0) - first) / scale for one in good), default=None),
            speed=speed(took),
            normal=speed([reply.response.latency_s if reply.response else None for reply in normal]),
            cost_usd=None if not costs or None in costs else math.fsum(value or 0.0 for value in costs),
            sends=sum(len(one.attempts) for one in own),
            comparison=results.comparison(suite),
            unanswered=tuple(
                case.id
                for case in suite.cases
                if any(one.response is None for one in self.questions[suite.name, case.id])
            ),
        )

    def _attempts(self, first: float, scale: float) -> Iterable[found.TargetTry]:
        for (suite, case), questions in self.questions.items():
            for question in questions:
                for attempt in question.attempts:
                    whole = question.response is not None and attempt is question.attempts[-1]
                    yield found.TargetTry(
                        suite=suite,
                        case=case,
                        target=self._target(attempt.model),
                        began_s=(attempt.at - first) / scale,
                        ended_s=((attempt.ended or attempt.at) - first) / scale,
                        trouble="" if whole else _trouble(attempt),
                    )


def _places(config: Config, suites: Sequence[Suite]) -> Iterable[tuple[str, Place]]:
    """What each case asks of each target, as it is recognised. The earlier suite has the question that two ask."""
    for suite in reversed(suites):
        for case in reversed(suite.cases):
            for name in suite.targets:
                request = begin(suite, case, config.targets[name]).request
                if request is not None:
                    yield fingerprint(turns_of_recorded(request_to_json(request))), (suite.name, case.id)


def _others(questions: Sequence[DrilledSample]) -> set[tuple[str, str]]:
    """(asked for, answered as) where these differ."""
    pairs = set()
    for question in questions:
        served = question.response.served_model if question.response else None
        if served and question.asked_for and served != question.asked_for:
            pairs.add((question.asked_for, served))
    return pairs


def _trouble(attempt: ServedAttempt) -> str:
    """Why an attempt had no whole answer."""
    status = f"status {attempt.status}" if attempt.status and attempt.status >= 400 else "not whole"  # noqa: PLR2004
    return f"{attempt.fault}: {status}" if attempt.fault else status
