"""What a proposal may not do, whoever makes it: give held-out answers away, lose what a case fills in, grow without
bound. Checks, comparison, cases and the split are out of its reach to begin with: a tuning has prompts and parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from harness.adapting.split import Split, unit_of
from harness.errors import InputError
from harness.model.exchange import Message
from harness.model.suite import Case, Suite
from harness.model.tuning import Tuning
from harness.templates.template import compile_template, render, undeclared

LEAST = 12
"""Characters of a text that is told apart by itself; labels and numbers are not."""
WINDOW, STRIDE = 40, 10
"""A long text is given away by so many characters of it in a row."""
TIMES, ROOM = 4, 6_000
"""How much longer than the suite's own a prompt may grow: times, or by so many characters."""


def objection(tuning: Tuning, suite: Suite, split: Split, answers: Mapping[str, Collection[str]]) -> str:
    """Why the tuning must not be tried; "" if it may. `answers` are recorded answers of the baseline, by case."""
    if tuning.objection:
        return tuning.objection
    for step in suite.steps:
        prompt = tuning.prompts.get(step.name)
        if prompt is None:
            continue
        opening = step is suite.steps[0] or step.fresh
        if why := _broken(prompt, step.prompt, suite.cases if step is suite.steps[0] else (), opening=opening):
            return why
    return _gives_away(tuning, suite, split, answers)


def _broken(prompt: tuple[Message, ...], own: tuple[Message, ...], cases: Iterable[Case], *, opening: bool) -> str:
    if not any(message.role == "user" and message.content.strip() for message in prompt):
        return "it asks nothing: there is no message of the user"
    if not opening and any(message.role == "system" for message in prompt):
        return "it brings a system message into a conversation that is under way"
    length, before = (sum(len(message.content) for message in messages) for messages in (prompt, own))
    if length > max(TIMES * before, before + ROOM):
        return f"it has {length:,} characters where the suite's prompt has {before:,}"
    try:
        # A placeholder may be added (a case may have the variable), never dropped: the question would be lost with it.
        lost = _placeholders(own) - _placeholders(prompt)
        if lost:
            return f"it no longer fills in {', '.join('{{ ' + name + ' }}' for name in sorted(lost))}"
        for message in prompt:
            compile_template(message.content)
            for case in cases:
                render(message.content, case.vars)
    except InputError as error:
        return f"its placeholders cannot be filled in: {error.problems[0].message}"
    return ""


def _placeholders(prompt: tuple[Message, ...]) -> set[str]:
    return {name for message in prompt for name in undeclared(message.content)}


def _gives_away(tuning: Tuning, suite: Suite, split: Split, answers: Mapping[str, Collection[str]]) -> str:
    """Whether texts of cases that it may not know stand in it."""
    prompt = _plain("\n".join(message.content for messages in tuning.prompts.values() for message in messages))
    part_by_case = {case.id: split.parts.get(unit_of(case.id, case.group)) for case in suite.cases}
    known = {case for case, part in part_by_case.items() if part == "train"}
    hidden = {case for case, part in part_by_case.items() if part in ("held-out", "validation")}
    allowed = [_plain(message.content) for step in suite.steps for message in step.prompt]
    allowed += [_plain(text) for case in suite.cases if case.id in known for text in _texts(case, answers)]
    # What a case shares with the suite's own prompt or with cases to learn from gives nothing away.
    common = "\n".join(allowed)
    for case in suite.cases:
        if case.id in hidden and any(
            part in prompt and part not in common for text in _texts(case, answers) for part in _parts(_plain(text))
        ):
            part_of = "held-out part" if part_by_case[case.id] == "held-out" else "part to choose by"
            return f"it holds text of a case of the {part_of}, which it cannot know"
    return ""


def _texts(case: Case, answers: Mapping[str, Collection[str]]) -> Iterator[str]:
    for value in case.vars.values():
        yield value if isinstance(value, str) else str(value)
    if case.expected:
        yield case.expected
    yield from answers.get(case.id, ())


def _parts(text: str) -> Iterator[str]:
    if LEAST <= len(text) <= WINDOW:
        yield text
    # Windows overlap by three quarters, so that a copied passage of 50 characters always holds a whole one.
    for start in range(0, len(text) - WINDOW, STRIDE):
        yield text[start : start + WINDOW]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
