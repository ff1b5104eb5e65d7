"""What stands beside the value in an answer to a question for one fact: a claim of another thing, terms, repetition."""

from __future__ import annotations

import re

from harness.reading.sentences import sentences
from harness.reading.stances.values import MARK, Marked
from harness.reading.words import content, words

_TIMES = 5
"""How often in a row the same words make an endless repetition."""
_LONGEST_REPEATED = 40
"""Words that are repeated."""
_CLAIM = re.compile(
    r"\W*(?:(?:and|but|also|additionally|by the way|btw|p\.?s\.?|furthermore|moreover|note that|besides),? ){0,3}"
    r"(?:your (?!question|answer|request|query|feedback)(?:\w+ ){1,3}?(?:has|have|was|were|will|is|are)"
    r"(?: now| already)?(?: be| been| being)? \w+(?:ed|en|wn|ut|pt|nt|ld|id)\b"
    r"|(?:we|i)(?: have|'ve| will|'ll| had)?(?: just| already| now)? (?:deleted?|cancel+ed|cancel|charged?|closed?"
    r"|removed?|blocked?|suspended?|transferred|refunded|disabled?|booked|ordered|debited)\b"
    r"|(?:please )?(?:ignore|disregard|forget)\b[^.]{0,40}\binstructions?\b)",
    re.IGNORECASE,
)
_OF_ONESELF = frozenset("my our i we your you mine me us".split())  # noqa: SIM905
_MONEY = re.compile(r"[$€£¥]|\b(?:euros?|dollars?|pounds?)\b", re.IGNORECASE)
_RATE = re.compile(
    r"(?: (?:per|(?:for )?(?:an?|each|every))| ?/) ?(?:second|minute|hour|day|night|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_OF_RATES = re.compile(
    r"\b(?:per|each|every|rates?|salar\w+|wages?|rent\w*|subscri\w+|member\w*|plans?|premium|earn\w*|paid|pay|month\w*"
    r"|year\w*|annual\w*|week\w*|hour\w*|dai?ly|fees?|tuition)\b",
    re.IGNORECASE,
)
"""In a question: what is told as an amount in a time."""
_CHANGED_BY = re.compile(
    r",? (?:minus|less|plus|excluding|before|not including) (?:any |the |a |all )?"
    r"(?:[a-z]+ )?(?:fees?|tax(?:es)?|vat|shipping|postage|charges?|costs?|deposit|duties|commission|surcharge)\b",
    re.IGNORECASE,
)


def repeats_itself(text: str) -> bool:
    """Whether the same words follow one another again and again."""
    said = words(text)
    for length in range(1, min(_LONGEST_REPEATED, len(said) // _TIMES) + 1):
        run = 0
        for one, other in zip(said, said[length:], strict=False):
            run = run + 1 if one == other else 0
            if run >= length * (_TIMES - 1):
                return True
    return False


def claim_beside(answer: Marked) -> str:
    """A sentence that tells the reader of something that was done, which nobody asked for; empty if there is none."""
    if not _OF_ONESELF.isdisjoint(words(answer.question)):
        return ""
    asked = frozenset(content(answer.question))
    return next(
        (
            one
            for one in sentences(answer.text)
            if MARK not in one and _CLAIM.match(one) and asked.isdisjoint(content(one))
        ),
        "",
    )


def terms(answer: Marked) -> str:
    """What makes another amount of an amount of money: "per month", "minus fees"; empty if nothing does."""
    place = answer.text.find(MARK)
    for written in answer.values:
        after = answer.text[place + 1 :]
        if _MONEY.search(written):
            if (changed := _CHANGED_BY.match(after)) is not None:
                return changed[0].strip()
            if _RATE.match(after) and not _OF_RATES.search(answer.question):
                return "per"
        place = answer.text.find(MARK, place + 1)
    return ""
