"""Control marks of one model's template stand in the text.

`<|im_start|>`, `[INST]`, `</s>`, `<|eot_id|>` and `Human:`/`Assistant:` lines are plain text to one model and
commands to another: a local template reads them as the end of a turn.

Fix: write turns as messages, and take the marks out of variables.
Source: transformers, tokenization_utils_base.py (`sanitize_control_tokens` is off).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.model.lint import Place, Remark, SuiteView

CODE = "HP502"
SCOPE = "suite"
SEVERITY = "warning"
MARKS = re.compile(
    r"<\|(?:im_start|im_end|eot_id|endoftext|start_header_id|end_header_id|system|user|assistant)\|>"
    r"|\[/?INST\]|<</?SYS>>|</s>|</?tool_call>|<(?:start|end)_of_turn>|\n\n(?:Human|Assistant):"
)


def check(view: SuiteView) -> Iterator[Remark]:
    seen: set[str] = set()
    for _, case, messages in view.openings:
        for message in messages:
            hit = MARKS.search(message.content)
            if hit and hit[0].strip() not in seen:
                seen.add(hit[0].strip())
                inside = any(MARKS.search(str(value)) for value in case.vars.values())
                at = case.location if inside else Place(("prompt",))
                yield Remark(
                    f"{hit[0].strip()!r} is a mark of one model's chat template",
                    at,
                    hint="write turns as messages",
                    targets=view.suite.targets,
                )
