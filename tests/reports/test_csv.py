from __future__ import annotations

import csv
import io
import re

import factories
import pytest
from hypothesis import given, settings

from harness.model.result import Run
from harness.reports.csv import COLUMNS, guarded, render
from harness.summary import of
from harness.visible import visible

DANGEROUS = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")


def rows(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(render(of(run))), newline="")))


def test_one_row_an_answer() -> None:
    found = rows(factories.example())
    assert len(found) == 360
    assert found[2] | {"text": ""} == dict.fromkeys(COLUMNS, "") | {
        "suite": "refund-helpdesk", "case": "late-return", "target": "llama", "sample": "0", "outcome": "pass",
        "equivalent": "false", "similarity": "0.4", "differences": "30 days → 60 days", "stop_reason": "stop",
        "latency_s": "0.8", "input_tokens": "120", "output_tokens": "18", "cost_usd": "0.0002",
        "served_model": "a-model", "source": "recorded", "origin": "authored",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@x", "\t=1", "\r\n=1", "＝1", "  =1", "\n+x", "-", "−1+1"])
def test_no_text_is_a_formula(text: str) -> None:
    assert guarded(text).startswith("'")


@pytest.mark.parametrize("text", ["-5", "+3.25", "12", "plain", "a=b", "1-2"])
def test_numbers_and_plain_words_stay(text: str) -> None:
    assert guarded(text) == text


@settings(max_examples=80, deadline=None)
@given(factories.runs())
def test_any_run_comes_back_through_csv(run: Run) -> None:
    answers = [one for suite in run.suites for case in suite.cases for one in case.answers]
    found = rows(run)
    assert len(found) == len(answers)
    for row, answer in zip(found, answers, strict=True):
        text = answer.response.text if answer.response else answer.trouble.partial
        assert row["text"] in (visible(text), "'" + visible(text))
        for name, cell in row.items():
            harmless = re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", cell)
            assert harmless or not DANGEROUS.match(cell), name
