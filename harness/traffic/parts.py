"""What the three APIs write alike: parts of a message, files inside them, functions as tools."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from harness.model.exchange import AttachmentKind, Output, Tool
from harness.traffic.call import InlineFile, RequestReading, UnreadableRequest

UNPARSED = "$unparsed"
"""The only key of a call's arguments where they are no JSON object: the model's own words."""
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?[^,]*?(;base64)?,")
_SUFFIXES = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp", "application/pdf": ".pdf",
}  # fmt: skip


def mappings(value: Any, what: str) -> list[Mapping[str, Any]]:
    """A list of objects. Raises Unreadable."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise UnreadableRequest(f"`{what}` is no list of objects")
    return value


def text_of(content: Any, reading: RequestReading, number: int) -> str:
    """The text of message `number`; its files join the reading, and what else is in it is lost.

    Raises:
        Unreadable: it is neither text nor a list of parts.
    """
    if content is None or isinstance(content, str):
        return content or ""
    texts = []
    for part in mappings(content, "content"):
        text = part.get("text") if part.get("type", "text") in ("text", "input_text", "output_text") else None
        if isinstance(text, str):
            texts.append(text)
        elif part.get("type") == "refusal":
            texts.append(str(part.get("refusal") or ""))
        elif part.get("type") in ("thinking", "redacted_thinking", "reasoning"):
            reading.lose("thinking", "hidden reasoning is one vendor's own and is not given to another")
        elif (found := _file(part, number)) is not None:
            reading.files.append(found)
        else:
            reading.lose(f"content: {part.get('type')}", "a suite has text, images and files only")
    # Parts are paragraphs: run together, the last word of one would join the first word of the next.
    return "\n\n".join(texts) if len(texts) > 1 else "".join(texts)


def _file(part: Mapping[str, Any], number: int) -> InlineFile | None:
    """The picture or file in a part; None where it is named by an address or an id only."""
    image, file, source = part.get("image_url"), part.get("file"), part.get("source")
    inner = file if isinstance(file, Mapping) else part
    url = image.get("url") if isinstance(image, Mapping) else image or inner.get("file_data")
    name = str(inner.get("filename") or part.get("title") or "")
    kind: AttachmentKind = "image" if "image" in str(part.get("type")) else "file"
    if isinstance(source, Mapping) and isinstance(source.get("data"), str):
        if source.get("type") == "text":
            return InlineFile(number, kind, name or "document.txt", source["data"].encode())
        return _decoded(number, kind, name, str(source.get("media_type")), source["data"])
    if isinstance(url, str) and (match := _DATA_URL.match(url)):
        return _decoded(number, kind, name, match[1] or "", url[match.end() :])
    return None


def _decoded(number: int, kind: AttachmentKind, name: str, media_type: str, data: str) -> InlineFile | None:
    try:
        # Without `validate` Python passes over foreign characters, and a damaged picture would become another one.
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
    return InlineFile(number, kind, name or f"file{_SUFFIXES.get(media_type, '.bin')}", raw)


def arguments_of(raw: Any) -> Mapping[str, Any]:
    """A call's arguments; what is no JSON object is kept as the model wrote it."""
    if isinstance(raw, Mapping):
        return raw
    if raw is None or not str(raw).strip():
        return {}
    try:
        value = json.loads(raw)
    except (TypeError, ValueError, RecursionError):
        return {UNPARSED: str(raw)}
    return value if isinstance(value, dict) else {UNPARSED: str(raw)}


def functions(tools: Any, reading: RequestReading, schema: str = "parameters") -> tuple[Tool, ...]:
    """The functions among the tools; a vendor's own tools are lost."""
    kept = []
    for tool in mappings(tools or [], "tools"):
        nested = tool.get("function")
        function = nested if isinstance(nested, Mapping) else tool
        name, kind = function.get("name"), tool.get("type", "function")
        if kind not in ("function", "custom") or not isinstance(name, str) or (kind == "custom" and schema not in tool):
            reading.lose(
                f"tool: {kind if kind != 'function' else name}", "it runs at the vendor; a suite cannot offer it"
            )
            continue
        parameters = function.get(schema)
        described = str(function.get("description") or "")
        kept.append(Tool(name, described, parameters if isinstance(parameters, Mapping) else {}))
    return tuple(kept)


def output_of(form: Any, reading: RequestReading) -> Output:
    """Structured output, in the nested form of Chat Completions or the flat one of the others."""
    kind = form.get("type", "text") if isinstance(form, Mapping) else "text"
    if kind == "json_object":
        return Output("json")
    if kind == "json_schema":
        nested = form.get("json_schema")
        schema = (nested if isinstance(nested, Mapping) else form).get("schema")
        return Output("json", schema if isinstance(schema, Mapping) else None)
    if kind != "text":
        reading.lose(f"format: {kind}", "a suite has text and JSON only")
    return Output()


def choice_of(choice: Any, words: Sequence[str] = ("auto", "none", "required")) -> str | None:
    """`tool_choice` in our words, or the name of the tool; None where nothing is chosen."""
    if isinstance(choice, str):
        return choice if choice in words else None
    function = choice.get("function", choice) if isinstance(choice, Mapping) else {}
    name = function.get("name") if isinstance(function, Mapping) else None
    return name if isinstance(name, str) else None
