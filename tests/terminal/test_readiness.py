from __future__ import annotations

from dataclasses import replace

import factories
from rich.cells import cell_len

from harness.model.result import Drilled
from harness.reports import html
from harness.summary import of
from harness.terminal.readiness import readiness_lines


def test_the_matrix_at_a_glance():
    lines = [line.plain for line in readiness_lines(of(factories.example(), ["vendor:openai"]), 120)]
    assert lines[:5] == [
        "                    vendor:openai    vendor:anthropic",
        "refund-helpdesk *   by claude        by gpt",
        "extract-invoice     by claude        by gpt",
        "classify-ticket     unproven (+18)   by gpt",
        "(scoring)           down             works",
    ]
    assert "  classify-ticket: 18 more cases should prove claude" in lines
    assert lines[5] == "*: marked `critical: true`; only these decide the exit code"
    ready = (
        "Ready in what is critical: 1 critical workflow survives the loss of any one domain; 1 of 2 others does not."
    )
    assert lines[-1] == ready


def test_what_was_drilled_is_said_beside_what_is_proven():
    drilled = Drilled(at="2026-11-29T05:00:00+00:00", answered=False, verdict="inconclusive", offline=True, stale=True)
    shown = factories.example()
    openai, *rest = shown.readiness
    suites = (replace(openai.suites[0], drilled=drilled), *openai.suites[1:])
    shown = replace(shown, readiness=(replace(openai, suites=suites), *rest))
    text = "\n".join(line.plain for line in readiness_lines(of(shown), 160))
    assert "by claude, drilled 2026-11-29 (not all answered, inconclusive, offline, stale)" in text
    page = "".join(html.render(of(shown)))
    assert "<small>drilled 2026-11-29 (not all answered" in page


def test_narrow_terminals_get_a_list():
    lines = [line.plain for line in readiness_lines(of(factories.example()), 40)]
    assert lines[0] == "without vendor:openai: single point of"
    assert "  classify-ticket    unproven (+18)" in lines
    assert "every workflow survives without:" in lines
    assert max(map(cell_len, lines)) <= 40


def test_hostile_names_stay_inert():
    for hostile in factories.HOSTILE:
        for line in readiness_lines(of(factories.shouting(hostile)), 80):
            assert "\x1b" not in line.plain
