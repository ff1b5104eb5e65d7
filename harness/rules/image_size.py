"""A large image is shrunk by one vendor, refused by the next.

Anthropic refuses a side above 8000 pixels and shrinks what is longer than 1568 without a word; OpenAI shrinks to its
own tiles. Small print is read by one and not by the other.

Fix: bring it to 1568 pixels on the long side yourself.
Source: Anthropic's page on vision; image_transformations_param.py of its SDK.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, Remark, SuiteView

CODE = "HP402"
SCOPE = "suite"
SEVERITY = "warning"
SHRUNK, REFUSED = 1568, 8000
FEWEST = 2


def check(view: SuiteView) -> Iterator[Remark]:
    if len(view.targets) < FEWEST:
        return
    for image in view.suite.attachments.values():
        longest = max(image.width, image.height)
        if image.kind == "image" and longest > SHRUNK:
            refused = longest > REFUSED and any(call.speaks_messages for call in view.calls)
            what = "Anthropic refuses it" if refused else "vendors shrink it, each in its own way"
            yield Remark(
                f"{image.name} is {image.width} x {image.height} pixels: {what}",
                Place(("prompt",)),
                hint=f"bring it to {SHRUNK} pixels on the long side",
                severity="error" if refused else None,
                targets=view.suite.targets,
            )
