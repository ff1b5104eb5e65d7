"""What to do about a comparison that does not prove a port: the shortest way that the run's own facts bear out.

A step says what it is good for and no more: what further cases *should* show holds if they come out as these did, and
whether a prompt that ports can be found, nobody knows before it is sought.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from harness.model.comparison import Comparison
from harness.model.result import SuiteResult
from harness.model.summary import NextStep, Takeover
from harness.summary import phrases
from harness.summary.phrases import SIDE
from harness.visible import one_line, shorten

SOUGHT_WITH = 8
"""Cases that `harness adapt` learns from and chooses by, at least; those it proves with come on top."""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What the steps have to know of a suite's answers. `lost` is the first case of a target, by its name, whose
    answers were measured and are not good; `most_samples` how often a target was asked for a case, at most.
    """

    suite: SuiteResult
    run_id: str
    """`last` where it is not known."""
    lost: Mapping[str, str]
    most_samples: Mapping[str, int]


def next_step(facts: StepFacts, takeover: Takeover) -> NextStep | None:
    """What to do about one comparison; None where it is proven."""
    comparison = takeover.comparison
    if comparison.verdict == "ports":
        return None
    words, command = _withheld(facts, comparison) or _measured(facts, takeover)
    return NextStep(facts.suite.name, comparison.candidate, words, command)


def shortest(suite: SuiteResult, takeovers: Mapping[str, Takeover], steps: Mapping[str, NextStep]) -> NextStep | None:
    """The step that is nearest to a proven fallback; None where there is one, or nothing was compared at all."""
    if any(comparison.verdict == "ports" for comparison in suite.comparisons) and not suite.failing:
        return None
    nearest = min(takeovers.values(), key=_distance, default=None)
    return None if nearest is None else steps.get(nearest.comparison.candidate)


def _distance(takeover: Takeover) -> tuple[bool, bool, float]:
    """What further cases should prove is nearest, the fewer the better; then what is open, then what does not port."""
    comparison = takeover.comparison
    needed = comparison.cases_needed if comparison.cases_needed is not None else comparison.samples_needed
    nearer = takeover.standing.provable or (comparison.samples_needed is not None and comparison.leads_to == "ports")
    lost = -(comparison.difference if comparison.difference is not None else -1.0)
    return comparison.verdict == "does-not-port", not nearer, float(needed or 0) if nearer else lost


def _withheld(facts: StepFacts, comparison: Comparison) -> tuple[str, str] | None:
    """Where something other than the answers' number forbids a verdict, that is what has to be mended."""
    cause = next((cause for cause in comparison.causes if cause != "several comparisons"), None)
    if cause is None:
        return None
    suite = facts.suite
    baseline, candidate = (shorten(name, SIDE) for name in (suite.baseline, comparison.candidate))
    missing = phrases.count_of(comparison.missing, "missing case")
    words = {
        "baseline fails": f"{baseline} fails its own checks: mend its prompt or the checks before anything is ported",
        "only failed cases": "run all cases: these were chosen for having failed",
        "cases missing": f"have the {missing}; what is answered is not asked again",
        "nothing compared": "have cases compared: here all are skipped, filtered out or expected to fail",
        "noise floor unknown": f"have a second answer of {baseline} to each case, called or imported (`harness import"
        " answers`, with `sample: 1`), or add checks: until then nobody knows how far it agrees with itself",
        "too open": "add checks that say what a good answer holds, or have a judge asked (equivalence: ask: as-good):"
        f" {baseline} does not agree with itself",
        "by meaning alone": "add checks that name what each answer must hold, or have a judge asked (equivalence:"
        f" judge: …): {candidate} may only have other words",
        "placebo ports": "add a check that names what each answer must hold: answers to other cases would count, too",
        "other model served": f"if that model is meant, name it under `served:` of {candidate}; else mend the target",
    }
    # The others are mended in a file.
    commands = {
        "baseline fails": _diff(suite, facts.lost.get(suite.baseline), comparison.candidate),
        "only failed cases": _run(suite),
        "cases missing": _command("run", "--resume", facts.run_id),
        "noise floor unknown": _run(suite, "--baseline-samples", "2"),
    }
    return words[cause], commands.get(cause, "")


def _measured(facts: StepFacts, takeover: Takeover) -> tuple[str, str]:
    """Where the answers decide: more of them, or better ones."""
    suite, comparison = facts.suite, takeover.comparison
    lost = facts.lost.get(comparison.candidate)
    if comparison.verdict == "does-not-port":
        return _adapt(suite, comparison, lost, "seek a prompt, examples or parameters with which it ports")
    if phrases.futile(comparison):
        return _futile(facts, comparison, lost)
    if comparison.leads_to == "does-not-port":
        ahead = f"{takeover.more} should show that it does not port: seek a prompt with which it does"
        return _adapt(suite, comparison, lost, ahead)
    if comparison.cases_needed is None and comparison.samples_needed is None:
        words = "add cases: how many would settle it cannot be foreseen"
        if lost:
            words = "mend what came out worse: so near the margin, no number of cases is foreseen to settle it"
    elif lost and takeover.mend_first:
        words = f"look at what came out worse: as things are, it would take {takeover.more} to prove it"
    else:
        return _more(facts, takeover)
    return words, _diff(suite, lost, comparison.candidate) if lost else _run(suite)


def _futile(facts: StepFacts, comparison: Comparison, lost: str | None) -> tuple[str, str]:
    """More cases than anybody would collect."""
    if lost or comparison.lost:
        words = "mend what came out worse: so near the margin, more cases will hardly settle it"
        return words, _diff(facts.suite, lost, comparison.candidate)
    return "claim these cases alone (claim: these-cases): at this margin, more cases will hardly settle it", ""


def _more(facts: StepFacts, takeover: Takeover) -> tuple[str, str]:
    """The cases, or answers to each, that should prove it."""
    suite, comparison = facts.suite, takeover.comparison
    hope = "they should prove it if they come out as these did"
    if comparison.cases_needed is None:
        times = facts.most_samples.get(comparison.candidate, 0)
        samples = str(times + (comparison.samples_needed or 0))
        return f"ask for {takeover.more}: {hope}", _run(suite, "--samples", samples)
    # Among several comparisons the number is right for all of them together only.
    command = "harness run" if "several comparisons" in comparison.causes else _run(suite)
    return f"add {takeover.more.replace(' more', '')}: {hope}", command


def _adapt(suite: SuiteResult, comparison: Comparison, lost: str | None, words: str) -> tuple[str, str]:
    """Adapting proves on cases that it holds out, and is refused where too few would be left to prove anything."""
    fewest = math.ceil(math.log(1 - comparison.confidence) / math.log(1 - comparison.margin))
    if comparison.claim == "these-cases" or comparison.groups >= fewest + SOUGHT_WITH:
        return f"{words}; whether one exists is not known", _command("adapt", suite.path, "--to", comparison.candidate)
    units = "groups" if comparison.groups < comparison.cases else "cases"
    least = f"{fewest + SOUGHT_WITH} {units} or more (here {comparison.groups})"
    words += f", by hand or with `harness adapt`, which needs {least}"
    return words, _diff(suite, lost, comparison.candidate)


def _diff(suite: SuiteResult, case: str | None, candidate: str) -> str:
    return "" if case is None else _command("diff", f"{suite.name}/{case}", candidate)


def _run(suite: SuiteResult, *options: str) -> str:
    return _command("run", suite.path, *options)


def _command(*words: str) -> str:
    """To be copied into a shell; empty where a name would not arrive there as it is."""
    names = [word for word in words if not word.startswith("--")]
    if any(not name or one_line(name) != name or name.startswith("-") for name in names):
        return ""
    return shlex.join(["harness", *words])
