"""Words of content that say nothing beside the others: "possible" beside "can", "made" of a payment beside "paid".

What is left over of a sentence once its words are paired with those of another may be the build of the sentence alone:
"shipping is not possible" and "we can't ship", "a signature is required" and "you have to sign". English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.reading.relations import synonymous
from harness.reading.sentences import sentences
from harness.reading.words import content, may_hold, stem, vocabulary
from harness.reading.words import stem as stem_of

_BESIDE = tuple(
    (frozenset(stems.split()), re.compile(rf"\b(?:{beside})\b", re.IGNORECASE))
    for stems, beside in (
        ("possibl abl capabl", r"can(?:not|'t)?|could(?:n't)?|may|able|unable|possible"),
        ("need requir necessary mandatory", r"must|ha(?:ve|s|d) to|need(?:s|ed)?|required?|necessary|mandatory|please"),
        ("pleas kind", r"please|kindly|must|should|could you|can you|would you|consider"),
        ("patient client", r"he|she|they|him|her|you|your"),
        ("customer user person people employe staff", r"you|your|they|we|he|she"),
        ("someon somebody anyon", r"you|they|we|he|she"),
        ("back", r"again"),
        (
            "tak allow expect arriv com receiv",
            r"(?:takes?|allow|expect(?:ed)?|arrives?|get|receive|within) (?=[^.;!?\n]{0,60} (?:hour|day|week|month))",
        ),
        (
            "moglich possibl posibl possibil possivel mogelijk zu te",
            r"kann|können|kannst|könnt|peut|peuvent|pouvez|puede[ns]?|può|possono|puoi|pode[m]?|kan|kunt|kunnen",
        ),
        (
            "kann konnen konnt peut peuvent pouvez pued puedes pueden puo possono puoi pode podem kan kunt kunnen",
            r"möglich|possible|posible|possibile|possível|mogelijk",
        ),
        (
            "notwendig erforderlich notig necessair obligatoir necesario necessario noodzakelijk faut hay precis zu te",
            r"muss|müssen|bitte|doit|doivent|devez|debe[ns]?|deve|devono|devem|precisa[m]?|moet|moeten",
        ),
        (
            "muss mussen doit doivent devez debe deben deve dev devono devem precis precisa moet moeten",
            r"bitte|notwendig|erforderlich|nötig|il faut|nécessaire|hay que|necesario|necess[aá]rio|noodzakelijk",
        ),
    )
)
"""Stems, and one of which words the other sentence has to have."""
_DOING = frozenset("mak made make carry perform conduct".split())  # noqa: SIM905
"""Verbs that say only that something is done: "carry out an inspection", "make a payment"."""
_ALWAYS = frozenset("actual basical already thing follow current".split())  # noqa: SIM905
MOST = 2
"""Words that may be left over on either side."""
_SHORTENED = frozenset("i you we they he she it that this there here who what".split())  # noqa: SIM905
"""Before an apostrophe: "we've" is no word of content."""
HOW_MANY = frozenset(
    "any all every each no none only some most few many both either neither another other".split()  # noqa: SIM905
)
_DONE_TO = re.compile(
    r"\b(?P<who>I|we|you|he|she|they) (?:(?:will|have|has|had|can|could|must|should) )?(?:am|is|are|was|were|be|been)"
    r"(?: not| already)? (?P<verb>\w{2,}ed|paid|sent|given|told|sold|taken|seen|made|found|shown|hit|caught|left|lent"
    r"|fed|brought|taught)\b",
    re.IGNORECASE,
)


def are_light(left: Sequence[str], right: Sequence[str], ours: str, theirs: str) -> bool:
    """Whether all that is left over of two sentences about the same says nothing of its own."""
    if max(len(left), len(right)) > MOST or ("?" in ours) != ("?" in theirs):
        return False
    if HOW_MANY & vocabulary(ours) != HOW_MANY & vocabulary(theirs):
        return False
    return all(is_light(stem, ours, theirs) for stem in left) and all(is_light(stem, theirs, ours) for stem in right)


_HOLDING = {
    "held": "held",
    "hold": "holds?",
    "gave": "gave",
    "giv": "gives?|giving",
    "took": "took",
    "reach": "reach(?:ed)?",
}
"""Verbs of which a noun may say what is done: "held a meeting", "gave an explanation"."""


def is_light(stem: str, own: str, other: str) -> bool:
    """Whether a word that one sentence has alone says nothing beside the other."""
    if stem in _HOLDING and _says_by_a_noun(_HOLDING[stem], own, other):
        return True
    if stem in _ALWAYS or stem in _DOING or stem.partition("'")[0] in _SHORTENED:
        return True
    return any(stem in stems and beside.search(other) for stems, beside in _BESIDE)


def _says_by_a_noun(verb: str, own: str, other: str) -> bool:
    found = re.search(
        rf"\b(?:{verb}) (?:an? |the )?(?:[a-z]+ )?(?P<noun>[a-z]{{4,}}(?:ion|ment|ing|ance|al|sis|is))\b", own
    )
    if found is None:
        return False
    noun = stem_of(found["noun"])
    return any(synonymous(noun, word) for word in content(other)) and found["noun"] not in other


_OBJECTS = {"me": "i", "us": "we", "him": "he", "her": "she", "them": "they"}
_PERSONS = frozenset("i we you he she they me us him them her".split())  # noqa: SIM905
_PRONOUN = re.compile(r"(?<!by )\b(?:I|we|he|she|they|me|us|him|them|her(?! \w))\b", re.IGNORECASE)


_THEN = frozenset("then first next afterwards finally".split())  # noqa: SIM905


def are_steps_in_another_order(ours: str, theirs: str) -> bool:
    """Whether texts that say what comes after what have their common words in another order."""
    alone = len(sentences(ours)) == len(sentences(theirs)) == 1
    if alone and _THEN.isdisjoint(vocabulary(ours) | vocabulary(theirs)):
        return False
    first, second = (dict.fromkeys(content(text)) for text in (ours, theirs))
    return [stem for stem in first if stem in second] != [stem for stem in second if stem in first]


def is_done_otherwise(ours: str, theirs: str) -> bool:
    """Whether somebody does in the one sentence what is done to them in the other: "we paid", "we were paid"."""
    if not may_hold(ours, _PERSONS) and not may_hold(theirs, _PERSONS):
        return False
    done, done_there = ({match["who"].lower() for match in _DONE_TO.finditer(text)} for text in (ours, theirs))
    said, said_there = ({match[0].lower() for match in _PRONOUN.finditer(text)} for text in (ours, theirs))
    if any(who in (said_there if who in done else said) or who == "you" for who in done ^ done_there):
        return True
    return any(
        (who in said and subject in said_there and subject not in said)
        or (who in said_there and subject in said and subject not in said_there)
        for who, subject in _OBJECTS.items()
    )


def turned_on(ours: str, theirs: str) -> tuple[str, str] | None:
    """What somebody does in the one sentence and has done to them in the other: "we paid", "we were paid"."""
    if not may_hold(ours, _PERSONS) or not _DOES.search(ours) or not _DOES.search(theirs):
        return None
    return _suffered(ours, theirs) or (found[::-1] if (found := _suffered(theirs, ours)) else None)


_DOES = re.compile(r"\b(?:I|we|you|he|she|they)\b", re.IGNORECASE)


def _suffered(ours: str, theirs: str) -> tuple[str, str] | None:
    for done in _DONE_TO.finditer(ours):
        who = done["who"]
        there = rf"\b{who} (?:(?:have|has|had|will|can|did|just|already) ){{0,2}}(?P<verb>[a-z]+)\b"
        for does in re.finditer(there, theirs, re.IGNORECASE):
            verbs = stem(does["verb"].lower()), stem(done["verb"].lower())
            suffer = {match["who"].lower() for match in _DONE_TO.finditer(theirs)}
            if synonymous(*verbs) and who.lower() not in suffer:
                return done[0], does[0]
    return None
