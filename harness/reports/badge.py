"""A badge as SVG, for a README or a wiki: how many workflows port, and of what day that is.

It is a picture of one run and does not age by itself: write it anew after each, or it shows an old day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from harness.model.summary import Summary
from harness.reports import _badge
from harness.visible import one_line

SUFFIX = ".svg"
_HEX: Mapping[_badge.Color, str] = {
    "brightgreen": "#2d7d1f",
    "red": "#b3261e",
    "yellow": "#8a6100",
    "lightgrey": "#666",
}
"""Dark enough for white letters (WCAG 2.2, 4.5 to 1)."""
_LETTER, _PAD = 6.6, 12
"""Pixels: about a letter of Verdana at 11, which `textLength` makes exact in any font; both sides of a text."""


def render(summary: Summary) -> Iterator[str]:
    badge = _badge.of(summary)
    message = one_line(badge.message)
    left, right = _width(_badge.LABEL), _width(message)
    words = escape(f"{_badge.LABEL}: {message}")
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{words}">\n'
        f"<title>{words}</title>\n"
        f'<rect width="{left}" height="20" fill="#444"/>\n'
        f'<rect x="{left}" width="{right}" height="20" fill="{_HEX[badge.color]}"/>\n'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">\n'
        f"{_text(_badge.LABEL, left / 2, left)}\n{_text(message, left + right / 2, right)}\n</g>\n</svg>\n"
    )


def _width(text: str) -> int:
    return round(len(text) * _LETTER) + _PAD


def _text(text: str, middle: float, width: int) -> str:
    return f'<text x="{middle:g}" y="14" textLength="{width - _PAD}">{escape(text)}</text>'
