"""A run as a table for notebooks: one row an answer."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.model.result import Run

MOST_SUITES = 12
"""Named in the text of a run before the rest is only counted."""
LIBRARIES = ("pandas", "polars")
_WORDS = {"ports": "ports", "does-not-port": "does not port", "inconclusive": "inconclusive"}


def rows(run: Run) -> Iterator[dict[str, Any]]:
    """Each answer with what was found about it; seconds, US dollars, tokens; None where nothing is known.

    `similarity` and `equivalent` compare it with the baseline's answer; each check has a column of its own, by its
    name, with its score (the mean, where an assertion is used several times).
    """
    for suite in run.suites:
        for case in suite.cases:
            for answer in case.answers:
                response, trouble, alike = answer.response, answer.trouble, answer.equivalence
                scores: dict[str, list[float]] = {}
                for check in answer.checks:
                    if check.score is not None:
                        scores.setdefault(f"check.{check.assertion}", []).append(check.score)
                yield {
                    "suite": suite.name,
                    "case": case.id,
                    "target": answer.target,
                    "baseline": answer.target == suite.baseline,
                    "sample": answer.sample,
                    "outcome": answer.outcome,
                    "text": response.text if response else None,
                    "stop_reason": response.stop_reason if response else None,
                    "trouble": trouble.kind if trouble else None,
                    "similarity": alike.score if alike else None,
                    "equivalent": alike.equivalent if alike else None,
                    "latency_s": response.latency_s if response else None,
                    "ttft_s": response.ttft_s if response else None,
                    "input_tokens": response.usage.input_tokens if response else None,
                    "output_tokens": response.usage.output_tokens if response else None,
                    "cost_usd": answer.cost_usd,
                    "source": answer.source,
                    **{name: sum(values) / len(values) for name, values in scores.items()},
                }


def dataframe(run: Run, library: str | None) -> Any:
    """The rows as a DataFrame of `library`, by default the first of pandas and polars that is installed.

    Raises:
        ValueError: the library is neither.
        ModuleNotFoundError: it is not installed.
    """
    if library is not None and library not in LIBRARIES:
        raise ValueError(f"a table is made by {' or '.join(LIBRARIES)}, not by {library!r}")
    listed = list(rows(run))
    names = list(dict.fromkeys(name for row in listed for name in row))
    columns = {name: [row.get(name) for row in listed] for name in names}
    for name in (library,) if library else LIBRARIES:
        try:
            return import_module(name).DataFrame(columns)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
    wanted = library or "pandas or polars"
    raise ModuleNotFoundError(f"a table needs {wanted}, which is not installed: pip install {library or 'pandas'}")


def as_text(run: Run) -> str:
    """`<Run 20260301-101500-abc123: 96 passed, 2 failed, …>`, in it a line for each of the first suites."""
    totals = run.totals
    counted = f"{totals.passed} passed, {totals.failed} failed, {totals.errors} errors, {totals.skipped} skipped"
    lines = [f"Run {run.id}: {counted}{'' if run.complete else '; incomplete'}"]
    for suite in run.suites[:MOST_SUITES]:
        verdicts = [f"{_name(c.candidate)} {_WORDS[c.verdict]} ({c.matches:g}/{c.cases})" for c in suite.comparisons]
        lines.append(f"  {_name(suite.name)}: {', '.join(verdicts) or f'{len(suite.cases)} cases, nothing compared'}")
    if len(run.suites) > MOST_SUITES:
        lines.append(f"  and {len(run.suites) - MOST_SUITES} more suites")
    return "<" + "\n".join(lines) + ">"


def _name(text: str) -> str:
    return repr(text)[1:-1]  # what cannot be seen is spelled out


def as_html(run: Run) -> str:
    """The comparisons of a run as a small table of HTML, every name escaped."""
    import html  # only a notebook asks for it

    lines = [
        "<table><thead><tr>"
        + "".join(f"<th>{name}</th>" for name in ("suite", "candidate", "verdict", "difference", "bounds", "cases"))
        + "</tr></thead><tbody>"
    ]
    for suite in run.suites:
        for found in suite.comparisons:
            bounds = "" if found.lower is None or found.upper is None else f"{found.lower:+.3f} … {found.upper:+.3f}"
            difference = "" if found.difference is None else f"{found.difference:+.3f}"
            cells = (suite.name, found.candidate, _WORDS[found.verdict], difference, bounds, str(found.cases))
            lines.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
    totals = run.totals
    counted = f"{totals.passed} passed, {totals.failed} failed, {totals.errors} errors, {totals.skipped} skipped"
    state = "" if run.complete else "; incomplete"
    return "".join(lines) + f"</tbody></table><p>{html.escape(f'run {run.id}: {counted}{state}')}</p>"
