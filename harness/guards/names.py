"""`names`: a person, place, product or other name was replaced by another.

A name is a run of capitalised words inside a sentence. It counts as replaced where two sentences are alike
otherwise and each has a name that the other answer does not mention, or where the name of a product goes on in the one
("iPhone 15 Pro", "iPhone 15 Pro Max"; `lodash`, `lodash/fp`). German writes every noun with a capital: there
it finds places by a table, and people behind a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import is_worked_out
from harness.reading.exactly import german_names
from harness.reading.exactly.editions import other_edition
from harness.reading.excerpts import short
from harness.reading.languages import likely
from harness.reading.pairing import facing, paired
from harness.reading.polarity import contrast
from harness.reading.rewording import reworded
from harness.reading.spelling import one_spelling
from harness.reading.words import FUNCTION_WORDS, stem

KIND = "changed name"
BY_STATEMENT = True
_NAME = re.compile(r"(?<=[\w,;:(\"'] )[A-Z][\w'’.-]{0,40}(?: (?:of |the |de |von |van )?[A-Z][\w'’.-]{0,40}){0,5}")
_CAPITAL = re.compile(r"\b[A-Z]\w+")
_IS = re.compile(r"\W*[A-Z]\w+ (?:is|are|was|were|es|son|fue|era|est|sont|était|è|sono|é|são|foi)\b")
"""A name that opens a sentence, and what is said to be so."""
_LEAST_SHARED = 2
_ALIKE = 0.6
HEAD = 500
MOST = 100
_SHORTEST_JOINED = 3


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    if is_worked_out(baseline.text, candidate.text, context):
        return ()
    exchanged = [
        Difference("names", short(found[0]), short(found[1]), KIND)
        for ours, theirs in facing(baseline.text, candidate.text)
        if (found := other_edition(ours, theirs)) is not None
    ]
    if exchanged:
        return exchanged
    for pair in paired(baseline.text, candidate.text):
        # In sentences that differ in much else, another name is another statement, not a replaced name.
        if pair.alike >= _ALIKE and pair.baseline != pair.candidate:
            lost = _unmentioned(_names(pair.baseline), candidate.text)
            new = _unmentioned(_names(pair.candidate), baseline.text)
            exchanged.extend(
                Difference("names", short(before), short(after), KIND) for before, after in zip(lost, new, strict=False)
            )
            if not exchanged and bool(lost) != bool(new) and (found := _opening(pair.baseline, pair.candidate)):
                exchanged.append(Difference("names", short(found[0]), short(found[1]), KIND))
    # Asked last: telling the language costs more than finding no name, which is the common case.
    is_german = exchanged and likely(baseline.text[:HEAD]) == "German"
    return _in_german(baseline.text, candidate.text) if is_german else exchanged


def _in_german(baseline: str, candidate: str) -> list[Difference]:
    """Places and people that are known for such, in sentences that are alike otherwise."""
    found: list[Difference] = []
    for pair in paired(baseline, candidate):
        if pair.alike >= _ALIKE and pair.baseline != pair.candidate:
            lost = [name for name in german_names.names(pair.baseline) if name not in candidate]
            new = [name for name in german_names.names(pair.candidate) if name not in baseline]
            found += [Difference("names", before, after, KIND) for before, after in zip(lost, new, strict=False)]
    return found


def _opening(ours: str, theirs: str) -> tuple[str, str] | None:
    """The names that two sentences of the same words have alone, of which one opens its sentence: "Madrid is the
    capital", "the capital is Barcelona".
    """
    left = contrast(*reworded(ours, theirs))
    if left.turns or left.shared < _LEAST_SHARED or len(left.baseline) != 1 or len(left.candidate) != 1:
        return None
    mine, yours = _written(left.baseline[0], ours), _written(left.candidate[0], theirs)
    opens = mine and yours and any(_IS.match(sentence) for sentence in (ours, theirs))
    return (mine, yours) if opens else None


def _written(alone: str, sentence: str) -> str:
    """The word of a stem as it stands in a sentence, if with a capital; empty if not."""
    return next((word for word in _CAPITAL.findall(sentence) if stem(word.lower()) == alone), "")


def _names(sentence: str) -> list[str]:
    """Each once, as many as are looked at."""
    if sentence[1:].islower():
        return []
    names = dict.fromkeys(match.rstrip(".'’-") for match in _NAME.findall(sentence))
    return [name for name in names if name.lower() not in FUNCTION_WORDS][:MOST]


def _unmentioned(names: Sequence[str], text: str) -> list[str]:
    lowered = text.lower() if names else ""
    return [name for name in names if not _mentioned(name, lowered)]


def _mentioned(name: str, lowered: str) -> bool:
    """Whether the text has any word of the name that carries weight, or writes it without its hyphen or with one."""
    parts = [word for word in name.lower().split() if word not in FUNCTION_WORDS]
    if any(word in lowered or stem(word) in lowered or one_spelling(word) in lowered for word in parts):
        return True
    joined = "".join(parts).replace("-", "")
    return len(joined) > _SHORTEST_JOINED and joined in lowered.replace("-", "")
