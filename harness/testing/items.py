"""Suites as pytest collects them: one item a case and target, one a suite and candidate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.model.location import Location
from harness.model.result import Answer, CaseResult, Comparison, SuiteResult
from harness.model.suite import Case, Suite
from harness.summary import phrases, whys
from harness.testing.shared import SharedRuns, shared_runs
from harness.visible import shorten, visible

_SUITE = re.compile(rb"^\xef\xbb\xbf?suite\s*:|^suite\s*:", re.MULTILINE)
HEAD_BYTES = 65_536
"""A suite names itself within so much of its file."""
SHOWN = 300
"""Characters of an answer shown with a failure."""


class SuiteError(pytest.Collector.CollectError):
    """A suite that cannot be loaded."""


class Failure(Exception):  # noqa: N818 - pytest's word
    """Shown as its text, without a traceback."""


class Unmeasured(Exception):  # noqa: N818 - neither pass nor fail
    """An answer that could not be had or judged: an error, not a failure."""


def suite_file(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for a suite that was named on the command line or lies under `harness_suites`."""
    named = parent.session.isinitpath(path)
    folders = [parent.config.rootpath / folder for folder in parent.config.getini("harness_suites")]
    if not named and not (any(path.is_relative_to(folder) for folder in folders) and _is_suite(path)):
        return None
    return SuiteFile.from_parent(parent, path=path)


def _is_suite(path: Path) -> bool:
    """Other YAML files (cases, data) lie beside suites."""
    with path.open("rb") as file:
        return _SUITE.search(file.read(HEAD_BYTES)) is not None


class SuiteFile(pytest.File):
    """One suite."""

    def collect(self) -> Iterator[pytest.Item]:
        shared = shared_runs(self.config)
        try:
            plan = shared.plan(self.path)
        except HarnessError as error:
            raise SuiteError(f"{error}\n  hint: {error.hint}" if error.hint else str(error)) from error
        (suite,) = plan.suites
        for tag in suite.tags:
            self.config.addinivalue_line("markers", f"{tag}: a tag of the suite {suite.name}")
        for case in suite.cases:
            for target in suite.targets:
                yield CaseItem.of(self, f"{case.id}[{target}]", suite, target, case=case)
        for candidate in suite.targets:
            if candidate != suite.baseline:
                yield PortsItem.of(self, f"ports[{candidate}]", suite, candidate)


class SuiteItem(pytest.Item):
    """What the two kinds of item have in common."""

    def __init__(self, *, suite: Suite, target: str, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.suite = suite
        self.target = target
        self.case = case
        self.found: SuiteResult | None = None
        self.add_marker("harness")
        for tag in suite.tags:
            self.add_marker(tag)
        self.extra_keyword_matches.update({suite.name, target})

    @classmethod
    def of(cls, parent: SuiteFile, name: str, suite: Suite, target: str, case: Case | None = None) -> SuiteItem:
        made: SuiteItem = cls.from_parent(parent, name=name, suite=suite, target=target, case=case)
        return made

    @property
    def shared(self) -> SharedRuns:
        return shared_runs(self.config)

    @property
    def result(self) -> SuiteResult:
        assert self.found is not None  # noqa: S101 - setup ran before
        return self.found

    def wanted(self) -> Iterable[tuple[str, str]]:
        """The (case, target) pairs whose answers this item needs."""
        raise AssertionError(type(self))

    def setup(self) -> None:
        """Have the answers. What goes wrong here is pytest's *error*, not its *failure*."""
        try:
            self.found = self.shared.suite(self.path)
        except HarnessError as error:
            raise Unmeasured(str(error)) from error

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line - 1, f"{self.suite.name}::{self.name}"

    @property
    def line(self) -> int:
        place: Location | None = (self.case.location if self.case else None) or self.suite.location
        return place.line if place else 1

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Failure | Unmeasured):
            return visible(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def _reproduce(self, filters: str = "") -> str:
        root = Path(self.shared.plan(self.path).config.root)
        path = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        return f"reproduce: harness run {path}{filters} -t {self.target} --record {self.shared.settings.record}"


class CaseItem(SuiteItem):
    """Every sample of one target for one case must pass its checks."""

    def wanted(self) -> Iterable[tuple[str, str]]:
        assert self.case is not None  # noqa: S101 - made with one
        return [(self.case.id, self.target)]

    def setup(self) -> None:
        super().setup()
        troubles = [_trouble(answer) for answer in self._answers() if answer.outcome == "error"]
        if troubles:
            raise Unmeasured("\n".join([*dict.fromkeys(troubles), self._reproduce(self._filter())]))

    def runtest(self) -> None:
        lines: list[str] = []
        for answer in self._answers():
            if answer.outcome == "fail":
                lines += self._why(answer)
        if lines:
            raise Failure("\n".join([*lines, self._reproduce(self._filter())]))

    def _answers(self) -> list[Answer]:
        return [answer for answer in self._case_result().answers if answer.target == self.target]

    def _case_result(self) -> CaseResult:
        assert self.case is not None  # noqa: S101 - made with one
        return next(one for one in self.result.cases if one.id == self.case.id)

    def _why(self, answer: Answer) -> Iterator[str]:
        sample = f" (sample {answer.sample})" if self.suite.samples > 1 else ""
        yield f"{self.suite.name}: {self.name}{sample}"
        yield from (f"  {phrases.failed_check(check)}" for check in answer.checks if check.outcome == "fail")
        if answer.equivalence is not None:
            yield from (
                f"  differs from the baseline: {phrases.difference(one)}" for one in answer.equivalence.reasons[:3]
            )
        yield f"  answer: {shorten(answer.response.text if answer.response else '', SHOWN)}"

    def _filter(self) -> str:
        return f" -k {self.suite.name}/{self.case.id}" if self.case else ""


class PortsItem(SuiteItem):
    """The candidate must not be shown to be worse than the baseline; under `proof` it must be shown to port."""

    def wanted(self) -> Iterable[tuple[str, str]]:
        return [(case.id, target) for case in self.suite.cases for target in (self.suite.baseline, self.target)]

    def setup(self) -> None:
        super().setup()
        comparison = self._comparison()
        if comparison.verdict == "inconclusive" and comparison.reasons:
            raise Unmeasured("\n".join([f"{self.suite.name}: {self.name}", *comparison.reasons, self._reproduce()]))

    def runtest(self) -> None:
        comparison = self._comparison()
        proof = self.shared.settings.require == "proof"
        if comparison.verdict == "does-not-port" or (proof and comparison.verdict != "ports"):
            raise Failure("\n".join([*self._evidence(comparison), self._reproduce()]))

    def _comparison(self) -> Comparison:
        return next(one for one in self.result.comparisons if one.candidate == self.target)

    def _evidence(self, found: Comparison) -> Iterator[str]:
        words = found.verdict.replace("-", " ")
        good = f"{found.matches:g} of {found.cases} cases as good as {self.suite.baseline}'s"
        yield f"{self.suite.name}: {self.target} {words}: {good}"
        if found.lower is not None and found.upper is not None:
            bounds = f"at least {found.lower:+.2f}, at most {found.upper:+.2f}"
            yield f"  difference {bounds} with {found.confidence:.0%} confidence each; margin {-found.margin:+.2f}"
        if found.cases_needed:
            yield f"  about {found.cases_needed} more cases would settle it"
        for why in whys.of_suite(self.result):
            if why.target == self.target:
                yield f"  {why.case}: {why.text}"


def _trouble(answer: Answer) -> str:
    if answer.trouble is not None:
        return phrases.trouble(answer)
    return "; ".join(f"{check.assertion}: {check.reason}" for check in answer.checks if check.outcome == "error")


def select(items: Iterable[pytest.Item]) -> None:
    """Tell the runs what was selected."""
    for item in items:
        if isinstance(item, SuiteItem):
            item.shared.want(item.path, item.wanted())
