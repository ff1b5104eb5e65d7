"""Attachments on the wire: their bytes, read when they are sent, and the text of those that are texts."""

from __future__ import annotations

import base64
from hashlib import sha256
from html import escape
from pathlib import Path, PurePosixPath

from harness.errors import ProviderError
from harness.model.exchange import TEXT, Attachment, Message, Trouble
from harness.providers._params import Settled

TABLES = (".csv", ".tsv", ".iif")


def encoded(attachment: Attachment) -> str:
    """Its bytes in base64. Raises ProviderError as `read`."""
    return base64.b64encode(read(attachment)).decode("ascii")


def data_url(attachment: Attachment) -> str:
    """Its bytes as an address that holds them. Raises ProviderError as `read`."""
    return f"data:{attachment.media_type};base64,{encoded(attachment)}"


def read(attachment: Attachment) -> bytes:
    """Its bytes, if they are still those that the request names.

    Raises:
        ProviderError: the file has changed or gone since; nothing was sent.
    """
    try:
        data = Path(attachment.path).read_bytes()
    except OSError as error:
        raise _refusal(attachment, f"can no longer be read: {error.strerror}") from None
    if sha256(data).hexdigest() != attachment.sha256:
        raise _refusal(attachment, "has changed since the run began")
    return data


def inlined(message: Message, settled: Settled | None = None, why: str = "") -> str:
    """The message's text with the attached texts before it, each under its name; a loss says that they moved."""
    texts = [attachment for attachment in message.attachments if attachment.media_type == TEXT]
    for attachment in texts:
        if settled is not None:
            settled.lose("files", f"{attachment.name} was put into the message's text: {why}")
    return "\n\n".join([*map(_quoted, texts), message.content])


def is_table(attachment: Attachment) -> bool:
    """A text that OpenAI's Responses API would summarise instead of showing it to the model as it stands."""
    return attachment.media_type == TEXT and PurePosixPath(attachment.name).suffix.lower() in TABLES


def text_of(attachment: Attachment) -> str:
    """The text of an attached text. Raises ProviderError as `read`."""
    return read(attachment).decode("utf-8-sig")


def _quoted(attachment: Attachment) -> str:
    return f'<document name="{escape(attachment.name)}">\n{text_of(attachment)}\n</document>'


def _refusal(attachment: Attachment, what: str) -> ProviderError:
    return ProviderError(Trouble(kind="bad-request", message=f"not sent: the attachment {attachment.name} {what}"))
