"""A run as the rows it is measured by. Whatever a vendor sends is made fit for any database."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from statistics import fmean
from typing import Any

from harness.errors import StoreError
from harness.model.comparison import Comparison
from harness.model.exchange import Response
from harness.model.past import Agreement
from harness.model.result import Answer, CaseResult, Run, SuiteResult
from harness.periods import stamp
from harness.reading.refusals import refusal

Row = dict[str, Any]
LARGEST = 2**53
"""Counts beyond it are a vendor's nonsense, and more than a database's integer may hold."""
LONGEST = 500
"""Characters kept of a model's name or fingerprint."""


def run_row(run: Run, *, nightly: bool) -> Row:
    totals = run.totals
    return {
        "id": text(run.id),
        "started_at": moment(run.started_at),
        "finished_at": moment(run.finished_at),
        "version": text(run.version),
        "record": text(run.record),
        "complete": run.complete,
        "nightly": nightly,
        "config_digest": text(_digests(run).get("config", "")),
        "calls": count(totals.calls),
        "live_calls": count(totals.live_calls),
        "input_tokens": count(totals.input_tokens),
        "output_tokens": count(totals.output_tokens),
        "cost_usd": number(totals.cost_usd) or 0.0,
        "passed": totals.passed,
        "failed": totals.failed,
        "errors": totals.errors,
        "skipped": totals.skipped,
    }


def suite_rows(run: Run) -> Iterator[Row]:
    prompts = _digests(run).get("prompts", {})
    for position, suite in enumerate(run.suites):
        yield {
            "run": text(run.id),
            "position": position,
            "suite": text(suite.name),
            "path": text(suite.path),
            "digest": text(suite.digest),
            "prompt_digest": text(prompts.get(suite.name, "")),
            "baseline": text(suite.baseline),
            "critical": suite.critical,
            "cases": len(suite.cases),
        }


def target_rows(run: Run) -> Iterator[Row]:
    for position, (name, target) in enumerate(run.targets.items()):
        yield {
            "run": text(run.id),
            "position": position,
            "target": text(name),
            "provider": text(target.provider),
            "model": text(target.model),
        }


def verdict_rows(run: Run) -> Iterator[Row]:
    for suite in run.suites:
        for position, comparison in enumerate(suite.comparisons):
            yield {"run": text(run.id), "suite": text(suite.name), "position": position, **_verdict(comparison)}


def _verdict(comparison: Comparison) -> Row:
    return {
        "candidate": text(comparison.candidate),
        "verdict": comparison.verdict,
        "cases": count(comparison.cases),
        "missing": count(comparison.missing),
        "difference": number(comparison.difference),
        "lower": number(comparison.lower),
        "upper": number(comparison.upper),
        "margin": number(comparison.margin),
        "confidence": number(comparison.confidence),
        "baseline_rate": number(comparison.pass_rate.baseline),
        "candidate_rate": number(comparison.pass_rate.candidate),
        "noise_floor": number(comparison.noise_floor),
        "cases_needed": None if comparison.cases_needed is None else count(comparison.cases_needed),
    }


def outcome_rows(run: Run) -> Iterator[Row]:
    for suite in run.suites:
        for case in suite.cases:
            for target in dict.fromkeys(answer.target for answer in case.answers):
                yield _outcome(run, suite, case, target)


def _outcome(run: Run, suite: SuiteResult, case: CaseResult, target: str) -> Row:
    drawn = [answer for answer in case.answers if answer.target == target]
    answers = [(answer.response, len(answer.steps) > 0) for answer in drawn if answer.response is not None]
    had = [response for response, _ in answers]
    outcomes = Counter(answer.outcome for answer in drawn)
    compared = [answer.equivalence for answer in drawn if answer.equivalence is not None]
    return {
        "run": text(run.id),
        "suite": text(suite.name),
        "case_id": text(case.id),
        "target": text(target),
        "passed": outcomes["pass"],
        "failed": outcomes["fail"],
        "errors": outcomes["error"],
        "skipped": outcomes["skip"],
        "live": sum(map(_was_live, drawn)),
        "answers": len(had),
        "refusals": sum(
            response.stop_reason in ("refusal", "filter") or refusal(response.text) == "refuses" for response in had
        ),
        "compared": len(compared),
        "equivalent": sum(judgement.equivalent for judgement in compared),
        "score": _mean(judgement.score for judgement in compared),
        "latency_s": _mean(response.latency_s for response in had),
        "ttft_s": _mean(response.ttft_s for response in had),
        "input_tokens": _mean(response.usage.input_tokens for response in had),
        "output_tokens": _mean(response.usage.output_tokens for response in had),
        "characters": _mean(len(response.text) for response in had),
        "tokens_per_s": _mean(_speed(response, from_start=from_start) for response, from_start in answers),
        "cost_usd": _mean(answer.cost_usd for answer in drawn),
        "troubles": _troubles(drawn),
    }


def served_rows(run: Run) -> Iterator[Row]:
    """One row for each target, served model and fingerprint."""
    all_of: Counter[tuple[str, str, str]] = Counter()
    live: Counter[tuple[str, str, str]] = Counter()
    for answer in run.answers:
        if answer.response is not None and answer.response.served_model:
            seen = (
                text(answer.target),
                text(answer.response.served_model),
                text(answer.response.fingerprint or ""),
            )
            all_of[seen] += 1
            live[seen] += _was_live(answer)
    for seen, answers in sorted(all_of.items()):
        target, model, fingerprint = seen
        yield {
            "run": text(run.id),
            "target": target,
            "model": model,
            "fingerprint": fingerprint,
            "answers": answers,
            "live": live[seen],
        }


def agreement_row(agreement: Agreement) -> Row:
    columns = asdict(agreement)
    case = text(columns.pop("case"))
    return {**columns, "suite": text(agreement.suite), "case_id": case, "target": text(agreement.target)}


def text(value: Any) -> str:
    """Without what some database refuses: NUL and unpaired surrogates; cut where nobody would read on."""
    plain = str(value).replace("\x00", "\\x00")
    return plain.encode("utf-8", "backslashreplace").decode()[:LONGEST]


def count(value: int) -> int:
    return max(-LARGEST, min(int(value), LARGEST))


def number(value: float | None) -> float | None:
    """A finite number of double precision, else None."""
    try:
        return float(value) if value is not None and math.isfinite(value) else None
    except OverflowError:
        return None


def moment(written: str) -> str:
    """The moment as history keeps it.

    Raises:
        StoreError: it is not ISO 8601.
    """
    try:
        return stamp(datetime.fromisoformat(written))
    except ValueError as error:
        raise StoreError(f"not a moment in ISO 8601: {written!r}", slug="history-unwritable") from error


def _digests(run: Run) -> Mapping[str, Any]:
    digests = run.extra.get("digests", {})
    return digests if isinstance(digests, Mapping) else {}


def _was_live(answer: Answer) -> bool:
    return answer.source == "live" and answer.attempts > 0


def _speed(response: Response, *, from_start: bool) -> float | None:
    """Tokens a second while the answer came. A stream is timed from its first token; a workflow, whose tokens come in
    several answers, `from_start`.
    """
    if response.latency_s is None or not response.usage.output_tokens:
        return None
    took = response.latency_s - (0.0 if from_start else response.ttft_s or 0.0)
    return response.usage.output_tokens / took if took > 0 else None


def _mean(values: Iterable[float | None]) -> float | None:
    numbers = [finite for value in values if (finite := number(value)) is not None]
    return number(fmean(numbers)) if numbers else None


def _troubles(drawn: Iterable[Answer]) -> str:
    """`rate-limit:2 timeout:1`"""
    kinds = Counter(answer.trouble.kind for answer in drawn if answer.trouble is not None)
    return " ".join(f"{kind}:{times}" for kind, times in sorted(kinds.items()))
