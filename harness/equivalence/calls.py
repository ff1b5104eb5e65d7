"""Mode `tool-calls`: the same tools called with the same arguments.

Read from the response's tool calls, or from text: JSON in any of the vendors' shapes or Python calls, fenced or
not. Calls are matched whatever their order. `.` and `_` in a tool's name are one. Numbers are compared by value, whole
ones exactly; ids, addresses and passwords to the letter, other texts without regard to case, spacing and punctuation;
an argument that only one side gives is no difference when
it says what leaving it out usually means (false, null, "", 0, an empty list).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from harness import written_calls
from harness.equivalence.decimals import same_number
from harness.equivalence.documents import walk
from harness.equivalence.pairs import Means, Pair, identical
from harness.model.exchange import Response, ToolCall
from harness.model.numerals import Numeral
from harness.model.result import Difference, Equivalence
from harness.reading.exactly.codes import is_code, names_a_code
from harness.reading.exactly.identity import differs_exactly, says_the_same
from harness.reading.excerpts import short
from harness.reading.numbers.units import base_name
from harness.reading.words import FUNCTION_WORDS, stem, words
from harness.strictjson import Repeated

KIND = "tool call"
ABSENT = object()
_PLAIN = re.compile(r"[^a-z0-9]+")
_NUMERIC = re.compile(r"-?(?:0|[1-9][0-9]{0,39})(\.[0-9]{1,40})?")


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    return [_compare(pair, means) for pair in pairs]


def _compare(pair: Pair, means: Means) -> Equivalence:
    if identical(pair):
        return Equivalence(1.0, True)
    ours, theirs = calls(pair.baseline), calls(pair.candidate)
    if not ours and not theirs:
        return means.judge(NEITHER_CALLS, ())
    if not ours or not theirs:
        shown = [_names(found, answer) for found, answer in ((ours, pair.baseline), (theirs, pair.candidate))]
        return means.judge(0.0, (Difference("tool-calls", shown[0], shown[1], KIND),))
    score, found = _match(ours, theirs, means)
    return means.judge(score, (), softer=found)


def calls(response: Response) -> list[ToolCall]:
    """The calls an answer makes; none where it is not readable as calls."""
    return list(response.tool_calls) or written_calls.read(response.text) or []


def _match(ours: list[ToolCall], theirs: list[ToolCall], means: Means) -> tuple[float, list[Difference]]:
    """The score of the least alike call, each with its best partner, and what differs."""
    free = list(theirs)
    scores, found = [], []
    for call in ours:
        partner = max(free, key=lambda other: _call_score(call, other, means)[0], default=None)
        if partner is None or _name(partner) != _name(call):
            found.append(Difference("tool-calls", f"calls {_shown(call)}", "no such call", KIND))
            scores.append(0.0)
            continue
        free.remove(partner)
        score, differences = _call_score(call, partner, means)
        scores.append(score)
        found.extend(differences)
    found.extend(Difference("tool-calls", "no such call", f"calls {_shown(call)}", KIND) for call in free)
    scores.extend(0.0 for _ in free)
    return min(scores) * (sum(scores) / len(scores)) ** 0.1 if min(scores) else 0.2 * sum(scores) / len(scores), found


def _call_score(one: ToolCall, other: ToolCall, means: Means) -> tuple[float, list[Difference]]:
    if _name(one) != _name(other):
        return 0.0, []
    ours, theirs = _name_positions(one.arguments, other.arguments), _name_positions(other.arguments, one.arguments)
    score, found = 1.0, []
    for name in dict.fromkeys([*ours, *theirs]):
        value, other_value = ours.get(name, ABSENT), theirs.get(name, ABSENT)
        alike = likeness(value, other_value, name)
        if alike >= DIFFERENT and _says_otherwise(value, other_value, means):
            alike = UNLIKE
        score *= alike
        if alike < DIFFERENT:
            found.append(Difference("tool-calls", _argument(one, name, ours), _argument(other, name, theirs), KIND))
    return score, found


def _says_otherwise(one: Any, other: Any, means: Means) -> bool:
    """Whether guards find something in texts of two values that are alike: "before lunch", "after lunch"."""
    return any(
        means.breaks(Pair(Response(text=leaf.baseline), Response(text=leaf.candidate)))
        for leaf in walk(one, other)
        if isinstance(leaf.baseline, str)
        and isinstance(leaf.candidate, str)
        and leaf.baseline.lower() != leaf.candidate.lower()
        and not says_the_same(leaf.baseline, leaf.candidate)
    )


DIFFERENT = 0.55
"""Likeness of two values below which they are told as a difference."""
NEITHER_CALLS = 0.9
AS_GOOD_AS_ABSENT = 0.9
ABSENT_LIKENESS = 0.42
OTHER_TYPE = 0.75
"""The same value as text on one side: "5" and 5."""
PART_LIKENESS = 0.4
"""Of labelled pairs that differ in one argument, given by one side only, or text that is part of the other's,
about four in ten are equivalent."""
UNLIKE = 0.1


def likeness(one: Any, other: Any, name: str = "") -> float:  # noqa: PLR0911 - one line a type
    """How alike two values of the argument of that name are, from 0 to 1."""
    if one is ABSENT or other is ABSENT:
        given = other if one is ABSENT else one
        return AS_GOOD_AS_ABSENT if given is None or given is False or given in ("", [], {}) else ABSENT_LIKENESS
    if isinstance(one, Repeated) or isinstance(other, Repeated):
        return 1.0 if one == other else UNLIKE
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        alike = 1.0 if isinstance(one, str) == isinstance(other, str) else OTHER_TYPE
        return alike if _plain(one) == _plain(other) else UNLIKE
    numbers = _number(one), _number(other)
    if numbers[0] is not None and numbers[1] is not None:
        alike = 1.0 if isinstance(one, str) == isinstance(other, str) else OTHER_TYPE
        return alike if same_number(numbers[0], numbers[1]) else UNLIKE
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return _list_likeness(one, other, name)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return math.prod(likeness(one.get(key, ABSENT), other.get(key, ABSENT), str(key)) for key in {**one, **other})
    if isinstance(one, str) and isinstance(other, str):
        return _text_likeness(one, other, name)
    return 1.0 if _plain(one) == _plain(other) else UNLIKE


def _list_likeness(one: Sequence[Any], other: Sequence[Any], name: str) -> float:
    if len(one) != len(other):
        return UNLIKE
    in_order = math.prod(likeness(a, b, name) for a, b in zip(one, other, strict=True))
    return max(in_order, 0.4 if sorted(map(_plain, one)) == sorted(map(_plain, other)) else 0.0)


def _text_likeness(one: str, other: str, name: str) -> float:
    one, other = (unicodedata.normalize("NFC", text).strip() for text in (one, other))
    first, second = _plain(one), _plain(other)
    if names_a_code(name) or (is_code(one) and is_code(other)):
        return 1.0 if one.split() == other.split() else UNLIKE
    if one == other or says_the_same(one, other):
        return 1.0
    if first == second or _stems(one) == _stems(other):
        return UNLIKE if differs_exactly(one, other) else 1.0 if first == second else 0.8
    words_first, words_second = set(_PLAIN.split(one.lower())) - {""}, set(_PLAIN.split(other.lower())) - {""}
    if not words_first or not words_second:
        return UNLIKE
    is_part = words_first <= words_second or words_second <= words_first
    return (
        PART_LIKENESS if is_part else UNLIKE + 0.3 * len(words_first & words_second) / len(words_first | words_second)
    )


def _stems(text: str) -> list[str]:
    """Stems with units of measure and numbers in one form: "km" is "kilometers"."""
    return sorted(stem(base_name(word)) for word in words(text) if word not in FUNCTION_WORDS)


def _number(value: Any) -> float | None:
    """A number, or text that is one as it stands: "007" is a code."""
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str) and (match := _NUMERIC.fullmatch(value.strip())):
        return Numeral(value.strip()) if match[1] else int(value)
    return None


def _plain(value: Any) -> str:
    return _PLAIN.sub("", str(value).lower())


def _name_positions(some: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    names = [name for name in others if not name.isdigit()]
    return {
        names[int(name)] if name.isdigit() and int(name) < len(names) else name: value for name, value in some.items()
    }


def _name(call: ToolCall) -> str:
    return re.sub(r"[^a-z0-9]", "_", call.name.lower())


def _names(found: Sequence[ToolCall], answer: Response) -> str:
    if not found:
        return "no tool call: " + (short(answer.text, 60) or "nothing")
    return "calls " + ", ".join(call.name for call in found[:5])


def _argument(call: ToolCall, name: str, arguments: Mapping[str, Any]) -> str:
    value = arguments.get(name, ABSENT)
    if isinstance(value, Repeated):
        return short(f"{call.name}: {name} given {len(value)} times, as {', '.join(map(repr, value))}")
    return f"{call.name}: {name} not given" if value is ABSENT else short(f"{call.name}: {name}={value!r}")


def _shown(call: ToolCall) -> str:
    return short(f"{call.name}({', '.join(f'{name}={value!r}' for name, value in list(call.arguments.items())[:8])})")
