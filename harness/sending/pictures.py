"""What attachments take in tokens, before a vendor has counted, and who cannot be shown them.

The figures are the vendors' published rules of 2026, rounded to the safe side: Anthropic counts width x height / 750,
OpenAI tiles of 512 pixels or patches of 32, at a price per tile that differs between models by a factor of thirty.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from harness.model.config import Target
from harness.model.exchange import TEXT, Attachment, Request, Trouble

PIXELS_PER_TOKEN = 750
FEWEST, MOST = 85, 1_600
"""Of an image, as expected: vendors shrink what is larger, and count no fewer."""
USUAL = 1_000
"""Of an image whose size is not known yet."""
TILE = 512
MOST_TILES = 8
WORST_BASE, WORST_TILE = 2_833, 5_667
"""The dearest tiles in use, those of gpt-4o-mini."""
PER_PAGE, WORST_PER_PAGE = 2_500, 8_000
"""A page of a PDF is sent as its text and as an image."""
CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Tokens:
    """Of one attachment, as expected and at worst."""

    expected: int
    worst: int


def sizes(attachment: Attachment) -> Tokens:
    """What an attachment takes; a text no more than its bytes, as all texts."""
    if attachment.media_type == TEXT:
        return Tokens(ceil(attachment.size / CHARACTERS_PER_TOKEN), attachment.size)
    if attachment.kind == "file":
        return Tokens(PER_PAGE * max(1, attachment.pages), WORST_PER_PAGE * max(1, attachment.pages) + attachment.size)
    if not attachment.width:
        return Tokens(USUAL, WORST_BASE + WORST_TILE * MOST_TILES)
    tiles = min(MOST_TILES, ceil(attachment.width / TILE) * ceil(attachment.height / TILE))
    seen = ceil(attachment.width * attachment.height / PIXELS_PER_TOKEN)
    return Tokens(min(MOST, max(FEWEST, seen)), WORST_BASE + WORST_TILE * tiles)


def unseen(request: Request, target: Target) -> Trouble | None:
    """Why the request cannot be put to the target: something in it has to be seen, and it does not see."""
    if target.vision:
        return None
    names = [
        attachment.name for message in request.messages for attachment in message.attachments if attachment.must_be_seen
    ]
    if not names:
        return None
    named = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    message = f"{target.name!r} is shown no images or PDFs (unless it says `vision: true`), and {named} is attached"
    return Trouble(kind="unsupported", message=message)
