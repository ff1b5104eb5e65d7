"""What the local view answers. Every address is read-only; names stand in the query, so no path is ever looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from harness import periods, plugins, summary
from harness.errors import HarnessError, StoreError, UsageError
from harness.model.past import Filter, PastRun
from harness.pages import environment, kinds
from harness.pages import run as run_page
from harness.pages.run import ANSWER
from harness.pages.section import CaseRow, row
from harness.summary import suites
from harness.view import figures
from harness.view.cases import strips
from harness.view.compared import compared
from harness.view.guard import App, guarded

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from harness.history import History

SPANS = {"7d": "7 days", "30d": "30 days", "90d": "90 days", "all": "everything"}
RUNS, NIGHTS = 200, 12
"""Runs in the list, and runs of which a case's answers are shown."""
_Page = tuple[str, Mapping[str, Any]]


def application(past: History, *, token: str, port: int) -> App:
    """The view over a history, for those who have the token."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    pages: dict[str, Callable[[History, Mapping[str, str]], _Page]] = {
        "/": overview, "/suite": of_suite, "/case": of_case, "/runs": listed, "/run": of_run, "/compare": of_two,
    }  # fmt: skip
    routes = [Route(path, _answering(past, page)) for path, page in pages.items()]
    routes.append(Route("/report", lambda request: _file(past, request)))
    return guarded(Starlette(routes=routes, exception_handlers={404: _no_such_page}), token=token, port=port)


def overview(past: History, query: Mapping[str, str]) -> _Page:
    """Every suite with a line for each target."""
    since = _since(query)
    lines = figures.series(past.measurements(since=since))
    served = past.served(since=since)
    moments = _moments(lines)
    suites: dict[str, list[Any]] = {}
    for line in lines:
        drawn = figures.pass_rate(line, figures.Over(moments, figures.changes_of(line, served)))
        suites.setdefault(line.suite, []).append((line.target, drawn))
    newest = past.runs(Filter(limit=1))
    return "overview", {"suites": suites, "newest": newest[0] if newest else None, **_span(query, "/")}


def of_suite(past: History, query: Mapping[str, str]) -> _Page:
    """Everything watched of one suite, target by target."""
    name, since = query.get("name", ""), _since(query)
    measured = list(past.measurements(name, since=since))
    lines = figures.series(measured)
    if not lines and not past.runs(Filter(suite=name, limit=1)):
        raise UsageError(f"no run of a suite {name!r} is kept", slug="unknown-run")
    served = past.served(since=since)
    moments = _moments(lines)
    targets = []
    for line in lines:
        changes = figures.changes_of(line, served)
        targets.append((line.target, figures.every(line, figures.Over(moments, changes)), changes))
    return "suite", {"name": name, "targets": targets, "strips": strips(measured), **_span(query, "/suite", name=name)}


def of_case(past: History, query: Mapping[str, str]) -> _Page:
    """One case in the newest runs, with its answers."""
    name, case = query.get("suite", ""), query.get("id", "")
    # One more than is shown tells whether any are left.
    entries = past.runs(Filter(suite=name, limit=NIGHTS + 1))
    nights = [night for entry in entries[:NIGHTS] if (night := _night(past, entry, name, case)) is not None]
    if not nights:
        raise UsageError(f"no run with a case {case!r} of a suite {name!r} is kept", slug="unknown-run")
    return "onecase", {"suite": name, "case": case, "nights": nights, "left": len(entries) > NIGHTS}


def _night(past: History, entry: PastRun, name: str, wanted: str) -> tuple[str, str, CaseRow, str] | None:
    for suite in past.load(entry.id).suites:
        for case in suite.cases:
            if (suite.name, case.id) == (name, wanted):
                targets = (suite.baseline, *(target for target in entry.targets if target != suite.baseline))
                numbers = dict.fromkeys((kind for bad in kinds.bad(case, targets) for kind in bad.kinds), 0)
                drawn = row(suites.of(suite, targets), case, targets, numbers, ANSWER)
                return entry.id, entry.started_at, drawn, suite.baseline
    return None


def listed(past: History, query: Mapping[str, str]) -> _Page:
    """The runs, the newest first; with `a`, to choose what it is compared with."""
    runs = past.runs(Filter(limit=RUNS + 1))
    return "runs", {"runs": runs[:RUNS], "more": len(runs) > RUNS, "chosen": query.get("a", "")}


def of_run(past: History, query: Mapping[str, str]) -> _Page:
    """A run's report."""
    run = past.load(query.get("id", "") or "last")
    suffixes = sorted(plugins.load("reports", name).SUFFIX for name in plugins.names("reports"))
    return "kept", {**run_page.values(summary.of(run)), "suffixes": suffixes}


def of_two(past: History, query: Mapping[str, str]) -> _Page:
    """Run `b` held against run `a`."""
    before, after = past.load(query.get("a", "") or "last"), past.load(query.get("b", "") or "last")
    return "compared", {"before": before, "after": after, "runs": compared(before, after)}


def _answering(past: History, page: Callable[[History, Mapping[str, str]], _Page]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        from starlette.responses import HTMLResponse

        try:
            template, values = page(past, dict(request.query_params))
        except HarnessError as error:
            return _trouble(error)
        return HTMLResponse(environment.page(template, place=past.place, link=link, **values))

    return answer


def _file(past: History, request: Request) -> Response:
    """Any report of a run, to be kept."""
    from starlette.responses import StreamingResponse

    try:
        run = past.load(request.query_params.get("id", "") or "last")
        suffix = request.query_params.get("as", ".json")
        by_suffix = {(module := plugins.load("reports", name)).SUFFIX: module for name in plugins.names("reports")}
        if suffix not in by_suffix:
            raise UsageError(f"no report has the suffix {suffix!r}", slug="unknown-report")
    except HarnessError as error:
        return _trouble(error)
    pieces: Iterator[str] = by_suffix[suffix].render(summary.of(run))
    # A name in a header: whatever the run is called.
    # Always a download: a report shown here would run under the view's own address.
    headers = {"content-disposition": f'attachment; filename="report{suffix}"'}
    return StreamingResponse(
        (piece.encode() for piece in pieces), media_type="application/octet-stream", headers=headers
    )


def link(path: str, **query: str) -> str:
    return path + "?" + urlencode(query)


def _trouble(error: HarnessError) -> Response:
    from starlette.responses import HTMLResponse

    status = 500 if isinstance(error, StoreError) else 404
    return HTMLResponse(environment.page("trouble", message=str(error), hint=error.hint), status)


def _no_such_page(_: Request, __: Exception) -> Response:
    return _trouble(UsageError("There is no such page."))


def _since(query: Mapping[str, str]) -> str | None:
    span = query.get("since", "30d")
    return None if span == "all" else periods.stamp(periods.since(span, datetime.now(UTC), "since"))


def _span(query: Mapping[str, str], path: str, **more: str) -> dict[str, Any]:
    """The choice of how far to look back."""
    links = [(span, words, link(path, **more, since=span)) for span, words in SPANS.items()]
    return {"spans": links, "span": query.get("since", "30d")}


def _moments(lines: list[figures.Series]) -> tuple[str, str]:
    """The axis of time that all lines share."""
    moments = [night.started_at for line in lines for night in line.nights]
    return (min(moments), max(moments)) if moments else ("", "")
