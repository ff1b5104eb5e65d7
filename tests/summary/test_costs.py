"""What each target's answers took, and the table that shows it."""

from __future__ import annotations

from dataclasses import replace

from factories import answer, case, response, run, suite, troubled

from harness.model.result import StepTaken
from harness.summary import of
from harness.terminal.costs import lines
from harness.terminal.run import SCREEN
from harness.terminal.run import lines as page

LIVE = {"source": "live", "origin": "live", "attempts": 1}


def spent(found, usd):
    return replace(found, totals=replace(found.totals, cost_usd=usd))


def example():
    """gpt is replayed; claude was asked, once in two calls, once without a price, once in vain; 0.05 went to judges."""
    steps = tuple(StepTaken(name, "x", response(), calls) for name, calls in (("a", 1), ("b", 2)))
    found = run(
        suite(
            "s",
            [
                case("one", answer("gpt", cost_usd=0.2), answer("claude", cost_usd=0.5, steps=steps, **LIVE)),
                case("two", answer("gpt", cost_usd=0.4), answer("claude", cost_usd=None, **LIVE)),
                case("three", answer("gpt", cost_usd=0.6), troubled("claude")),
            ],
        )
    )
    return spent(found, 0.55)


def test_what_was_paid_and_what_was_replayed_stand_apart():
    costs = of(example()).costs
    gpt, claude = costs.targets
    assert (gpt.calls, gpt.live, gpt.input_tokens, gpt.output_tokens, gpt.unpriced) == (3, 0, 360, 54, 0)
    assert (gpt.spent_usd, round(gpt.replayed_usd, 9), round(gpt.average_usd, 9)) == (0.0, 1.2, 0.4)
    assert (claude.calls, claude.live, claude.input_tokens, claude.unpriced) == (4, 4, 240, 1)
    assert (claude.spent_usd, claude.replayed_usd, claude.average_usd) == (0.5, 0.0, 0.5)
    assert round(costs.other_usd, 9) == 0.05
    assert costs.paid


def test_the_table_and_its_sum():
    assert [line.plain for line in lines(of(example()).costs, 100)] == [
        "costs                 calls  live  tokens in  tokens out  spent  replayed  a case",
        "gpt                       3     0        360          54  $0.00     $1.20   $0.40",
        "claude                    4     4        240          36  $0.50     $0.00   $0.50",
        "judges, failed tries                                      $0.05",
        "together                  7     4        600          90  $0.55     $1.20",
        "5 answers took 7 calls, since a workflow of steps or tools makes several for one; replayed: what the",
        "recorded answers would cost by the prices of harness.yaml; a case: answering it once; 1 answer",
        "without a known price (?)",
    ]


def test_on_a_narrow_screen_each_target_is_a_sentence():
    shown = [line.plain for line in lines(of(example()).costs, 50)]
    assert max(map(len, shown)) <= 50
    assert shown[1] == "  gpt: calls 3, live 0, tokens in 360, tokens out"


def test_unknown_is_not_free():
    unpriced = run(suite("s", [case("one", answer("gpt", cost_usd=None, **LIVE))]))
    (row,) = of(spent(unpriced, 0.0)).costs.targets
    assert (row.spent_usd, row.average_usd, row.unpriced) == (None, None, 1)
    assert lines(of(spent(unpriced, 0.0)).costs, 100)[1].plain.split() == [
        "gpt",
        "1",
        "1",
        "120",
        "18",
        "?",
        "$0.00",
        "?",
    ]


def test_it_is_shown_where_something_was_paid_and_room_is_left_and_always_when_asked_for():
    paid = of(example())
    assert "costs  " in "\n".join(line.plain for line in page(paid, 100))
    replayed = of(spent(run(suite("s", [case("one", answer("gpt"))])), 0.0))
    assert "costs" not in "\n".join(line.plain for line in page(replayed, 100))
    assert "costs" in "\n".join(line.plain for line in page(replayed, 100, verbose=True))
    many = [suite(f"s{number}", [case("one", answer("gpt", **LIVE))]) for number in range(SCREEN)]
    assert "costs" not in "\n".join(line.plain for line in page(of(run(*many)), 100))


def test_where_nothing_came_there_is_no_table():
    assert lines(of(spent(run(suite("s", [case("one", troubled("gpt"))])), 0.0)).costs, 100) == []
