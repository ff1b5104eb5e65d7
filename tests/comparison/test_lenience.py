"""A comparison that is less strict than the default says so, and where."""

from __future__ import annotations

from types import SimpleNamespace

import factories
import pytest

from harness import plugins
from harness.comparison.lenience import lenience
from harness.equivalence.comparer import means
from harness.model.result import Lenience
from harness.model.suite import EquivalenceSettings
from harness.summary import of
from harness.terminal.readiness import readiness_lines


class SuiteStub:
    """What is looked at of a suite."""

    def __init__(self, mode: str = "text", **settings: object) -> None:
        self.output, self.equivalence = SimpleNamespace(type=mode), EquivalenceSettings(**settings)


def found(mode: str = "text", ask: str = "same", **chosen: object) -> Lenience | None:
    return lenience(SuiteStub(mode, ask=ask), means(**chosen))


def test_the_default_and_a_stricter_threshold_are_not_told():
    assert found() is None
    assert found(threshold=0.99) is None
    assert found(guards=plugins.names("guards")) is None


def test_every_kind_that_is_not_looked_for_is_told_once_the_gravest_first():
    kinds = [plugins.load("guards", name).KIND for name in plugins.names("guards")]
    told = found(guards=[]).unguarded
    assert told[:2] == ("changed number", "changed answer")
    assert sorted(told) == sorted(set(kinds))


def test_only_what_is_missing_is_told_and_the_guard_where_another_looks_for_its_kind():
    without = [name for name in plugins.names("guards") if name not in ("names", "numbers")]
    assert found(guards=without).unguarded == ("changed number", "changed name (names)")


def test_a_lower_threshold_is_told_beside_the_calibrated_one():
    told = found(threshold=0.01)
    assert (told.unguarded, told.threshold) == ((), 0.01)
    assert told.calibrated == means().threshold


@pytest.mark.parametrize("mode", ["label", "code", "tool-calls"])
def test_where_guards_do_not_decide_they_are_not_missed(mode):
    assert found(mode, guards=[], threshold=0.01) is None
    assert found("text", "checks", guards=[]) is None


def test_suites_that_agree_share_a_sentence_and_readiness_says_it_too():
    told = Lenience(unguarded=tuple(f"kind {number}" for number in range(9)))
    suites = [factories.suite(name, [], factories.comparison(), lenience=told) for name in "ab"]
    summary = of(factories.run(*suites, factories.suite("alone", [], lenience=told)))
    sentence = "a and b: not looked for: kind 0, kind 1, kind 2 and 6 more (`equivalence: guards`)"
    assert [caution.startswith(sentence) for caution in summary.cautions] == [True]
    assert any("not looked for" in line.plain for line in readiness_lines(summary, 100))
