"""What the vendors' APIs have in common, seen from the server's side."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, Literal, Protocol

from harness.model.exchange import Response
from harness.model.wire import Asked, WirePiece

ApiName = Literal["chat", "responses", "messages"]
PATHS: Mapping[str, ApiName] = {"/chat/completions": "chat", "/responses": "responses", "/messages": "messages"}
_INLINED = re.compile(r'<document name="[^"]*">\n(.*?)\n</document>\n\n', re.DOTALL)
"""A text file that a provider puts into the message, where the API takes none."""
_DEPLOYMENT = re.compile(r"/deployments/([^/]+)/")


class Api(Protocol):
    """`serving/{chat,responses,messages}.py`: one API each."""

    def asked(self, body: Mapping[str, Any]) -> Asked: ...

    def whole(self, response: Response, model: str) -> dict[str, Any]: ...

    def pieces(self, response: Response, asked: Asked, parts: Sequence[str]) -> Iterator[WirePiece]:
        """The stream of the response, its text cut into `parts`."""

    def error(self, status: int, code: str, message: str) -> dict[str, Any]:
        """The body of an error."""

    def error_event(self, code: str, message: str) -> bytes:
        """An error in the middle of a stream."""


def api_at(path: str) -> ApiName | None:
    """The API that answers at a path, wherever it is mounted; None if none does."""
    bare = path.partition("?")[0].rstrip("/")
    return next((name for ending, name in PATHS.items() if bare.endswith(ending)), None)


def load(name: ApiName) -> Api:
    """The module that speaks it."""
    module: Any = import_module(f"harness.serving.{name}")
    return module  # type: ignore[no-any-return]


def deployment_at(path: str) -> str:
    """The model that Azure's older addresses name; "" elsewhere."""
    match = _DEPLOYMENT.search(path)
    return match.group(1) if match else ""


def event(data: Any, name: str | None = None) -> bytes:
    """A server-sent event. ASCII: a lone surrogate travels as its escape."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode("ascii")


def plain_text(content: Any) -> str:
    """What a turn says, whatever its shape: its text, and a mark for each file that goes with it."""
    parts = [content] if isinstance(content, str) else content if isinstance(content, list) else []
    texts, marks = [], []
    for part in parts:
        text = part if isinstance(part, str) else part.get("text") if isinstance(part, Mapping) else None
        if isinstance(text, str):
            marks += [file_mark(match[1].encode()) for match in _INLINED.finditer(text)]
            texts.append(_INLINED.sub("", text))
        elif isinstance(part, Mapping) and (data := _file_in(part)) is not None:
            marks.append(file_mark(data))
    return "".join(texts) + "".join(sorted(marks))


def file_mark(data: bytes) -> str:
    """Stands for a file: the same bytes have the same mark."""
    return mark_of(hashlib.sha256(data).hexdigest())


def mark_of(sha256: str) -> str:
    """Stands for a file whose digest is known."""
    return f" [file {sha256}]"


def _file_in(part: Mapping[str, Any]) -> bytes | None:
    """The bytes of a part that holds a picture or a file; None for one that names them by an address or an id."""
    image, file, source = part.get("image_url"), part.get("file"), part.get("source")
    url = image.get("url") if isinstance(image, Mapping) else image
    url = url or part.get("file_data") or (file.get("file_data") if isinstance(file, Mapping) else None)
    if isinstance(source, Mapping) and isinstance(source.get("data"), str):
        return source["data"].encode() if source.get("type") == "text" else _decoded(source["data"])
    if isinstance(url, str) and url.startswith("data:"):
        return _decoded(url.partition(",")[2])
    return None


def _decoded(base64_text: str) -> bytes:
    try:
        return base64.b64decode(base64_text, validate=True)
    except ValueError:
        return base64_text.encode()


CALL = "call"
"""The role of a turn that is a call of a tool; its text is `call_text`."""


def mappings(items: Any) -> list[Mapping[str, Any]]:
    """The objects among the items of what should be a list of objects."""
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def call_text(name: Any, arguments: Any) -> str:
    """A call of a tool as text that does not depend on how an API writes it."""
    if isinstance(arguments, str):
        with suppress(ValueError):
            arguments = json.loads(arguments)
    return f"{name} {json.dumps(arguments, sort_keys=True)}"


def tokens_of(response: Response) -> tuple[int, int]:
    """Tokens in and out: as recorded, else a word each."""
    usage = response.usage
    output = usage.output_tokens if usage.output_tokens is not None else len(response.text.split())
    return usage.input_tokens or 0, output
