"""The target is shown no images or PDFs, and one is attached.

Text-only servers drop it in silence or answer 500. harness does not ask: these cases are missing from the comparison.

Fix: name the targets that see under the suite's `targets`; or say `vision: true` if the model does.
Source: Ollama's page on vision; tried with llama-server and `transformers serve`.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark
from harness.sending.pictures import unseen

CODE = "HP401"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    if trouble := unseen(call.request, call.target):
        yield Remark(trouble.message, call.prompt, hint="name those that see under `targets`")
