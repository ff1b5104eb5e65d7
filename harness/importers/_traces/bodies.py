"""Requests and answers in the words of vendors' APIs, put into the neutral form.

Chat Completions, Responses and Messages are read by `harness.traffic`; Gemini's and Bedrock's bodies are said in the
words of Chat Completions first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from harness.importers._traces.logged import NoCase
from harness.model.exchange import Response, StopReason, ToolCall, Usage
from harness.providers import _responses
from harness.providers._shape import Malformed
from harness.traffic import chat, messages, responses
from harness.traffic.answers import Passing
from harness.traffic.call import TrafficQuestion, UnreadableRequest
from harness.traffic.parts import arguments_of

_STOPS: Mapping[str, StopReason] = {
    "stop": "stop", "end_turn": "stop", "completed": "stop",
    "eos": "stop", "complete": "stop", "stop_sequence": "stop_sequence",
    "length": "length", "max_tokens": "length", "max_output_tokens": "length", "tool": "tool", "tool_call": "tool",
    "tool_calls": "tool", "tool_use": "tool", "function_call": "tool", "refusal": "refusal", "content_filter": "filter",
    "content_filtered": "filter", "guardrail_intervened": "filter", "safety": "filter", "recitation": "filter",
    "blocklist": "filter", "prohibited_content": "filter",
    "pause_turn": "pause", "model_context_window_exceeded": "context",
}  # fmt: skip
"""Vendors' reasons to stop, in small letters; an unknown one is no reason to doubt an answer that is there."""
# What LiteLLM and others put in place of texts that they were told not to keep.
_REDACTED = ("redacted-by-litellm", "REDACTED", "[REDACTED]", "__REDACTED__")
_OF_CHAT = {"system", "developer", "tool", "function"}
_INPUT = ("prompt_tokens", "input_tokens", "promptTokenCount", "inputTokens", "input", "promptTokens")
_OUTPUT = ("completion_tokens", "output_tokens", "candidatesTokenCount", "outputTokens", "output", "completionTokens")


def decoded(value: Any) -> Any:
    """What a log holds as JSON in a string, read; anything else as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def question_of(body: Mapping[str, Any], answer: Any = None) -> TrafficQuestion:
    """The question in a request's body; the answer's body tells between APIs that ask alike.

    Raises:
        NoCall: it is none that a suite can ask; says why.
    """
    try:
        question = _reader_of(body, answer)(body)
    except UnreadableRequest as error:
        raise NoCase(str(error)) from None
    if any(message.content in _REDACTED for message in question.messages):
        raise NoCase("its messages were redacted where they were logged")
    if question.follows:
        raise NoCase("it goes on with an answer kept at the vendor, which the log does not hold")
    if question.files:
        raise NoCase("it holds pictures or files")
    for loss in question.losses:
        if loss.what.startswith("content"):
            raise NoCase(f"it holds {loss.what.partition(': ')[2] or 'content'}, which a suite cannot")
    return question


def _reader_of(body: Mapping[str, Any], answer: Any) -> Callable[[Mapping[str, Any]], TrafficQuestion]:
    given: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    # By the fields that one API alone has; Messages and Chat Completions share most of theirs and are told apart last,
    # by the answer and the roles.
    if "contents" in body:
        return lambda gemini: chat.question(_of_gemini(gemini))
    if "messages" not in body and "input" in body:
        return responses.question
    if "messages" not in body and isinstance(body.get("prompt"), str):
        return lambda old: chat.question(
            {
                **{name: value for name, value in old.items() if name != "prompt"},
                "messages": [{"role": "user", "content": old["prompt"]}],
            }
        )
    if "inferenceConfig" in body or "toolConfig" in body or isinstance(given.get("output"), Mapping):
        return lambda bedrock: chat.question(_of_bedrock(bedrock))
    in_blocks = isinstance(given.get("content"), list) or given.get("type") == "message"
    blocks = in_blocks or any(name in body for name in ("anthropic_version", "stop_sequences", "system"))
    # Roles that Messages does not have tell that it was asked in the words of Chat Completions, whoever answered.
    roles = {turn.get("role") for turn in body.get("messages") or () if isinstance(turn, Mapping)}
    return messages.question if blocks and not roles & _OF_CHAT else chat.question


def response_of(body: Any, *, model: str = "", latency_s: float | None = None) -> Response:
    """The answer in a response's body, whichever API it is of.

    Raises:
        NoCall: there is none in it.
    """
    body = decoded(body)
    if isinstance(body, str) and body.lstrip().startswith(("data:", "event:")):
        return _folded(body, model)
    if isinstance(body, str):
        body = {"role": "assistant", "content": body}
    if not isinstance(body, Mapping) or not body:
        raise NoCase("the log does not hold its answer")
    if body.get("error") and not body.get("choices") and not body.get("output"):
        raise NoCase("it was answered with an error")
    message, finish = _said(body)
    return answered(message, finish, body.get("usage") or body.get("usageMetadata"), body, latency_s)


def answered(
    message: Mapping[str, Any], finish: Any, usage: Any, about: Mapping[str, Any], latency_s: float | None
) -> Response:
    """The answer in a message of Chat Completions. Raises NoCall if it says nothing."""
    calls = tuple(_calls(message))
    if other := _other_parts(message.get("content")):
        raise NoCase(f"its answer holds {other}, which a suite cannot")
    text = _text(message.get("content")) or str(message.get("refusal") or "")
    refused = bool(message.get("refusal")) and not _text(message.get("content"))
    given = _STOPS.get(str(finish or "").casefold().rpartition(".")[2], "tool" if calls else "stop")
    reason: StopReason = "refusal" if refused else given
    # An empty answer with such a reason is what the model did; without one the log has lost it.
    if not text.strip() and not calls and reason not in ("length", "refusal", "filter", "context"):
        raise NoCase("its answer is empty")
    served = about.get("model") or about.get("modelVersion")
    counts = usage if isinstance(usage, Mapping) else {}
    return Response(
        text=text,
        tool_calls=calls,
        stop_reason=reason,
        usage=Usage(input_tokens=_count(counts, _INPUT), output_tokens=_count(counts, _OUTPUT)),
        served_model=served if isinstance(served, str) and served else None,
        latency_s=latency_s,
    )


def _folded(stream: str, model: str) -> Response:
    """A stream of events that was logged as it came: of whichever API takes it."""
    # Nothing beside the stream says of which API it is; the fold of another finds no answer in it. The commonest first.
    for api in ("chat", "messages", "responses"):
        passing = Passing(api, model, stream=True)
        passing.feed(stream.encode() + b"\n\n", 0.0)
        response = passing.response()
        if response is not None:
            return response
    raise NoCase("its streamed answer is not whole")


def _said(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    """The message in an answer's body, and why it stopped."""
    choices, content, output = body.get("choices"), body.get("content"), body.get("output")
    if isinstance(choices, list):
        first = choices[0] if choices and isinstance(choices[0], Mapping) else {}
        message = first.get("message")
        said = message if isinstance(message, Mapping) else {"content": first.get("text")}
        return said, first.get("finish_reason")
    if "candidates" in body:
        return _of_gemini_answer(body)
    if isinstance(output, list):
        return _of_responses(body)
    if isinstance(output, Mapping):  # Bedrock's Converse
        message = output.get("message")
        return _of_blocks(message.get("content") if isinstance(message, Mapping) else []), body.get("stopReason")
    if isinstance(content, list):
        return {
            **_of_blocks(content),
            **({"tool_calls": body["tool_calls"]} if body.get("tool_calls") else {}),
        }, body.get("stop_reason")
    return body, body.get("finish_reason") or body.get("stop_reason")


def _of_responses(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    try:
        answer = _responses.WIRE.read(body)
    except (Malformed, ValueError, TypeError, KeyError):
        raise NoCase("its answer is none of the Responses API") from None
    except Exception as error:
        if type(error).__name__ != "Reported":
            raise
        raise NoCase("it was answered with an error") from None
    calls = [
        {"id": call.id, "function": {"name": call.name, "arguments": dict(call.arguments)}}
        for call in answer.tool_calls
    ]
    return {"content": answer.text, "tool_calls": calls}, answer.stop_reason


def _of_blocks(content: Any) -> dict[str, Any]:
    """Blocks of Anthropic (`type`) and Bedrock (a key each)."""
    blocks = [block for block in content or [] if isinstance(block, Mapping)]
    uses = [block.get("toolUse") or block for block in blocks if block.get("type") == "tool_use" or "toolUse" in block]
    return {
        "content": "".join(str(block["text"]) for block in blocks if isinstance(block.get("text"), str)),
        "tool_calls": [
            {
                "id": use.get("id") or use.get("toolUseId"),
                "function": {"name": use.get("name"), "arguments": use.get("input")},
            }
            for use in uses
        ],
    }


def _calls(message: Mapping[str, Any]) -> Iterator[ToolCall]:
    old = message.get("function_call")
    for call in [*(message.get("tool_calls") or []), *([{"function": old}] if old else [])]:
        inner = call.get("function") if isinstance(call, Mapping) else None
        body = inner if isinstance(inner, Mapping) else call
        name = body.get("name") if isinstance(body, Mapping) else None
        if not isinstance(name, str) or not name:
            raise NoCase("a tool call in its answer has no name")
        yield ToolCall(name, arguments_of(body.get("arguments", body.get("args"))), str(call.get("id") or ""))


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(
        str(part.get("text") or part.get("content") or "") if isinstance(part, Mapping) else str(part)
        for part in parts
        if not isinstance(part, Mapping) or part.get("type", "text") in ("text", "output_text")
    )


_BESIDE = (
    "thinking",
    "redacted_thinking",
    "reasoning",
    "tool_use",
    "toolUse",
    "reasoningContent",
    "server_tool_call",
    "refusal",
)
"""Parts of an answer that are no part of what it says."""


def _other_parts(content: Any) -> str:
    """The first kind of part that is no text: a picture, a sound."""
    kinds = (
        [str(part.get("type", "text")) for part in content if isinstance(part, Mapping)]
        if isinstance(content, list)
        else []
    )
    return next((kind for kind in kinds if kind not in ("text", "output_text", *_BESIDE)), "")


def _count(usage: Mapping[str, Any], names: Sequence[str]) -> int | None:
    values = [usage.get(name) for name in names]
    return next(
        (value for value in values if isinstance(value, int) and not isinstance(value, bool) and value >= 0), None
    )


def _of_gemini(body: Mapping[str, Any]) -> dict[str, Any]:
    settings = body.get("generationConfig") or body.get("generation_config") or body.get("config") or {}
    names = {
        "temperature": "temperature", "topP": "top_p", "topK": "top_k", "maxOutputTokens": "max_tokens",
        "stopSequences": "stop", "seed": "seed", "presencePenalty": "presence_penalty",
        "frequencyPenalty": "frequency_penalty",
    }  # fmt: skip
    tools = [
        declared
        for tool in body.get("tools") or []
        for declared in tool.get("functionDeclarations") or [{"type": "built-in"}]
    ]
    return {
        "model": body.get("model"),
        "messages": [message for turn in _gemini_turns(body) for message in _of_gemini_turn(turn)],
        **{ours: settings[theirs] for theirs, ours in names.items() if settings.get(theirs) is not None},
        "tools": [tool if tool.get("type") == "built-in" else {"type": "function", "function": tool} for tool in tools],
        **_gemini_form(settings),
    }


def _gemini_form(settings: Mapping[str, Any]) -> dict[str, Any]:
    schema = settings.get("responseSchema") or settings.get("responseJsonSchema")
    if schema:
        return {"response_format": {"type": "json_schema", "json_schema": {"schema": schema}}}
    return (
        {"response_format": {"type": "json_object"}} if settings.get("responseMimeType") == "application/json" else {}
    )


def _gemini_turns(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    system = body.get("systemInstruction") or body.get("system_instruction")
    if isinstance(system, str):
        system = {"parts": [{"text": system}]}
    if system:
        yield {**system, "role": "system"}
    contents = body["contents"]
    if isinstance(contents, str):
        contents = [{"role": "user", "parts": [{"text": contents}]}]
    yield from (turn for turn in contents if isinstance(turn, Mapping))


def _of_gemini_turn(turn: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    role = {"model": "assistant", "function": "tool"}.get(
        str(turn.get("role") or "user"), str(turn.get("role") or "user")
    )
    parts = [part for part in turn.get("parts") or [] if isinstance(part, Mapping)]
    results = [part["functionResponse"] for part in parts if "functionResponse" in part]
    for result in results:
        answer = result.get("response")
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        yield {"role": "tool", "content": text, "tool_call_id": result.get("id") or result.get("name")}
    calls = [part["functionCall"] for part in parts if "functionCall" in part]
    texts = [
        {"type": "text", "text": part["text"]}
        if isinstance(part.get("text"), str)
        else {"type": next(iter(part), "nothing")}
        for part in parts
        if not {"functionResponse", "functionCall"} & set(part) and not part.get("thought")
    ]
    if texts or calls:
        uses = [
            {
                "id": call.get("id") or call.get("name"),
                "function": {"name": call.get("name"), "arguments": call.get("args")},
            }
            for call in calls
        ]
        yield {"role": role, "content": texts, **({"tool_calls": uses} if uses else {})}


def _of_gemini_answer(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    candidates = body.get("candidates") or [{}]
    first = candidates[0] if isinstance(candidates[0], Mapping) else {}
    said = [*_of_gemini_turn({**(first.get("content") or {}), "role": "model"})]
    return (said[-1] if said else {}), first.get("finishReason")


def _of_bedrock(body: Mapping[str, Any]) -> dict[str, Any]:
    settings, tools = body.get("inferenceConfig") or {}, (body.get("toolConfig") or {}).get("tools") or []
    names = {"temperature": "temperature", "topP": "top_p", "maxTokens": "max_tokens", "stopSequences": "stop"}
    system = "\n\n".join(str(block.get("text")) for block in body.get("system") or [] if isinstance(block, Mapping))
    specs = [tool.get("toolSpec") or {} for tool in tools]
    return {
        "model": body.get("modelId") or body.get("model"),
        "messages": [
            *([{"role": "system", "content": system}] if system else []),
            *(message for turn in body.get("messages") or [] for message in _of_bedrock_turn(turn)),
        ],
        **{ours: settings[theirs] for theirs, ours in names.items() if settings.get(theirs) is not None},
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": spec.get("name"),
                    "description": spec.get("description"),
                    "parameters": (spec.get("inputSchema") or {}).get("json"),
                },
            }
            for spec in specs
        ],
    }


def _of_bedrock_turn(turn: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    blocks = [block for block in turn.get("content") or [] if isinstance(block, Mapping)]
    for result in (block["toolResult"] for block in blocks if "toolResult" in block):
        parts = [
            part.get("text") or json.dumps(part.get("json"), ensure_ascii=False) for part in result.get("content") or []
        ]
        yield {"role": "tool", "content": "\n\n".join(parts), "tool_call_id": result.get("toolUseId")}
    rest = [block for block in blocks if "toolResult" not in block and "toolUse" not in block]
    calls = _of_blocks(blocks)["tool_calls"]
    if rest or calls:
        texts = [
            {"type": "text", "text": part["text"]} if "text" in part else {"type": next(iter(part), "nothing")}
            for part in rest
        ]
        yield {"role": str(turn.get("role")), "content": texts, **({"tool_calls": calls} if calls else {})}
