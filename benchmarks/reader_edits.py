"""Changes of text by program: rewordings that leave what is said as it is, and edits that do not.

`reader_pairs.py` makes minimal pairs with them. The words that stand for others are in `reader_words.txt`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "reader_words.txt"
OPPOSITES = Path(__file__).parent.parent / "harness" / "reading" / "_wordnet" / "opposites.txt"
SAME, NOT_SAME = (True, False, False, False), (False, True, True, True)
ADDS, DROPS = (False, True, False, False), (False, False, True, False)
CONTRADICTS, NEUTRAL = (False, False, False, True), (False, True, True, False)
Permitted = tuple[bool, bool, bool, bool]
"""Of the classes same, adds, drops and contradicts, those of which one holds."""
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(*])")


def _word(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-]){re.escape(words)}(?![\w'-])")


def _table(section: str) -> list[tuple[re.Pattern[str], str]]:
    """Patterns of words of that section, and what may stand for them."""
    text = WORDS.read_text(encoding="utf-8").split(f"[{section}]\n")[1].split("[")[0]
    read = [re.split(" ([=>]) ", line) for line in text.splitlines()]
    turned = [(b, a) for a, sign, b in read if sign == "="]
    return [(_word(a), b) for a, b in [*((a, b) for a, _, b in read), *turned]]


_ALIKE, _UNLIKE = _table("alike"), _table("unlike")
_CLAUSE = re.compile(r"^(If|When|Because|Since|While|Although|After|Before|Once) ([^,;]{8,90}), ([^,;]{8,120})\.$")
_LATER = re.compile(
    r"^([A-Z][^,;]{10,110})(?<! even)(?<! only)(?<! not) (if|when|because|since|although|after|before|once) ([^,;]{8,90})\.$"
)
_LISTED = re.compile(r"\b([\w'-]+(?: [\w'-]+)?), ([\w'-]+(?: [\w'-]+)?),? and ([\w'-]+(?: [\w'-]+)?)(?=[,.;:)])")
_COUPLE = re.compile(r"\b([a-z]{4,}) and ([a-z]{4,})(?=[ ,.;:)])")
_STATE = re.compile(r"\b(is|are|was|were) ([a-z]{3,})(?=[,.;]|$)")
_OF = re.compile(r"\b([Tt]he) ([a-z]{4,}) of the ([a-z]{4,}[a-rt-z])(?= (?:is|are|was|were|has|have|can|will)\b|[,.;])")
_A_SUBJECT = re.compile(r"^(An?) ((?:[a-z]+ )?[a-z]{3,}) is(?= [a-z]+ing\b)")
_WHEN = (
    r"(?:[Oo]n (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|[Ii]n (?:\d{4}|the \d{4}s|[A-Z][a-z]+)"
    r"|[Dd]uring [\w' -]{4,30}|[Aa]ccording to [\w' -]{4,30}|[Aa]t the (?:end|beginning|start) of [\w' -]{4,30})"
)
_AT_END = re.compile(rf"^([A-Z][^,;:()]{{12,110}}) ({_WHEN})\.$")
_AT_START = re.compile(rf"^({_WHEN}), ([a-z][^,;:()]{{12,110}})\.$")
OPENINGS = (
    "Sure! ",
    "Certainly! ",
    "In short, ",
    "Yes, of course. ",
    "To answer your question: ",
    "Basically, ",
    "Note that ",
    "Here is the answer: ",
)
CLOSINGS = (
    " I hope this helps!",
    " Let me know if you have any questions.",
    " Hope that helps.",
    " Feel free to ask for more.",
)


def reworded(text: str, chance: random.Random, most: int) -> str:
    """Up to so many changes that leave what is said as it is."""
    rules = (_synonym, _clauses, _lists, _couples, _courtesy, _marks, _denied, _owned, _there, _fronted)
    for _ in range(most):
        text = chance.choices(rules, (8, 4, 2, 0.6, 1, 1, 1, 1.5, 1.5, 2))[0](text, chance)
    return text


def _substituted(text: str, table: Sequence[tuple[re.Pattern[str], str]], chance: random.Random) -> str:
    usable = [(at, new) for pattern, new in table for at in [pattern.search(text)] if at]
    if not usable:
        return text
    at, new = chance.choice(usable)
    return text[: at.start()] + new + text[at.end() :]


def _synonym(text: str, chance: random.Random) -> str:
    return _substituted(text, _ALIKE, chance)


def _lower(text: str) -> str:
    first = text.split(" ", 1)[0]
    return (
        text
        if first.isupper() or (len(first) > 1 and "'" in first[:2]) or first[1:] != first[1:].lower()
        else text[0].lower() + text[1:]
    )


def _clauses(text: str, chance: random.Random) -> str:
    parts = SENTENCE.split(text)
    place = chance.randrange(len(parts))
    if at := _CLAUSE.match(parts[place]):
        first, condition, main = at.groups()
        parts[place] = f"{main[0].upper()}{main[1:]} {first.lower()} {condition}."
    elif at := _LATER.match(parts[place]):
        main, word, condition = at.groups()
        parts[place] = f"{word.capitalize()} {condition}, {_lower(main)}."
    return " ".join(parts)


def _lists(text: str, chance: random.Random) -> str:
    at = _LISTED.search(text)
    if not at:
        return text
    items = list(at.groups())
    chance.shuffle(items)
    return f"{text[: at.start()]}{items[0]}, {items[1]}, and {items[2]}{text[at.end() :]}"


def _couples(text: str, _chance: random.Random) -> str:
    return _COUPLE.sub(r"\2 and \1", text, count=1)


def _denied(text: str, chance: random.Random) -> str:
    """ "is difficult" becomes "is not easy"."""
    found = [at for at in _STATE.finditer(text) if at[2] in opposites()]
    if not found:
        return text
    at = chance.choice(found)
    return f"{text[: at.start()]}{at[1]} not {chance.choice(opposites()[at[2]])}{text[at.end() :]}"


def _owned(text: str, _chance: random.Random) -> str:
    """ "the results of the study" becomes "the study's results"."""
    return _OF.sub(r"\1 \3's \2", text, count=1)


def _there(text: str, _chance: random.Random) -> str:
    """ "A man is singing" becomes "There is a man who is singing"."""
    return _A_SUBJECT.sub(lambda at: f"There is {at[1].lower()} {at[2]} that is", text, count=1)


def _fronted(text: str, chance: random.Random) -> str:
    """The time or place at the end of a sentence is put first, or the other way round."""
    parts = SENTENCE.split(text)
    place = chance.randrange(len(parts))
    if at := _AT_END.match(parts[place]):
        parts[place] = f"{at[2][0].upper()}{at[2][1:]}, {_lower(at[1])}."
    elif at := _AT_START.match(parts[place]):
        parts[place] = f"{at[2][0].upper()}{at[2][1:]} {at[1][0].lower()}{at[1][1:]}."
    return " ".join(parts)


def _courtesy(text: str, chance: random.Random) -> str:
    return chance.choice(OPENINGS) + text if chance.random() < 0.6 else text + chance.choice(CLOSINGS)


def _marks(text: str, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return " ".join(f"**{word}**" if len(word) > 6 and chance.random() < 0.1 else word for word in text.split(" "))
    return "- " + text.replace(". ", ".\n- ") if ". " in text else text.rstrip(".")


# Edits: each returns the edited text and what it is beside the first, or None where it does not apply --------------

Edit = Callable[[list[str], str, random.Random], tuple[str, Permitted] | None]
_NUMBER = re.compile(r"(?<![\w.])\d{1,6}(?:\.\d+)?(?![\w])")
_AUXILIARY = re.compile(
    r"(?<![\w'])(is|are|was|were|can|will|should|would|could|must|may|might|does|do|did|has been|have been)(?! not)(?![\w'])"
)
_NEGATED = re.compile(r"(?<![\w'])(is|are|was|were|can|will|should|would|could|must|may|might|does|do|did) ?not (?=\w)")
_CONTRACTED = re.compile(r"(?<![\w'])(is|are|was|were|should|would|could|does|do|did)n't(?= \w)")
_ASIDE = re.compile(
    r" \([^()]{4,60}\)|, (?:which|who|where|especially|including|such as|particularly|whose|even)\b[^,.;]{5,90}(?=[,.;])"
)
_TAIL = re.compile(
    r",? (?:if|unless|except|because|so that|when|while|as long as|provided that|for|with|without|by|during|after|before|until|in|from|to|due to|according to|only) [^,.;:]{6,80}(?=[.!?]$)"
)
_CONJUNCT = re.compile(r",? and [^,.;:]{6,70}(?=[.!?,;])|(?<=\w), [\w' -]{3,40}(?=, )")
_HEAD = re.compile(
    r"^(?:If|When|Because|Unless|After|Before|Once|In|For|During|According to|Until|Except)\b [^,.;]{4,80}, (?=\w)"
)
_NAME = re.compile(r"(?<![.!?\"] )(?<!^)\b[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?\b")
_NOUN = re.compile(r"(?:the|a|an|your|their|its|his|her|our) ([a-z]{4,})\b")
_FROM_TO = re.compile(r"\b(from) ([\w' -]{2,25}?) (to|into) ([\w'-]+)")
HEDGES = (
    "It is possible that ",
    "It may be that ",
    "Probably, ",
    "I am not sure, but ",
    "Some believe that ",
    "Perhaps ",
)
CLAIMS = (
    ", and this is safe for everyone", ", but only on weekdays", ", except in rare cases", " if you are over 18",
    ", and it costs nothing extra", ", provided that you have an account", ", although this is disputed",
    " unless you are told otherwise", ", and no further steps are needed", " within 24 hours", ", but not for long",
    ", which can be dangerous", " at no charge", " only if both sides agree", ", but it may be serious",
)  # fmt: skip


def _dropped_sentence(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    if len(said) < 2:
        return None
    gone = chance.randrange(len(said))
    return " ".join(one for place, one in enumerate(said) if place != gone), DROPS


def _added_sentence(said: list[str], other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    place = chance.randrange(len(said) + 1)
    return " ".join([*said[:place], other, *said[place:]]), ADDS


def _replaced_sentence(said: list[str], other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    if len(said) < 2:
        return None
    place = chance.randrange(len(said))
    return " ".join([*said[:place], other, *said[place + 1 :]]), NOT_SAME


def _cut_off(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    words = " ".join(said).split()
    return (" ".join(words[: int(len(words) * chance.uniform(0.45, 0.85))]), DROPS) if len(words) >= 8 else None


def _without(pattern: re.Pattern[str], permitted: Permitted) -> Edit:
    def edit(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
        text = " ".join(said) if pattern is not _HEAD and pattern is not _TAIL else said[-1]
        found = list(pattern.finditer(text))
        if not found:
            return None
        at = chance.choice(found)
        left = text[: at.start()] + text[at.end() :]
        left = left[0].upper() + left[1:]
        return (" ".join([*said[:-1], left]) if text is said[-1] else left), permitted

    return edit


def _claimed(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    place = chance.randrange(len(said))
    one = said[place]
    if one[-1] not in ".!":
        return None
    return " ".join([*said[:place], one[:-1] + chance.choice(CLAIMS) + one[-1], *said[place + 1 :]]), ADDS


def _hedged(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    place = chance.randrange(len(said))
    return " ".join([*said[:place], chance.choice(HEDGES) + _lower(said[place]), *said[place + 1 :]]), NOT_SAME


def _number(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    text = " ".join(said)
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    at = chance.choice(found)
    value = float(at.group())
    new = (
        value + chance.choice((-2, -1, 1, 2, 5, 10))
        if value < 100 or chance.random() < 0.5
        else value * chance.choice((0.5, 1.1, 2, 10))
    )
    shown = str(int(new)) if "." not in at.group() else f"{new:.{len(at.group().split('.')[1])}f}"
    return (text[: at.start()] + shown.lstrip("-") + text[at.end() :], CONTRADICTS) if shown != at.group() else None


def _negated(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    text = " ".join(said)
    places = [(at, at.group(1) + " ") for at in _NEGATED.finditer(text)] + [
        (at, at.group(1)) for at in _CONTRACTED.finditer(text)
    ]
    places = places * 3 + [
        (at, at.group() + " not") for at in _AUXILIARY.finditer(text) if not at.group().endswith("been")
    ]
    if not places:
        return None
    at, new = chance.choice(places)
    return text[: at.start()] + new + text[at.end() :], CONTRADICTS


def _small_word(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
    text = " ".join(said)
    new = _substituted(text, _UNLIKE, chance)
    return (new, NOT_SAME) if new != text else None


def _exchanged(pattern: re.Pattern[str]) -> Edit:
    def edit(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
        text = " ".join(said)
        found = [(at.start(at.lastindex or 0), at.group(at.lastindex or 0)) for at in pattern.finditer(text)]
        if len({word for _, word in found}) < 2:
            return None
        one = chance.choice(found)
        two = chance.choice([each for each in found if each[1] != one[1]])
        (p, a), (q, b) = sorted((one, two))
        if " and " in text[p + len(a) : q] or " or " in text[p + len(a) : q] or "," in text[p + len(a) : q]:
            return None
        return text[:p] + b + text[p + len(a) : q] + a + text[q + len(b) :], CONTRADICTS

    return edit


def _from_to(said: list[str], _other: str, _chance: random.Random) -> tuple[str, Permitted] | None:
    text = " ".join(said)
    new = _FROM_TO.sub(r"\1 \4 \3 \2", text, count=1)
    return (new, CONTRADICTS) if new != text else None


def _foreign(pattern: re.Pattern[str]) -> Edit:
    """A name or noun of another sentence in place of one of these."""

    def edit(said: list[str], other: str, chance: random.Random) -> tuple[str, Permitted] | None:
        text = " ".join(said)
        here, there = (
            [(at.start(at.lastindex or 0), at.group(at.lastindex or 0)) for at in pattern.finditer(each)]
            for each in (text, other)
        )
        there = [word for _, word in there if word not in text]
        if not here or not there:
            return None
        place, word = chance.choice(here)
        return text[:place] + chance.choice(there) + text[place + len(word) :], NOT_SAME

    return edit


def _opposite(known: dict[str, list[str]]) -> Edit:
    def edit(said: list[str], _other: str, chance: random.Random) -> tuple[str, Permitted] | None:
        words = " ".join(said).split(" ")
        places = [place for place, word in enumerate(words) if word in known]
        if not places:
            return None
        place = chance.choice(places)
        words[place] = chance.choice(known[words[place]])
        return " ".join(words), NOT_SAME

    return edit


@cache
def opposites() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in OPPOSITES.read_text(encoding="utf-8").splitlines():
        a, b = line.split()[:2]
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return found


def edits() -> tuple[list[Edit], list[float]]:
    weighted = {
        _dropped_sentence: 3.0, _added_sentence: 2.0, _replaced_sentence: 1.5, _cut_off: 1.2, _without(_ASIDE, DROPS): 2.0,
        _without(_TAIL, NOT_SAME): 2.0, _without(_CONJUNCT, DROPS): 2.0, _without(_HEAD, NOT_SAME): 1.5, _claimed: 1.2,
        _hedged: 1.0, _number: 2.0, _negated: 2.5, _small_word: 5.0, _exchanged(_NAME): 2.0, _exchanged(_NOUN): 2.0,
        _from_to: 2.0, _foreign(_NAME): 2.0, _foreign(_NOUN): 2.0, _opposite(opposites()): 2.5,
    }  # fmt: skip
    return list(weighted), list(weighted.values())
