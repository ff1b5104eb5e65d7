"""Writing answers that were not called for here into cassettes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

from harness import strictjson
from harness.assertions.finish_reason import neutral
from harness.cassettes import store
from harness.cassettes.neutral import request_to_json
from harness.errors import UsageError
from harness.model.exchange import Origin, Response, StopReason, ToolCall, Usage
from harness.planning.works import Work
from harness.strictjson import kind_of
from harness.summary.phrases import count_of, listed
from harness.visible import shorten


def response_of(fields: Mapping[str, Any], text: str, scores: Mapping[str, float]) -> Response:
    """The neutral response in a row. Known beside the text: `stop_reason`, `tool_calls`, `latency_s`,
    `ttft_s`, `chunks` (pairs of seconds and characters), `usage` or `tokens_in` and `tokens_out`, and
    `looks_truncated`.

    Raises:
        ValueError: a field is not what it should be; names it.
    """
    usage = fields.get("usage") or {}
    calls = fields.get("tool_calls") or []
    if not isinstance(usage, Mapping) or not isinstance(calls, list):
        raise ValueError("`usage` must be an object and `tool_calls` a list")  # noqa: TRY004 - bad data, not a bad call
    return Response(
        text=text,
        stop_reason=_stop_reason(fields),
        tool_calls=tuple(_tool_call(call) for call in calls),
        usage=Usage(
            input_tokens=_tokens(usage, "input_tokens", "prompt_tokens", fields.get("tokens_in")),
            output_tokens=_tokens(usage, "output_tokens", "completion_tokens", fields.get("tokens_out")),
        ),
        served_model=fields.get("served_model") or None,
        latency_s=_seconds(fields, "latency_s"),
        ttft_s=_seconds(fields, "ttft_s"),
        chunks=tuple(_chunk(pair) for pair in fields.get("chunks") or ()),
        scores=scores,
    )


def paths_of(root: Path, suite: str, targets: Iterable[str]) -> tuple[Path, ...]:
    """The cassettes that answers of these targets go into."""
    return tuple(store.path_of(root, suite, target) for target in targets)


def record(
    root: Path, answers: Iterable[tuple[Work, Response]], origin: Origin, *, replace_live: bool = False
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Merge answers into the project's cassettes; returns the files written, and a sentence on other answers recorded
    before that they replaced, if there are any. A live recording of the same answer stays, with scores that are new.

    Raises:
        UsageError: one of those was called for, and paid, and may not be replaced; nothing was written.
        StoreError: a cassette cannot be read or written.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    by_path: dict[Path, list[store.Interaction]] = {}
    for work, response in answers:
        by_path.setdefault(store.path_of(root, work.id.suite, work.id.target), []).append(
            store.Interaction(
                key=work.key,
                case=work.id.case,
                sample=work.id.sample,
                call=work.id.call,
                request=request_to_json(work.request),
                response=response,
                recorded_at=now,
                origin=origin,
                settings=work.settings,
            )
        )
    by_path = {path: _with_live_ones(path, interactions) for path, interactions in by_path.items()}
    replaced = [
        (f"{interaction.case}[{path.stem}]#{interaction.sample}", before.origin)
        for path, interactions in by_path.items()
        for interaction, before in _other_answers(path, interactions)
    ]
    paid = [name for name, was in replaced if was == "live"]
    if paid and not replace_live:
        raise UsageError(
            f"{count_of(len(paid), 'recorded answer')} that {'was' if len(paid) == 1 else 'were'} called for live, and"
            f" paid, would be replaced by other answers: {listed(paid)}; nothing was written",
            slug="live-recordings",
            hint="leave these rows out, or move the recordings away; `import answers --replace-live` replaces them",
        )
    for path, interactions in by_path.items():
        store.merge(path, interactions)
    were = "recording was" if len(replaced) == 1 else "recordings were"
    told = f"{len(replaced):,} {were} replaced by other answers: {listed([name for name, _ in replaced])}"
    return tuple(by_path), (told,) if replaced else ()


def _with_live_ones(path: Path, interactions: Iterable[store.Interaction]) -> list[store.Interaction]:
    """The interactions, with the live recording of the same answer to the same request in the place of each that has
    one: it says more, of its tokens and its time, and that it was called for.
    """
    standing = store.read(path).by_place
    return [_live_one(standing.get(interaction.place), interaction) for interaction in interactions]


def _live_one(before: store.Interaction | None, interaction: store.Interaction) -> store.Interaction:
    if before is None or before.origin != "live" or before.key != interaction.key:
        return interaction
    old, new = before.response, interaction.response
    if (old.text, old.tool_calls, old.stop_reason) != (new.text, new.tool_calls, new.stop_reason):
        return interaction
    return replace(before, response=replace(old, scores={**old.scores, **new.scores})) if new.scores else before


def _other_answers(
    path: Path, interactions: Iterable[store.Interaction]
) -> Iterator[tuple[store.Interaction, store.Interaction]]:
    """Those in whose place the cassette has another answer, with that."""
    standing = store.read(path).by_place
    for interaction in interactions:
        before = standing.get(interaction.place)
        if before is None or before.response == interaction.response:
            continue
        if _live_one(before, interaction) is interaction:
            yield interaction, before


def _stop_reason(fields: Mapping[str, Any]) -> StopReason:
    given = fields.get("stop_reason") or ("length" if fields.get("looks_truncated") is True else "stop")
    reason = neutral(str(given))
    if reason not in get_args(StopReason):
        known = ", ".join(get_args(StopReason))
        raise ValueError(f"`stop_reason` {shorten(str(given), 40)!r} is none of {known}, nor a vendor's word for one")
    return cast("StopReason", reason)


def _tool_call(call: Any) -> ToolCall:
    """A call as we write it, or as OpenAI (`function`) and Anthropic (`input`) do."""
    if not isinstance(call, Mapping):
        raise ValueError(f"an item of `tool_calls` is {kind_of(call)}, not an object")  # noqa: TRY004 - bad data
    inner = call.get("function")
    body = inner if isinstance(inner, Mapping) else call
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("a tool call needs a `name`")
    return ToolCall(name, _arguments(body.get("arguments", body.get("input")), name), str(call.get("id") or ""))


def _arguments(given: Any, name: str) -> dict[str, Any]:
    """Logs of OpenAI hold the arguments as JSON in a string, and the empty string where there are none."""
    value = given
    if isinstance(given, str):
        try:
            value = strictjson.read(given) if given.strip() else {}
        except (ValueError, RecursionError):
            raise ValueError(f"`arguments` of the call of {name} are no JSON: {shorten(given, 60)!r}") from None
    if value is not None and not isinstance(value, dict):
        raise ValueError(f"`arguments` of the call of {name} must be an object, found {kind_of(value)}")
    return value or {}


def calls_of(output: Any) -> tuple[ToolCall, ...]:
    """The calls that an answer is, where it was kept as a vendor's message, call or list of calls; none if it is text.

    Raises:
        ValueError: a call's arguments are no object.
    """
    items = output if isinstance(output, list) else [output]
    if len(items) == 1 and isinstance(items[0], Mapping):
        inner = items[0].get("tool_calls") or items[0].get("function_call")
        items = inner if isinstance(inner, list) else [inner] if isinstance(inner, Mapping) else items
    if not items or not all(isinstance(item, Mapping) and _is_call(item) for item in items):
        return ()
    return tuple(_tool_call(item) for item in items)


def _is_call(item: Mapping[str, Any]) -> bool:
    inner = item.get("function")
    body = inner if isinstance(inner, Mapping) else item
    has_arguments = "arguments" in body or (item.get("type") == "tool_use" and "input" in body)
    return isinstance(body.get("name"), str) and has_arguments


def _chunk(pair: Any) -> tuple[float, int]:
    if not isinstance(pair, list) or [_is_amount(part) for part in pair] != [True, True]:
        raise ValueError("`chunks` are pairs: seconds from sending, characters")
    return float(pair[0]), int(pair[1])


def _tokens(usage: Mapping[str, Any], name: str, at_openai: str, beside: Any) -> int | None:
    value = usage.get(name, usage.get(at_openai, beside))
    if value is not None and not _is_amount(value):
        raise ValueError(f"`{name}` must be a number of tokens")
    return None if value is None else int(value)


def _seconds(fields: Mapping[str, Any], name: str) -> float | None:
    value = fields.get(name)
    if value is not None and not _is_amount(value):
        raise ValueError(f"`{name}` must be a number of seconds from 0")
    return None if value is None else float(value)


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
