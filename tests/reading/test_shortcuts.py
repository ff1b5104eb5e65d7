"""Shortcuts give what the plain way gives: they may save time, never change what is read."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from harness.guards.truncation import _dangles
from harness.reading import words as reading
from harness.reading.edits import trimmed
from harness.reading.numbers import number_words
from harness.reading.polarity import _LITTLE, NEGATIONS, _profile
from harness.reading.rewording import _INITIALS
from harness.reading.small_words.qualifiers import _MULTI

PIECES = [
    "a", "an", "hour", "twenty", "first", "half", "quarter", "of", "one", "third", "thirds", "two", "hundred", "and",
    "million", "dozen", "dozens", "zwei", "fünf", "tenor", "the", "not", "don't", "it's", "USD", "PTO", "x1", "5one", "_",
    "AAAA", "3.5", "$5", "10%", "’s", "é", "½", "\0", "\n", "-", ",", ".", "!", " ", "  ", "day", "plus", "impossible",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(max_size=40),
)
DANGLING = re.compile(
    r"(?:,|\b(?:the|a|an|and|or|of|to|in|on|for|with|by|from|at|that|which|because|but|is|are|was|were|your|their))\Z",
    re.IGNORECASE,
)


@given(TEXTS)
@example("letters alone, nothing else")
@example("a nul \0 between")
def test_words(text):
    lowered = text.lower().replace("’", "'")
    pattern = reading._ASCII_WORD if lowered.isascii() else reading._WORD
    assert reading.words(text) == tuple(pattern.findall(lowered))


@given(TEXTS.map(str.lower))
@example("twenty-first of two thirds, half an hour and a dozen")
def test_number_words(lowered):
    spans = [match.span() for match in number_words._WORDS.finditer(lowered)]
    assert [match.span() for match in number_words._written(lowered)] == spans


@given(TEXTS)
@example("PTO, xPTO, PTOx, P TO")
def test_initials(text):
    assert _INITIALS.findall(text) == re.findall(r"\b[A-Z]{2,6}\b", text)


@given(TEXTS.filter(lambda text: "ſ" not in text))
@example("it ends on the")
@example("bathe")
def test_words_that_dangle(text):
    assert _dangles(text) == bool(DANGLING.search(text[-20:]))


@given(
    st.lists(st.sampled_from(["dog", "Dogs", "bites", "the", "man", "only", "twenty", "café", "."]), max_size=9).map(
        " ".join
    )
)
def test_words_of_a_sentence_that_denies_nothing(sentence):
    assert NEGATIONS.isdisjoint(reading.words(sentence))
    assert list(_profile(sentence)[0].elements()) == sorted(
        reading.stems(reading.words(sentence), _LITTLE), key=list(_profile(sentence)[0]).index
    )


@given(st.data())
def test_phrases_stand_only_in_texts_that_hold_a_needed_word(data):
    pattern, _, needed = data.draw(st.sampled_from(_MULTI))
    text = data.draw(st.from_regex(re.compile(pattern.pattern, re.ASCII)))
    assert any(part in text for part in needed)


@given(*(st.lists(st.sampled_from("abc"), max_size=6),) * 2)
def test_what_two_lists_do_not_share_at_either_end(ours, theirs):
    left, right, before = trimmed(ours, theirs)
    behind = ours[len(before) + len(left) :]
    assert (before + left + behind, before + right + behind) == (ours, theirs)
    assert not left or not right or (left[0] != right[0] and left[-1] != right[-1])
