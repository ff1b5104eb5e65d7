from __future__ import annotations

import re
import unicodedata

import factories
import pytest
from hypothesis import given

from harness.terminal.screen import LIMIT, defuse, encodable, sanitize
from harness.visible import shorten, visible

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff\ud800-\udfff]")
COMMAND = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a<U+001B>[31mb"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\u202eb", "a<U+202E>b"),
        ("a\u200bb\ufeff", "a<U+200B>b<U+FEFF>"),
        ("\ud800", "<U+D800>"),
        ("a\x00\x7f", "a<U+0000><U+007F>"),
        ("one\r\ntwo\rthree", "one\ntwo<U+000D>three"),
        ("a\u200db", "a<U+200D>b"),
        ("\U000e0041", "<U+E0041>"),
        ("👨‍👩‍👧 می‌خواهم ❤️ 日本語 é", "👨‍👩‍👧 می‌خواهم ❤️ 日本語 é"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(factories.texts)
def test_nothing_raw_is_left(text: str) -> None:
    shown = sanitize(text)
    assert not RAW.search(shown)
    assert not COMMAND.search(defuse(shown))
    assert not any(unicodedata.category(one) in ("Cc", "Cs") for one in shown if one != "\n")
    shown.encode()


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("::error::x", ": :error::x"),
        ("a\n  ::add-mask::x", "a\n  : :add-mask::x"),
        ("a\n\u3000::set-env::x", "a\n\u3000: :set-env::x"),
        ("\x1b[31m::error::x", "\x1b[31m: :error::x"),
        ("x ##[group]y", "x # #[group]y"),
        ("##vso[task.x]", "# #vso[task.x]"),
        ("###[x]", "## #[x]"),
        ("std::string a::b", "std::string a::b"),
        ("# Title\n## Two", "# Title\n## Two"),
    ],
)
def test_log_commands_lose_their_meaning(text: str, inert: str) -> None:
    assert defuse(text) == inert


def test_a_line_continued_is_no_line_start() -> None:
    assert defuse("::x\n::y", at_line_start=False) == "::x\n: :y"


@given(factories.texts)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_many_different_hidden_characters() -> None:
    assert visible("".join(map(chr, range(0xE0000, 0xE0400)))).count("<U+E0") == 0x400


def test_a_long_text_is_cut_with_an_honest_count() -> None:
    shown = sanitize("x" * 10_000)
    assert shown == "x" * LIMIT + "… (6,000 more characters)"
    hostile = sanitize("\x1b" * 10_000)
    taken = hostile.count("<U+001B>")
    assert len(hostile) < LIMIT + 40
    assert hostile.endswith(f"… ({10_000 - taken:,} more characters)")


def test_only_what_is_shown_of_ten_megabytes_is_looked_at(seconds) -> None:
    text = "\x1b]0;x\x07 word " * 900_000
    with seconds(2):
        sanitize(text)
        shorten(text, 60)
        defuse("::x " * 1000)


def test_what_an_encoding_lacks_is_written_in_ascii() -> None:
    assert encodable("30 → 60 … é 日", "ascii") == "30 -> 60 ... \\xe9 \\u65e5"
    assert encodable("30 → 60 é", "cp1252") == "30 -> 60 é"
    assert encodable("→", "utf-8") == "→"
    assert encodable("→", "no-such-encoding") == "->"


def test_shorten_says_that_something_is_missing() -> None:
    assert shorten("a  b\n c", 10) == "a b c"
    assert shorten("abcdef", 4) == "abc…"
    assert shorten(" " * 1000 + "x", 4) == "…"
