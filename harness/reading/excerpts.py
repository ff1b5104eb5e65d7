"""How a difference is quoted: on one line, cut at a word."""

from __future__ import annotations

LONGEST = 80


def short(text: str, limit: int = LONGEST) -> str:
    """One line, cut at a word with an ellipsis."""
    line = " ".join(text.lstrip()[: limit * 4].split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0] + " …"


def apart(first: str, second: str, limit: int = LONGEST) -> tuple[str, str]:
    """Both texts as `short` quotes them; where that would cut off what differs, from the first word that does."""
    ours, theirs = first.split(), second.split()
    if ours[:1] != theirs[:1]:
        return short(first, limit), short(second, limit)
    same = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    if len(" ".join(ours[: same + 1])) <= limit and len(" ".join(theirs[: same + 1])) <= limit:
        return short(first, limit), short(second, limit)
    rests = " ".join(ours[same:]), " ".join(theirs[same:])
    return short(rests[0], limit), short(rests[1], limit)
