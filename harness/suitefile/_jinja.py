"""The part of Jinja that suites may use: checked as a syntax tree, rewritten to count its work, compiled.

This module imports Jinja; `templates` imports it only once there is something to fill in.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateError, TemplateSyntaxError, Undefined, pass_context
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from harness.suitefile._jinja_tree import COUNTED, MEASURED, check, names_of, parts_of, rewrite
from harness.suitefile.templates import Flaw, Parted, Template, TemplateRefused, Unknown
from harness.visible import one_line

LONGEST_OUTPUT = 10_000_000
MOST_ITERATIONS = 100_000
MOST_WORK = 50_000_000
"""Characters that filters and comparisons may look at in one rendering."""
_LOOP = frozenset(("index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"))


class TooMuch(TemplateError):  # noqa: N818 - it becomes a sentence, not a traceback
    """A bound is exceeded."""


@dataclass(slots=True)
class Meter:
    """What one rendering has used up, and the names it did not find, each with what it was looked for in."""

    iterations: int = 0
    work: int = 0
    missing: list[tuple[str, str]] = field(default_factory=list)

    def charge(self, amount: int) -> None:
        self.work += amount
        if self.work > MOST_WORK:
            raise TooMuch("the template takes too long to fill in")


_METER: ContextVar[Meter] = ContextVar("meter")


class Absent(Undefined):
    """A name that was not found. Using it in any way is noted and goes on as empty text, to find all at once."""

    __slots__ = ()

    def note(self) -> None:
        if self._undefined_name is not None:
            inside = "" if self._undefined_obj is _NOWHERE else _kind(self._undefined_obj)
            _METER.get().missing.append((str(self._undefined_name), inside))

    def __str__(self) -> str:
        self.note()
        return ""

    def __iter__(self) -> Iterator[Any]:
        self.note()
        return iter(())

    def __bool__(self) -> bool:
        self.note()
        return False

    def __len__(self) -> int:
        self.note()
        return 0

    def __eq__(self, other: object) -> bool:
        self.note()
        return False

    def __ne__(self, other: object) -> bool:
        self.note()
        return True

    def __contains__(self, item: object) -> bool:
        self.note()
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __contains__  # type: ignore[assignment]
    __hash__ = Undefined.__hash__


_NOWHERE = Undefined()._undefined_obj  # noqa: SLF001  (Jinja's mark for "not inside anything")


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


def text_of(value: Any) -> str:
    """How a value is written into a prompt."""
    if isinstance(value, str | Undefined):
        return str(value)
    if value is None or isinstance(value, bool | list | tuple | dict):
        return to_json(value)
    return str(value)


@pass_context  # and therefore never computed while compiling, when nothing is counted or noted
def _finalize(_context: object, value: Any) -> str:
    return text_of(value)


def to_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=_unknown)


def _unknown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return text_of(value)


def weight(value: Any) -> int:
    """Characters and parts of a value, all the way down."""
    total, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        total += 1
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, Mapping):
            waiting.extend(one.keys())
            waiting.extend(one.values())
        elif isinstance(one, list | tuple):
            waiting.extend(one)
        if total > MOST_WORK:
            break
    return total


def measured(value: Any) -> Any:
    _METER.get().charge(weight(value))
    return value


def counted(value: Any) -> Iterator[Any] | list[Any]:
    """What a loop runs over, with every round counted."""
    if isinstance(value, Undefined):
        value.__iter__()
        return []
    if isinstance(value, Unknown):
        return []
    if isinstance(value, Mapping):
        value = list(value)
    if not isinstance(value, list | tuple):
        raise TypeError(f"`for` needs a list or a mapping, found {_kind(value)}")
    meter = _METER.get()
    meter.iterations += len(value)
    if meter.iterations > MOST_ITERATIONS:
        raise TooMuch(f"the loops of the template run more than {MOST_ITERATIONS} times")
    return list(value)


def _environment() -> SuiteEnvironment:
    from harness.suitefile._jinja_filters import FILTERS, TESTS  # it needs the names above

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
        names, parts = names_of(tree), parts_of(tree)
        code = env.compile(rewrite(tree))
    except TemplateSyntaxError as error:
        raise TemplateRefused(_syntax(error)) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, SyntaxError) as error:
        raise TemplateRefused(Flaw("template-syntax", f"the template cannot be read: {_said(error)}")) from None
    except (RecursionError, MemoryError):
        raise TemplateRefused(Flaw("template-too-deep", "the template is nested too deeply")) from None
    return Template(source, JinjaTemplate.from_code(env, code, {}), names, parts)


def fill(code: JinjaTemplate, variables: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]], str]:
    """The text, the names not found, and what else went wrong ("" if nothing)."""
    meter = Meter()
    token = _METER.set(meter)
    pieces: list[str] = []
    size = 0
    try:
        for piece in code.root_render_func(code.new_context(dict(variables))):
            size += len(piece)
            if size > LONGEST_OUTPUT:
                raise TooMuch(f"the filled-in text is longer than {LONGEST_OUTPUT} characters")
            pieces.append(piece)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        return "", meter.missing, _said(error)
    finally:
        _METER.reset(token)
    return "".join(pieces), meter.missing, ""


def _said(error: BaseException) -> str:
    return one_line(str(error))[:200] or type(error).__name__


def _syntax(error: TemplateSyntaxError) -> Flaw:
    hint = "`{{` begins a placeholder, `{%` a statement; for the signs themselves: {% raw %} … {% endraw %}"
    return Flaw("template-syntax", f"the template cannot be read: {_said(error)}", error.lineno or 1, "", hint)


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        keys = ", ".join(map(str, list(value)[:8]))
        return f"the mapping with the keys {keys}"[:120]
    if isinstance(value, Parted):
        return f"the text with the parts {', '.join(value.parts)}"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return "an empty value" if value is None else f"a {type(value).__name__}"
