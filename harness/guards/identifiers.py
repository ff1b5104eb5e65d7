"""`identifiers`: an address, link, code, file name, version or other exact thing was replaced by another.

Counted only where both answers have one of the same kind that the other lacks; one that merely went missing is left to
the comparison of content. In sentences that are the same otherwise, whatever is written exactly counts: a formula, a
paragraph, a key, an abbreviation, an operand in code; a letter or Roman numeral behind a label (Art. 5 and 5a, stage II
and III); capitals in ids, calls, options, patterns and paths of links; an underscore against a hyphen in a name; a
pawn's capture in chess against a bishop's; the state or country behind a town (Portland, OR and ME). An option of a
command (`--force`), a pipe and `sudo` count also where they were left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import is_worked_out
from harness.reading.exactly.labels import relabelled
from harness.reading.exactly.letters import recased, respelled
from harness.reading.exactly.places import in_another_state
from harness.reading.exactly.things import exchanged as exact_things
from harness.reading.exactly.things import may_differ
from harness.reading.excerpts import short
from harness.reading.pairing import paired
from harness.reading.rewording import reworded
from harness.reading.sentences import sentences
from harness.reading.small_words.clauses import behind
from harness.reading.words import CAPITALS, DIGITS, rarities, words

KIND = "changed name"
BY_STATEMENT = True
MOST = 100
_KINDS = {
    "email": re.compile(
        r"[a-z0-9_+-]{1,64}(?:\.[a-z0-9_+-]{1,64}){0,5}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,63}){1,5}", re.IGNORECASE
    ),
    "link": re.compile(r"\bhttps?://[^\s<>\"')\]]{1,300}"),
    "code": re.compile(r"\b(?=[A-Z0-9-]{0,20}[0-9])(?=[A-Z0-9-]{0,20}[A-Z])[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){0,4}\b"),
    "version": re.compile(r"\bv?[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,6}\b"),
    "address": re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\w|\.[0-9])"),
    "numeral": re.compile(r"\b(?=[MDCLXVI]{4,15}\b)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b"),
    "dose": re.compile(r"\b(?:[qbt]\.i|q\.o|q)\.d\.|\bq\.h\.s\.|\bp\.r\.n\.", re.IGNORECASE),
    "file": re.compile(
        r"\b[\w-]{1,60}\.(?:py|js|ts|json|ya?ml|csv|txt|md|pdf|docx?|xlsx?|html?|xml|sql|toml|ini|cfg|log|zip|png"
        r"|jpe?g)\b",
        re.IGNORECASE,
    ),
}
_TWO_POINTS = re.compile(r"\.[0-9]{1,4}\.[0-9]")
_SIGN_OF: dict[str, str | re.Pattern[str]] = {
    "email": "@", "link": "://", "code": re.compile("[0-9][A-Z-]|[A-Z-][0-9]"), "version": _TWO_POINTS,
    "address": _TWO_POINTS, "numeral": re.compile("[MDCLXVI]{4}"), "dose": re.compile(r"\.[dns]\."),
    "file": re.compile(r"\.[A-Za-z]"),
}  # fmt: skip
"""What stands in each of a kind, and is found sooner."""
_LEAST_CODE = 5
_SECRETS = frozenset(
    "password passwords passwort passcode passphrase key keys token secret username login code contraseña".split()  # noqa: SIM905
)
_PATH = re.compile(
    r"(?<![\w/\\:.~-])(?:[~.]{0,2}[/\\][\w./\\-]{1,200}\w|[A-Za-z]:\\[\w.\\-]{1,200}\w|[a-zA-Z]+_\w{1,100})"
)
_SHORT_CODE = re.compile(r"\b(?:[0-9]{1,4}[A-Z]{1,2}|[A-Z]{1,2}[0-9]{1,4}[A-Z]?)\b")
_SPELLED = re.compile(r"\b(?=[A-Za-z_-]{0,30}[0-9])(?=[0-9_-]{0,30}[A-Za-z])[\w-]{4,64}\b")
"""A word of letters and digits, as a password is."""


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    exchanged: list[Difference] = []
    if not _SECRETS.isdisjoint(words(baseline.text)):
        exchanged += _recased(_SPELLED, baseline.text, candidate.text)
    if "/" in baseline.text or "\\" in baseline.text or "_" in baseline.text:
        exchanged += _recased(_PATH, baseline.text, candidate.text)
    exchanged += _short_codes(baseline.text, candidate.text)
    exchanged += [
        Difference("identifiers", short(before), short(after), KIND)
        for find in (recased, respelled, relabelled, in_another_state)
        for before, after in find(baseline.text, candidate.text)
    ]
    for kind in _KINDS:
        if not (_may_have(kind, baseline.text) and _may_have(kind, candidate.text)):
            continue
        ours, theirs = _found(kind, baseline.text), _found(kind, candidate.text)
        # What the question itself names may be quoted or not; that is no exchange.
        given = _found(kind, context or "")
        lost = [item for item in ours if item not in theirs and item not in given]
        new = [item for item in theirs if item not in ours and item not in given]
        exchanged.extend(
            Difference("identifiers", short(before), short(after), KIND)
            for before, after in zip(lost, new, strict=False)
        )
    return exchanged or _exact(baseline.text, candidate.text, context)


def _exact(baseline: str, candidate: str, context: str | None) -> list[Difference]:
    """Exact things of any kind, in sentences that are the same otherwise."""
    first, second = reworded(baseline, candidate)
    # The way to a marked final answer may be another.
    if not may_differ(first, second) or is_worked_out(baseline, candidate, context):
        return []
    alone = len(sentences(first)) == len(sentences(second)) == 1
    pairs = [(first, second)] if alone else [(pair.baseline, pair.candidate) for pair in paired(first, second)]
    return [
        Difference("identifiers", short(before), short(after), KIND)
        for ours, theirs in pairs
        for before, after in exact_things(*behind(ours, theirs))
    ]


def _may_have(kind: str, text: str) -> bool:
    """Whether the search for a kind is worth its time."""
    if kind in ("code", "numeral") and CAPITALS.isdisjoint(rarities(text)):
        return False
    sign = _SIGN_OF[kind]
    return sign in text if isinstance(sign, str) else sign.search(text) is not None


def _short_codes(baseline: str, candidate: str) -> list[Difference]:
    """Seats, rooms and sizes ("14C") in sentences that are the same but for them."""
    if DIGITS.isdisjoint(rarities(baseline)):
        return []
    if not (_SHORT_CODE.search(baseline) and _SHORT_CODE.search(candidate)):
        return []
    exchanged: list[Difference] = []
    for pair in paired(baseline, candidate):
        if pair.baseline == pair.candidate or _SHORT_CODE.sub("", pair.baseline) != _SHORT_CODE.sub("", pair.candidate):
            continue
        both = zip(_SHORT_CODE.findall(pair.baseline), _SHORT_CODE.findall(pair.candidate), strict=False)
        exchanged += [Difference("identifiers", before, after, KIND) for before, after in both if before != after]
    return exchanged


def _recased(pattern: re.Pattern[str], baseline: str, candidate: str) -> list[Difference]:
    """Passwords, keys, paths and the like that differ in case alone."""
    ours, theirs = ({word.lower(): word for word in pattern.findall(text)[:MOST]} for text in (baseline, candidate))
    return [
        Difference("identifiers", short(word), short(theirs[lowered]), KIND)
        for lowered, word in ours.items()
        if theirs.get(lowered, word) != word
    ]


def _found(kind: str, text: str) -> dict[str, None]:
    """In order, each once; trailing punctuation is not part of a link."""
    items: dict[str, None] = {}
    for match in _KINDS[kind].finditer(text):
        item = match[0].rstrip(".,;:!?/")
        if kind == "link":
            scheme, _, rest = item.partition("://")
            host, slash, path = rest.partition("/")
            item = f"{scheme.lower()}://{host.lower()}{slash}{path}"
        elif kind not in ("code", "numeral"):
            item = item.lower()
        # Shorter ones are words of the trade, "A4" or "H2O", more often than codes.
        if kind != "code" or len(item) >= _LEAST_CODE:
            items[item] = None
        if len(items) == MOST:
            break
    return items
