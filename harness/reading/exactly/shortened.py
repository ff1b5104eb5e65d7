"""Abbreviations, initials and numbers of rulers written out as the other text does: Dr. and Doctor, U.N. and UN, J. F.
Kennedy and John Fitzgerald Kennedy, Henry VIII and Henry the Eighth.

A text is changed only where the other one has the very words that the short form stands for.
"""

from __future__ import annotations

import re
from string import ascii_lowercase

from harness.reading.words import CAPITALS, rarities, vocabulary

LONGEST = 20_000
"""Characters of texts that are looked at."""
_STANDING_FOR = {
    short: full.split("/")
    for short, full in (
        pair.strip().split(" ", 1)
        for pair in """
        dr doctor/drive, prof professor, mr mister, st saint/street, mt mount, ft fort, gov governor, sen senator, rep
        representative, gen general, col colonel, lt lieutenant, capt captain, sgt sergeant, maj major, rev reverend,
        pres president, jr junior, sr senior, inc incorporated, ltd limited, corp corporation, co company, bros
        brothers, assn association, univ university, dept department, govt government, approx approximately, avg
        average, max maximum, min minimum/minutes/minute, vs versus, incl including, excl excluding, info
        information, admin administrator, tel telephone, temp temperature, ave avenue, rd road, blvd boulevard, hwy
        highway, sq square, mgr manager, asst assistant, mgmt management, qty quantity, ref reference, intl
        international, natl national, est established/estimated, orig original, prev previous, esp especially, fwd
        forward, msg message, pkg package, acct account, addr address, config configuration, env environment, repo
        repository, db database, docs documentation, app application, lab laboratory, exam examination, ad
        advertisement, fridge refrigerator, bike bicycle, ph telephone, hrs hours, wk week, yr year, yrs years
        """.replace("\n", " ").split(",")
    )
}
_TITLES = frozenset("dr prof mr st mt ft gov sen rep gen col lt capt sgt rev jr sr inc ltd corp bros".split())  # noqa: SIM905
"""Known with a capital and without a point; "Max" is a name."""
_SHORT = frozenset(_STANDING_FOR)
_LETTERS = frozenset(ascii_lowercase) - {"a", "i"} | {"ph"}
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Za-z]{1,2}\. ?)(?:[A-Za-z]\. ?){0,4}[A-Za-z]\.(?![\w])")
_INITIALS = re.compile(r"(?<![\w.])(?P<initials>(?:[A-Z]\. ?){1,4})(?P<last>[A-Z][a-z]\w*)")
_POINTED = re.compile(r"\.(?<=[A-Za-z]\.) ?[A-Za-z]")
"""What stands in either, found by leaps from point to point."""
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth""".split()  # noqa: SIM905
_ROMAN = dict(
    zip("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII".split(), range(1, 19), strict=True)  # noqa: SIM905
)
_RULER = re.compile(
    rf"\b(?P<name>[A-Z][a-z]+) (?P<numeral>{'|'.join(sorted(_ROMAN, key=len, reverse=True))})\b(?!\.\w)"
)
_RULER_SAID = re.compile(
    rf"\b(?P<name>[A-Z][a-z]+),? the (?:(?P<word>{'|'.join(_ORDINALS)})|(?P<digits>\d\d?)(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)


def written_out(text: str, other: str) -> str:
    """The text with what it shortens written as in the other text."""
    if text == other or max(len(text), len(other)) > LONGEST:
        return text
    known = vocabulary(text)
    if not _LETTERS.isdisjoint(known) and _POINTED.search(text):
        text = _INITIALS.sub(lambda match: _named(match, other), _DOTTED.sub(lambda match: _joined(match, other), text))
    for short in sorted(_SHORT & known - vocabulary(other)):
        text = _full(text, short, other)
    if not CAPITALS.isdisjoint(rarities(text)) and " the " in other:
        text = _RULER.sub(lambda match: _ruler(match, other), text)
    return text


def _joined(match: re.Match[str], other: str) -> str:
    """`UN` for `U.N.`; its last point stays where it ends the sentence."""
    joined = re.sub(r"[. ]", "", match[0])
    if not re.search(rf"(?<![\w.]){joined}(?![\w.]\w|\w)", other):
        return match[0]
    behind = match.string[match.end() :]
    following = re.match(r"\s+([A-Z]\w*)", behind)
    ends = not behind.strip() or behind.startswith("\n") or (following and f"{joined} {following[1]}" not in other)
    return joined + "." * bool(ends)


def _named(match: re.Match[str], other: str) -> str:
    """`John Ronald Reuel Tolkien` for `J. R. R. Tolkien`, `J. K. Rowling` for `J.K. Rowling`."""
    letters = re.findall("[A-Z]", match["initials"])
    names = r"\s+".join(rf"{letter}[a-z]+" for letter in letters)
    spaced = r"\.? ?".join(letters) + r"\.?"
    there = re.search(rf"\b(?:{names}|{spaced})\s+{match['last']}\b", other)
    return there[0] if there else match[0]


def _full(text: str, short: str, other: str) -> str:
    for full in _STANDING_FOR[short]:
        there = re.search(rf"\b{full}\b", other, re.IGNORECASE)
        if there and not re.search(rf"\b{full}\b", text, re.IGNORECASE):
            capital = "" if short in _TITLES else r"(?=\.)"
            return re.sub(
                rf"(?<![\w.])(?:{short}|{short.capitalize()}{capital})(?:\b(?!\.)|\.(?=\s+\w|,|\)|;)|(?=\.\s*\Z))",
                there[0],
                text,
            )
    return text


def _ruler(match: re.Match[str], other: str) -> str:
    for said in _RULER_SAID.finditer(other):
        number = int(said["digits"]) if said["digits"] else _ORDINALS.index(said["word"].lower()) + 1
        if said["name"] == match["name"] and number == _ROMAN[match["numeral"]]:
            return said[0]
    return match[0]
