"""The tables as queries name them; `_migrations.py` makes them, and a test holds the two together."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, LargeBinary, MetaData, Table, Text

META = MetaData()


def _table(name: str, /, **columns: type) -> Table:
    return Table(f"harness_{name}", META, *(Column(column, kind) for column, kind in columns.items()))


_COUNTS = dict.fromkeys(("passed", "failed", "errors", "skipped"), BigInteger)

RUNS = _table(
    "runs",
    **dict.fromkeys(("id", "started_at", "finished_at", "version", "record"), Text),
    **dict.fromkeys(("complete", "nightly"), Boolean),
    config_digest=Text,
    **dict.fromkeys(("calls", "live_calls", "input_tokens", "output_tokens"), BigInteger),
    cost_usd=Double,
    **_COUNTS,
)
DOCUMENTS = _table("documents", run=Text, body=LargeBinary)
SUITES = _table(
    "suites",
    run=Text,
    position=Integer,
    **dict.fromkeys(("suite", "path", "digest", "prompt_digest", "baseline"), Text),
    critical=Boolean,
    cases=BigInteger,
)
TARGETS = _table("targets", run=Text, position=Integer, target=Text, provider=Text, model=Text)
VERDICTS = _table(
    "verdicts",
    **dict.fromkeys(("run", "suite", "candidate"), Text),
    position=Integer,
    verdict=Text,
    cases=BigInteger,
    missing=BigInteger,
    **dict.fromkeys(
        (
            "difference", "lower", "upper", "margin", "confidence", "baseline_rate", "candidate_rate", "noise_floor",
        ),
        Double,
    ),
    cases_needed=BigInteger,
)  # fmt: skip
OUTCOMES = _table(
    "outcomes",
    **dict.fromkeys(("run", "suite", "case_id", "target"), Text),
    **_COUNTS,
    **dict.fromkeys(("live", "answers", "refusals", "compared", "equivalent"), BigInteger),
    **dict.fromkeys(
        (
            "score", "latency_s", "ttft_s", "input_tokens", "output_tokens", "tokens_per_s", "characters", "cost_usd",
        ),
        Double,
    ),
    troubles=Text,
)  # fmt: skip
SERVED = _table(
    "served",
    **dict.fromkeys(("run", "target", "model", "fingerprint"), Text),
    **dict.fromkeys(("answers", "live"), BigInteger),
)
AGREEMENTS = _table(
    "agreements",
    **dict.fromkeys(("run", "pinned", "suite", "case_id", "target", "how"), Text),
    **dict.fromkeys(("compared", "equivalent"), BigInteger),
)
PARTS = _table("parts", **dict.fromkeys(("suite", "unit", "part", "assigned_at"), Text))
ATTEMPTS = _table(
    "attempts",
    **dict.fromkeys(("id", "suite", "candidate", "inputs", "begun_at", "finished_at", "outcome"), Text),
)
ATTEMPT_RUNS = _table("attempt_runs", attempt=Text, run=Text, calls=BigInteger, cost_usd=Double)
TRIALS = _table(
    "trials",
    attempt=Text,
    tuning=Text,
    number=BigInteger,
    stage=Text,
    note=Text,
    body=LargeBinary,
    train=Double,
    train_cases=BigInteger,
    validation=Double,
    validation_cases=BigInteger,
    tried_at=Text,
)
LOOKS = _table(
    "looks",
    **dict.fromkeys(("suite", "candidate", "tuning", "model", "attempt"), Text),
    number=BigInteger,
    looked_at=Text,
    confidence=Double,
    verdict=Text,
    good=Double,
    cases=BigInteger,
)
PINS = _table("pins", name=Text, run=Text, pinned_at=Text)
VERSION = _table("history", version=Integer)

OF_A_RUN = (DOCUMENTS, SUITES, TARGETS, VERDICTS, OUTCOMES, SERVED, AGREEMENTS)
"""What goes with its run."""
