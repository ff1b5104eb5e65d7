"""A year of nights to judge: runs of one suite whose target can be made worse from any night on."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import factories

from harness import past_runs
from harness.history._store import History
from harness.model.drift import Drift, WatchReading
from harness.model.exchange import Trouble, Usage
from harness.model.result import Answer, Run

PINNED = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
GOOD = "No: returns close after 30 days."
SUITE = """
suite: refund
prompt: "{{ question }}"
samples: 2
assert: [{icontains: "30 days"}]
cases:
"""


@dataclass(frozen=True)
class Model:
    """How the target behaves on a night: shares of answers, and seconds."""

    wrong: float = 0.02
    other_words: float = 0.0
    refused: float = 0.0
    lost: float = 0.0
    limited: float = 0.0
    latency_s: float = 1.0
    length: int = 1
    served: str = "model-1"
    fingerprint: str | None = None


def answer(rng: random.Random, model: Model, sample: int, target: str) -> Answer:
    drawn = rng.random()
    if drawn < model.lost + model.limited:
        kind = "server" if drawn < model.lost else "rate-limit"
        known = factories.troubled(target, kind)
        return replace(known, sample=sample, trouble=Trouble(kind=kind, message="no"))
    text, outcome = GOOD, "pass"
    if rng.random() < model.refused:
        text, outcome = "I'm sorry, but I can't help with that.", "fail"
    elif rng.random() < model.wrong:
        text, outcome = "No: returns close after 60 days.", "fail"
    elif rng.random() < model.other_words:
        text = "Yes: you can return it within 30 days."
    spread = rng.lognormvariate(0, 0.15)
    response = factories.response(
        " ".join([text] * model.length),
        latency_s=model.latency_s * spread,
        ttft_s=0.3 * model.latency_s * spread,
        usage=Usage(input_tokens=50, output_tokens=20),
        served_model=model.served,
        fingerprint=model.fingerprint,
    )
    return Answer(
        target=target, sample=sample, response=response, trouble=None, source="live", outcome=outcome, attempts=1
    )


@dataclass
class Watchman:
    """A project with a history; nights are added one by one."""

    root: Path
    past: History
    cases: int
    rng: random.Random
    day: int = -1

    def __post_init__(self) -> None:
        (self.root / "suites").mkdir()
        (self.root / "harness.yaml").write_text("baseline: gpt\ntargets: {gpt: {provider: openai, model: gpt-4.1}}\n")
        rows = "".join(f"  - {{id: case-{n}, vars: {{question: Can I return it?}}}}\n" for n in range(self.cases))
        (self.root / "suites/refund.yaml").write_text(SUITE + rows)

    def night(self, model: Model = Model(), *, samples: int = 2, targets=("gpt",), **more) -> Run:
        self.day += 1
        cases = [
            factories.case(
                f"case-{n}", *(answer(self.rng, model, s, target) for target in targets for s in range(samples))
            )
            for n in range(self.cases)
        ]
        begun = (PINNED + timedelta(days=self.day)).isoformat()
        suite = factories.suite("refund", cases, digest=more.pop("digest", "d1"))
        run = factories.run(
            suite, id=f"night-{self.day:03}", started_at=begun, finished_at=begun, record="live", **more
        )
        self.past.add(run, nightly=True)
        return run

    def pin(self, model: Model = Model(), **more) -> Run:
        run = self.night(model, **more)
        self.past.pin("baseline", run.id)
        return run

    def nights(self, number: int, model: Model = Model(), **more) -> None:
        for _ in range(number):
            self.night(model, **more)

    def drift(self, **more) -> Drift:
        now = PINNED + timedelta(days=self.day, hours=6)
        return past_runs.drift(config=self.root / "harness.yaml", now=now, **more)

    def reading(self, watch: str, **more) -> WatchReading:
        (found,) = [one for one in self.drift(**more).readings if one.watch == watch]
        return found
