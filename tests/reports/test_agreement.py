"""The reports of one run say what the terminal says of it: the same verdicts, the same sentences."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from harness import api
from harness.reports import html, markdown
from harness.summary import of
from harness.terminal.run import lines

ROOT = Path(__file__).parents[2]
SUITES = ("classify-ticket", "greet-caller", "track-order")
VERDICTS = re.compile(r"ports|does not port|inconclusive")
WIDE = 10_000
"""Cells: nothing is wrapped."""


class _Page(HTMLParser):
    """The rows of the first matrix and the texts of the elements, as a browser gives them to a reader aloud."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[str] = []
        self.words: list[str] = []
        self._hidden = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self._hidden = ("aria-hidden", "true") in attrs
        if tag == "tr":
            self.rows.append("")

    def handle_endtag(self, tag):
        self._hidden = False
        if tag == "table":
            self.rows.append("")  # what follows is no part of its last row

    def handle_data(self, data):
        if self.rows and not self._hidden:
            self.rows[-1] += f" {data}"
        self.words.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def said():
    """What the terminal says of the example without a key, a line each; the page; the comment."""
    files = [ROOT / "suites" / f"{name}.yaml" for name in SUITES]
    summary = of(api.run(files, config=ROOT / "harness.yaml", record="none"))
    terminal = [line.plain for line in lines(summary, WIDE, verbose=True)]
    return terminal, "".join(html.render(summary)), "".join(markdown.render(summary))


def _tokens(row: str) -> list[str]:
    """The words and counts of a row of a matrix, without marks and badges."""
    return re.sub(r"[✅❌❔|`]|\(?critical\)?", " ", row).split()


def _row_of(name: str, rows: list[str]) -> list[str]:
    return next(tokens for row in rows if VERDICTS.search(row) and (tokens := _tokens(row))[0] == name)


@pytest.mark.parametrize("name", SUITES)
def test_the_verdicts_are_the_same_words_and_counts(said, name):
    terminal, page, comment = said
    printed = _row_of(name, terminal)
    assert len(VERDICTS.findall(" ".join(printed))) == 2
    assert _row_of(name, _Page(page).rows) == printed
    assert _row_of(name, comment.splitlines()) == printed


def test_the_sentences_remarks_and_totals_are_the_same(said):
    terminal, page, comment = said
    words = _Page(page).words
    plain = re.sub(r"\\([$\\])", r"\1", comment.replace("`", ""))
    remarks = [line.removeprefix("note: ") for line in terminal if line.startswith("note: ")]
    conclusion = [line for line in terminal if line.startswith("If ")]
    assert remarks
    assert conclusion
    for line in (*remarks, *conclusion, terminal[-1]):
        assert line in words
        assert line.replace("`", "") in plain
