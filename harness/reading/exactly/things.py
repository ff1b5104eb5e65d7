"""Exact things in sentences that are the same otherwise: 4(a) and 4(b), H2O and H2O2, `rm -r` and `rm -rf`.

What is exact is told from its form: letters among digits, capitals inside a word or nothing but capitals, a sign
between letters, an option. What stands for it in the other sentence is another thing unless it is the same but for
decoration. Plain numbers are the matter of `numbers`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from harness.reading.numbers.quantities import quantities
from harness.reading.relations import synonymous
from harness.reading.unspaced import is_unspaced
from harness.reading.words import FUNCTION_WORDS, apart, rarities, stem

LONGEST = 80
"""Chunks of a sentence between white space up to which it is looked at."""
_MOST_TOGETHER = 4
"""Chunks that may stand for each other: "(*)" and "(DISTINCT id)"."""
_EDGES = "\"'“”‘’«»`*,;:!?…"
_LAST = "\"'“”‘’«»`*.,;:!?…"
_DECORATION = re.compile(r"[\[\](){}\"'“”‘’`*\s]|(?<=\w)/(?=\Z)|[.,;:!?](?=\Z)|\A~(?=\d)|\A#(?=\d{3,}\W*\Z)")
_WORDS = re.compile(r"\w+")
_SPAN = re.compile(r"`([^`]+)`[.,;:!?)]*")
_NUMERIC = re.compile(r"[$€£¥~≈<>]*[-+−–±]?[\d.,:/%‰°'’–−-]+(?:st|nd|rd|th|s)?[$€£¥%+]?")
_BRACKETED = re.compile(r"\(?[A-Za-z0-9]{1,3}\)")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_SIGN = re.compile(r"[^\W_][+#^~/\\_=@:|&$<>%(\[{][^\s]|[\\^~$|√@][\w(\[]|\w[+#]\Z|\w[({]|\A[~.]{0,2}/\w")
_OPTION = re.compile(r"--?[A-Za-z][\w-]*(?:=\S*)?")
_LED = re.compile(r"(?:\.{0,2}/|~/|\$)\w")
_EITHER = re.compile(r"[a-z]+(?:[/&][a-z]+)+", re.IGNORECASE)
"""Words, not things: "and/or", "tea/coffee"."""
_CASED = re.compile(r"[=$\\]|\[\w-\w")
"""Where a capital is another thing: variables and patterns."""
_LATIN_AMID = re.compile(r"[!-~]+")
_PART_OF_DAY = re.compile("午前|午後|上午|下午|晚上|早上|凌晨|傍晚|오전|오후")
_TELLING = frozenset("+-|√!¬#")
"""Signs that say something beside letters which the other has without them: Na+ and Na, |x| and x."""
_SHELL = frozenset({"|", ">", ">>", "<", "&&", "||", "&"})
_MATHS = frozenset("∈∉⊂⊆∪∩∀∃=≠<>≤≥+-*/")
_HARMLESS = frozenset({"ASC", "INNER", "OUTER", "AS"})
"""Words of SQL that say what is meant without them."""
_ABBREVIATED = frozenset({("US", "USA"), ("UK", "GB"), ("OK", "OKAY"), ("TV", "TELLY"), ("UTC", "GMT"), ("GMT", "UTC")})
_CAPITALS = 5
"""Letters up to which capitals alone are a thing: longer ones may be a word that is stressed."""
_MOST_OTHERS, _OTHERS_IN = 2, 6
"""Other words that may differ, too, and one more for every so many."""
_OF_PROSE = frozenset(".,;:!?'’“”–—")
_NULL = re.compile(r"\bnull\b")
_CANDIDATE = re.compile(
    r"[A-Za-z]\d|\d[A-Za-z]|[A-Z]{2}|(?<!\w)[A-Z](?!\w)|[a-z][A-Z]|[^\w\s.,;:!?'’\"“”–—-]|(?<!\S)-|\bsudo\b|O-O"
)


def may_differ(baseline: str, candidate: str) -> bool:
    """Whether there is anything exact in what is not the same in both."""
    differing = apart(baseline, candidate)
    # Most texts differ in small letters alone, and one look tells it.
    return ("sudo" in differing or not rarities(differing) <= _OF_PROSE) and _CANDIDATE.search(differing) is not None


def exchanged(ours: str, theirs: str) -> Iterator[tuple[str, str]]:
    """What of the one sentence stands against something else of the other, where little else differs."""
    if ('"null"' in ours) != ('"null"' in theirs) and _NULL.search(ours) and _NULL.search(theirs):
        yield ('"null"', "null") if '"null"' in ours else ("null", '"null"')
    if ours == theirs:
        return
    first, second = _chunks(ours, theirs), _chunks(theirs, ours)
    if max(len(first), len(second)) > LONGEST:
        return
    keys, others = [_key(chunk) for chunk in first], [_key(chunk) for chunk in second]
    steps = [step for step in SequenceMatcher(None, keys, others, autojunk=False).get_opcodes() if step[0] != "equal"]
    lost, new = Counter(keys) - Counter(others), Counter(others) - Counter(keys)
    if max(_ordinary(lost), _ordinary(new)) > _MOST_OTHERS + len(first) // _OTHERS_IN:
        return
    for _, start, end, start_there, end_there in steps:
        before, after = first[start:end], second[start_there:end_there]
        if max(len(before), len(after)) <= _MOST_TOGETHER and _differ(
            [chunk for chunk in before if _key(chunk) in lost],
            [chunk for chunk in after if _key(chunk) in new],
            (ours, theirs),
            is_first=start == start_there == 0,
        ):
            yield " ".join(before) or _without(after), " ".join(after) or _without(before)


def _chunks(sentence: str, other: str) -> list[str]:
    """What stands between white space; in a language that writes none, what is Latin stands apart.

    Not where a part of the day is named: half past one is told from 13:30 by it alone.
    """
    if not sentence.isascii() and is_unspaced(sentence) and not _PART_OF_DAY.search(sentence + other):
        sentence = _LATIN_AMID.sub(r" \g<0> ", sentence)
    return sentence.split()


def _without(chunks: Sequence[str]) -> str:
    return f"without {' '.join(chunks)}"


def _ordinary(counted: Counter[str]) -> int:
    return sum(count for key, count in counted.items() if not _is_exact(key))


@lru_cache(maxsize=4096)
def _key(chunk: str) -> str:
    """A chunk without what decorates it; ordinary words without their case, too."""
    bare = chunk.lstrip(_EDGES).rstrip(_LAST) or chunk
    bare = bare.removesuffix("()")
    if bare[:1] in "([{" and bare.count(bare[:1]) > bare.count(")]}"["([{".index(bare[:1])]) and len(bare) > 1:
        bare = bare[1:]
    if bare[-1:] in ")]}" and bare.count(bare[-1:]) > bare.count("([{"[")]}".index(bare[-1:])]) and len(bare) > 1:
        bare = bare[:-1]
    bare = bare.lstrip(_EDGES).rstrip(_LAST) or bare
    return bare if _is_exact(bare) else bare.lower()


@lru_cache(maxsize=4096)
def _is_exact(bare: str) -> bool:
    if bare.isalpha():
        if bare.isupper() and bare.lower() not in FUNCTION_WORDS - {"a", "i"}:
            return len(bare) <= _CAPITALS and bare != "I"
        return bare.isascii() and _INNER_CAPITAL.search(bare) is not None
    if (_NUMERIC.fullmatch(bare) and not (bare[0] == "~" and "." in bare)) or _EITHER.fullmatch(bare):
        return False
    has_digit = any(character.isdigit() for character in bare)
    has_letter = any(character.isalpha() for character in bare)
    if has_digit and has_letter:
        return not any(quantity.written == bare for quantity in quantities(bare))
    if (
        _LED.match(bare)
        or _OPTION.fullmatch(bare)
        or _BRACKETED.fullmatch(bare)
        or (has_digit and any(sign in bare for sign in "^~√=|["))
    ):
        return True
    joined = bare.replace("-", "")
    return _SIGN.search(bare) is not None or (joined.isalpha() and joined.isupper() and "-" in bare)


def _differ(before: Sequence[str], after: Sequence[str], sentences: tuple[str, str], *, is_first: bool) -> bool:
    """Whether chunks that stand against each other are two things."""
    if not before or not after:
        return _tells_alone(before or after, sentences)
    ours, theirs = " ".join(before), " ".join(after)
    plain, plain_there = _plain(ours), _plain(theirs)
    if plain == plain_there:
        return False
    if plain.lower() == plain_there.lower():
        return bool(_CASED.search(ours) and _CASED.search(theirs))
    things, things_there = ([_key(chunk) for chunk in side if _is_exact(_key(chunk))] for side in (before, after))
    if not things or not things_there:
        return _are_pieces_of_code(before, after) or _differs_by_sign(ours, theirs)
    words, words_there = (_WORDS.findall(side.lower()) for side in (ours, theirs))
    # An article, and the order of arguments, which is looked at elsewhere.
    if (is_first and {*things, *things_there} & {"A"}) or (
        words != words_there and sorted(words) == sorted(words_there)
    ):
        return False
    return not _are_synonyms(things, things_there)


def _are_pieces_of_code(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether both are one piece of code in backticks, of which one is part of the other: `lodash/fp` and `lodash`."""
    if len(before) != 1 or len(after) != 1:
        return False
    spans = [_SPAN.fullmatch(side[0]) for side in (before, after)]
    if spans[0] is None or spans[1] is None:
        return False
    shorter, longer = sorted((spans[0][1], spans[1][1]), key=len)
    parts = [part for part in longer.split("/") if part]
    return len(parts) > 1 and shorter in parts


def _are_synonyms(things: Sequence[str], things_there: Sequence[str]) -> bool:
    if not (len(things) == len(things_there) == 1 and things[0].isalpha() and things_there[0].isalpha()):
        return False
    if all(_INNER_CAPITAL.search(thing) for thing in (things[0], things_there[0])):
        # Of words of the trade an ending is another one (PhaseII, PhaseIII), but for that of a plural.
        return stem(things[0].lower()) == stem(things_there[0].lower())
    one, other = sorted((things[0].upper(), things_there[0].upper()), key=len)
    return (one, other) in _ABBREVIATED or (len(one) > 1 and synonymous(stem(one.lower()), stem(other.lower())))


def _plain(text: str) -> str:
    return _DECORATION.sub("", text)


def _differs_by_sign(ours: str, theirs: str) -> bool:
    """As Na+ and Na, x ∈ A and x ∉ A, `* * *` and `* * 1`."""
    if len(ours) == len(theirs) == 1 and ours in _MATHS and theirs in _MATHS and not (ours + theirs).isascii():
        return True
    if "*" in (ours.strip("`."), theirs.strip("`.")) and (ours + theirs).strip("`.*").isdigit():
        return True
    plain, plain_there = _plain(ours), _plain(theirs)
    words = _WORDS.findall(plain.lower())
    if not words or words != _WORDS.findall(plain_there.lower()) or "-" in (ours[:1], theirs[:1]):
        return False
    signs, signs_there = (Counter(sign for sign in text if sign in _TELLING) for text in (plain, plain_there))
    # A hyphen between two words is none.
    return signs != signs_there and not re.search(r"\w-\w", ours + " " + theirs)


def _tells_alone(chunks: Sequence[str], sentences: tuple[str, str]) -> bool:
    """Whether what only one side has is an option, a pipe or the like."""
    if any(_OPTION.fullmatch(_key(chunk)) or _key(chunk) == "sudo" for chunk in chunks):
        return True
    if not all("`" in sentence for sentence in sentences):
        return False
    return any(chunk in _SHELL or (chunk.isupper() and chunk.isalpha() and chunk not in _HARMLESS) for chunk in chunks)
