"""A Discord webhook: title and lines as a block of code, in which nothing is a link and nobody is mentioned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model.notice import Notice
from harness.visible import shorten

HOSTS = ("discord.com", "discordapp.com", ".discord.com")
CONTENT = 2000
"""Characters that Discord takes."""
_LINES, _LINE = 10, 160  # with the title below CONTENT


def body(notice: Notice) -> Mapping[str, Any]:
    text = "\n".join(shorten(line, _LINE) for line in (notice.title, *notice.brief(_LINES)))
    # A grave accent would end the block.
    fenced = "```\n" + text.replace("`", "'") + "\n```"
    return {"content": fenced, "allowed_mentions": {"parse": []}}
