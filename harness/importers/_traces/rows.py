"""What a record of a log is: LiteLLM's payload, a pair of request and answer, a generation of Langfuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from harness.importers._traces.bodies import decoded, question_of, response_of
from harness.importers._traces.logged import Logged, NoCase, group_in

_ASKED = ("request", "request_body", "requestBody", "req", "body", "kwargs")
_SAID = ("response", "response_body", "responseBody", "res", "completion", "response_obj", "output")
_ABSENT = (None, "", "{}", "[]", "null", "None")
_NO_CHAT = (
    "embedding",
    "transcription",
    "image",
    "speech",
    "moderation",
    "rerank",
    "search",
    "ocr",
    "file",
    "batch",
    "realtime",
)
_HTTP_BAD = 400


def calls_in(row: Mapping[str, Any]) -> Iterator[Logged | NoCase]:
    """The calls in a record that is no OTLP; what is none, with the reason."""
    for call in _candidates(row):
        try:
            yield _read(call)
        except NoCase as reason:
            yield reason
        # Anybody's log: one odd record must not end the import of a million. It is counted with its reason.
        except (TypeError, ValueError, KeyError, AttributeError, IndexError, RecursionError):
            yield NoCase("its parts are not what such a record has")


def _candidates(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The row itself, what LiteLLM's callbacks wrap, or the generations of a batch with the sessions of its traces."""
    kwargs = row.get("kwargs")
    wrapped = row.get("standard_logging_object") or (
        kwargs.get("standard_logging_object") if isinstance(kwargs, Mapping) else None
    )
    if isinstance(wrapped, Mapping):
        yield {"call_type": "completion", **wrapped}
        return
    if not isinstance(row.get("batch"), list):
        yield row
        return
    bodies = [
        (str(item.get("type")), item["body"])
        for item in row["batch"]
        if isinstance(item, Mapping) and isinstance(item.get("body"), Mapping)
    ]
    sessions = {body.get("id"): body["sessionId"] for kind, body in bodies if "trace" in kind and body.get("sessionId")}
    for kind, body in bodies:
        if kind.startswith("generation"):
            session = sessions.get(body.get("traceId"))
            yield {**({"sessionId": session} if session else {}), **body, "type": "GENERATION"}


def _read(row: Mapping[str, Any]) -> Logged:
    if row.get("schema") == "harness.capture/1":
        raise NoCase("it is a line of `harness capture`; `harness import captured` reads it")
    if "type" in row and row.get("type") not in ("GENERATION", "chat.completion", "message", "response"):
        raise NoCase(f"it is a record of the type {str(row['type'])[:40]!r}")
    kind = str(row.get("call_type") or "")
    if kind and any(word in kind for word in _NO_CHAT):
        raise NoCase("it is no call of a chat model")
    # Most telling first: a payload of LiteLLM has `response`, too, and would pass for a mere pair of request and
    # answer.
    if "messages" in row and ("call_type" in row or "model_parameters" in row or "custom_llm_provider" in row):
        return _of_litellm(row)
    if row.get("type") == "GENERATION" or ("input" in row and ("modelParameters" in row or "usageDetails" in row)):
        return _of_langfuse(row)
    return _of_pair(row)


def _of_litellm(row: Mapping[str, Any]) -> Logged:
    messages, response = decoded(row.get("messages")), decoded(row.get("response"))
    if row.get("status") == "failure":
        raise NoCase("it was answered with an error")
    if messages in (*_ABSENT, {}, []):
        sent = decoded(row.get("proxy_server_request"))
        body = sent.get("body", sent) if isinstance(sent, Mapping) else {}
        if not isinstance(body, Mapping) or not (body.get("messages") or body.get("input")):
            raise NoCase(
                "its messages are not in the log (LiteLLM stores them only with `store_prompts_in_spend_logs`)"
            )
        messages = body.get("messages") or body.get("input")
    if isinstance(messages, str) and messages.startswith("redacted-by-"):
        raise NoCase("its messages were redacted where they were logged")
    if isinstance(messages, Mapping):
        messages = messages.get("messages", [messages])
    if response in (*_ABSENT, {}):
        raise NoCase("its answer is not in the log")
    params = decoded(row.get("model_parameters"))
    settings = (
        {name: value for name, value in params.items() if not name.startswith(("litellm", "extra_", "metadata"))}
        if isinstance(params, Mapping)
        else {}
    )
    in_responses = isinstance(response, Mapping) and isinstance(response.get("output"), list)
    asked = (
        {"input": messages}
        if in_responses
        else {"messages": [{"role": "user", "content": messages}] if isinstance(messages, str) else messages}
    )
    model = str(row.get("model") or "")
    question = question_of({"model": model, **settings, **asked}, response)
    metadata = decoded(row.get("metadata"))
    inner = metadata if isinstance(metadata, Mapping) else {}
    told = [row, inner, *(decoded(inner.get(name)) for name in ("requester_metadata", "spend_logs_metadata"))]
    return Logged(
        question=question,
        response=response_of(response, model=model, latency_s=_latency(row)),
        model=model,
        vendor=str(row.get("custom_llm_provider") or ""),
        group=group_in(*told),
    )


def _of_langfuse(row: Mapping[str, Any]) -> Logged:
    asked, said = decoded(row.get("input")), decoded(row.get("output"))
    if row.get("level") == "ERROR":
        raise NoCase("it was answered with an error")
    if asked in _ABSENT:
        raise NoCase("its messages are not in the log")
    if isinstance(asked, str) and asked.startswith("redacted-by-"):
        raise NoCase("its messages were redacted where they were logged")
    params = decoded(row.get("modelParameters"))
    model = str(row.get("model") or "")
    given = params if isinstance(params, Mapping) else {}
    settings = {name: _number(decoded(value)) for name, value in given.items() if name not in _DELIVERY}
    question = question_of({"model": model, **settings, **_asked(asked)})
    # Some integrations log one message, others a list of choices; a suite has one answer for a question.
    said = said[0] if isinstance(said, list) and said else said
    usage = row.get("usageDetails") or row.get("usage")
    body = {**said, "usage": usage} if isinstance(said, Mapping) else said
    response = response_of(body, model=model, latency_s=_latency(row))
    return Logged(question=question, response=response, model=model, group=group_in(row, row.get("metadata")))


_DELIVERY = ("extra_body", "stream", "stream_options", "user", "metadata")
"""Parameters that change no answer, or are empty wherever they stand."""


def _number(value: Any) -> Any:
    """Langfuse keeps parameters as text."""
    try:
        return (int if str(value).lstrip("-").isdecimal() else float)(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _asked(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value) if "messages" in value or "contents" in value else {"messages": [dict(value)]}
    return {"messages": value if isinstance(value, list) else [{"role": "user", "content": str(value)}]}


def _of_pair(row: Mapping[str, Any]) -> Logged:
    asked = next((decoded(row[name]) for name in _ASKED if row.get(name) not in _ABSENT), None)
    said = next((decoded(row[name]) for name in _SAID if row.get(name) not in _ABSENT), None)
    if asked is None and any(name in row for name in ("messages", "contents", "input")):
        asked = {name: value for name, value in row.items() if name not in _SAID or name == "input"}
        said = said if said is not None else _last_answer(row, asked)
    asked, said = _unwrapped(asked), _unwrapped(said)
    if not isinstance(asked, Mapping):
        raise NoCase("it holds no request: neither `request` and `response` nor `messages` are in it")
    if said is None and ("choices" in row or "candidates" in row or "output" in row):
        said = row
    model = str(
        asked.get("model")
        or asked.get("modelId")
        or row.get("model")
        or (said.get("model") if isinstance(said, Mapping) else "")
        or ""
    )
    question = question_of({**asked, "model": model}, said)
    metadata = asked.get("metadata")
    return Logged(
        question=question,
        response=response_of(said, model=model, latency_s=_latency(row)),
        model=model,
        vendor=str(row.get("provider") or row.get("vendor") or ""),
        group=group_in(row, row.get("metadata"), metadata, asked, decoded(row.get("properties"))),
    )


def _last_answer(row: Mapping[str, Any], asked: dict[str, Any]) -> Any:
    """A record that ends in the assistant's message holds its answer there."""
    messages = row.get("messages")
    if "choices" in row or not isinstance(messages, list) or not messages or not isinstance(messages[-1], Mapping):
        return None
    if messages[-1].get("role") != "assistant":
        return None
    asked["messages"] = messages[:-1]
    return messages[-1]


def _unwrapped(value: Any) -> Any:
    """The body of an HTTP exchange. Raises NoCall if its status tells of an error."""
    if not isinstance(value, Mapping):
        return value
    status = value.get("status_code", value.get("status"))
    if isinstance(status, int) and status >= _HTTP_BAD:
        raise NoCase("it was answered with an error")
    body = decoded(value.get("body", value.get("json")))
    return body if isinstance(body, Mapping | str) and "messages" not in value and "choices" not in value else value


def _latency(row: Mapping[str, Any]) -> float | None:
    # What was measured comes before what is worked out from two moments, which may be rounded.
    for name in ("response_time", "latency_s", "duration_s"):
        value = row.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf"):
            return float(value)
    began, ended = _moment(row.get("startTime")), _moment(row.get("endTime"))
    return round(ended - began, 6) if began is not None and ended is not None and ended >= began else None


def _moment(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else None
    except ValueError:
        return None
