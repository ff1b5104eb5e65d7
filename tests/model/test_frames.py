"""A run as a table: a row an answer, for pandas or polars, and a few lines of HTML for a notebook."""

from __future__ import annotations

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from types import ModuleType

import factories
import pytest

from harness import api
from harness.errors import UsageError
from harness.importers import outputs
from harness.model.carrying import ImportOptions
from harness.model.frames import MOST_SUITES

ROWS = """\
{"prompt": "p", "model": "m-a", "output": "<b>x</b>", "correct": true, "latency_s": 1.5}
{"prompt": "p", "model": "m-b", "output": "y", "correct": false}
"""


@pytest.fixture
def run(tmp_path):
    (tmp_path / "rows.jsonl").write_text(ROWS)
    outputs.take_over(tmp_path / "rows.jsonl", ImportOptions(suite="framed", root=tmp_path))
    return api.run(config=tmp_path / "harness.yaml", record="none")


@pytest.fixture
def library(monkeypatch):
    """Puts a library in place that keeps the columns it is given."""

    def library(name):
        module = ModuleType(name)
        module.DataFrame = dict
        monkeypatch.setitem(sys.modules, name, module)

    return library


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_each_answer_is_a_row_with_its_checks_as_columns(run, library, name):
    library(name)
    columns = run.to_dataframe(name)
    assert len({len(values) for values in columns.values()}) == 1
    assert columns["target"] == ["m-a", "m-b"]
    assert columns["baseline"] == [True, False]
    assert columns["check.imported-score"] == [1.0, 0.0]
    assert (columns["outcome"], columns["latency_s"]) == (["pass", "fail"], [1.5, None])


def test_a_library_that_is_not_there_or_not_known_is_said_so(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ModuleNotFoundError, match="pip install pandas"):
        run.to_dataframe()
    with pytest.raises(ModuleNotFoundError, match="pip install polars"):
        run.to_dataframe("polars")
    with pytest.raises(ValueError, match="pandas or polars"):
        run.to_dataframe("duckdb")


def test_real_libraries_take_the_columns(run):
    pandas = pytest.importorskip("pandas")
    assert isinstance(run.to_dataframe("pandas"), pandas.DataFrame)


def test_a_notebook_is_shown_the_comparisons(run):
    class Cells(HTMLParser):
        text: list[str] = []  # noqa: RUF012 - of this one parser

        def handle_data(self, data):
            self.text.append(data)

    cells = Cells()
    cells.feed(run._repr_html_())
    assert {"framed", "m-b"} <= set(cells.text)
    assert any("1 passed, 1 failed" in text for text in cells.text)


def test_the_repr_is_a_few_lines():
    shown = repr(factories.example())
    assert shown.splitlines() == [
        "<Run 20260301-101500-abc123: 351 passed, 9 failed, 0 errors, 0 skipped",
        "  refund-helpdesk: claude ports (48/48), llama does not port (31/48)",
        "  extract-invoice: claude ports (59/60), llama ports (60/60)",
        "  classify-ticket: claude inconclusive (12/12), llama does not port (3/12)>",
    ]


def test_of_many_suites_some_are_named_and_nothing_is_raw():
    many = [factories.suite(f"s{number}\x1b[31m\n", []) for number in range(MOST_SUITES + 2)]
    shown = repr(factories.run(*many, complete=False))
    assert shown.startswith("<Run 20260301-101500-abc123: 0 passed, 0 failed, 0 errors, 0 skipped; incomplete\n")
    assert "  s0\\x1b[31m\\n: 0 cases, nothing compared" in shown
    assert shown.endswith("\n  and 2 more suites>")
    assert "\x1b" not in shown


async def test_a_run_where_a_loop_runs_already_as_in_a_notebook(run, tmp_path):
    assert api.run(config=tmp_path / "harness.yaml", record="none").totals == run.totals
    with pytest.raises(UsageError):
        api.run(config=tmp_path / "harness.yaml", record="none", budget_usd=-1)


async def test_a_cell_that_is_interrupted_stops_its_run(monkeypatch):
    cancelled = []

    class Interrupted(ThreadPoolExecutor):
        def submit(self, function, *arguments):
            future = super().submit(function, *arguments)
            began.wait()

            def result():
                raise KeyboardInterrupt

            future.result = result
            return future

    began = threading.Event()

    async def endless():
        began.set()
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    monkeypatch.setattr(api, "ThreadPoolExecutor", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        api._to_its_end(endless())
    assert cancelled == [True]
