"""One thing put for another in a sentence that is the same otherwise, however long the sentence."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.equivalence import equivalent

KINDS = {
    "The surgeon told the family on Friday that the operation on the {} had gone well and that he could go home soon.": (
        "liver", "knee", "shoulder", "bladder",
    ),
    "When you arrive at the station, take the bus that stops behind the {} and get off at the last stop of the line.": (
        "bakery", "museum", "cinema", "fountain",
    ),
    "At the concert in the old town hall last night the {} was so loud that nobody in the back rows heard the singer.": (
        "trumpet", "piano", "audience",
    ),
    "The engineers found after a long search that the outage had begun when somebody changed the {} late in the evening.": (
        "firewall", "certificate", "password", "schema",
    ),
}  # fmt: skip
WORDS = [(frame, *pair) for frame, words in KINDS.items() for pair in permutations(words, 2)]
BESIDE = st.lists(
    st.sampled_from(
        ["Please read the notes first.", "It was raining.", "Tickets are sold at the desk.", "Ask Ann for the key."]
    ),
    unique=True,
    max_size=2,
)


@given(st.sampled_from(WORDS), BESIDE)
def test_another_thing_in_a_long_sentence_says_something_else(
    replaced: tuple[str, str, str], beside: list[str]
) -> None:
    frame, before, after = replaced
    texts = [" ".join([*beside[:1], frame.format(word), *beside[1:]]) for word in (before, after)]
    judged = equivalent(*texts)
    assert not judged.equivalent
    assert any(before in reason.baseline and after in reason.candidate for reason in judged.reasons)


PHRASES = [
    ("Your messages are encrypted {}.", "in transit", "at rest"),
    ("The method returns {} the list.", "a copy of", "a reference to"),
    ("The mail is sent to {} on Mondays.", "the sales team", "all suppliers"),
    ("The invoice goes to {} before the end of the month.", "the branch office", "the landlord"),
    ("The guide says that visitors should meet at {} if the weather is bad on the day of the tour.", "the old harbour", "the hotel"),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "before", "after"), PHRASES)
def test_a_few_words_for_a_few_others_say_something_else(frame: str, before: str, after: str) -> None:
    texts = frame.format(before), frame.format(after)
    assert not equivalent(*texts).equivalent
    assert not equivalent(*texts[::-1]).equivalent


SAME = [
    ("The clerk said that the number of visitors had {} since the new road to the lake was opened.", "risen", "increased"),
    ("The car that hit the fence was parked on the other side of the {} when the police came.", "street", "road"),
    ("The lawyer told her at the meeting on Friday that there was enough {} to win the case in May.", "evidence", "proof"),
    ("He finished {} in the race that was held in the hills above the town last weekend.", "1st", "first"),
    ("The rule was written so that it does {} to people who work for less than a year.", "not apply", "not hold"),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "before", "after"), SAME)
def test_a_broader_word_or_another_notation_replaces_nothing(frame: str, before: str, after: str) -> None:
    assert equivalent(frame.format(before), frame.format(after)).equivalent
