"""llama.cpp and Ollama ignore a schema on the Responses API.

`text.format` is dropped silently; on Chat Completions it is enforced.

Fix: leave `api: responses` out for this target.
Source: tried with llama-server; Ollama's OpenAI compatibility page.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP306"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    if (
        call.request.output.type == "json"
        and call.dialect == "responses"
        and call.server in ("llama.cpp", "ollama", "transformers")
    ):
        yield Remark(
            f"{call.server} ignores a schema on the Responses API",
            call.written_in_target("api"),
            hint="leave `api: responses` out",
        )
