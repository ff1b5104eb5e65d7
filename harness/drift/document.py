"""The drift report as JSON: `harness.drift/1`."""

from __future__ import annotations

import json
from dataclasses import asdict

from harness.drift.outcome import verdict
from harness.model.drift import Drift
from harness.summary import drift as words

SCHEMA = "harness.drift/1"


def document(found: Drift) -> str:
    """Everything that was found, each reading with its sentence."""
    told = asdict(found)
    for row, one in zip(told["readings"], found.readings, strict=True):
        row["words"] = words.reading(one)
    return json.dumps({"schema": SCHEMA, "verdict": verdict(found), **told}, indent=1) + "\n"
