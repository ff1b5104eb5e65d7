"""A turn without text.

Anthropic refuses empty content with 400; others answer something. It happens where a variable is empty.

Fix: give the variable a value, or leave the turn out.
Source: Anthropic's API reference ("text content blocks must be non-empty").
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Remark, SuiteView

CODE = "HP103"
SCOPE = "suite"
SEVERITY = "error"


def check(view: SuiteView) -> Iterator[Remark]:
    for names, case, messages in view.openings:
        for message in messages:
            if not message.content.strip() and not message.tool_calls and not message.attachments:
                affected = tuple(target.name for target in view.targets if target.name in names)
                yield Remark(
                    f"case {case.id!r}: the {message.role} turn is empty",
                    case.location,
                    hint="give its variable a value",
                    targets=affected,
                )
