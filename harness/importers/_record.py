"""Writing answers that were not called for here into cassettes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

from harness.cassettes import store
from harness.cassettes.neutral import request_to_json
from harness.model.exchange import Origin, Response, StopReason, ToolCall, Usage
from harness.planning.plan import Work


def response_of(fields: Mapping[str, Any], text: str) -> Response:
    """The neutral response in a row. Known beside the text: `stop_reason`, `tool_calls`, `latency_s`,
    `ttft_s`, `chunks` (pairs of seconds and characters), `usage` or `tokens_in` and `tokens_out`, and
    `looks_truncated`.

    Raises:
        ValueError: a field is not what it should be.
    """
    usage = fields.get("usage") or {}
    stop = fields.get("stop_reason") or ("length" if fields.get("looks_truncated") is True else "stop")
    if stop not in get_args(StopReason):
        raise ValueError(f"stop_reason {stop!r} is none of {', '.join(get_args(StopReason))}")
    calls = fields.get("tool_calls") or []
    if not isinstance(usage, Mapping) or not isinstance(calls, list):
        raise ValueError("usage must be an object and tool_calls a list")  # noqa: TRY004 - bad data, not a bad call
    return Response(
        text=text,
        stop_reason=cast("StopReason", stop),
        tool_calls=tuple(_tool_call(call) for call in calls),
        usage=Usage(
            input_tokens=_whole(usage.get("input_tokens", fields.get("tokens_in"))),
            output_tokens=_whole(usage.get("output_tokens", fields.get("tokens_out"))),
        ),
        served_model=fields.get("served_model") or None,
        latency_s=_seconds(fields.get("latency_s")),
        ttft_s=_seconds(fields.get("ttft_s")),
        chunks=tuple(_chunk(pair) for pair in fields.get("chunks") or ()),
    )


def record(root: Path, answers: Iterable[tuple[Work, Response]], origin: Origin) -> tuple[Path, ...]:
    """Merge answers into the project's cassettes; returns the files written."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    by_path: dict[Path, list[store.Interaction]] = {}
    for work, response in answers:
        by_path.setdefault(store.path_of(root, work.id.suite, work.id.target), []).append(
            store.Interaction(
                key=work.key,
                case=work.id.case,
                sample=work.id.sample,
                settings=work.settings,
                call=work.id.call,
                request=request_to_json(work.request),
                response=response,
                recorded_at=now,
                origin=origin,
            )
        )
    for path, interactions in by_path.items():
        store.merge(path, interactions)
    return tuple(by_path)


def _tool_call(call: Any) -> ToolCall:
    if not isinstance(call, Mapping) or not isinstance(call.get("name"), str):
        raise ValueError("a tool call needs a name")  # noqa: TRY004 - bad data, not a bad call
    return ToolCall(call["name"], dict(call.get("arguments") or {}), str(call.get("id") or ""))


def _chunk(pair: Any) -> tuple[float, int]:
    if not isinstance(pair, list) or [type(part) in (int, float) for part in pair] != [True, True]:
        raise ValueError("chunks are pairs: seconds from sending, characters")
    return float(pair[0]), int(pair[1])


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value >= 0 else None


def _seconds(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and value >= 0 else None
