from __future__ import annotations

from dataclasses import replace

import factories
import pytest
from factories import answer, case, comparison, failing, run, suite, troubled

from harness.model.summary import ratio
from harness.summary import of, suites


@pytest.mark.parametrize(
    ("good", "cases", "words"),
    [
        (48.0, 48, "48/48"),
        (47.5, 48, "47.5/48"),
        (47.99, 48, "47.9/48"),
        (0.0, 0, "0/0"),
        (2.9999999999, 3, "3/3"),
        (1 / 3, 1, "0.3/1"),
    ],
)
def test_a_count_is_never_rounded_up_to_the_whole(good: float, cases: int, words: str) -> None:
    assert ratio(good, cases) == words


def test_the_baselines_cell_counts_cases_that_pass() -> None:
    cases = [case("a", answer("gpt")), case("b", failing("gpt", "x", "no")), case("c", troubled("gpt"))]
    cases.append(case("d", answer("gpt"), failing("gpt", "x", "no", sample=1)))
    (cell,) = suites.of(suite("s", cases), ["gpt"]).cells
    assert cell.count == "1.5/3, 1 missing"


def test_a_candidates_cell() -> None:
    found = suite(
        "s",
        [],
        comparison("claude", "inconclusive", 12, cases_needed=18, missing=2),
        comparison("llama", cases_needed=5),
    )
    claude, llama, other = suites.of(found, ["claude", "llama", "other"]).cells
    assert (claude.words, claude.count) == ("inconclusive", "12/12 (+18), 2 missing")
    assert llama.count == "48/48"
    assert other.count == "-"


def test_totals() -> None:
    live = answer("gpt", source="live", origin="live")
    found = run(suite("s", [case("a", live, answer("claude")), case("b", live, troubled("claude"))]))
    assert of(found).totals == "3 of 4 answers (1 could not be had), 1 recorded, 2 live, $0.41, 38 s"


def test_a_cost_that_is_not_known_is_not_called_nothing() -> None:
    unpriced = answer("gpt", source="live", origin="live", cost_usd=None)
    found = run(suite("s", [case("a", unpriced)]))
    assert of(found).totals == "1 answer, 0 recorded, 1 live, $0.41 and 1 answer without a known price, 38 s"


def test_where_recordings_come_from_is_said() -> None:
    def said(*found: str) -> list[str]:
        answers = [answer("gpt", origin=one, sample=n) for n, one in enumerate(found)]
        return list(of(run(suite("s", [case("c", *answers)]))).cautions)

    assert said("live") == []
    assert said("authored") == ["recorded answers here are authored examples, not real vendors' output"]
    assert said("imported") == ["recorded answers here were imported: harness did not see them being made"]
    assert said("authored", "imported", "live") == [
        "1 of 3 recorded answers are authored examples, not real vendors' output",
        "1 of 3 recorded answers were imported: harness did not see them being made",
    ]


def test_remarks_name_every_hole() -> None:
    cases = [case("a", answer("gpt", origin="live"), troubled("claude"), explicit=False)]
    found = run(suite("s", cases), interrupted=True, notices=("s: equivalence could not be computed\x1b",))
    assert list(of(found).remarks) == [
        "the run was stopped before its end",
        "incomplete: 1 answer could not be had or judged (neither right nor wrong)",
        "s: equivalence could not be computed<U+001B>",
        "no explicit check: 1 of 1 case of s, compared with the baseline only",
    ]
    assert of(factories.run()).remarks == ()


def test_a_skipped_answer_is_not_one_that_could_not_be_had() -> None:
    skipped = [case(name, answer("gpt", response=None, outcome="skip")) for name in "ab"]
    found = run(suite("s", [case("c", answer("gpt")), *skipped]))
    assert of(found).totals.startswith("1 answer, 2 skipped, 1 recorded, 0 live")


def test_the_cases_of_a_long_run_are_read_twice_whatever_is_compared() -> None:
    class Cases(tuple):
        __slots__ = ()
        read = 0

        def __iter__(self):
            Cases.read += 1
            return super().__iter__()

    cases = [
        case(name, answer("gpt"), failing("claude", "contains", "no"), failing("llama", "x", "no")) for name in "ab"
    ]
    compared = [comparison(name, "does-not-port") for name in ("claude", "llama")]
    long = run(replace(suite("s", [], *compared), cases=Cases(cases)))
    Cases.read = 0
    of(long)
    # Once for the counts of the run, once for all that is said of the suite.
    assert Cases.read == 2
