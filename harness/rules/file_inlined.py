"""A text file goes to one vendor as a document, to another inside the message.

Chat Completions takes no files but PDF, and the Responses API shows the model a summary of a table: harness puts
their text into the message. It is the same text in another place.

Fix: nothing, or put the text into the prompt for all: `{file: …}` as a variable.
Source: OpenAI's page on file inputs.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.rules._losses import lost

CODE = "HP404"
SCOPE = "call"
SEVERITY = "note"


def check(call: PlannedCall) -> Iterator[Remark]:
    yield from lost(call, "files", call.prompt, "vars: {text: {file: …}} gives it to all alike")
