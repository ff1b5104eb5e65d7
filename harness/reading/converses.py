"""Sentences seen from the other side: who hands something to whom, and who is more than whom. English only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from harness.reading.relations import opposite
from harness.reading.words import content, stem

_HANDING = {
    form: verb
    for verb, forms in {
        "give": "gives gave given giving", "lend": "lends lent lending", "sell": "sells sold selling",
        "send": "sends sent sending", "teach": "teaches taught teaching", "tell": "tells told telling",
        "show": "shows showed shown showing", "pay": "pays paid paying", "owe": "owes owed owing",
        "hand": "hands handed handing", "offer": "offers offered offering", "bring": "brings brought bringing",
        "pass": "passes passed passing", "write": "writes wrote written writing", "mail": "mails mailed mailing",
        "grant": "grants granted granting", "promise": "promises promised promising",
        "award": "awards awarded awarding", "throw": "throws threw thrown throwing", "read": "reads reading",
        "feed": "feeds fed feeding", "buy": "buys bought buying", "forward": "forwards forwarded forwarding",
        "ship": "ships shipped shipping", "leave": "leaves left leaving", "rent": "rents rented renting",
    }.items()
    for form in (verb, *forms.split())
}  # fmt: skip
_HELPING = frozenset("has have had will would can could may might must did does do is are was were be been not".split())  # noqa: SIM905
_OWNED = frozenset("his her their its my our your this that these those some any one two".split())  # noqa: SIM905
_OBJECTS = {"me": "i", "him": "he", "them": "they", "us": "we"}
_TO = frozenset({"to", "for"})


def handed_back(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, str] | None:
    """Giver and receiver of the first sentence where they are receiver and giver of the second: "Ann lent Bob her car"
    and "Bob lent his car to Ann". None where they are not.

    Args:
        ours: words of a sentence in lower case, without articles.
        theirs: those of the other.
    """
    first, second = _handing(ours), _handing(theirs)
    if first is None or second is None or first[1] == first[2]:
        return None
    return (first[1], first[2]) if second == (first[0], first[2], first[1]) else None


def _handing(words: Sequence[str]) -> tuple[str, str, str] | None:
    """Verb, giver and receiver."""
    place = next((place for place, word in enumerate(words) if place and word in _HANDING), None)
    if place is None or "by" in words:
        return None
    before = [word for word in words[:place] if word not in _HELPING]
    rest = list(words[place + 1 :])
    to = next((index for index, word in enumerate(rest) if index and word in _TO), None)
    if to is not None:
        behind = [word for word in rest[to + 1 :] if word not in _OWNED]
        receiver = behind[0] if behind else ""
    else:
        receiver = rest[0] if len(rest) > 1 and rest[0] not in _OWNED else ""
    if not before or not receiver:
        return None
    return _HANDING[words[place]], _person(before[-1]), _person(receiver)


def _person(word: str) -> str:
    return _OBJECTS.get(word) or stem(word)


_COMPARED = re.compile(
    r"(?:\A|(?<=[.!?\n] ))(?P<more>[^.;,!?\n]{1,60}?) (?P<be>is|are|was|were) (?P<how>(?:much|far|even) )?"
    r"(?P<what>\w{2,}er|(?:more|less) \w+) than (?P<less>[^.;,!?\n]{1,60}?)(?=[.;,!?\n]|\Z)"
)


_NOT_AS = re.compile(
    r"(?:\A|(?<=[.!?\n] ))(?P<less>[^.;,!?\n]{1,60}?) (?P<be>is|are|was|were)(?: not|n't) (?P<how>)(?:as|so) "
    r"(?P<what>\w{3,}) as (?P<more>[^.;,!?\n]{1,60}?)(?=[.;,!?\n]|\Z)"
)
_ONE = re.compile(r" ones?\Z")


def compared_alike(baseline: str, candidate: str) -> str:
    """The candidate with "Ann is taller than Bob" for "Bob is shorter than Ann" and "Bob is not as tall as Ann", where
    the baseline says so, and the other way round.
    """
    than, than_there = " than " in baseline, " than " in candidate
    if than and than_there and (ours := list(_COMPARED.finditer(baseline))):
        return _COMPARED.sub(lambda match: _turned(match, ours), candidate)
    if than and " as " in candidate and (ours := list(_COMPARED.finditer(baseline))):
        return _NOT_AS.sub(lambda match: _as_much(match, ours), candidate)
    if than_there and " as " in baseline and (ours := list(_NOT_AS.finditer(baseline))):
        return _COMPARED.sub(lambda match: _as_much(match, ours), candidate)
    return candidate


def _turned(match: re.Match[str], ours: Sequence[re.Match[str]]) -> str:
    for other in ours:
        if _cross(match, other) and match["how"] == other["how"] and _are_converse(match["what"], other["what"]):
            return other[0]
    return match[0]


def _as_much(match: re.Match[str], ours: Sequence[re.Match[str]]) -> str:
    """One of the two matches is of `_NOT_AS`: of the same quality the same one has more."""
    for other in ours:
        alike = _compared(match, "more") == _compared(other, "more") and _compared(match, "less") == _compared(
            other, "less"
        )
        (less, quality), (less_there, quality_there) = _quality(match), _quality(other)
        if alike and not match["how"] and not other["how"] and not (less or less_there) and quality == quality_there:
            return other[0]
    return match[0]


def _quality(match: re.Match[str]) -> tuple[bool, str]:
    return (False, stem(match["what"].lower())) if match.re is _NOT_AS else _degree(match["what"])


def _cross(match: re.Match[str], other: re.Match[str]) -> bool:
    return _compared(match, "more") == _compared(other, "less") and _compared(match, "less") == _compared(other, "more")


def _compared(match: re.Match[str], side: str) -> tuple[str, ...]:
    """What is said of a side: "the old model" of "the new model is faster than the old one"."""
    facing = match["more" if side == "less" else "less"]
    return content(_ONE.sub(f" {facing.rpartition(' ')[2]}", match[side]))


def compared_otherwise(ours: str, theirs: str) -> tuple[str, str] | None:
    """Two comparisons of the same two things that cannot both hold: "A is cheaper than B", "A is more expensive than
    B". None where there are none.
    """
    if " than " not in ours or " than " not in theirs:
        return None
    for match in _COMPARED.finditer(ours):
        for other in _COMPARED.finditer(theirs):
            sides = all(_compared(match, side) == _compared(other, side) for side in ("more", "less"))
            if sides and match["be"] == other["be"] and _are_converse(match["what"], other["what"]):
                return match[0], other[0]
    return None


_SCORE = r"\d{1,3} ?[-–:] ?\d{1,3}"
_BEGINS, _ENDS = r"(?:\A|(?<=[.!?\n] ))", r"(?=[.;,!?\n]|\Z)"
_BEAT = re.compile(
    rf"{_BEGINS}(?P<winner>[^.;,!?\n]{{1,60}}?) (?P<verb>beats?|defeat(?:s|ed)|w(?:o|i)ns? against) "
    rf"(?P<loser>[^.;,!?\n\d]{{1,60}}?)(?: (?P<score>{_SCORE}))?{_ENDS}"
)
_LOST = re.compile(
    rf"{_BEGINS}(?P<loser>[^.;,!?\n]{{1,60}}?) (?P<verb>lost|loses?)(?: (?P<score>{_SCORE}))? (?:to|against) "
    rf"(?P<winner>[^.;,!?\n\d]{{1,60}}?){_ENDS}"
)


def won_alike(baseline: str, candidate: str) -> str:
    """The candidate with "Ann beat Bob" for "Bob lost to Ann", where the baseline says so, and the other way round."""
    for here, there in ((_BEAT, _LOST), (_LOST, _BEAT)):
        if ours := list(here.finditer(baseline)):
            candidate = there.sub(partial(_as_won, ours=ours), candidate)
    return candidate


def _as_won(match: re.Match[str], *, ours: Sequence[re.Match[str]]) -> str:
    for other in ours:
        sides = all(content(match[side]) == content(other[side]) != () for side in ("winner", "loser"))
        if sides and match["verb"].endswith("s") == other["verb"].endswith("s") and match["score"] == other["score"]:
            return other[0]
    return match[0]


_SUPERLATIVE = re.compile(
    r"(?:\A|(?<=[.!?\n] ))(?P<who>[^.;,!?\n]{1,60}?) (?P<be>is|are|was|were) the "
    r"(?:(?P<short>[a-z]{2,12})est|most (?P<long>[a-z]{3,20})) (?P<what>[a-z][^.;,!?\n]{1,80}?)(?=[.;,!?\n]|\Z)"
)
_NONE_IS_MORE = re.compile(
    r"(?:\A|(?<=[.!?\n] ))No (?:other )?(?P<what>[a-z][^.;,!?\n]{1,80}?) (?P<be>is|are|was|were) "
    r"(?:(?P<short>[a-z]{2,12})er|more (?P<long>[a-z]{3,20})) than (?P<who>[^.;,!?\n]{1,60}?)(?=[.;,!?\n]|\Z)"
)


_NOTHING_IS_MORE = re.compile(
    r"(?:\A|(?<=[.!?\n] ))(?:Nothing|Nobody|No one|None)(?: else)? (?P<be>is|are|was|were) "
    r"(?P<what>\w{2,}er|more \w+) than "
    r"(?P<who>[^.;,!?\n]{1,60}?)(?=[.;,!?\n]|\Z)"
)
_MORE_THAN_ANY = re.compile(
    r"(?:\A|(?<=[.!?\n] ))(?P<who>[^.;,!?\n]{1,60}?) (?P<be>is|are|was|were) (?:(?P<what>\w{2,}er|more \w+) than "
    r"(?:anything|anyone|anybody|everything|everyone|everybody|all others?|any others?)(?: else)?"
    r"|the (?P<top>\w{2,}est|most \w+)(?: (?:one|thing|person|of all))?)(?=[.;,!?\n]|\Z)"
)


def unsurpassed_alike(baseline: str, candidate: str) -> str:
    """The candidate with "light is faster than anything else" for "nothing is faster than light", where the baseline
    says so, and the other way round.
    """
    if not any(nobody in baseline or nobody in candidate for nobody in ("Nothing", "Nobody", "No one", "None")):
        return candidate
    for here, there in ((_NOTHING_IS_MORE, _MORE_THAN_ANY), (_MORE_THAN_ANY, _NOTHING_IS_MORE)):
        if ours := list(here.finditer(baseline)):
            candidate = there.sub(partial(_surpassing, ours=ours), candidate)
    return candidate


def _surpassing(match: re.Match[str], *, ours: Sequence[re.Match[str]]) -> str:
    return next(
        (
            other[0]
            for other in ours
            if match["be"] == other["be"]
            and content(match["who"]) == content(other["who"])
            and _of_what(match) == _of_what(other)
        ),
        match[0],
    )


def _of_what(match: re.Match[str]) -> str:
    top = match.groupdict().get("top")
    if top is None:
        return _degree(match["what"])[1]
    return stem(top[5:]) if top.startswith("most ") else positive(f"{top[:-3]}er")


def topped_alike(text: str, other: str) -> str:
    """The text with "K2 is the highest peak" for "No peak is higher than K2", where the other says so."""
    if "No " not in text or " than " not in text or " the " not in other:
        return text
    theirs = list(_SUPERLATIVE.finditer(other))
    return _NONE_IS_MORE.sub(lambda match: _topped(match, theirs), text) if theirs else text


def _topped(match: re.Match[str], theirs: Sequence[re.Match[str]]) -> str:
    return next(
        (
            other[0]
            for other in theirs
            if (match["short"], match["long"], match["be"]) == (other["short"], other["long"], other["be"])
            and content(match["what"]) == content(other["what"])
            and set(content(match["who"])) <= set(content(other["who"]))
        ),
        match[0],
    )


_HANDED = {
    form: (tense, taken)
    for tense, taken, forms in (
        ("now", "borrow", "lend lends"), ("then", "borrow", "lent"), ("now", "buy", "sell sells"),
        ("then", "buy", "sold"), ("now", "rent", "rent rents"), ("then", "rent", "rented"),
        ("now", "lease", "lease leases"), ("then", "lease", "leased"), ("now", "hire", "hire hires"),
    )
    for form in forms.split()
}  # fmt: skip
"""What is done by who hands over, when, and what who takes it does."""
_TAKEN = {
    form: (tense, taken)
    for tense, taken, forms in (
        ("now", "borrow", "borrow borrows"), ("then", "borrow", "borrowed"), ("now", "buy", "buy buys"),
        ("then", "buy", "bought"), ("now", "rent", "rent rents"), ("then", "rent", "rented"),
        ("now", "lease", "lease leases"), ("then", "lease", "leased"), ("now", "hire", "hire hires"),
    )
    for form in forms.split()
}  # fmt: skip
_TRANSFER = re.compile(
    r"(?:\A|(?<=[.!?\n] ))(?P<who>[^.;,!?\n]{1,60}?) (?:(?P<help>will|can|may|must) )?"
    rf"(?P<verb>{'|'.join(sorted({*_HANDED, *_TAKEN}))}) "
    r"(?P<what>[^.;,!?\n]{1,60}?) (?P<way>to|from) (?P<whom>[^.;,!?\n]{1,60}?)(?=[.;,!?\n]|\Z)"
)


def handed_alike(baseline: str, candidate: str) -> str:
    """The candidate with "Ann lent her car to Bob" for "Bob borrowed her car from Ann", where the baseline says so."""
    if not (" to " in baseline and " from " in candidate) and not (" from " in baseline and " to " in candidate):
        return candidate
    ours = list(_TRANSFER.finditer(baseline))
    return _TRANSFER.sub(lambda match: _as_handed(match, ours), candidate) if ours else candidate


def _as_handed(match: re.Match[str], ours: Sequence[re.Match[str]]) -> str:
    for other in ours:
        handing, taking = (other, match) if other["way"] == "to" else (match, other)
        if (
            (handing["way"], taking["way"]) == ("to", "from")
            and handing["help"] == taking["help"]
            and _HANDED.get(handing["verb"], "") == _TAKEN.get(taking["verb"])
            and content(handing["what"]) == content(taking["what"])
            and content(handing["who"]) == content(taking["whom"])
            and content(handing["whom"]) == content(taking["who"])
        ):
            return other[0]
    return match[0]


def _are_converse(left: str, right: str) -> bool:
    """As "taller" and "shorter", "more expensive" and "less expensive", "cheaper" and "more expensive"."""
    (first, plain), (second, other) = (_degree(word) for word in (left, right))
    if plain == other:
        return first != second
    return first == second and opposite(plain, other)


def _degree(what: str) -> tuple[bool, str]:
    """Whether it is less, and of what."""
    how, _, quality = what.rpartition(" ")
    return how.lower() == "less", stem(quality.lower()) if how else positive(quality.lower())


def positive(comparative: str) -> str:
    """The stem of the plain word: "cheap" of "cheaper", "dry" of "drier"."""
    cut = comparative[:-2]
    if cut[-2:] in ("gg", "tt", "nn", "dd"):
        cut = cut[:-1]
    return stem(cut[:-1] + "y" if cut.endswith("i") else cut)
