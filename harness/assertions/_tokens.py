"""Words and punctuation as the Penn Treebank splits them.

The rules are those of its published tokenizer (MacIntyre 1995): punctuation stands alone, contractions are two
words, a full stop is a word only where it ends a sentence. Where that is, a text of several sentences must tell by
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.assertions._text import names

_OPENING, _CLOSING = "([{<", ")]}>"
_TITLES = names(
    """
    adm asst atty brig capt cmdr col comdr det dr esq gen gov hon jr lt maj messrs mlle mme mr mrs ms op ord prof
    pvt rep reps res rev sen sens sfc sgt sir sr supt surg ca cca circa cf e.g esp ex ft i.e mt st v.s vs
    """
)
"""A capital after these begins no sentence."""
_SHORT = _TITLES | names(
    """
    a.d a.m al ala alta apr ariz ark assn aug ave b.c bldg blvd bros cal calif co colo conn corp ct dec del dept
    dist etc exp feb fla hwy ill inc ind jan jul jun kan la ltd mar md mich minn mont nebr nev nov oct okla ont
    p.m pa penn pl rd sep sept tenn tex univ ut va vt wash wis
    """
)
"""A stop after these ends a sentence only before a capital."""
_LONGEST_SHORT = max(map(len, _SHORT))
_ACRONYM = re.compile(r"(?:.*\W)?[A-Za-z]\.[A-Za-z]", re.DOTALL)
_SPACED = (
    (re.compile(r"\.{2,}"), " ... "),
    (re.compile(r"([:,])(?!\d)"), r" \1 "),
    (re.compile(r"([;@#$%&?!\[\](){}<>])"), r" \1 "),
    (re.compile(r"-{2,}"), " -- "),
    (re.compile(r"(?<=[^'])' "), " ' "),
    (re.compile(r"'([smd]) ", re.IGNORECASE), r" '\1 "),
    (re.compile(r"('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) "), r" \1 "),
    (re.compile(r"\b(?:(can)(not)|(d)('ye)|(gim|lem)(me)|(gon)(na)|(got)(ta)|(more)('n))\b", re.IGNORECASE),
     lambda hit: " {} {} ".format(*filter(None, hit.groups()))),
    (re.compile(r"\b(wan)(na) ", re.IGNORECASE), r" \1 \2 "),
    (re.compile(r" ('t)(is|was)\b", re.IGNORECASE), r" \1 \2 "),
)  # fmt: skip


def tokens(text: str) -> list[str]:
    text = " ".join(text.split())
    closing = frozenset(_closing_quotes(text))
    spaced = "".join(_marked(text, closing))
    for pattern, replacement in _SPACED:
        spaced = pattern.sub(replacement, f" {spaced} ")
    return spaced.split()


def _closing_quotes(text: str) -> Iterator[int]:
    """Where a double quote closes: it opens after white space or a bracket, unless one is open."""
    is_open = False
    for hit in re.finditer('"', text):
        at = hit.start()
        is_open = not is_open and (at == 0 or text[at - 1].isspace() or text[at - 1] in _OPENING)
        if not is_open:
            yield at


def _marked(text: str, closing: frozenset[int]) -> Iterator[str]:
    """The text with double quotes told apart and the stops that end sentences set apart."""
    end = 0
    for hit in re.finditer(r'["]|(?<!\.)\.(?!\.)', text):
        at = hit.start()
        yield text[end:at]
        if hit[0] == '"':
            yield " '' " if at in closing else " `` "
        else:
            yield " . " if _ends_sentence(text, at, closing) else "."
        end = at + 1
    yield text[end:]


def _ends_sentence(text: str, at: int, closing: frozenset[int]) -> bool:
    after, enclosed = _after_closing(text, at + 1, closing)
    if after < len(text) and not text[after].isspace():
        return False
    before = text[max(0, at - _LONGEST_SHORT - 2) : at]
    word = re.split(r"[\s\"'()\[\]{}<>]", before)[-1]
    if _ACRONYM.fullmatch(word):
        return False
    following = next((char for char in text[after : after + 40] if not char.isspace() and char not in "\"'([{<"), "")
    if not following:
        return True
    if word.lower() in _SHORT:
        return following.isupper() and word.lower() not in _TITLES
    if _is_initial(text, at, word) and following.isupper():
        return False
    return following.isupper() or not enclosed


def _after_closing(text: str, at: int, closing: frozenset[int]) -> tuple[int, bool]:
    """The position behind closing brackets and quotes, and whether there were any."""
    start = at
    while at < len(text):
        if text[at] in _CLOSING or text[at] == "'" or at in closing:
            at += 1
        elif text[at] == " " and at + 1 < len(text) and (text[at + 1] in _CLOSING or at + 1 in closing):
            at += 2
        else:
            break
    return at, at > start


def _is_initial(text: str, at: int, word: str) -> bool:
    """The `I.` of `Albert I. Jones`."""
    if len(word) != 1 or not word.isupper():
        return False
    before = text[max(0, at - 40) : at - 1].split()
    return bool(before) and before[-1][:1].isupper()
