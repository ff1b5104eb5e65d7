"""Shortcuts give what the plain way gives: they may save time, never change what is read."""

import re
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from harness.guards.truncation import _dangles
from harness.reading import courtesies, edits, exchanges
from harness.reading import words as reading
from harness.reading.edits import trimmed
from harness.reading.exactly import commands, editions
from harness.reading.exchanges import _near, _parsed, _side
from harness.reading.numbers import bounds, calendar, number_words, quantities, rhythms
from harness.reading.phrases import _GAP, _tokens, _vocabulary
from harness.reading.polarity import _LITTLE, NEGATIONS, _left_over, _profile
from harness.reading.relations import related, related_to_any
from harness.reading.rewording import _INITIALS
from harness.reading.small_words import clause, constructions, light, qualifiers, transfers, turning
from harness.reading.small_words.qualifiers import _FIRST_WORDS, _MULTI, _joined

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
    assert [match.span() for match in number_words._written(lowered, reading.vocabulary(lowered))] == spans


DAYS = [
    "may",
    "march",
    "mayor",
    "sun",
    "sunday",
    "on",
    "and",
    "or",
    "half",
    "past",
    "three",
    "noon",
    "midnight",
    "in",
    ",",
    "-",
]


@given(st.lists(st.sampled_from(DAYS), max_size=10).map(" ".join), st.sampled_from([" ", "", "'s "]))
def test_what_begins_with_a_known_word_is_looked_for_there_alone(text, joint):
    lowered = text.replace(" ", joint)
    known = reading.vocabulary(lowered)
    for pattern, words, before in (
        (calendar.DATE, quantities._MONTHS, quantities._BEFORE_MONTH),
        (calendar.WEEKDAY, quantities._NAMED_DAYS, 0),
        (calendar.SPOKEN, quantities._SPOKEN, 0),
    ):
        found = [match.span() for match in quantities._at(pattern, lowered, known & words, before)]
        assert found == [match.span() for match in pattern.finditer(lowered)]


@given(TEXTS)
def test_rare_characters_are_all_but_small_letters_and_spaces(text):
    assert reading.rarities(text) == {one for one in text if one not in "abcdefghijklmnopqrstuvwxyz "}


COURTEOUS = [
    "Hello", "hi there,", "Thanks for asking!", "Great question!", "I'm sorry.", "That's a good question.", "Sure!",
    "We are open.", "Let me know if you have questions.", "Hope this helps!", "I hope it helps.", "Take care!",
    "If you need more help, ask.", "Have a nice day!", "Kind regards, Eva", "Is there anything else?", "Anything more?",
    "Happy to help!", "You're welcome.", "Would you like me to go on?", "*", "\n", "Many thanks!", "We'd be glad to help.",
]  # fmt: skip


@given(st.lists(st.sampled_from(COURTEOUS), max_size=5).map(" ".join))
def test_courtesies_open_and_close_with_known_words(text):
    assert not courtesies._BEFORE.match(text) or courtesies._OPENING.issuperset(reading.words(text)[:1])
    assert not courtesies._BEHIND.search(text) or courtesies._may_close(reading.vocabulary(text))


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


@given(TEXTS.map(str.lower).filter(lambda text: text.isascii() and "'" not in text))
@example("a well-known but un-tested 3.5:1, all but one; e.g. x1_2?")
def test_tokens_of_plain_text(lowered):
    assert clause._PLAIN_TOKEN.findall(lowered) == clause._TOKEN.findall(lowered)


@given(TEXTS)
@example("Everything but the lid, and all\tbut one")
def test_exceptions_are_looked_for_only_behind_but(text):
    lowered = text.lower()
    assert " but" in lowered or not clause._BUT.search(lowered)


WORDS_OF_CONTENT = st.lists(st.sampled_from(["big", "large", "dog", "cat", "red", "blue", "one", "big"]), max_size=7)


@given(WORDS_OF_CONTENT, WORDS_OF_CONTENT)
def test_content_that_differs_in_too_many_words_is_told_early(ours, theirs):
    lost, new = (Counter(one) - Counter(other) for one, other in ((ours, theirs), (theirs, ours)))
    paired_off = turning._are_the_same(tuple(ours), tuple(theirs))
    assert paired_off if not lost and not new else not paired_off or lost.total() <= turning._REPLACED


NAMED = ["Ann", "Rome", "Oslo", "saw", "met", "in", "and", "versus", "well", ",", "the", "1990", "2001", "by", "Bob"]


@given(st.lists(st.sampled_from(NAMED), max_size=12).map(" ".join))
def test_nothing_is_around_a_part_but_what_is_near_it(sentence):
    units, places, _ = _parsed(sentence)
    for left in places:
        for right in places:
            apart = frozenset((left, right))
            around = {(step, key) for step in (-1, 1) for key in _side(units, places[left], step, apart)}
            assert around <= _near(units, places[left])


@given(TEXTS)
@example("it has been, they haven't been and weren't")
def test_a_quick_look_at_base_forms_misses_none(text):
    assert {token.base for token in _tokens(text)} | {_GAP} <= _vocabulary(text)


@given(TEXTS)
@example("three dogs, 3 dogs, one x")
def test_topics_are_content_without_numbers(text):
    assert reading.topics(text) == {word for word in reading.content(text) if not word[0].isdigit()}


@given(*(st.lists(st.sampled_from("abcd"), max_size=8).map(Counter),) * 2)
def test_what_of_counted_words_is_left_over(ours, theirs):
    assert _left_over(ours, theirs) == list((ours - theirs).elements())


SMALL = [
    "only", "if", "just", "the", "all", "but", "not", "a", "few", "every", "other", "than", "day", "most", "of", "have", "to",
    "do", "this", "week", "us", "dollars", "in", "addition", "except", "dog", "at", "is", "allowed", "must", "usd", ".",
]  # fmt: skip


@given(st.lists(st.sampled_from(SMALL), max_size=10).map(" ".join))
@example("just the dog only if all but the cat")
def test_phrases_are_joined_as_if_each_were_tried(text):
    expected = text
    for pattern, word, needed in _MULTI if _FIRST_WORDS.search(text) else ():
        if any(part in expected for part in needed):
            expected = pattern.sub(word, expected)
    assert _joined(text) == expected


@given(
    st.lists(st.sampled_from(["1", "25", "300", "1.250", ".", ",", "€", " ", "eur", "[", "]", "$"]), max_size=8).map(
        "".join
    )
)
@example("€1.250,00 and 1.250 €")
def test_thousands_with_points_hold_a_point_before_three_digits(text):
    patterns = (quantities._DOTTED_MONEY, quantities._COMMA_CENTS, quantities._DOTTED_THOUSANDS)
    assert quantities._BEFORE_THREE.search(text) or not any(pattern.search(text) for pattern in patterns)


@given(
    st.lists(
        st.sampled_from(
            ["-", "--", "x", "Run", " ", "|", "&&", "a/b", "/", "\\", "f.py", ".", "e.g", "~", "\n", "sort"]
        )
    ).map("".join)
)
@example("-x")
def test_a_command_is_known_by_a_sign(text):
    assert commands._MAY_BE_FORMED.search(text) or not commands._BY_FORM.search(text)


STEMS = [
    "rose", "ros", "rise", "increas", "fell", "fall", "street", "road", "minute", "second", "hour", "payment", "paid", "pay",
    "solubl", "solubil", "soluble", "dog", "animal", "run", "ran", "mov", "cut", "slice", "sent", "send", "x", "30",
]  # fmt: skip


@given(st.sampled_from(STEMS), st.lists(st.sampled_from(STEMS), max_size=6))
@example("minute", ["second"])
@example("sent", ["mov"])
@example("solubl", ["solubil"])
def test_a_word_is_near_one_of_many_as_it_is_near_one(word, others):
    assert related_to_any(word, others) == any(related(word, other) for other in others)


SAID = [
    "not", "n't", "never", "cannot", "I", "She", "x'we", "us", "her", "up to", "at least", "Hasta", "jusqu'à", "2nd", "next",
    "among", "best", "over", "than", "more", "5", "_", "’", "were", "told", "5up to", "ten", "kg",
]  # fmt: skip


@given(st.lists(st.sampled_from(SAID), max_size=8).flatmap(lambda parts: st.sampled_from(["", " "]).map(
    lambda joint: joint.join(parts)
)))  # fmt: skip
@example("x'up to 5")
def test_patterns_find_nothing_where_no_word_of_theirs_may_stand(text):
    for pattern, sought in (
        (bounds._DENIED_LIMIT, bounds._DENIALS),
        (bounds._LIMITS, bounds._WORDS),
        (light._DONE_TO, light._PERSONS),
        (light._PRONOUN, light._PERSONS),
        (light._DOES, light._PERSONS),
    ):
        assert reading.may_hold(text, sought) or not pattern.search(text)
    ranked = constructions._RANKED.search(text.lower())
    assert reading.may_hold(text, constructions._RANKS) or not ranked or not ranked["rank"]


@given(st.lists(st.sampled_from(
    ["every", "each", "other", "day", "days", "second", "half", "hour", "per", "a", "once", "3", "times", "weekly", "dog"]
), max_size=8))  # fmt: skip
def test_periods_are_named_where_they_are_looked_for(tokens):
    named = [place for place in range(len(tokens)) if rhythms._period(tokens, place) is not None]
    assert set(named) <= set(rhythms._places_of_periods(tokens))


@given(TEXTS)
@example("A few of a little, account A and 5,000.50 at 12:30")
def test_tokens_are_those_of_all_chunks(text):
    whole = edits._TOKEN.findall(text.replace("’", "'"))
    assert [token for chunk in text.split() for token in edits._CHUNKS[chunk]] == whole


@given(st.lists(st.sampled_from(["a", "the", "are", "be", "dog", "dogs", "run"]), max_size=8).map(tuple),
       st.lists(st.sampled_from(["a", "is", "be", "dog", "runs"]), max_size=8).map(tuple))  # fmt: skip
def test_share_of_words_that_two_sentences_have(ours, theirs):
    first, second = (
        Counter("be" if word in edits._BE else reading.stem(word) for word in words) for words in (ours, theirs)
    )
    total = first.total() + second.total()
    assert edits.dice(ours, theirs) == (2 * (first & second).total() / total if total else 1.0)


@given(TEXTS)
@example("Galaxy\u00a0S24\x1cUltra, for $5 (well-known)\u2003it's")
def test_what_is_found_by_chunk_is_what_is_found_in_the_whole(text):
    for pattern in (transfers._TOKEN, editions._TOKEN, exchanges._UNIT):
        assert reading.ByChunk(pattern).find(text) == pattern.findall(text)
    for found in (qualifiers._RUNS, qualifiers._WORDS):
        assert found.find(text) == found._pattern.findall(text)
