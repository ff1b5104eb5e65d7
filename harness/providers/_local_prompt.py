"""Messages and tools through a model's own chat template."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from harness.model.exchange import Message, Request, Tool
from harness.providers._attached import inlined
from harness.providers._local_model import Model
from harness.providers._local_params import Order, trouble
from harness.providers._params import with_ids


def encode(order: Order, model: Model) -> list[int]:
    """The prompt in tokens. Raises ProviderError (`unsupported`, `bad-request`, `context`)."""
    _refuse_pictures(order.request)
    offered = bool(order.request.tools)
    # A template that knows no tools leaves them out in silence.
    if offered and _apply(order, model, tokenize=False) == _apply(order, model, tokenize=False, tools=False):
        raise trouble("unsupported", f"the chat template of {model.name!r} knows no tools")
    tokens: list[int] = _apply(order, model, tokenize=True)["input_ids"]
    asked = order.max_tokens or 1
    if model.context is not None and len(tokens) + asked > model.context:
        message = f"the prompt has {len(tokens)} tokens and {asked} more are asked for"
        raise trouble("context", f"{message}; the model {model.name!r} holds {model.context}")
    return tokens


def _apply(order: Order, model: Model, *, tokenize: bool, tools: bool = True) -> Any:
    from jinja2 import TemplateError

    messages = order.request.messages
    begun = messages[-1].role == "assistant"
    offered = [_tool(tool) for tool in order.request.tools] if tools and order.request.tools else None
    try:
        names = {call.id: call.name for message in with_ids(order.request.messages) for call in message.tool_calls}
        return model.tokenizer.apply_chat_template(
            [_message(message, names) for message in with_ids(order.request.messages)],
            tools=offered,
            add_generation_prompt=not begun,
            continue_final_message=begun,
            tokenize=tokenize,
            # the user's text is never taken for the template's own marks
            **({"return_dict": True, "sanitize_control_tokens": True} if tokenize else {}),
            **order.terms.template,
        )
    except TemplateError as error:
        raise trouble("unsupported", f"the chat template of {model.name!r} refuses: {error}") from error
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise trouble("bad-request", f"the chat template of {model.name!r} cannot be filled in: {reason}") from error


def _refuse_pictures(request: Request) -> None:
    """Only text goes through here; a picture would be left out in silence."""
    for attachment in (
        attachment for message in request.messages for attachment in message.attachments if attachment.must_be_seen
    ):
        raise trouble("unsupported", f"local models are shown no images or PDF files here: {attachment.name}")


def _message(message: Message, names: Mapping[str, str]) -> dict[str, Any]:
    if message.role == "tool":
        name = names.get(message.tool_call_id, "")
        return {"role": "tool", "content": message.content, "tool_call_id": message.tool_call_id, "name": name}
    plain: dict[str, Any] = {"role": message.role, "content": inlined(message)}
    if message.tool_calls:
        plain["tool_calls"] = [_call(call.id, call.name, call.arguments) for call in message.tool_calls]
    return plain


def _call(call_id: str, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    plain = json.loads(json.dumps(arguments))  # templates look at types, and not every Mapping is a dict
    return {"type": "function", "id": call_id, "function": {"name": name, "arguments": plain}}


def _tool(tool: Tool) -> dict[str, Any]:
    parameters = dict(tool.parameters) or {"type": "object", "properties": {}}
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": parameters},
    }


def width(prompts: Sequence[Sequence[int]]) -> int:
    return max(map(len, prompts))
