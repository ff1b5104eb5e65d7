"""Who hands something over and who gets it: "Ben gave Tom the key", "Tom was given the key by Ben", "Tom got the key
from Ben", "Ann owes Ben 20 dollars". English only.

A sentence is read only where it has one verb of handing over, one giver and one receiver.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from harness.reading.polarity import NEGATIONS
from harness.reading.sentences import sentences
from harness.reading.words import FUNCTION_WORDS, ByChunk, stem, vocabulary

_GIVING = """
    give gives gave given / lend lends lent / loan loans loaned / sell sells sold / send sends sent / pay pays paid
    teach teaches taught / tell tells told / show shows showed shown / owe owes owed / hand hands handed
    offer offers offered / pass passes passed / mail mails mailed / email emails emailed / award awards awarded
    grant grants granted / promise promises promised / forward forwards forwarded / ship ships shipped
    donate donates donated / transfer transfers transferred / deliver delivers delivered / serve serves served
    bring brings brought / return returns returned / repay repays repaid / supply supplies supplied
    throw throws threw thrown / feed feeds fed / issue issues issued
"""
_TAKING = """
    get gets got gotten / receive receives received / obtain obtains obtained / borrow borrows borrowed
    buy buys bought / purchase purchases purchased / acquire acquires acquired / learn learns learned learnt
    hear hears heard / inherit inherits inherited / collect collects collected / accept accepts accepted
    order orders ordered / take takes took taken / win wins won / steal steals stole stolen
"""
_EITHER = "rent rents rented / lease leases leased / hire hires hired / take takes took taken"
"""What is done to whom it goes and by whom it comes from: a preposition tells."""
_ANSWERED_BY = {
    "give": "get receive obtain", "hand": "get receive", "send": "get receive", "lend": "borrow", "loan": "borrow",
    "sell": "buy purchase acquire", "pay": "get receive collect", "teach": "learn", "tell": "hear learn",
    "pass": "get receive", "mail": "get receive", "email": "get receive", "rent": "rent", "lease": "lease",
    "hire": "hire", "award": "get receive", "grant": "get receive", "forward": "get receive",
}  # fmt: skip
"""What whoever gets it does, in one word each, where it is the very same."""
_FORMS = {
    form: forms.split()[0]
    for table in (_GIVING.replace("\n", " / "), _TAKING.replace("\n", " / "), _EITHER)
    for forms in filter(str.strip, table.split(" / "))
    for form in forms.split()
}
_GIVE, _TAKE, _BOTH = (
    frozenset(forms.split()[0] for forms in filter(str.strip, table.replace("\n", " / ").split(" / ")))
    for table in (_GIVING, _TAKING, _EITHER)
)
_FIRST_WHOM = frozenset("tell teach".split())  # noqa: SIM905
"""Verbs behind which "to" leads to what is to be done."""
_BE = frozenset("am is are was were be been being".split())  # noqa: SIM905
_HELPING = _BE | frozenset("has have had will would can could may might must should shall do does did going to".split())  # noqa: SIM905
_PAST = frozenset("was were had did".split())  # noqa: SIM905
_DETERMINERS = frozenset(
    "the a an his her their its my our your this that these those some any no each every".split()  # noqa: SIM905
)
_STOPS = frozenset(
    """to from by for on in at with of as until after before since during when if because who which that whose and or
    but yesterday today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday last next now then
    again back ,""".split()  # noqa: SIM905
)
_WHO = frozenset("i you he she we they".split())  # noqa: SIM905
_BUILDING = _HELPING | _WHO | frozenset("me him them us her from by the a an".split())  # noqa: SIM905
"""Small words that the one build of the sentence needs and the other does not."""
_PERSONS = {"me": "i", "him": "he", "them": "they", "us": "we", "her": "she"}
_TOKEN = re.compile(r"[$€£]|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:]\d+)*|,")
_TOKENS = ByChunk(_TOKEN)
_LONGEST_PARTY = 4
"""Words of content that name whoever gives or gets; more are another clause."""
_LONGEST = 25
"""Words of a sentence that is looked at."""


class Transfer(NamedTuple):
    """`verb` is the plain word; `left` what else is said, without small words, and `small` those; `helping` the words
    that tell the time and whether it may or must be.
    """

    verb: str
    giver: frozenset[str]
    receiver: frozenset[str]
    left: tuple[str, ...]
    small: tuple[str, ...]
    helping: frozenset[str]


@lru_cache(maxsize=512)
def transfer(sentence: str) -> Transfer | None:
    """What is handed over in a sentence; None where that is not told, or more than once."""
    tokens = _TOKENS.find(sentence.lower().rstrip(" .!?"))
    if len(tokens) > _LONGEST:
        return None
    places = [place for place, token in enumerate(tokens) if token in _FORMS and _may_be_a_verb(tokens[:place])]
    if len(places) != 1 or not NEGATIONS.isdisjoint(tokens):
        return None
    place = places[0]
    before, behind = tokens[:place], tokens[place + 1 :]
    subject = _subject(before)
    sides = _sides(_FORMS[tokens[place]], subject, before, behind)
    if sides is None:
        return None
    giver, receiver = sides
    if not giver or not receiver or giver == receiver:
        return None
    said = [word for word in _content([*before, *behind]) if word not in giver | receiver]
    helping = {token for token in before if token in _HELPING - _BE}
    is_past = not _PAST.isdisjoint(before) or (_BE.isdisjoint(before) and not helping and _is_past(tokens[place]))
    return Transfer(
        _FORMS[tokens[place]],
        giver,
        receiver,
        tuple(said),
        tuple(token for token in (*before, *behind) if token in FUNCTION_WORDS and token not in _BUILDING),
        frozenset(helping | ({"past"} if is_past else set())),
    )


def _may_be_a_verb(before: Sequence[str]) -> bool:
    """Not "an email", "his award", "for rent"."""
    return bool(before) and before[-1] not in _DETERMINERS and before[-1] not in ("of", "for", "in", "by", "from")


def _is_past(form: str) -> bool:
    return form != _FORMS[form] and not form.endswith("s")


def _subject(before: Sequence[str]) -> frozenset[str]:
    """Who stands before the verb, behind the last comma."""
    comma = max((place for place, word in enumerate(before) if word == ","), default=-1)
    own = [word for word in before[comma + 1 :] if word not in _HELPING]
    return _party([word for word in own if not word.endswith("ly")] or own, is_whole=True)


def _sides(
    verb: str, subject: frozenset[str], before: Sequence[str], behind: Sequence[str]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """Giver and receiver."""
    source, goal, doer = (_behind(preposition, behind) for preposition in ("from", "to", "by"))
    is_passive = bool(before) and not _BE.isdisjoint(before[-2:])
    if verb in _BOTH and not goal and not source:
        return None
    gives = verb in _GIVE or (verb in _BOTH and bool(goal))
    if is_passive:
        if not doer:
            return None
        if gives:
            return doer, goal or subject
        return (source, doer) if source else None
    if not gives:
        return (source, subject) if source else None
    whom = _first(behind)
    return (subject, whom if verb in _FIRST_WHOM else goal or whom) if goal or whom else None


def _behind(preposition: str, tokens: Sequence[str]) -> frozenset[str]:
    if tokens.count(preposition) != 1:
        return frozenset()
    return _party(tokens[tokens.index(preposition) + 1 :])


def _first(tokens: Sequence[str]) -> frozenset[str]:
    """Who stands right behind the verb, before what is handed over: "Tom the key", "the firm money"."""
    # "Her" may be whom or whose: "her an email", "her email".
    is_whose = bool(tokens) and tokens[0] in _DETERMINERS and tokens[0] != "that"
    is_whom = tokens[:1] == ["her"] and (tokens[1:2] or [""])[0] in _DETERMINERS
    place = 1 if is_whose and not is_whom else 0
    if place >= len(tokens) - 1 or tokens[place] in _STOPS or not tokens[place][0].isalpha():
        return frozenset()
    return _party(tokens[place : place + 1])


def _party(tokens: Sequence[str], *, is_whole: bool = False) -> frozenset[str]:
    """The stems of a person or thing, up to where something else follows."""
    if not is_whole:
        end = next((place for place, token in enumerate(tokens) if token in _STOPS), len(tokens))
        tokens = tokens[:end]
    said = _content(tokens)
    return frozenset(said) if len(said) <= _LONGEST_PARTY else frozenset()


def _content(tokens: Sequence[str]) -> list[str]:
    people = [_PERSONS.get(token, token) for token in tokens]
    return [
        stem(token)
        for token in people
        if token in _WHO or (token[0].isalnum() and token not in FUNCTION_WORDS and token not in _DETERMINERS)
    ]


def given_back(ours: str, theirs: str) -> tuple[str, str] | None:
    """Giver and receiver of the first sentence where they are receiver and giver of the second."""
    first, second = transfer(ours), transfer(theirs)
    if first is None or second is None:
        return None
    if (first.giver, first.receiver) != (second.receiver, second.giver) or sorted(first.left) != sorted(second.left):
        return None
    return " ".join(sorted(first.giver)), " ".join(sorted(first.receiver))


def in_one_direction(baseline: str, candidate: str) -> str:
    """The candidate with "Ben gave Tom the key" for "Tom got the key from Ben", where the baseline says so."""
    if baseline == candidate or _FORMS.keys().isdisjoint(vocabulary(candidate)):
        return candidate
    told = [(sentence, found) for sentence in sentences(baseline) if (found := transfer(sentence)) is not None]
    for sentence in sentences(candidate) if told else ():
        if (found := transfer(sentence)) is not None:
            same = next((other for other, said in told if _is_one(said, found)), sentence)
            if same != sentence:
                candidate = candidate.replace(sentence, same, 1)
    return candidate


def _is_one(first: Transfer, second: Transfer) -> bool:
    """Whether two say one handing over from its two sides, or as what somebody does and as what is done."""
    if first._replace(verb="") != second._replace(verb=""):
        return False
    return any(
        one == other or other in _ANSWERED_BY.get(one, "").split()
        for one, other in ((first.verb, second.verb), (second.verb, first.verb))
    )
