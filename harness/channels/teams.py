"""A Teams webhook made with Workflows: an adaptive card whose text is read as text, not as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model.notice import Notice
from harness.visible import shorten

HOSTS = (".webhook.office.com", ".logic.azure.com", ".api.powerplatform.com")
_LINES, _LINE = 12, 300


def body(notice: Notice) -> Mapping[str, Any]:
    lines = [shorten(line, _LINE) for line in notice.brief(_LINES)]
    about = [f"exit code {notice.exit_code}", *([f"run {notice.run}"] if notice.run else [])]
    paragraphs = [
        _paragraph(shorten(notice.title, _LINE), weight="Bolder", size="Medium"),
        *map(_paragraph, lines),
        _paragraph(" · ".join(about), size="Small"),
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": paragraphs,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _paragraph(text: str, **looks: str) -> dict[str, Any]:
    # A TextBlock would read Markdown, links included; a TextRun does not.
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **looks}]}
