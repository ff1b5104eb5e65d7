"""Small pieces of wording shared by everything that talks about a run."""

from __future__ import annotations

import json
from collections.abc import Sequence

from harness.model.exchange import ToolCall
from harness.model.result import Answer, Check, Difference
from harness.model.summary import NAME_BEGIN, NAME_END
from harness.visible import shorten

SIDE = 60
"""Characters shown of each side of a difference."""
_CENT, _LEAST = 0.01, 0.0001  # US dollars
_FEW = 10  # seconds: tenths matter below
_HOUR = 60  # minutes
_CONTEXT = 12  # characters shown before the first that differs


def name(text: str, limit: int = SIDE) -> str:
    """A name or message from outside as it stands in a sentence: one visible line, told apart (`Sentence`)."""
    return f"{NAME_BEGIN}{shorten(text, limit)}{NAME_END}"


def count_of(number: int, noun: str) -> str:
    """`1 case`, `2 cases`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(words: Sequence[str], most: int = 3) -> str:
    """`a`, `a and b`, `a, b and 4 more`."""
    parts = [*words] if len(words) <= most else [*words[: most - 1], f"{len(words) - most + 1} more"]
    return ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def percent(share: float) -> str:
    """`10 %`, `2.5 %`; never 100 unless it is, nor 0."""
    value = share * 100
    for digits in range(1, 6):
        text = f"{value:.{digits}f}"
        if float(text) not in (0.0, 100.0, -100.0) or value in (0.0, 100.0, -100.0):
            break
    return text.rstrip("0").rstrip(".") + " %"


def money(dollars: float) -> str:
    """`$0.41`; small sums keep two digits that tell something."""
    if dollars == 0 or dollars >= _CENT:
        return f"${dollars:,.2f}"
    return f"<${_LEAST:.4f}" if dollars < _LEAST else f"${dollars:.4f}"


def duration(seconds: float, *, whole: bool = False) -> str:
    """`0.8 s`, `38 s`, `2 min 5 s`, `1 h 3 min`; with `whole`, no tenths."""
    if round(seconds, 1) < _FEW and not whole:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 1:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if minutes < _HOUR else f"{minutes // _HOUR} h {minutes % _HOUR} min"


def difference(reason: Difference) -> str:
    """What differs, in the answers' own words: `30 days → 60 days`, `left out: "Keep the receipt."`; where nothing but
    meaning tells the answers apart, it says so: `by meaning: girls → kids`.
    """
    if reason.guard == "meaning":
        return f"by meaning: {' → '.join(contrast(reason.baseline, reason.candidate))}"
    if reason.side != "both":
        return shorten(reason.baseline if reason.side == "baseline" else reason.candidate, 2 * SIDE)
    head, baseline, candidate = _common_head(reason.baseline, reason.candidate)
    baseline, candidate = contrast(baseline, candidate)
    if baseline and candidate:
        return f"{head}{baseline} → {candidate}"
    if baseline:
        return f'left out: "{baseline}"'
    return f'added: "{candidate}"' if candidate else shorten(reason.guard, SIDE)


def _common_head(first: str, second: str) -> tuple[str, str, str]:
    """`$.total: 3` and `$.total: 4` have `$.total: ` in common, which need not be told twice."""
    head, colon, rest = first.partition(": ")
    other, _, theirs = second.partition(": ")
    if colon and head == other and len(head) < SIDE and rest and theirs:
        return f"{shorten(head, SIDE)}: ", rest, theirs
    return "", first, second


def contrast(first: str, second: str, limit: int = SIDE) -> tuple[str, str]:
    """Both texts on one line; if they are long, from the first word that differs."""
    if len(first) > limit and len(second) > limit:
        start = _first_difference(first, second)
        if start > limit // 3:
            return "…" + shorten(first[start:], limit - 1), "…" + shorten(second[start:], limit - 1)
    return shorten(first, limit), shorten(second, limit)


def failed_check(check: Check) -> str:
    """Why a check failed: its reason, else its name; and the step it belongs to."""
    step = f"step {check.step}: " if check.step else ""
    return step + (shorten(check.reason, 2 * SIDE) or shorten(check.assertion, SIDE))


def trouble(answer: Answer) -> str:
    """Why an answer could not be had or measured."""
    if answer.trouble is not None:
        kind = answer.trouble.kind.replace("-", " ")
        return f"{kind}: {shorten(answer.trouble.message, 2 * SIDE)}" if answer.trouble.message else kind
    broken = next((check for check in answer.checks if check.outcome == "error"), None)
    if broken is None:
        return "could not be measured"
    return f"{shorten(broken.label, SIDE)} could not be computed: {shorten(broken.reason, 2 * SIDE)}"


def tool_call(call: ToolCall) -> str:
    """`get_weather({"city": "Oslo"})`."""
    return f"{call.name}({json.dumps(dict(call.arguments), ensure_ascii=False, default=str)})"


def _first_difference(first: str, second: str) -> int:
    """Where the word begins in or shortly before which two texts part."""
    length = min(len(first), len(second))
    low, high = 0, length
    while low < high:  # compares slices: a loop over characters would take seconds on megabytes
        middle = (low + high + 1) // 2
        low, high = (middle, high) if first[:middle] == second[:middle] else (low, middle - 1)
    # Some words before it show where one is.
    return first.rfind(" ", 0, max(low - _CONTEXT, 0)) + 1
