"""Wording shared by everything that talks about a run: numbers and names, then a comparison's figures.

It decides nothing: a verdict and what it rests on are the engine's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from harness.model.comparison import BudgetResult, Cause, Comparison, Measure
from harness.model.exchange import ToolCall
from harness.model.summary import NAME_BEGIN, NAME_END, Sentence
from harness.stats.visibility import visible_drop
from harness.visible import shorten

SIDE = 60
"""Characters shown of each side of a difference."""
_CENT, _LEAST = 0.01, 0.0001  # US dollars
_FEW = 10  # seconds: tenths matter below
_HOUR = 60  # minutes
_MANY = 2
"""Where more than so many times the cases there are would be needed, mending those that were lost is shorter."""
_FUTILE_TIMES, _FUTILE = 10, 1000
"""Nobody collects so many times the cases there are, nor so many, to have a verdict that may come out the other way."""
_CAUSES: Mapping[Cause, str] = {
    "baseline fails": "baseline fails",
    "by meaning alone": "by meaning alone",
    "noise floor unknown": "baseline asked once",
    "nothing compared": "nothing compared",
    "only failed cases": "failed cases only",
    "other model served": "other model",
    "placebo ports": "placebo ports",
    "too open": "too open",
}
"""What a cell of the matrix has room for; missing cases stand there as a number, as do those that should settle it."""
_OUTCOMES = {"ports": "prove it", "does-not-port": "show that it does not port"}
_MEASURES: dict[Measure, str] = {
    "cost": "cost of an answer",
    "latency": "latency",
    "p95_latency": "95th percentile of latency",
    "ttft": "time to the first token",
}


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


def judged_before(extra: Mapping[str, Any]) -> Sentence:
    """Of a run that was found again (what else is kept of it says so): which run judged it, and when. Else empty."""
    match extra.get("judged"):
        case {"run": str(run), "at": str(at)}:
            try:
                when = f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            except (ValueError, OverflowError):
                return Sentence("")
            return Sentence(f"judged by run {name(run)}, {when}, and found again: everything is as it was then")
    return Sentence("")


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


def tool_call(call: ToolCall) -> str:
    """`get_weather({"city": "Oslo"})`."""
    return f"{call.name}({json.dumps(dict(call.arguments), ensure_ascii=False, default=str)})"


def needed(comparison: Comparison) -> str:
    """What more should settle a verdict: `+18` cases, `+4 groups`, `+2 against` it, `+3 samples` of each; empty if
    nothing can be foreseen to, or so many that nobody would collect them.
    """
    if comparison.verdict != "inconclusive" or futile(comparison):
        return ""
    number, of = comparison.cases_needed, ""
    if comparison.groups < comparison.cases:
        of = " group" if number == 1 else " groups"
    if number is None:
        number, of = comparison.samples_needed, " samples"
    if number is None:
        return ""
    return f"+{number}{of}" + (" against" if comparison.leads_to == "does-not-port" else "")


def futile(comparison: Comparison) -> bool:
    """Whether more cases would settle it only in a number that is beyond all use."""
    number = comparison.cases_needed
    return number is not None and number > max(_FUTILE, _FUTILE_TIMES * comparison.groups)


def held_up(comparison: Comparison) -> str:
    """What stands between a verdict and figures that may look like one, in two or three words: `placebo ports`; empty
    where the figures themselves leave it open.
    """
    if comparison.verdict != "inconclusive":
        return ""
    words = next((_CAUSES[cause] for cause in comparison.causes if cause in _CAUSES), "")
    return words or ("far too few cases" if futile(comparison) and not comparison.lost else "")


def more(comparison: Comparison) -> str:
    """`18 more cases`, `4 more groups`, `3 more answers to each case`: more of what the claim is about."""
    if comparison.cases_needed is None:
        return f"{count_of(comparison.samples_needed or 0, 'more answer')} to each case"
    grouped = comparison.groups < comparison.cases
    return count_of(comparison.cases_needed, "more group" if grouped else "more case")


def mend_first(comparison: Comparison) -> bool:
    """Whether the cases that were lost stand between it and a proof, rather than the number of cases."""
    needed = comparison.cases_needed
    return needed is not None and needed > _MANY * comparison.groups and comparison.lost > 0


def remedy(comparison: Comparison) -> str:
    """`18 more cases should prove it; with these cases only a drop of 22 % or more would be noticed`."""
    if "only failed cases" in comparison.causes:
        return "all cases would have to be run"
    if "noise floor unknown" in comparison.causes and comparison.cases_needed is None and not comparison.samples_needed:
        return "further cases would not settle it: a second answer of the baseline to each, or checks, would"
    if futile(comparison):
        units = "groups" if comparison.groups < comparison.cases else "cases"
        ahead = (
            f"more {units} will hardly settle it: it would take {comparison.cases_needed or 0:,} beside the"
            f" {comparison.groups:,} there are"
        )
    elif comparison.cases_needed is not None or comparison.samples_needed is not None:
        ahead = f"{more(comparison)} should {_OUTCOMES.get(comparison.leads_to or '', 'settle it')}"
    elif comparison.missing and comparison.reasons:
        ahead = f"{count_of(comparison.missing, 'missing case')} would have to be measured"
    else:
        ahead = "no number of further cases can be foreseen to settle it"
    # The smallest drop that the cases there are would have shown to be beyond the margin.
    drop = 1.0
    if comparison.difference is not None and comparison.upper is not None:
        drop = visible_drop(comparison.difference, comparison.upper, comparison.margin)
    if drop >= 1:
        return f"{ahead}; with these cases not even the largest drop would have been proven"
    # Rounded up: a promise to notice a smaller drop than these cases can show would be false.
    least = percent(math.ceil(drop * 100) / 100)
    return f"{ahead}; with these cases only a drop of {least} or more would be noticed"


def verdict(comparison: Comparison, *, tells_left_out: bool = True) -> str:
    """`ports: 0 % [-9.8 %, +9.8 %] over 48 cases, margin 10 %`."""
    words = comparison.verdict.replace("-", " ")
    if comparison.difference is None or comparison.lower is None or comparison.upper is None:
        return f"{words}: nothing could be measured"
    difference, lower, upper = (
        ("+" if share > 0 else "") + percent(round(share, 3))
        for share in (comparison.difference, comparison.lower, comparison.upper)
    )
    aside = left_out([comparison]) if tells_left_out else ""
    beside = f" ({aside})" if aside else ""
    over = f"over {units(comparison)}{beside}"
    return f"{words}: {difference} [{lower}, {upper}] {over}, margin {percent(comparison.margin)}"


def left_out(comparisons: Iterable[Comparison]) -> str:
    """`10 of 40 cases left out, declared xfail`; `12 of 40 cases left out, 10 of them declared xfail`; empty where all
    were to be compared.
    """
    compared = skipped = declared = 0
    for comparison in comparisons:
        compared += comparison.cases + comparison.missing
        skipped += comparison.skipped
        declared += comparison.xfailed
    if not skipped:
        return ""
    words = f"{skipped:,} of {count_of(compared + skipped, 'case')} left out"
    if not declared:
        return words
    return f"{words}, declared xfail" if declared == skipped else f"{words}, {declared:,} of them declared xfail"


def units(comparison: Comparison) -> str:
    """What the claim is about: `60 cases`, `60 cases of 12 groups`, `these 10 cases, 30 answers`, `these 10 cases,
    weighted by the 120 calls they stand for, 30 answers`.
    """
    cases = count_of(comparison.cases, "case")
    if comparison.claim == "these-cases":
        if comparison.weight is not None:
            cases += f", weighted by the {comparison.weight:,.10g} calls they stand for"
        draws = f", {count_of(comparison.draws, 'answer')}" if comparison.draws else ""
        return f"{'this' if comparison.cases == 1 else 'these'} {cases}{draws}"
    grouped = comparison.groups < comparison.cases
    return f"{cases} of {count_of(comparison.groups, 'group')}" if grouped else cases


def evidence(comparison: Comparison, baseline: str) -> Iterator[str]:
    """A clause each, for whoever wants to know why the verdict may be believed."""
    circumstances = [*besides(comparison)]
    if comparison.claim == "these-cases" or comparison.groups < comparison.cases:
        yield circumstances.pop(0)
    if comparison.lost or comparison.gained:
        yield f"{comparison.lost} worse and {comparison.gained} better than with {shorten(baseline, SIDE)}"
    if comparison.skipped:
        yield circumstances.pop(0)
    if comparison.noise_floor is not None:
        yield f"asked again, {shorten(baseline, SIDE)} agrees with itself in {percent(comparison.noise_floor)}"
    elif comparison.cases:
        yield f"whether {shorten(baseline, SIDE)} would agree with itself is unknown: it was asked once"
    if comparison.placebo is not None:
        noticed = percent(1 - comparison.placebo)
        yield f"an answer that belongs to another case is told from the right one in {noticed} of the cases"
    yield from circumstances


def besides(comparison: Comparison) -> Iterator[str]:
    """What is to be known of a verdict beside its figures, a clause each."""
    if comparison.claim == "these-cases":
        yield f"a claim about {units(comparison)}, not about others like them"
    elif comparison.groups < comparison.cases:
        yield f"{units(comparison)}: cases of one group count once"
    if comparison.skipped:
        yield f"{left_out([comparison])}: they prove nothing"
    if comparison.preferences is not None:
        said = comparison.preferences
        judge = shorten(comparison.judge or "the judge", SIDE)
        yield (
            f"{judge} found it better {said.wins} times, as good {said.ties}, worse {said.losses}"
            f" ({said.reversed} changed with the order and count as as good)"
        )
    yield from map(budget, comparison.budgets)


def budget(claim: BudgetResult) -> str:
    """`cost of an answer 1.3 times the baseline's, at most 1.2 allowed: broken`."""
    in_unit = (lambda share: f"{share:.3g}") if claim.relative else money if claim.measure == "cost" else duration
    value = "unknown" if claim.value is None else in_unit(claim.value)
    times = " times the baseline's" if claim.relative else ""
    return f"{_MEASURES[claim.measure]} {value}{times}, at most {in_unit(claim.limit)} allowed: {claim.state}"
