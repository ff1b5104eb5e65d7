"""The small words that count: which deny one another, and which one side cannot have alone.

English has some 250 words that carry no content by themselves and yet decide: before and after, may and must, few and
a few, only, used to. Whatever these tables do not name is taken to be wording: articles, "that" and "which", "in" and
"on", "is" and "was", "will". docs/equivalence-figures.md says what labelled pairs say to each line. English only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

_OPPOSED = """
    before, until, till, prior to, ahead of, up to, by, no later than / after, since, following, once, as soon as, from
    within, up to, under / after, over, beyond, more than, in more than
    while, during, whilst / before, after, until, till
    on, at / before, after, until
    with, along with, together with / before, after
    in / before, after, above, below, under, over, behind, beside, near
    on / above, below, under, behind, beside, in front of
    as of, starting, from / until, till, up to, by

    to, into, onto, towards / from, out of, off
    to / by
    for / from / against / by
    for / after, before, until
    in, inside, into, within / out of, outside, out, off
    on, onto / off
    above, over / below, under, beneath
    behind / in front of, near, above
    near, close to, next to, beside, by, at, in / far from, away from
    near, next to, close to / from, inside, under, above
    up / down
    with / without / with or without

    at least, no fewer than, no less than, more than, over, above, in excess of, upwards of / at most, no more than,
        up to, not more than, fewer than, less than, under, below, within
    more than / exactly / less than, fewer than
    no more than, not more than / more than, over
    no less than, no fewer than / less than, fewer than
    more / less, fewer / as much, as many, equally
    so as to / doing
    most / least / fewest
    too much, too many / enough, not enough, too little, too few, little, few
    too / enough
    all but, all except / only, just, none but
    half / twice, double, two times, all, full / three times, triple / a third
    once, one time / twice, two times / three times / four times

    all, every, each, any, everyone, everybody, everything, anyone, anybody / some, someone, somebody, something,
        several, a few, many, most, few, little, half, a lot, one of, either, only some, not all, not every, not each,
        not everyone, not everybody, not everything, nearly all, almost all / no, none, no one, nobody, nothing, neither
    both / neither, either, one, one of, only one
    most, nearly all, almost all / some, a few, several, few, many, half, one, one of
    few, little, hardly any, very few, very little / a few, a little, some, most, several, plenty
    some, someone, somebody, something, a few, several, many, much, either / no, none, no one, nobody, nothing, neither
    not all, not every, not everyone, not everybody, not everything / no, none, no one, nobody, nothing, neither
    every / every other, every second, every third
    each, every / one, one of
    another, other, others, different / same
    always, at all times, all the time / at times, sometimes, often, rarely, seldom, hardly ever, occasionally,
        usually, never
    usually, often, frequently / rarely, seldom, hardly ever, hardly, barely, scarcely, never, sometimes, occasionally
    sometimes, occasionally, at times / never, rarely

    must, have to, need to, shall / may, can, could, might, should, ought to, be allowed, do not have to,
        do not need to, need not, be free to
    must not, may not, can not, be not allowed / do not have to, do not need to, need not
    can, may, be allowed / have to, be required to, be obliged to
    will, shall, be going to / may, might, could
    would have, could have, should have / have, had, did, will have
    will, shall, will have, be going to / did, have, had, used to

    if, when, provided that, as long as / unless, even if, because, although, whether or not
    only if, only when / even if, unless
    because, because of, due to, owing to, since, as, thanks to / although, though, even though, despite, in spite of,
        regardless of, unless, if, so that
    so, therefore, hence, thus / although, though, because, but, unless
    instead of, rather than / as well as, in addition to, on top of, besides, along with, and, with
    besides, as well as, in addition to, including / except, except for, apart from, other than, excluding, but not
    either / both

    then / after
    only, just, solely, exclusively, all you need / even, also, not only, not just
    still / no longer, not any more, not anymore
    already / not yet, yet to be, still, soon, never
    just / never
    almost, nearly, hardly, barely / never, actually, always, fully, completely
    first / last
    here / there
    about to, on the point of, on the verge of / able to, willing to, ready to, free to, eager to, allowed to,
        entitled to / bound to, obliged to, required to, supposed to

    he, him / she
    him / her
    his / her, hers / my, mine / your, yours
    me / him, her, you, them
    my, our, mine, ours / your, yours, his, her, hers, their, theirs
    we, us / they, them, you
    i / you, he, she, they
"""
"""A line holds one scale, contrast or direction; what stands behind a stroke denies what stands before it."""

_ALONE = """
    only, solely, exclusively, except, except for, apart from, other than, excluding, even if,
    almost, nearly, too, too much, too many, half, twice, double, every other, every second,
    used to, tried to, tries to, try to, trying to, failed to, forgot to, refused to, yet to be, no longer,
    at least, at most, more than, less than, fewer than, no more than, instead of, rather than, outside, or not
"""
"""What one side cannot have alone."""
CROSSED = frozenset(
    "not then before after until because although unless if than without instead_of rather_than".split()  # noqa: SIM905
)
"""What cannot trade the words on its two sides: "in Oslo, not in Bergen", "mix, then heat"."""
FREE = frozenset(
    """can may could might whether if any not no never without neither nor such accept available offer between like
    e.g example include either possible need want""".split()  # noqa: SIM905
)
"""Beside these "and" and "or" say much the same: "pay by card or cash", "no fees and charges"."""
JOINED = frozenset({"either", "both"})
TURNS = frozenset(
    """under_way in_general by_default by_far on_demand in_advance by_chance in_person on_foot by_hand by_heart for_sale
    on_sale up_to_date out_of_date in_charge on_duty off_duty on_time in_time by_mistake in_place by_law on_its_way
    on_the_way in_fact for_sure by_the_way""".split()  # noqa: SIM905
)
"""Turns of phrase in which the small word says nothing by itself."""


@cache
def scales() -> tuple[tuple[frozenset[str], ...], ...]:
    """Groups of each line, phrases joined by underscores."""
    lines = re.split(r"\n    (?=\S)", _OPPOSED.strip())
    return tuple(tuple(_group(part) for part in line.split(" / ")) for line in lines)


def _group(written: str) -> frozenset[str]:
    return frozenset("_".join(phrase.split()) for phrase in written.split(",") if phrase.strip())


@cache
def opposed() -> Mapping[str, frozenset[str]]:
    made: defaultdict[str, set[str]] = defaultdict(set)
    for groups in scales():
        for group in groups:
            for word in group:
                made[word].update(*(other for other in groups if other is not group))
    return {word: frozenset(others) for word, others in made.items()}


@cache
def alone() -> frozenset[str]:
    return _group(_ALONE)


def answers(one: str, other: str) -> bool:
    """Whether it is part of the other, or a line names both: on one side or on two."""
    return (
        one in other.split("_")
        or other in one.split("_")
        or any(one in words and other in words for words in (frozenset().union(*groups) for groups in scales()))
    )


@cache
def phrases() -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    """Small words and phrases with their names, by the first word, the longest first."""
    made: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for name in {*opposed(), *alone(), *CROSSED, *FREE, *TURNS, *JOINED, "and", "or"}:
        phrase = tuple(name.split("_"))
        made[phrase[0]].append((phrase, name))
    return {first: sorted(phrases, key=lambda one: -len(one[0])) for first, phrases in made.items()}
