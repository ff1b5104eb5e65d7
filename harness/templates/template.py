"""Prompts with `{{ placeholders }}`: filled in once, strictly, and within bounds.

A suite may come from a stranger, so this is a small part of Jinja: values, `if`, `for`, comparisons and a short list of
filters and tests. There are no calls, no arithmetic, no attributes but a mapping's own keys, and no globals. Everything
that costs time is counted. A value that is no text is written as JSON: `true`, `null`, `["a", "b"]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from harness.errors import InputError
from harness.plugins import suggest
from harness.templates.flaws import Flaw, TemplateRefused
from harness.templates.values import Template
from harness.visible import shorten

LONGEST_SOURCE = 1_000_000
MOST_PLACEHOLDERS = 5_000
_MARKERS = ("{{", "{%")
_OF_A_CASE = ("id", "expected", "group", "weight", "returns")


def is_template(source: str) -> bool:
    """Whether there is anything to fill in."""
    return "{{" in source or "{%" in source


def compile_template(source: str) -> Template:
    """Check and compile; remembered for the next time.

    Raises:
        InputError: the template is malformed or goes beyond what suites may do.
    """
    try:
        return _compiled(source)
    except TemplateRefused as refused:
        raise InputError([refused.flaw.problem()]) from None


def render(source: str, variables: Mapping[str, Any]) -> str:
    """The template with its variables filled in, once: what they contain is never read as a template.

    Raises:
        InputError: the template is malformed, a variable is missing, or a bound is exceeded; with every missing one.
    """
    if not is_template(source):
        return source
    text, found = rendered(source, variables)
    if found:
        raise InputError(flaw.problem() for flaw in found)
    return text


def rendered(source: str, variables: Mapping[str, Any]) -> tuple[str, tuple[Flaw, ...]]:
    """The text and what is wrong with it; if anything is, the text must not be used."""
    if not is_template(source):
        return source, ()
    try:
        template = _compiled(source)
    except TemplateRefused as refused:
        return "", (refused.flaw,)
    if template.code is None:
        return source, ()
    from harness.templates.jinja import fill  # heavy: only when there is something to fill in

    text, missing, trouble = fill(template, variables)
    if not missing and not trouble:
        return text, ()
    flaws = [_missing(template, name, inside, variables) for name, inside in dict.fromkeys(missing)]
    if trouble and not flaws:
        flaws.append(Flaw("template-failed", trouble))
    return ("" if flaws else text), tuple(flaws)


def undeclared(source: str) -> set[str]:
    """The variables a template uses, those of its own loops left out.

    Raises:
        InputError: as `compile_template`.
    """
    return set(compile_template(source).names)


def names_used(source: str) -> tuple[str, ...]:
    """The same, or none if the template cannot be read."""
    try:
        return tuple(_compiled(source).names)
    except TemplateRefused:
        return ()


def parts_used(source: str, variable: str) -> tuple[tuple[str, int], ...]:
    """The parts that a template looks up in a variable by name, with their lines; none if it cannot be read."""
    try:
        parts = _compiled(source).parts
    except TemplateRefused:
        return ()
    return tuple((part, line) for owner, part, line in parts if owner == variable)


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Template:
    if not is_template(source):
        return Template(source)
    hint = "put long texts into variables: vars: {policy: {file: policy.md}}"
    if len(source) > LONGEST_SOURCE:
        raise TemplateRefused(Flaw("template-too-long", f"a template of {len(source)} characters", hint=hint))
    if sum(map(source.count, _MARKERS)) > MOST_PLACEHOLDERS:
        message = f"a template of more than {MOST_PLACEHOLDERS} placeholders"
        raise TemplateRefused(Flaw("template-too-long", message, hint=hint))
    from harness.templates.jinja import build  # heavy: only when there is something to fill in

    return build(source)


def _missing(template: Template, name: str, inside: str, variables: Mapping[str, Any]) -> Flaw:
    line = template.names.get(name, 1)
    if inside:
        return Flaw("undefined-variable", f"{inside} has no {shorten(name, 60)!r}", line, name)
    if name == "env":
        hint = "a suite cannot read the environment; add the value under `vars`"
    elif name.casefold() in _OF_A_CASE:
        hint = f"a case's `{name.casefold()}` is no variable; give the column, or a copy of it, another name"
    else:
        hint = suggest(name, tuple(map(str, variables))) or "add it under the case's `vars`"
    return Flaw("undefined-variable", f"there is no variable {shorten(name, 60)!r}", line, name, hint)
