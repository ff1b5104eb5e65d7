"""What sharing a recording costs: milliseconds of one job, one call after the other, and bytes that are kept.

    python benchmarks/shared_recordings.py postgresql://host/scratch [--calls 500]
    python benchmarks/shared_recordings.py s3://bucket/scratch

For each call what a run does: hold it, say that it is sent, give the answer out; then all of them fetched by another job.
The text of the questions and answers is that of the example's recordings in `fixtures/`.
"""

from __future__ import annotations

import argparse
import secrets
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from harness.cassettes import shared, store
from harness.cassettes.neutral import key_of_json
from harness.cassettes.shared import RecordingAddress
from harness.cassettes.shared.terms import packed
from harness.cassettes.store import Interaction

FIXTURES = Path(__file__).parent.parent / "fixtures"


def examples(count: int) -> list[tuple[RecordingAddress, Interaction]]:
    """The example's recordings, over and over, each with a seed of its own, so that no two are one call."""
    known = [one for path in sorted(FIXTURES.rglob("*.jsonl")) for one in store.read(path).by_place.values()]
    made = []
    for number, one in enumerate(islice(cycle(known), count)):
        request = {**one.request, "params": {**one.request.get("params", {}), "seed": number}}
        key = key_of_json(request, one.sample, one.settings)
        made.append((RecordingAddress("scratch", "target", key, one.case), replace(one, request=request, key=key)))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description="What sharing a recording costs.")
    parser.add_argument("address")
    parser.add_argument("--calls", type=int, default=500)
    asked = parser.parse_args()
    answers, job = examples(asked.calls), f"benchmark-{secrets.token_hex(4)}"
    recordings, other = (shared.open_at(asked.address) for _ in range(2))
    assert recordings is not None
    assert other is not None
    recordings.renew(job)
    steps = dict.fromkeys(("hold", "sent", "give out"), 0.0)
    for address, interaction in answers:
        started = time.perf_counter()
        recordings.hold(address, job, resend=False, may_bury=False)
        held = time.perf_counter()
        recordings.sent(address, job)
        sent = time.perf_counter()
        recordings.add(address, interaction)
        for step, took in zip(steps, (held - started, sent - held, time.perf_counter() - sent), strict=True):
            steps[step] += took
    started = time.perf_counter()
    fetched = other.fetch([address for address, _ in answers])
    took = time.perf_counter() - started
    assert len(fetched) == len(answers)
    recordings.retire(job)
    size = sum(len(packed(interaction)) for _, interaction in answers) / len(answers)
    plain = sum(len(store.line(interaction).encode()) for _, interaction in answers) / len(answers)
    print(f"{len(answers):,} calls, one after the other, {recordings.place}")
    for step, seconds in steps.items():
        print(f"  {step:9} {seconds / len(answers) * 1000:6.2f} ms a call")
    print(f"  {'together':9} {sum(steps.values()) / len(answers) * 1000:6.2f} ms a call")
    print(f"  {'fetch':9} {took / len(answers) * 1000:6.2f} ms a call, all at once")
    print(f"  a recording: {size:,.0f} bytes kept, {plain:,.0f} as a line of a cassette")
    recordings.close()
    other.close()


if __name__ == "__main__":
    main()
