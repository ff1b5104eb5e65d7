"""The value and options of one assertion, held against what its signature takes; mistakes go to the use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harness.checks.forms import VALUE, AssertionForm, Parameter
from harness.checks.use import BAD_VALUE, Use
from harness.yamlfile.refusal import Refusal

_HERE = "write the value itself, or read a file into a variable: vars: {policy: {file: policy.md}}"


class Verbatim(str):
    """The text of a file: its braces are no placeholders."""

    __slots__ = ()


def is_template(value: object) -> bool:
    """Whether a value is, or holds, a text that is yet to be rendered with the case's variables."""
    if isinstance(value, str):
        return not isinstance(value, Verbatim) and ("{{" in value or "{%" in value)
    if isinstance(value, Mapping):
        return any(map(is_template, value.values()))
    return isinstance(value, list) and any(map(is_template, value))


def value_of(use: Use, form: AssertionForm) -> Any:
    """The value as the assertion takes it, or as written where placeholders are yet to be filled in."""
    raw = use.body.get(VALUE)
    if form.value is None:
        if raw is not None:
            use.complain(VALUE, BAD_VALUE, f"{use.name!r} takes no value", _example(form))
        return None
    if VALUE not in use.body:
        if form.value.required:
            use.complain("type", BAD_VALUE, f"{use.name!r} needs a value", _example(form))
        return None
    try:
        return _sound(use, form, form.value, raw)
    except Refusal as refusal:
        use.complain(VALUE, refusal.slug, refusal.message, refusal.hint)
    except ValueError as error:
        use.complain(VALUE, BAD_VALUE, f"the value of {use.name!r}: {error}", _example(form))
    return None


def _sound(use: Use, form: AssertionForm, parameter: Parameter, raw: object) -> Any:
    """Raises Refusal or ValueError, which says what is wrong with the value."""
    if is_template(raw):
        return raw
    if isinstance(raw, str) and raw.startswith("file://"):
        raise Refusal(BAD_VALUE, f"the value of {use.name!r} is a file, which a check does not read", _HERE)
    value = parameter.accept(raw)
    if isinstance(value, dict) and form.reads_files and value.keys() == {"file"}:
        if use.source.read is None:
            raise Refusal(BAD_VALUE, f"the value of {use.name!r} is a file, which only a suite can name", "")
        value = Verbatim(use.source.read(value["file"]))
    fault = form.fault(value) if form.fault else None
    if fault:
        raise ValueError(fault)
    return value


def options_of(use: Use, form: AssertionForm) -> Iterator[tuple[str, Any]]:
    """Names and values of the options that are written and right."""
    for key, parameter in form.options.items():
        if key in use.body:
            try:
                yield key, _accepted(parameter, use.body[key])
            except ValueError as error:
                use.complain(key, f"bad-{key}" if key == "threshold" else BAD_VALUE, f"`{key}`: {error}")
        elif parameter.required:
            use.complain("type", BAD_VALUE, f"{use.name!r} needs `{key}`", _example(form))


def _accepted(parameter: Parameter, raw: object) -> Any:
    if is_template(raw):
        return raw
    if isinstance(raw, str) and not parameter.takes_text():
        raise ValueError(f"expected a number without quotes, found the text {raw!r}")
    return parameter.accept(raw)


def _example(form: AssertionForm) -> str:
    """The first example of the manual."""
    lines = (line.strip() for line in form.manual.splitlines() if line.startswith("- "))
    return next((f"for example: {line}" for line in lines), "")
