"""Suites times targets as rules look at them: every step compiled as it would be sent, with its first case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from harness import plugins
from harness.errors import InputError, ProviderError
from harness.facts import Book
from harness.model.config import Config, Target
from harness.model.exchange import Message, Request
from harness.model.lint import PlannedCall, SuiteView
from harness.model.suite import Case, Step, Suite
from harness.suitefile.references import reads_expected
from harness.suitefile.requests import messages_for, opening_request, params_for


def suite_view(suite: Suite, config: Config, added: Sequence[Target], book: Book) -> SuiteView:
    """`added` are targets that the configuration does not have."""
    targets = (*(config.targets[name] for name in suite.targets), *added)
    return SuiteView(
        suite=suite,
        config=config,
        targets=targets,
        calls=tuple(call for target in targets for call in _calls(suite, target, book, config.root)),
        openings=tuple(_openings(suite, targets)),
        reads_expected=reads_expected,
        added=frozenset(target.name for target in added),
    )


def _calls(suite: Suite, target: Target, book: Book, root: str) -> Iterator[PlannedCall]:
    if target.replays_only:
        return
    provider, facts = plugins.load("providers", target.provider), book.about(target)
    plan = provider.plan(target) if hasattr(provider, "plan") else None
    for number, step in enumerate(suite.steps):
        request = _request(suite, number, step, target)
        body, losses, trouble = _compiled(provider, target, request)
        yield PlannedCall(
            suite=suite,
            step=step,
            number=number,
            target=target,
            request=request,
            dialect=plan.dialect if plan else "",
            server=plan.server if plan else "",
            model=plan.known_as if plan else target.model,
            body=body,
            losses=losses,
            trouble=trouble,
            facts=facts,
            root=root,
        )


def _request(suite: Suite, number: int, step: Step, target: Target) -> Request:
    """Of later steps the templates themselves stand for what depends on answers."""
    asked = next((case for case in suite.cases if target.name not in case.skip), suite.cases[0])
    if number == 0:
        return opening_request(suite, asked, target)
    variant = suite.variants.get(target.name)
    prompt = variant.prompts.get(step.name, step.prompt) if variant else step.prompt
    messages = tuple(replace(message, attachments=()) for message in prompt)
    if not step.fresh:
        # The conversation so far: without it a step that goes on would look as if it began one.
        before = _request(suite, number - 1, suite.steps[number - 1], target).messages
        messages = (*before, Message("assistant", "…"), *messages)
    return Request(
        model=target.model,
        messages=messages,
        params=params_for(suite, step, target),
        tools=step.tools,
        output=step.output,
        stream=suite.stream,
    )


def _compiled(provider: Any, target: Target, request: Request) -> tuple[Any, Any, str]:
    if not hasattr(provider, "compiled"):
        return {}, (), ""  # somebody else's provider need not tell
    try:
        compiled = provider.compiled(target, request)
    except ProviderError as error:
        return {}, (), str(error)
    return compiled.body, compiled.losses, ""


def _openings(suite: Suite, targets: Sequence[Target]) -> Iterator[tuple[tuple[str, ...], Case, tuple[Message, ...]]]:
    """The first messages of each case, once for all targets that are given the same prompt."""
    step = suite.steps[0]
    alike: dict[bool | str, list[Target]] = {}
    for target in targets:
        if target.replays_only:
            continue
        variant = suite.variants.get(target.name)
        alike.setdefault(target.name if variant and step.name in variant.prompts else False, []).append(target)
    for group in alike.values():
        names = tuple(target.name for target in group)
        for case in suite.cases:
            try:
                yield names, case, messages_for(suite, step, case.vars, group[0])
            except InputError:  # loading has told of it, unless the target is skipped for this case
                continue
