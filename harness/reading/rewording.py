"""One answer in the other's notation, so that what is compared is what they say and not how it is written.

Quantities that are the same, spellings, abbreviations and negations said in two ways. Nothing that could tell the
answers apart is touched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache

from harness.reading.converses import compared_alike, handed_alike, topped_alike, unsurpassed_alike, won_alike
from harness.reading.exactly.chess import moves_as_in
from harness.reading.exactly.lists import in_prose
from harness.reading.numbers.quantities import quantities
from harness.reading.numbers.quantity import Quantity, same
from harness.reading.numbers.rhythms import in_one_rhythm
from harness.reading.phrases import groups_between, in_the_words_of
from harness.reading.relations import opposite
from harness.reading.signs import with_give_or_take
from harness.reading.small_words.asides import plainly
from harness.reading.small_words.happening import to_come_alike
from harness.reading.small_words.limits import limited_alike
from harness.reading.small_words.transfers import in_one_direction
from harness.reading.spelling import one_spelling
from harness.reading.words import CAPITALS, rarities, stem, vocabulary, words

LONGEST = 50_000
"""Characters of texts that are looked at; longer ones stay as they are."""
MOST = 40
"""Quantities of a text."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INITIALS = re.compile(r"[A-Z](?<!\w.)[A-Z]{1,5}\b")
"""Begins with its first letter, so that the search leaps from capital to capital."""
_CANNOT = re.compile(r"\b(?:cannot|can't|can not)\b", re.IGNORECASE)
_IMPOSSIBLE = re.compile(
    r"\b(?:it is|it's|it was) (?:impossible|not possible) (?:for (?P<who>\w+(?: \w+)?) )?to\b", re.IGNORECASE
)
_IF_NOT = re.compile(
    r"\b[Ii]f (?P<who>(?:\w+ ){0,2}\w+) (?:(?:do|does)(?:n't| not) |(?P<be>am|is|are|has|have)(?:n't| not) )"
)
_DOUBLE = re.compile(
    r"\b(?:not|never|isn't|aren't|wasn't|weren't) (?P<turned>(?:un|in|im|ir|il|dis)\w{3,})", re.IGNORECASE
)
_ABLE = re.compile(
    r"\b(?P<be>is|are|was|were|be) (?P<not>not |non-?|un)?(?P<verb>[a-z]{3,}?)(?P<doubled>[bgmnprt]?)[ai]ble\b",
    re.IGNORECASE,
)
_LESS = re.compile(r"\b(?P<what>[a-z]{3,})less\b", re.IGNORECASE)
_CAN_BE = re.compile(r"\b(?:can|could|may)(?:not|n't| not)? be (?P<done>[a-z]{3,})\b", re.IGNORECASE)
_WRAPPED = re.compile(
    r"\\(?:boxed|text|textbf|mathrm|mathbf)\{(?P<what>[^{}\\]{0,200})\}(?:\\\)|\\\])?|\\[()\[\]](?=\s|\\(?:boxed|text|math))"
)
"""What LaTeX puts around an answer: `\\(\\boxed{A}\\)`."""
_BETWEEN = re.compile(r"\b(?:between|from) (?P<low>[^\s,]{1,20}) (?:and|to|until) (?=[^\s,])", re.IGNORECASE)
_UNTIL = re.compile(r"(?<=\d) (?:bis|à|a) (?=\d)")
_DASH = re.compile(r"(?<=\d) ?[–—-] ?(?=\d)")


@lru_cache(maxsize=1024)
def reworded(baseline: str, candidate: str) -> tuple[str, str]:
    """Both texts in one Unicode form, the candidate's words for the same things replaced by the baseline's."""
    baseline, candidate = _composed(baseline), _composed(candidate)
    baseline, candidate = _lowered(baseline, candidate), _lowered(candidate, baseline)
    baseline, candidate = _quarters(baseline, candidate), _quarters(candidate, baseline)
    baseline, candidate = _uncontracted(baseline, candidate), _uncontracted(candidate, baseline)
    baseline, candidate = to_come_alike(baseline, candidate), to_come_alike(candidate, baseline)
    baseline, candidate = _asked(baseline, candidate), _asked(candidate, baseline)
    baseline, candidate = plainly(baseline, candidate), plainly(candidate, baseline)
    baseline, candidate = _from_and_to(baseline, candidate), _from_and_to(candidate, baseline)
    baseline, candidate = moves_as_in(candidate, baseline), moves_as_in(baseline, candidate)
    baseline, candidate = in_prose(baseline, candidate), in_prose(candidate, baseline)
    if baseline == candidate or max(len(baseline), len(candidate)) > LONGEST:
        return baseline, candidate
    if " los" in baseline or " los" in candidate:
        candidate = won_alike(baseline, candidate)
    ours, theirs = quantities(baseline)[:MOST], quantities(candidate)[:MOST]
    if ours and theirs and len(candidate.lower()) == len(candidate):
        candidate = _requantified(candidate, ours, theirs)
        baseline, candidate = _ranges(baseline, candidate), _ranges(candidate, baseline)
    candidate = in_one_rhythm(baseline, candidate)
    candidate = in_one_direction(baseline, handed_alike(baseline, compared_alike(baseline, candidate)))
    baseline, candidate = limited_alike(baseline, candidate), limited_alike(candidate, baseline)
    baseline, candidate = _undenied(baseline, candidate), _undenied(candidate, baseline)
    baseline, candidate = topped_alike(baseline, candidate), topped_alike(candidate, baseline)
    candidate = unsurpassed_alike(baseline, candidate)
    baseline, candidate = _without_denials(baseline, candidate), _without_denials(candidate, baseline)
    known_ours, known_theirs = vocabulary(baseline), vocabulary(candidate)
    lost, new = known_ours - known_theirs, known_theirs - known_ours
    if not lost or not new:
        return baseline, candidate
    candidate = _respelled(candidate, lost, new)
    if groups := groups_between(lost, new):
        candidate = in_the_words_of(baseline, candidate, groups)
    if any(word.isalpha() for word in lost | new):
        baseline, candidate = _expanded(baseline, candidate)
        candidate, baseline = _expanded(candidate, baseline)
    baseline, candidate = _undoubled(baseline, candidate), _undoubled(candidate, baseline)
    baseline, candidate = _without(baseline, candidate), _without(candidate, baseline)
    baseline, candidate = _can_be(baseline, candidate), _can_be(candidate, baseline)
    baseline, candidate = _unless(baseline, candidate), _unless(candidate, baseline)
    return _possible(baseline, candidate), _possible(candidate, baseline)


def _composed(text: str) -> str:
    if "\\" in text:
        text = _WRAPPED.sub(lambda match: match["what"] or "", text)
    text = with_give_or_take(text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).replace("’", "'").replace("\u00a0", " ")


_AUXILIARY = re.compile(
    r"(?<![\w'])(?P<who>I|you|we|they|it|he|she|that|this|there|here)'(?P<short>re|m|s)(?= (?:not |un|able |in a ))",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"'(?:re|m|s) (?:not |un|able |in a )", re.IGNORECASE)
"""What stands in each of them, found by leaps from apostrophe to apostrophe."""
_WRITTEN_OUT = {"re": "are", "m": "am", "s": "is"}


def _uncontracted(text: str, other: str) -> str:
    """`We are` for `we're`, where the other text does not say so: a phrase may begin with the half of a contraction."""
    if "'" not in text or not _SHORTENED.search(text):
        return text
    there = other.lower()

    def full(match: re.Match[str]) -> str:
        return match[0] if match[0].lower() in there else f"{match['who']} {_WRITTEN_OUT[match['short'].lower()]}"

    return _AUXILIARY.sub(full, text)


_INSTEAD = re.compile(r"\bto (?P<to>[\w:-]+) (?:instead of|rather than) (?P<from>[\w:-]+)", re.IGNORECASE)


def _from_and_to(text: str, other: str) -> str:
    """`From Monday to Friday` for `to Friday instead of Monday`, where the other text says so."""
    if " to " not in text or "rom " not in other:
        return text

    def moved(match: re.Match[str]) -> str:
        said = f"from {match['from']} to {match['to']}"
        return said if said.lower() in other.lower() else match[0]

    return _INSTEAD.sub(moved, text)


_REQUEST = re.compile(
    r"(?:(?<=[.!?\n] )|(?<=\n)|\A)(?:Could|Can|Would|Will) you (?:please |kindly )?"
    r"(?!(?:swim|see|hear|feel|speak|drive|understand|smell|taste|remember|guess|imagine|believe|sing|dance|ski|fly|be|have)\b)"
    r"(?P<do>[a-z]+\b[^.!?\n]{0,200})\?"
)
"""What asks whether somebody is able to ("can you swim?") or will be is no request."""


def _asked(text: str, other: str) -> str:
    """`Please send it.` for `could you send it?`, where the other text says please, or asks for something, too."""
    if "you " not in text or "?" not in text:
        return text
    if "?" in other and not _REQUEST.search(other):
        return text
    if "?" not in other and "lease " not in other:
        return text
    return _REQUEST.sub(lambda match: f"Please {match['do']}.", text)


_DENIES = re.compile(
    r"\b(?P<who>patient|pt\.?|he|she|they|client) (?:currently |also )?den(?:ies|y|ied) (?:any |having |having any )?"
    r"(?!the\b|that\b|this\b|it\b|being\b|his\b|her\b|doing\b|a\b)",
    re.IGNORECASE,
)
_DENIED_THAT = re.compile(r"\bden(?P<form>ies|y|ied) that\b")
_SAY = {"ies": "says not that", "y": "say not that", "ied": "said not that"}
_SAID = re.compile(r"\b(?:say|says|said|claims?|claimed|states?|stated|insists?|insisted)\b")
_HAS = re.compile(r"\b(?:has|have|had|reports?|reported|complains|without|no)\b", re.IGNORECASE)


def _without_denials(text: str, other: str) -> str:
    """`The patient has no pain` for `patient denies pain`, where the other text speaks of what the patient has, and
    `he said not that he knew` for `he denied that he knew`, where the other text says that somebody says so.
    """
    if ("deni" not in text and "deny" not in text) or "deni" in other or "deny" in other:
        return text
    if _SAID.search(other):
        text = _DENIED_THAT.sub(lambda match: _SAY[match["form"]], text)
    if not _HAS.search(other):
        return text
    return _DENIES.sub(lambda match: f"{match['who']} has no ", text)


_NOT_USED = re.compile(r"(?:\bnot|n't|\bnever)(?: \w+){0,2}? (?:used|in use)\b", re.IGNORECASE)
_EXPIRES = re.compile(
    r"\b(?:will )?expires? (?:in|after) (?=(?:\d{1,4}|an?|one|two|three|four|five|six|seven|ten|twelve) )"
)
_WAIVED = re.compile(
    r"\b(?:[Tt]he )?(?P<what>(?:[a-z]+ )?(?:fees?|charges?))"
    r"(?: (?:is|are|was|were|will be|ha(?:s|ve) been))? waived\b",
    re.IGNORECASE,
)
_FREE_OF_CHARGE = re.compile(r"\b[Nn]o (?:[a-z]+ )?(?:fees?|charges?)\b")


def _undenied(text: str, other: str) -> str:
    """`Not used` for `unused`, `valid for` for `expires in`, `no fee` for `fee is waived`, where the other says so."""
    if "unused" in text and "unused" not in other and _NOT_USED.search(other):
        text = text.replace("unused", "not used")
    if "xpire" in text and "valid for " in other and "xpire" not in other:
        text = _EXPIRES.sub("is valid for ", text)
    if " waived" in text and "waive" not in other and _FREE_OF_CHARGE.search(other):
        text = _WAIVED.sub(lambda match: f"no {match['what']}", text)
    return text


_INDEX = re.compile(r"(?<=[A-Za-z])[₀-₉]+")
_INDICES = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def _lowered(text: str, other: str) -> str:
    """`x_1` for x₁, where the other text writes so."""
    if text.isascii() or "_" not in other:
        return text
    return _INDEX.sub(lambda match: f"_{match[0].translate(_INDICES)}", text)


_QUARTER = re.compile(r"\bQ([1-4])(?!\w)")
_EVERY_QUARTER = re.compile(r"\b[Ee](?:very|ach) (?:quarter|(?:three|3) months)\b")
_A_NUMBER = re.compile(r"\b[Aa] number of\b")
_QUARTERS = ("first quarter", "second quarter", "third quarter", "fourth quarter")


def _quarters(text: str, other: str) -> str:
    """`Second quarter` for Q2, `quarterly` for every three months, `several` for a number of, if the other has it."""
    if "uarterly" in other and "uarterly" not in text:
        text = _EVERY_QUARTER.sub("quarterly", text)
    if "number of" in text and "several" in other.lower():
        text = _A_NUMBER.sub("several", text)
    if "Q" not in text or "uarter" not in other:
        return text
    lowered = other.lower()

    def named(match: re.Match[str]) -> str:
        name = _QUARTERS[int(match[1]) - 1]
        return name if name in lowered else match[0]

    return _QUARTER.sub(named, text)


def _requantified(candidate: str, ours: tuple[Quantity, ...], theirs: tuple[Quantity, ...]) -> str:
    """Each quantity that the baseline has in other words in those words."""
    written = {quantity.written for quantity in ours}
    pieces, position = [], 0
    for quantity in theirs:
        if quantity.written in written or quantity.start < position:
            continue
        other = next((other for other in ours if same(quantity, other)), None)
        if (other is not None and other.unit == quantity.unit) or (other is not None and other.unit and quantity.unit):
            pieces += [candidate[position : quantity.start], other.written]
            position = quantity.end
    return "".join([*pieces, candidate[position:]]) if pieces else candidate


def _ranges(text: str, other: str) -> str:
    """`3 to 5` for `between 3 and 5` and `3–5`; the word is the other text's."""
    if "etween" in text or "rom" in text:
        text = _BETWEEN.sub(r"\g<low> to ", text)
    if not ("-" in text or "–" in text or "—" in text):
        return text
    word = _UNTIL.search(other)
    return _DASH.sub(word[0] if word else " to ", text)


def _respelled(candidate: str, lost: AbstractSet[str], new: AbstractSet[str]) -> str:
    spelled = {one_spelling(word): word for word in lost}
    changed = {word: spelled[spelling] for word in new if (spelling := one_spelling(word)) in spelled}
    if not changed:
        return candidate
    return _WORD.sub(lambda match: changed.get(match[0].lower(), match[0]), candidate)


def _expanded(short: str, full: str) -> tuple[str, str]:
    """Initials written out where the other text has words of these initials in a row: `PTO`, `paid time off`."""
    if CAPITALS.isdisjoint(rarities(short)):
        return short, full
    for initials in dict.fromkeys(_INITIALS.findall(short)[:20]):
        if initials not in full and _may_be_written_out(initials, full):
            letters = r"\W+(?:(?:of|the|and|for|to|in)\s+)?".join(rf"{letter}[^\W\d_]+" for letter in initials)
            match = re.search(rf"\b{letters}\b", full, re.IGNORECASE)
            if match:
                short = re.sub(rf"\b{initials}\b", match[0], short)
    return short, full


_BETWEEN_INITIALS = frozenset({"of", "the", "and", "for", "to", "in"})
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=8)
def _initials(text: str) -> tuple[tuple[str, ...], str]:
    """Words of letters in small ones, and the first letter of each."""
    found = tuple(_LETTERS.findall(text.lower()))
    return found, "".join(word[0] for word in found)


def _may_be_written_out(initials: str, text: str) -> bool:
    """Whether words of these initials follow each other at all, which saves making a pattern and searching for it."""
    if not text.isascii():
        return True
    found, firsts = _initials(text)
    sought = initials.lower()
    # A small word may stand between two of them, or be one of them.
    standing = {at + 1 for at in _all_places(sought[0], firsts)}
    for letter in sought[1:]:
        standing |= {at + 1 for at in standing if at < len(found) and found[at] in _BETWEEN_INITIALS}
        standing = {at + 1 for at in standing if firsts[at : at + 1] == letter}
        if not standing:
            return False
    return True


def _all_places(letter: str, firsts: str) -> Iterator[int]:
    at = firsts.find(letter)
    while at != -1:
        yield at
        at = firsts.find(letter, at + 1)


def _can_be(text: str, other: str) -> str:
    """`Cannot be refunded` for `is non-refundable`, where the other text says what can or cannot be done."""
    if "ble" not in text or " be " not in other:
        return text
    done = {stem(match["done"].lower()): match["done"] for match in _CAN_BE.finditer(other)}

    def plain(match: re.Match[str]) -> str:
        verb = match["verb"] + match["doubled"]
        word = done.get(stem(f"{verb}ed".lower())) or done.get(stem(verb.lower()))
        return match[0] if word is None else f"can{'not' if match['not'] else ''} be {word}"

    return _ABLE.sub(plain, text) if done else text


def _without(text: str, other: str) -> str:
    """`Without windows` for `windowless`, where the other text speaks of windows."""
    if "less" not in text:
        return text
    theirs = {stem(word): word for word in words(other)}

    def plain(match: re.Match[str]) -> str:
        word = theirs.get(stem(match["what"].lower()))
        return match[0] if word is None else f"without {word}"

    return _LESS.sub(plain, text)


def _unless(text: str, other: str) -> str:
    """`Unless you object` for `if you do not object`, where the other text says `unless`."""
    if "nless" not in other or "nless" in text:
        return text
    return _IF_NOT.sub(
        lambda match: (
            f"{'Unless' if match[0][0] == 'I' else 'unless'} {match['who']} {match['be'] or ''}".rstrip() + " "
        ),
        text,
    )


def _possible(text: str, other: str) -> str:
    """`Cannot` for `it is impossible to`, where the other text says so."""
    if "possible" not in text or not _CANNOT.search(other) or "possible" in other:
        return text
    return _IMPOSSIBLE.sub(lambda match: f"{match['who'] or 'you'} cannot", text)


def _undoubled(text: str, other: str) -> str:
    """The plain word for a double negation, where the other text has that word: `not uncommon`, `common`."""
    if not any(word in text for word in ("not ", "n't ", "never ", "Not ", "Never ")) or not _DOUBLE.search(text):
        return text
    theirs = dict.fromkeys(map(stem, words(other)))  # in order, so that of several the first is taken

    def plain(match: re.Match[str]) -> str:
        turned = stem(match["turned"].lower())
        facing = next((word for word in theirs if opposite(turned, word)), None)
        return match[0] if facing is None else next(word for word in words(other) if stem(word) == facing)

    return _DOUBLE.sub(plain, text)
