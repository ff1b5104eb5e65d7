"""Suites as pytest collects them: one item a case and target, one a suite and candidate."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError, InputError
from harness.model.comparison import Comparison
from harness.model.location import Location
from harness.model.result import Answer
from harness.model.suite import Case, Suite
from harness.summary import whys
from harness.summary.phrases import percent
from harness.summary.standing import of_comparison
from harness.testing.github import defused
from harness.testing.shared import SharedRuns, SuiteOutcome, shared_runs
from harness.visible import shorten, visible

SHOWN = 300
"""Characters of an answer shown with a failure."""


class SuiteError(pytest.Collector.CollectError):
    """A suite that cannot be loaded."""


class Failure(Exception):  # noqa: N818 - pytest's word
    """Shown as its text, without a traceback."""


class Unmeasured(pytest.fail.Exception):  # type: ignore[name-defined, misc]  # it is a class, kept on a function
    """An answer that could not be had or judged. Raised while an item is set up, which makes it an error and not a
    failure; of what pytest lets us raise there, only its own exception is shown without a traceback.
    """

    __module__ = "builtins"  # as pytest's own: the last lines of a session show the bare name

    def __init__(self, text: str) -> None:
        super().__init__(defused(visible(text)), pytrace=False)


class SuiteFile(pytest.File):
    """One suite."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        try:
            (suite,) = shared_runs(self.config).plan(self.path).suites
        except HarnessError as error:
            raise SuiteError(defused(visible(_told(error)))) from error
        self.add_marker("harness")
        for tag in suite.tags:
            self.config.addinivalue_line("markers", f"{tag}: a tag of the suite {suite.name}")
            self.add_marker(tag)
        self.extra_keyword_matches.add(suite.name)
        top: list[pytest.Item | CaseFolder] = []
        folders: dict[tuple[str, ...], CaseFolder] = {}
        for case in suite.cases:
            for target in suite.targets:
                *levels, name = _levels(f"{case.id}[{target}]")
                parent: SuiteFile | CaseFolder = self
                members = top
                for depth in range(1, len(levels) + 1):
                    at = tuple(levels[:depth])
                    if at not in folders:
                        folders[at] = CaseFolder.of(parent, at[-1])
                        members.append(folders[at])
                    parent, members = folders[at], folders[at].members
                members.append(CaseItem.of(parent, name, suite, target, case=case))
        yield from top
        for candidate in suite.targets:
            if candidate != suite.baseline:
                yield PortsItem.of(self, f"ports[{candidate}]", suite, candidate)


class CaseFolder(pytest.Collector):
    """Cases whose ids begin alike up to a `::`, which is what pytest takes an id apart at when it is given one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.members: list[pytest.Item | CaseFolder] = []

    def collect(self) -> list[pytest.Item | CaseFolder]:
        return self.members

    @classmethod
    def of(cls, parent: SuiteFile | CaseFolder, name: str) -> CaseFolder:
        made: CaseFolder = cls.from_parent(parent, name=name, nodeid=f"{parent.nodeid}::{name}")
        return made


def _levels(name: str) -> list[str]:
    """As pytest splits what it is given: at each `::` before the first bracket."""
    plain, bracket, rest = name.partition("[")
    *outer, last = plain.split("::")
    return [*outer, last + bracket + rest]


class SuiteItem(pytest.Item):
    """What the two kinds of item have in common."""

    def __init__(self, *, suite: Suite, target: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.suite = suite
        self.target = target
        self.extra_keyword_matches.add(target)

    @classmethod
    def of(cls, parent: SuiteFile | CaseFolder, name: str, suite: Suite, target: str, **more: Any) -> SuiteItem:
        # Said as text, the id is the one that pytest reads back for --lf: names with brackets have a part of their own.
        nodeid = f"{parent.nodeid}::{name}"
        made: SuiteItem = cls.from_parent(parent, name=name, nodeid=nodeid, suite=suite, target=target, **more)
        return made

    @property
    def shared(self) -> SharedRuns:
        return shared_runs(self.config)

    @property
    def place(self) -> Location | None:
        """Where it is written."""
        return self.suite.location

    def wanted(self) -> Iterable[tuple[str, str]]:
        """The (case, target) pairs whose answers this item needs."""
        raise AssertionError(type(self))

    def found(self) -> SuiteOutcome:
        """Have the answers. What goes wrong here is pytest's *error*, not its *failure*.

        Raises:
            Unmeasured: nothing can be had.
        """
        try:
            return self.shared.outcome(self.path)
        except HarnessError as error:
            raise Unmeasured(_told(error)) from None

    def reportinfo(self) -> tuple[Path, int, str]:
        path = Path(self.place.path).absolute() if self.place else self.path
        return path, self.place.line - 1 if self.place else 0, f"{self.suite.name}::{self.name}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Failure):
            return defused(visible(str(excinfo.value)))
        return super().repr_failure(excinfo, style)

    def reproduce(self, case: str = "") -> str:
        """The command line that shows the same."""
        root, here = Path(self.shared.plan(self.path).config.path).parent, self.config.invocation_params.dir
        chosen = self.shared.settings
        words = ["harness", "run", os.path.relpath(self.path, here)]
        if case:
            words += ["-k", _filter(f"{self.suite.name}/{case}")]
        words += ["-t", self.target, "--record", chosen.record]
        if chosen.samples is not None:
            words += ["--samples", str(chosen.samples)]
        if chosen.config or not here.is_relative_to(root):
            words += ["--config", os.path.relpath(self.shared.plan(self.path).config.path, here)]
        return f"reproduce: {shlex.join(words)}"


class CaseItem(SuiteItem):
    """Every sample of one target for one case must pass its checks."""

    def __init__(self, *, case: Case, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case
        self.answers: Sequence[Answer] = ()
        if self.target in case.skip:
            self.add_marker(pytest.mark.skip(reason=case.skip[self.target]))
        if self.target in case.xfail:
            self.add_marker(pytest.mark.xfail(reason=case.xfail[self.target], raises=Failure))

    @property
    def place(self) -> Location | None:
        return self.case.location or self.suite.location

    def wanted(self) -> Iterable[tuple[str, str]]:
        return [(self.case.id, self.target)]

    def setup(self) -> None:
        self.answers = self.found().answers.get((self.case.id, self.target), ())
        troubles = [_trouble(answer) for answer in self.answers if answer.outcome == "error"]
        if troubles:
            raise Unmeasured("\n".join([*dict.fromkeys(troubles), self.reproduce(self.case.id)]))

    def runtest(self) -> None:
        lines = [
            line
            for answer in self.answers
            if answer.outcome == "fail" and not answer.tolerated
            for line in self._why(answer)
        ]
        if lines:
            raise Failure("\n".join([*lines, self.reproduce(self.case.id)]))

    def _why(self, answer: Answer) -> Iterator[str]:
        sample = f"sample {answer.sample + 1}: " if self.suite.samples > 1 else ""
        for check in answer.checks:
            if check.outcome == "fail" and not check.tolerated:
                yield f"{sample}{whys.failed_check(check)}"
        if answer.equivalence is not None:
            yield from (
                f"differs from the baseline: {whys.difference(reason)}" for reason in answer.equivalence.reasons[:3]
            )
        yield f"answer: {shorten(answer.response.text if answer.response else '', SHOWN)}"


class PortsItem(SuiteItem):
    """The candidate must not be shown to be worse than the baseline; under `proof` it must be shown to port."""

    def wanted(self) -> Iterable[tuple[str, str]]:
        return [(case.id, target) for case in self.suite.cases for target in (self.suite.baseline, self.target)]

    def setup(self) -> None:
        comparison = self._comparison()
        if comparison is None:
            pytest.skip(f"no case was asked of both {self.suite.baseline} and {self.target}")
        standing = of_comparison(comparison)
        if standing.cause == "cases missing":
            raise Unmeasured("\n".join([self._unsettled(comparison), self.reproduce()]))
        if standing.state == "unmeasured" and self.shared.settings.require != "proof":
            pytest.skip("; ".join(comparison.reasons) or "no case was compared")

    def runtest(self) -> None:
        comparison = self._comparison()
        if comparison is None:
            return
        standing, proof = of_comparison(comparison), self.shared.settings.require == "proof"
        broken = any(budget.state == "broken" for budget in comparison.budgets)
        if broken or standing.state in ("down", "failing") or (proof and standing.state != "proven"):
            raise Failure("\n".join([*self._evidence(comparison), self.reproduce()]))

    def _comparison(self) -> Comparison | None:
        comparisons = self.found().suite.comparisons
        return next((comparison for comparison in comparisons if comparison.candidate == self.target), None)

    def _unsettled(self, comparison: Comparison) -> str:
        unsettled = self.found().summary.unsettled.get(comparison.candidate)
        return "\n".join([*unsettled.reasons, unsettled.remedy]) if unsettled else ""

    def _evidence(self, comparison: Comparison) -> Iterator[str]:
        words = comparison.verdict.replace("-", " ")
        good = f"{comparison.matches:g} of {comparison.cases} cases as good as {self.suite.baseline}'s"
        yield f"{self.target} {words}: {good}"
        if comparison.lower is not None and comparison.upper is not None:
            bounds = f"at least {comparison.lower:+.2f}, at most {comparison.upper:+.2f}"
            sure = f"{percent(comparison.confidence)} confidence each"
            yield f"  difference {bounds} with {sure}; margin {-comparison.margin:+.2f}"
        takeover = self.found().summary.takeovers[self.target]
        yield from (f"  {fact}" for fact in takeover.evidence)
        if comparison.verdict == "inconclusive":
            yield from (f"  {line}" for line in self._unsettled(comparison).splitlines())
        for why in self.found().summary.blamed:
            if why.target == self.target:
                yield f"  {why.case}: {why.text}"


def _told(error: HarnessError) -> str:
    """The message with its hint, which problems of a file already hold."""
    text = f"{error}\n  hint: {error.hint}" if error.hint and not isinstance(error, InputError) else str(error)
    return _with_our_options(text)


def _with_our_options(text: str) -> str:
    """The command line's options under the names that pytest has for them."""
    return re.sub(r"(?<![\w-])--(record|config)\b", r"--harness-\1", text)


def _trouble(answer: Answer) -> str:
    if answer.trouble is not None:
        return _with_our_options(whys.trouble(answer))
    return "; ".join(f"{check.label}: {check.reason}" for check in answer.checks if check.outcome == "error")


def _filter(text: str) -> str:
    """A text as `-k` takes it, where words, brackets and operators have a meaning."""
    words = [word for word in re.findall(r"[^\s()]+", text) if word not in ("and", "or", "not")]
    return " and ".join(words)


def select(session: pytest.Session) -> None:
    """Tell the runs what was selected."""
    for item in session.items:
        if isinstance(item, SuiteItem):
            item.shared.want(item.path, item.wanted())
    if not session.config.getoption("collectonly"):
        shared_runs(session.config).prepare()
