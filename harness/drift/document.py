"""The drift report as JSON: `harness.drift/1`."""

from __future__ import annotations

import json
from dataclasses import asdict

from harness.drift.outcome import verdict
from harness.model.drift import Drift
from harness.summary import drift as words

SCHEMA = "harness.drift/1"


def document(drift: Drift) -> str:
    """Everything that was found, each reading with its sentence."""
    fields = asdict(drift)
    for row, reading in zip(fields["readings"], drift.readings, strict=True):
        row["words"] = words.reading(reading)
    return json.dumps({"schema": SCHEMA, "verdict": verdict(drift), **fields}, indent=1) + "\n"
