"""Columns and lines of text, measured in terminal cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.text import Text

GAP = 2
"""Blank cells between columns."""
_SIGNS = re.compile(r"[-/|,;:&?=._)\]}]")
"""Behind which a word may be broken: those of a pattern, a path, an address."""
_ARROW = " → "
_ENDLESS = 100_000
"""Cells: a table is never wrapped here; what is too wide gets another form from its caller."""


def table(rows: Iterable[Sequence[Text | str]], *, gap: int = GAP, right: Collection[int] = ()) -> list[Text]:
    """A line a row, each column as wide as its widest cell; columns whose number is in `right` end flush.

    Not for long lists: rich takes 0.2 ms a row of four columns, 23 to 26 times what joined `padded` cells take
    (100 to 3,000 rows, rich 15.0, CPython 3.11).
    """
    from rich.console import Console
    from rich.table import Table

    grid = Table.grid(padding=(0, gap, 0, 0))
    for number, row in enumerate(rows):
        if not number:
            for column in range(len(row)):
                grid.add_column(justify="right" if column in right else "left", no_wrap=True)
        grid.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    console = Console(width=_ENDLESS, color_system="truecolor", legacy_windows=False, _environ={})
    lines = []
    for segments in console.render_lines(grid, pad=False) if grid.columns else ():
        line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        line.rstrip()
        lines.append(line)
    return lines


def fit(text: str, width: int) -> str:
    """`text` cut to `width` cells, between words where that loses little, with an ellipsis for what is missing."""
    if cell_len(text) <= width:
        return text
    cut = set_cell_size(text, max(width - 1, 0)).rstrip()
    words = cut.rpartition(" ")[0] if text[len(cut) : len(cut) + 1].strip() else cut
    return (words if len(words) > len(cut) // 2 else cut).rstrip(" ,;:") + "…"


def fit_sides(text: str, width: int) -> str:
    """As `fit`, of a text that may say `before → after`: both sides have their share."""
    if cell_len(text) <= width or text.count(_ARROW) != 1:
        return fit(text, width)
    before, after = text.split(_ARROW)
    room = width - len(_ARROW)
    before = fit(before, max(room // 2, room - cell_len(after)))
    return f"{before}{_ARROW}{fit(after, room - cell_len(before))}"


def padded(text: str, width: int, style: str = "") -> Text:
    """`text` filled up with blanks to `width` cells."""
    return Text(text + " " * max(width - cell_len(text), 0), style=style)


def widest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words where possible."""
    lines: list[str] = []
    line = ""
    for word in _pieces(text, max(width, 2)):
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def hanging(head: str, text: str, width: int, style: str = "") -> Iterator[Text]:
    """`head` and `text`, further lines indented below the text."""
    indent = cell_len(head)
    for number, part in enumerate(wrapped(text, width - indent)):
        yield Text((" " * indent if number else head) + part, style=style)


def _pieces(text: str, width: int) -> Iterator[str]:
    """Words, a percentage with its sign; what is too wide in parts."""
    words = text.split()
    for number, word in enumerate(words):
        if number and _is_sign(word) and words[number - 1][-1:].isdigit():
            continue  # told with its number
        after = words[number + 1] if number + 1 < len(words) else ""
        with_sign = f"{word} {after}" if word[-1:].isdigit() and _is_sign(after) else word
        if cell_len(with_sign) <= width:
            yield with_sign
        else:
            yield from _parts(word, width)
            yield from _parts(after, width) if with_sign != word else ()


def _is_sign(word: str) -> bool:
    return word[:1] == "%" and not word[1:].strip(",;:.)]%")


def _parts(word: str, width: int) -> Iterator[str]:
    """A word that is too wide, broken behind a sign where one stands in the second half of a line."""
    at = 0
    while at < len(word):
        rest = word[at : at + 4 * width]  # not all of a megabyte each time
        part = chop_cells(rest, width)[0]
        if len(part) < len(word) - at:
            ends = [match.end() for match in _SIGNS.finditer(part) if match.end() > len(part) // 2]
            part = part[: ends[-1]] if ends else part
        yield part
        at += len(part)
