"""answers: the recorded answers of a suite as JSON Lines, or as CSV with `-o FILE.csv`.

    harness export answers --suite support > answers.jsonl

A row has `case`, `target`, `sample`, `output` and what was recorded beside it (`tool_calls`, `stop_reason`,
`latency_s`, `tokens_in`, `tokens_out`, `served_model`, scores); a workflow has a row for each call, numbered by `call`.
`harness import answers` reads them back. Recordings that the suite as it stands would not replay are left out.
"""

from __future__ import annotations

from typing import Any

from harness.cassettes.store import Interaction
from harness.exporters._recorded import recorded
from harness.exporters._tables import table
from harness.model.carrying import Exported
from harness.model.config import Config
from harness.model.suite import Suite
from harness.planning.works import Work


def render(suite: Suite, config: Config, suffix: str) -> Exported:
    """The rows; nothing of the answers is left behind.

    Raises:
        StoreError: a cassette cannot be read.
    """
    rows = (_row(call, found) for call, found in recorded(suite, config))
    return Exported(pieces=tuple(table(rows, suffix)))


def _row(call: Work, found: Interaction) -> dict[str, Any]:
    response = found.response
    row = {
        "case": call.id.case,
        "target": call.id.target,
        "sample": call.id.sample,
        "call": call.id.call or None,
        "output": response.text,
        "tool_calls": [
            {"id": made.id, "name": made.name, "arguments": dict(made.arguments)} for made in response.tool_calls
        ]
        or None,
        "stop_reason": response.stop_reason,
        "latency_s": response.latency_s,
        "ttft_s": response.ttft_s,
        "tokens_in": response.usage.input_tokens,
        "tokens_out": response.usage.output_tokens,
        "served_model": response.served_model,
        **response.scores,
    }
    return {name: value for name, value in row.items() if value is not None}
