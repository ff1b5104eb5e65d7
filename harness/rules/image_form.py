"""GIF and WebP are not read by every server.

OpenAI and Anthropic take PNG, JPEG, GIF and WebP (the first picture of an animation only); servers of open models
often read PNG and JPEG alone.

Fix: send PNG or JPEG.
Source: OpenAI's and Anthropic's pages on vision; llama.cpp, tools/mtmd.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, Remark, SuiteView

CODE = "HP403"
SCOPE = "suite"
SEVERITY = "note"


def check(view: SuiteView) -> Iterator[Remark]:
    local = tuple(
        target.name
        for target in view.targets
        if target.provider in ("openai-compatible", "transformers") and target.vision
    )
    for image in view.suite.attachments.values():
        if local and image.media_type in ("image/gif", "image/webp"):
            yield Remark(
                f"{image.name} is {image.media_type}, which servers of open models may not read",
                Place(("prompt",)),
                hint="send PNG or JPEG",
                targets=local,
            )
