"""Words that look like one and are not: trainer and trainee, producer and product, late and lately, boiling and boiled.

Asked of sentences that differ in that one word. English only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from harness.reading.verbs import IRREGULAR, base_form

_ROLES = {
    "doer": "er or ers ors ator ators r rs ant ants".split(),  # noqa: SIM905
    "one it is done to": "ee ees".split(),  # noqa: SIM905
    "deed": "ed e d s es ing ion ions ation ations y ies ment ments ance ence".split(),  # noqa: SIM905
    "bare": [""],
    "possible": "able ible".split(),  # noqa: SIM905
}
_APART = frozenset(
    {
        frozenset({"doer", "one it is done to"}),
        frozenset({"doer", "deed"}),
        frozenset({"doer", "bare"}),
        frozenset({"one it is done to", "deed"}),
        frozenset({"one it is done to", "bare"}),
    }
)
_SHORTEST = 3
_SHORTEST_BARE = 5
"""Letters before an ending: fewer make "off" the root of "offer"."""
_LISTED_TOGETHER = """
    terrific terrifying, considerate considerable considered considering, economic economical, historic
    historical, classic classical, sensible sensitive, competent competing competitive, continual continuous,
    credible credulous, imaginary imaginative, respectful respective respectable, industrial industrious,
    childish childlike, beneficial beneficent, comprehensive comprehensible, definite definitive, confident
    confidential, social sociable, practical practicable, official officious, relation relative, relations
    relatives, secure security, analyst analysis, analysts analyses, product producer, products producers, late
    lately, near nearly, hard hardly, high highly, most mostly, right rightly, short shortly, scarce scarcely,
    bare barely, large largely, appellant appellee, alternate alternative, intelligent intelligible, present
    presently, exhausting exhausted, confusing confused, boring bored, frightening frightened, interesting
    interested, loving loved, broken breaking
"""
_LISTED = tuple(frozenset(line.split()) for line in _LISTED_TOGETHER.split(","))
_BE_OR_HAVE = frozenset("am is are was were be been being have has had get gets got not".split())  # noqa: SIM905
_NO_NOUN = frozenset(
    """a an the this that these those my your our his her its their it him them me us you to of in on at for by with
    from up down off out and or if as""".split()  # noqa: SIM905
)
_PARTICIPLES = frozenset(form for form in IRREGULAR if form.endswith("n"))


def other_relative(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, str] | None:
    """The word of the one sentence for which the other has a relative that says another thing; None if none has.

    Args:
        ours: words of a sentence in lower case, without articles.
        theirs: those of the other.
    """
    if len(ours) != len(theirs):
        return None
    changed = [place for place, (word, other) in enumerate(zip(ours, theirs, strict=True)) if word != other]
    if len(changed) != 1:
        return None
    (place,) = changed
    word, other = ours[place], theirs[place]
    is_other = (
        any(word in listed and other in listed for listed in _LISTED)
        or _play_other_parts(word, other)
        or _goes_on_or_is_over(word, other, ours[:place], ours[place + 1 :])
        or _goes_on_or_is_over(other, word, ours[:place], ours[place + 1 :])
    )
    return (word, other) if is_other else None


def _goes_on_or_is_over(doing: str, done: str, before: Sequence[str], behind: Sequence[str]) -> bool:
    """`Boiling water` and `boiled water`; also `he is cooking` and `he is a cook`."""
    if not doing.endswith("ing") or base_form(doing) != base_form(done):
        return False
    if before and before[-1] in ("is", "are", "was", "were"):
        return done == base_form(done)
    is_attribute = bool(behind) and behind[0] not in _NO_NOUN and _BE_OR_HAVE.isdisjoint(before[-1:])
    return is_attribute and (done.endswith("ed") or done in _PARTICIPLES)


def _play_other_parts(word: str, other: str) -> bool:
    if word[:_SHORTEST] != other[:_SHORTEST]:
        return False
    parts = list(product(_parts(word), _parts(other)))
    # "Filter" is what filters: a root that both have in a plainer part tells nothing.
    if any(root == there and part == other_part for (root, part), (there, other_part) in parts):
        return False
    return any(root == there and frozenset({part, other_part}) in _APART for (root, part), (there, other_part) in parts)


def _parts(word: str) -> Iterator[tuple[str, str]]:
    """Each root that a word may have, and what its ending makes of it."""
    for part, endings in _ROLES.items():
        for ending in endings:
            root = word.removesuffix(ending) if ending else word
            least = _SHORTEST if part == "one it is done to" or ending in ("or", "er") else _SHORTEST_BARE
            if (not ending or word.endswith(ending)) and len(root) >= least:
                yield root.rstrip("e") if len(root) > least else root, part
