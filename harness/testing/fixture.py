"""The fixture `harness`: prompt suites from tests written in Python."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness import api
from harness.checks import parsing as checks
from harness.engine.run import execute
from harness.errors import InputError, UsageError
from harness.model.comparison import Verdict
from harness.model.exchange import Message
from harness.model.location import Problem
from harness.model.options import Options
from harness.model.result import Answer, Check, Run
from harness.model.suite import Case, CheckSpec, Step, Suite
from harness.planning.plan import plan
from harness.summary import of, whys
from harness.testing.execution import locked
from harness.testing.settings import settings
from harness.testing.workers import folder
from harness.yamlfile.configuration_path import Paths


@dataclass(frozen=True)
class Result:
    """A run, asked for the way a test asks. Its repr says why, so that a failing `assert` explains itself."""

    run: Run

    def verdict(self, candidate: str) -> Verdict:
        """The worst verdict on `candidate` over the suites. Raises KeyError if it was compared nowhere."""
        verdicts = {
            comparison.verdict
            for suite in self.run.suites
            for comparison in suite.comparisons
            if comparison.candidate == candidate
        }
        if not verdicts:
            raise KeyError(f"{candidate!r} was compared in no suite")
        order: tuple[Verdict, ...] = ("does-not-port", "inconclusive", "ports")
        return next(verdict for verdict in order if verdict in verdicts)

    def ports(self, candidate: str) -> bool:
        """Whether `candidate` is proven to port on every suite."""
        return self.verdict(candidate) == "ports"

    @property
    def complete(self) -> bool:
        """Whether every answer could be had and judged."""
        return self.run.complete

    def __repr__(self) -> str:
        lines = [
            f"{suite.name}: {comparison.candidate} {comparison.verdict}"
            for suite in self.run.suites
            for comparison in suite.comparisons
        ]
        lines += [f"{why.suite}/{why.case} [{why.target}]: {why.text}" for why in of(self.run).whys]
        return "\n".join(["Result", *lines])


@dataclass(frozen=True)
class Checked:
    """One answer and its checks; true if it passed."""

    answer: Answer

    @property
    def text(self) -> str:
        return self.answer.response.text if self.answer.response else ""

    @property
    def checks(self) -> tuple[Check, ...]:
        return self.answer.checks

    def __bool__(self) -> bool:
        return self.answer.outcome == "pass"

    def __repr__(self) -> str:
        if self.answer.trouble is not None:
            return f"Checked({whys.trouble(self.answer)})"
        failed = [whys.failed_check(check) for check in self.checks if check.outcome != "pass"]
        return f"Checked({self.text!r}: {'; '.join(failed) or 'passed'})"


class Harness:
    """What the fixture gives. Runs with the plugin's options; keyword arguments override them."""

    def __init__(self, config: pytest.Config) -> None:
        self._settings = settings(config)
        self._root = config.rootpath
        self._folder = folder(config)

    def run(self, suites: Paths = (), **options: Any) -> Result:
        """Run suites; as `harness.run`, but replaying only unless `--harness-record` says otherwise.

        The configuration is looked for from pytest's root directory upwards.
        """
        chosen = {
            "config": self._config(),
            "record": self._settings.record,
            "samples": self._settings.samples,
            "targets": self._settings.targets,
            "allow_exec": self._settings.allow_exec,
        }
        return Result(self._had(api.arun(suites, **{**chosen, **options})))

    def check(
        self,
        prompt: str | Sequence[Mapping[str, str]],
        *,
        vars: Mapping[str, Any] | None = None,  # noqa: A002 - the suite's word
        assert_: Sequence[Any] = (),
        target: str | None = None,
        name: str = "checks",
    ) -> Checked:
        """Ask one target (default: the baseline) one thing and check its answer.

        The recording lies in `fixtures/<name>/<target>.jsonl`. Raises InputError for a malformed assertion,
        UsageError for a message that is more than a role and a content.
        """
        config = api.configuration(self._config())
        chosen = target or config.baseline
        messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
        rendered = tuple(map(_message, messages))
        case = Case(id=_case_id(rendered, vars or {}), vars=vars or {}, checks=_checks(assert_))
        suite = Suite(
            name=name,
            path=f"{name} (Python)",
            steps=(Step(prompt=rendered),),
            cases=(case,),
            targets=(chosen,),
            baseline=chosen,
        )
        made = plan(config, [suite], Options(record=self._settings.record, allow_exec=self._settings.allow_exec))
        return Checked(self._had(execute(made)).suites[0].cases[0].answers[0])

    def _config(self) -> Path:
        return api.configuration_path(self._settings.config, self._root)

    def _had(self, run: Coroutine[Any, Any, Run]) -> Run:
        """Workers take turns, so that what one has recorded is not asked for again by the next."""
        with locked(self._folder / "fixture.lock") if self._folder else nullcontext():
            return _waited_for(run)


def _message(given: Mapping[str, str]) -> Message:
    if set(given) != {"role", "content"}:
        hint = "images, files and calls of tools are for suites"
        raise UsageError(f"a message is {{role, content}}, found the keys {', '.join(given)}", hint=hint)
    return Message(given["role"], given["content"])  # type: ignore[arg-type]


def _waited_for(run: Coroutine[Any, Any, Run]) -> Run:
    """The result, also in a test that itself runs on an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run)
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, run).result()


def _checks(assertions: Sequence[Any]) -> tuple[CheckSpec, ...]:
    problems: list[Problem] = []

    def collect(_keys: tuple[str | int, ...], slug: str, message: str, hint: str) -> None:
        problems.append(Problem(slug, message, hint=hint))

    parsed = checks.parse(list(assertions), collect, lambda _keys: None)
    if problems:
        raise InputError(problems)
    return parsed


def _case_id(messages: Sequence[Message], values: Mapping[str, Any]) -> str:
    """The same question is the same case."""
    text = repr([(message.role, message.content) for message in messages]) + repr(sorted(values.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
