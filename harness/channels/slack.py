"""A Slack incoming webhook: a header, the lines and the run as blocks. Names cannot mention anybody.

`--notify-as slack` also suits servers that take Slack's messages, such as Mattermost, which reads `text` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model.notice import Notice
from harness.visible import shorten

HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")
HEADER = 150
SECTION = 3000
"""Characters that Slack takes in a header and in a section."""
_LINES, _LINE = 12, 220  # together below SECTION


def body(notice: Notice) -> Mapping[str, Any]:
    lines = [shorten(line, _LINE) for line in notice.brief(_LINES)]
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(shorten(notice.title, HEADER))}]
    if lines:
        blocks.append({"type": "section", "text": _plain("\n".join(lines))})
    about = [f"exit code {notice.exit_code}", *([f"run {notice.run}"] if notice.run else [])]
    blocks.append({"type": "context", "elements": [_plain(" · ".join(about))]})
    # What phones show; unlike the blocks it is read as markup.
    text = "\n".join([shorten(notice.title, HEADER), *lines])
    return {"text": _escaped(text), "blocks": blocks, "unfurl_links": False}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
