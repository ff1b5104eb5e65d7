"""A system message between the turns does not stay there.

Anthropic takes it at the front only (but for a few new models), so harness moves it; chat templates of Mistral and
Gemma raise an error. The instruction then holds for the whole conversation instead of from there on.

Fix: one system message at the beginning, or say it in the user's turn.
Source: Anthropic's API reference; the models' chat templates.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP101"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    roles = [message.role for message in call.request.messages]
    late = next(
        (
            at
            for at, role in enumerate(roles)
            # Of a message of an earlier step that step's own call has told.
            if at >= call.before and role == "system" and any(before != "system" for before in roles[:at])
        ),
        None,
    )
    if late is None:
        return
    moved = any(loss.what == "messages" for loss in call.losses)
    if moved or call.target.provider in ("openai-compatible", "transformers"):
        what = "is moved to the front" if moved else "is an error in the chat templates of several open models"
        yield Remark(
            f"a system message after the first turn {what}",
            call.sent(late),
            hint="put it first, or into the user's turn",
        )
