"""Checks on an answer from Python, without a suite, a run or a target: `harness.evaluate`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from harness import plugins
from harness.checks.parsing import BAD_VALUE, Keys, parse
from harness.equivalence.comparer import equivalent
from harness.errors import InputError, UsageError
from harness.model.coldstart import ColdStart
from harness.model.exchange import OutputType, Response, Tool, ToolCall
from harness.model.location import Problem
from harness.model.result import Check, Equivalence, Score
from harness.model.suite import CheckSpec
from harness.protocols import Embedder, Question, Subject
from harness.scoring.open_judgment import driven
from harness.scoring.score import judgment, score, unjudged

Judge = Callable[[str], str]


def evaluate(
    output: object,
    assertions: object,
    vars: Mapping[str, Any] | None = None,  # noqa: A002 - the word suites use
    *,
    expected: str | None = None,
    latency_s: float | None = None,
    cost_usd: float | None = None,
    tool_calls: Sequence[ToolCall] = (),
    tools: Sequence[Tool] = (),
    response: Response | None = None,
    embedder: str | Callable[[], Embedder] = "builtin",
    asked: str = "",
    judge: Judge | None = None,
    allow_exec: bool = False,
    cold_start: Callable[[], ColdStart | None] | None = None,
) -> list[Check]:
    """Check an answer without a suite or a target, and without a call but those of a `judge`.

        harness.evaluate("Refunds take 30 days.", [{"icontains": "30 DAYS"}, {"type": "word-count", "value": 4}])

    `output` is the answer's text, or a JSON-like value, which is checked as the JSON it would be written as.
    `assertions` is one assertion or a list of them, as in a suite's `assert:`; `vars` fill in their
    `{{ placeholders }}`. What an assertion needs beyond the text is given by name: `asked` is the question that it
    answers, `judge` takes the text put to a judge and gives its reply, `allow_exec` lets `passes-tests` run code,
    `cold_start` measures for `ready-within`. A
    check that cannot be computed has the outcome `error`.

    Raises:
        InputError: an assertion is unknown or malformed.
        UsageError: `output` is not JSON-like, `judge` no function, or there is no such embedder.
    """
    text = _text(output)
    load = _embedder(embedder) if isinstance(embedder, str) else embedder
    subject = Subject(
        text=text,
        tool_calls=tuple(tool_calls) or (response.tool_calls if response else ()),
        tools=tuple(tools),
        response=response,
        vars=vars or {},
        expected=expected,
        latency_s=latency_s if latency_s is not None or response is None else response.latency_s,
        cost_usd=cost_usd,
        embedder=load,
        judged_as=partial(_judged_as, load, text, asked or None) if load is not None else None,
        asked=asked,
        allow_exec=allow_exec,
        cold_start=cold_start,
    )
    if judge is not None and not callable(judge):
        raise UsageError(
            f"`judge` is a function that takes the text put to the judge and gives its reply, found {judge!r:.80}",
            hint="targets of harness.yaml judge in runs of suites: harness.run(…)",
        )
    judged = unjudged if judge is None else partial(_judged_by, judge, subject)
    items = assertions if isinstance(assertions, list | tuple) else [assertions]
    parsed = _parsed(items)
    return [
        _unusable(item) if isinstance(item, _Unusable) else score([item], subject, judged=judged)[0] for item in parsed
    ]


def _judged_as(
    load: Callable[[], Embedder], text: str, asked: str | None, expected: str, mode: OutputType
) -> Equivalence:
    return equivalent(expected, text, mode=mode, context=asked, embedder=load())


def _judged_by(judge: Judge, subject: Subject, spec: CheckSpec) -> Score:
    def ask(question: Question) -> Response:
        return Response(text=judge(f"{question.instructions}\n\n{question.text}"))

    return driven(judgment(spec, subject), ask)


@dataclass(frozen=True, slots=True)
class _Unusable:
    """An assertion that cannot be computed from what was written."""

    name: str
    reason: str


def _parsed(items: Sequence[object]) -> list[CheckSpec | _Unusable]:
    found: list[CheckSpec | _Unusable] = []
    wrong: list[Problem] = []
    for index, item in enumerate(items):
        problems: list[Problem] = []
        specs = parse([item], partial(_collect, problems, index), _nowhere)
        wrong += [problem for problem in problems if problem.slug != BAD_VALUE]
        found += specs or [_Unusable(_name_of(item), "; ".join(problem.message for problem in problems))]
    if wrong:
        raise InputError(wrong)
    return found


def _nowhere(_keys: Keys) -> None:
    """Python values stand in no file."""


def _collect(problems: list[Problem], index: int, keys: Keys, slug: str, message: str, hint: str) -> None:  # noqa: PLR0917
    inside = "".join(f"[{key!r}]" for key in (index, *keys[1:]))
    problems.append(Problem(slug, message if slug == BAD_VALUE else f"assertions{inside}: {message}", hint=hint))


def _name_of(item: object) -> str:
    if isinstance(item, Mapping):
        return str(item.get("type", next(iter(item), "")))
    return str(item)


def _unusable(item: _Unusable) -> Check:
    return Check(item.name, "error", None, item.reason)


def _text(output: object) -> str:
    if output is None or isinstance(output, str):
        return output or ""
    try:
        return json.dumps(output, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"the output is neither text nor a JSON-like value: {error}", slug="bad-output") from None


def _embedder(name: str) -> Callable[[], Embedder]:
    kind, _, argument = name.partition(":")
    module = plugins.load("embedders", kind)
    return partial(module.load, argument)
