"""The part of Jinja that suites may use: checked as a syntax tree, rewritten to count its work, compiled.

This module imports Jinja; `templates` imports it only once there is something to fill in.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateError, TemplateSyntaxError, pass_context
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from harness.templates.filters import FILTERS, TESTS
from harness.templates.flaws import Flaw, TemplateRefused
from harness.templates.meter import LONGEST_OUTPUT, METER, Absent, Meter, TooMuch, counted, measured, text_of
from harness.templates.tree import COUNTED, MEASURED, check, names_of, parts_of, plain_of, rewrite
from harness.templates.values import Parted, Template, Unknown
from harness.visible import one_line

_TOO_LONG = f"the filled-in text is longer than {LONGEST_OUTPUT} characters"
_LOOP = frozenset(("index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"))


class SuiteEnvironment(ImmutableSandboxedEnvironment):
    """Looks into mappings, lists and texts only; objects have no attributes here."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Absent):
            obj.note()
            return obj
        if isinstance(obj, Unknown):
            return obj
        if isinstance(obj, Parted) and argument in obj.parts:
            return obj.parts[argument]
        if isinstance(obj, Mapping) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        if isinstance(obj, list | tuple | str) and type(argument) is int and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument))


@pass_context  # and therefore never computed while compiling, when nothing is counted or noted
def _finalize(_context: object, value: Any) -> str:
    return text_of(value)


def _environment() -> SuiteEnvironment:
    env = SuiteEnvironment(
        undefined=Absent,
        autoescape=False,
        keep_trailing_newline=True,
        optimized=False,
        finalize=_finalize,
        cache_size=0,
        # No comments: YAML has its own, and `{#` stands in code and Markdown that prompts quote.
        comment_start_string="\x00{#",
        comment_end_string="#}\x00",
    )
    env.globals.clear()
    env.filters = {**FILTERS, COUNTED: counted, MEASURED: measured}
    env.tests = dict(TESTS)
    return env


_ENVIRONMENT: list[SuiteEnvironment] = []


def environment() -> SuiteEnvironment:
    """One for all templates, made when the first is compiled."""
    if not _ENVIRONMENT:
        _ENVIRONMENT.append(_environment())
    return _ENVIRONMENT[0]


def build(source: str) -> Template:
    """Raises TemplateRefused."""
    env = environment()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's, about escapes in quoted text
            tree = env.parse(source)
        flaw = check(tree, tuple(env.filters), tuple(env.tests))
        if flaw:
            raise TemplateRefused(flaw)
        names, parts, plain = names_of(tree), parts_of(tree), plain_of(tree)
        code = env.compile(rewrite(tree))
    except TemplateSyntaxError as error:
        hint = "`{{` begins a placeholder, `{%` a statement; for the signs themselves: {% raw %} … {% endraw %}"
        raise TemplateRefused(
            Flaw("template-syntax", f"the template cannot be read: {_said(error)}", error.lineno or 1, "", hint)
        ) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, SyntaxError) as error:
        raise TemplateRefused(Flaw("template-syntax", f"the template cannot be read: {_said(error)}")) from None
    except (RecursionError, MemoryError):
        raise TemplateRefused(Flaw("template-too-deep", "the template is nested too deeply")) from None
    return Template(source, JinjaTemplate.from_code(env, code, {}), names, parts, plain)


def fill(template: Template, variables: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]], str]:
    """The text, the names not found, and what else went wrong ("" if nothing)."""
    assert template.code is not None  # noqa: S101 - there is something to fill in
    if template.plain is not None:
        return _plainly(template.plain, variables)
    meter = Meter()
    token = METER.set(meter)
    pieces: list[str] = []
    size = 0
    try:
        for piece in template.code.root_render_func(template.code.new_context(dict(variables))):
            size += len(piece)
            if size > LONGEST_OUTPUT:
                raise TooMuch(_TOO_LONG)
            pieces.append(piece)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        return "", meter.missing, _said(error)
    finally:
        METER.reset(token)
    return "".join(pieces), meter.missing, ""


def _plainly(parts: Sequence[tuple[str, bool]], variables: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]], str]:
    """As `fill`: what Jinja gives for such a template, without its context of variables, and with nothing to count but
    the length.
    """
    pieces: list[str] = []
    missing: list[tuple[str, str]] = []
    size = 0
    for text, is_name in parts:
        piece = text
        if is_name:
            if text not in variables:
                missing.append((text, ""))
                continue
            value = variables[text]
            try:
                piece = value if type(value) is str else text_of(value)
            except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
                return "", missing, _said(error)
        size += len(piece)
        if size > LONGEST_OUTPUT:
            return "", missing, _TOO_LONG
        pieces.append(piece)
    return "".join(pieces), missing, ""


def _said(error: BaseException) -> str:
    return one_line(str(error))[:200] or type(error).__name__
