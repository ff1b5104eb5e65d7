"""Prompts that were made of one template, told from the prompts: what all have in common, and variables between.

The criterion. Lines, and labels of lines, that stand once in every prompt, in one order, are the template's own; so
is what all prompts have in common before and behind a variable, up to the end of a word. There is a template if at
least five different prompts share at least 20 characters of it in at most eight variables, each different somewhere.
And it must give every prompt back byte for byte: a prompt of which it does not is reason enough to say that there is
none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.templates.template import rendered

FEWEST, LEAST_SHARED, MOST_VARIABLES = 5, 20, 8
_RESERVED = ("id", "expected", "group", "weight", "returns", "system", "conversation", "steps", "env")
_AT_FRONT = re.compile(r"(\s*[^\W\d][\w -]{1,30}[:=])(?=.)")
_LABEL = re.compile(r"(?:<([A-Za-z][\w -]{0,30})[^<>]*>|([^\W\d][\w -]{0,30})\s*[:=])\s*[\"'`(\[{]*\s*$")


@dataclass(frozen=True, slots=True)
class DerivedTemplate:
    """`source` as a suite has it; `values` of its variables, for each prompt."""

    source: str
    values: tuple[Mapping[str, str], ...]


def recovered(prompts: Sequence[str], taken: Sequence[str] = ()) -> DerivedTemplate | None:
    """The template of which all prompts were made, or None. `taken` are names that its variables may not have."""
    distinct = list(dict.fromkeys(prompts))
    if len(distinct) < FEWEST:
        return None
    parts = _parts(distinct)
    fixed = parts[::2]
    variables = len(parts) // 2
    if not 0 < variables <= MOST_VARIABLES or sum(len(text.strip()) for text in fixed[0:]) < LEAST_SHARED:
        return None
    names = _names(fixed, [*_RESERVED, *taken])
    source = literal(fixed[0]) + "".join(
        f"{{{{ {name} }}}}{literal(text)}" for name, text in zip(names, fixed[1:], strict=True)
    )
    values = [_values(prompt, fixed) for prompt in prompts]
    if any(value is None for value in values):
        return None
    named = tuple(dict(zip(names, value, strict=True)) for value in values if value is not None)
    # The proof of all that was guessed above, by the same engine that will fill the suite in.
    exact = all(rendered(source, given) == (prompt, ()) for given, prompt in zip(named, prompts, strict=True))
    return DerivedTemplate(source, named) if exact else None


def literal(text: str) -> str:
    """A text that a template gives back as it stands."""
    return re.sub(r"[{}%]{2,}|\{\Z", lambda match: "{{ '" + match[0] + "' }}", text)


def _parts(prompts: Sequence[str]) -> list[str]:
    """Fixed texts at the even places, variables between them at the odd ones (what they are in the first prompt)."""
    lines = [[piece for line in prompt.splitlines(keepends=True) for piece in _labelled(line)] for prompt in prompts]
    anchors = _anchors(lines)
    rows = [[-1, *(positions[number] for positions in anchors), len(lines[number])] for number in range(len(prompts))]
    fixed = [""]
    gaps: list[str] = []
    for at in range(len(rows[0]) - 1):
        texts = ["".join(lines[number][row[at] + 1 : row[at + 1]]) for number, row in enumerate(rows)]
        before = _to_word(_common_head(texts), texts)
        behind = _to_word(
            _common_head([text[len(before) :][::-1] for text in texts]), [text[len(before) :][::-1] for text in texts]
        )[::-1]
        middle = [text[len(before) : len(text) - len(behind)] for text in texts]
        fixed[-1] += before
        if any(middle):
            gaps.append(middle[0])
            fixed.append(behind)
        else:
            fixed[-1] += behind
        if at < len(anchors):
            fixed[-1] += lines[0][anchors[at][0]]
    return [text for pair in zip(fixed, [*gaps, ""], strict=True) for text in pair][:-1]


def _labelled(line: str) -> tuple[str, ...]:
    """A line that begins with a label, `Question: …`, is two pieces: the label may be the template's own."""
    match = _AT_FRONT.match(line)
    return (match[1], line[match.end(1) :]) if match else (line,)


def _anchors(lines: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """Pieces that stand once in every prompt, in one order: where each stands in each prompt."""
    places = []
    for rows in lines:
        counts = Counter(rows)
        places.append({row: number for number, row in enumerate(rows) if counts[row] == 1 and row.strip()})
    # Once in every prompt: a line that repeats could be matched in several ways, and documents repeat lines.
    common = [row for row in lines[0] if row in places[0] and all(row in other for other in places)]
    # Prompt by prompt and not all at once: n log n each instead of n². The result may be shorter than the longest
    # common order; that the template gives every prompt back is checked at the end.
    for other in places[1:]:
        common = _increasing(common, [other[row] for row in common])
    return [tuple(place[row] for place in places) for row in common]


def _increasing(rows: Sequence[str], positions: Sequence[int]) -> list[str]:
    """The longest part whose positions go up."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, position in enumerate(positions):
        at = bisect_left(ends, position)
        ends[at:] = [position] if at == len(ends) else [position, *ends[at + 1 :]]
        last[at:] = [number] if at == len(last) else [number, *last[at + 1 :]]
        before.append(last[at - 1] if at else -1)
    chain: list[str] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(rows[number])
        number = before[number]
    return chain[::-1]


def _common_head(texts: Sequence[str]) -> str:
    # What the first and the last in sorted order begin with, all between them begin with.
    low, high = min(texts), max(texts)
    return low[: next((at for at, sign in enumerate(low) if high[at : at + 1] != sign), len(low))]


def _to_word(common: str, texts: Sequence[str]) -> str:
    """As much of what all begin with as ends where a word does: that all questions begin with `Wh` is no template."""
    if all(len(text) == len(common) or not (text[len(common)].isalnum() and common[-1:].isalnum()) for text in texts):
        return common
    return common[: next((at for at in range(len(common), 0, -1) if not common[at - 1].isalnum()), 0)]


def _values(prompt: str, fixed: Sequence[str]) -> tuple[str, ...] | None:
    """What the variables are in a prompt; None where that is not the only way to read it.

    A fixed text that stands again inside a value could end the variable at two places.
    """
    if not prompt.startswith(fixed[0]):
        return None
    at, values = len(fixed[0]), []
    for text in fixed[1:-1]:
        end = prompt.find(text, at)
        if end < 0 or prompt.find(text, end + 1) >= 0:
            return None
        values.append(prompt[at:end])
        at = end + len(text)
    if len(prompt) - len(fixed[-1]) < at or not prompt.endswith(fixed[-1]):
        return None
    return (*values, prompt[at : len(prompt) - len(fixed[-1])])


def _names(fixed: Sequence[str], taken: Sequence[str]) -> list[str]:
    """After the word in front, `Question: …` or `<document>…`, else numbered."""
    names: list[str] = []
    for number, text in enumerate(fixed[:-1], 1):
        label = _LABEL.search(text)
        words = re.sub(r"\W+", "_", (label[1] or label[2]) if label else "").strip("_").lower() if label else ""
        name = words if words.isidentifier() and words not in taken else f"text_{number}"
        while name in names:
            name += "_2"
        names.append(name)
    return names
