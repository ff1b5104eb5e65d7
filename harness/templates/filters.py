"""The filters and tests of suites' templates. Each charges for the characters it looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from jinja2 import Undefined

from harness.templates.meter import LONGEST_OUTPUT, Absent, TooMuch, measured, text_of, to_json

_MOST_INDENT = 8


def _charged(function: Callable[..., Any]) -> Callable[..., Any]:
    """Count what goes in and what comes out; a missing value is noted and goes through."""

    @wraps(function)
    def charged(value: Any, *args: Any, **options: Any) -> Any:
        if isinstance(value, Absent):
            value.note()
            return value
        for argument in (*args, *options.values()):
            if isinstance(argument, Absent):
                argument.note()
                return argument
        measured(value)
        result = function(value, *args, **options)
        if isinstance(result, str):
            if len(result) > LONGEST_OUTPUT:
                raise TooMuch(f"a filter makes a text longer than {LONGEST_OUTPUT} characters")
            measured(result)
        return result

    return charged


def _default(value: Any, instead: Any = "", boolean: bool = False) -> Any:  # noqa: FBT001, FBT002  (Jinja's)
    if isinstance(value, Undefined):
        return instead
    return instead if boolean and not value else value


def _length(value: Any) -> int:
    if not isinstance(value, str | list | tuple | Mapping):
        raise TypeError(f"`length` needs a text, list or mapping, found {text_of(value)[:40]}")
    return len(value)


def _first(value: Any) -> Any:
    return _parts(value, "first")[0]


def _last(value: Any) -> Any:
    return _parts(value, "last")[-1]


def _parts(value: Any, name: str) -> Any:
    parts = list(value) if isinstance(value, Mapping) else value
    if not isinstance(parts, str | list | tuple) or not parts:
        raise TypeError(f"`{name}` needs a text or list that is not empty")
    return parts


def _join(value: Any, between: str = "") -> str:
    if isinstance(value, Mapping):
        value = list(value)
    if not isinstance(value, list | tuple):
        raise TypeError(f"`join` needs a list, found {text_of(value)[:40]}")
    parts, glue = [text_of(part) for part in value], text_of(between)
    if sum(map(len, parts)) + len(glue) * len(parts) > LONGEST_OUTPUT:
        raise TooMuch(f"`join` makes a text longer than {LONGEST_OUTPUT} characters")
    return glue.join(parts)


def _tojson(value: Any, indent: int | None = None) -> str:
    if indent is not None and not (type(indent) is int and 0 <= indent <= _MOST_INDENT):
        raise ValueError(f"`tojson` indents by 0 to {_MOST_INDENT}")
    return to_json(value, indent)


def _round(value: Any, digits: int = 0) -> float | int:
    number = _number(value)
    if type(digits) is not int:
        raise TypeError("`round` takes a whole number of digits")
    return round(number, digits) if digits else round(number)


def _number(value: Any) -> float | int:
    if isinstance(value, int | float):
        return value
    try:
        return int(value)
    except (TypeError, ValueError):
        pass
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{text_of(value)[:40]!r} is no number") from None


def _items(value: Any) -> list[tuple[Any, Any]]:
    if not isinstance(value, Mapping):
        raise TypeError(f"`items` needs a mapping, found {text_of(value)[:40]}")
    return list(value.items())


FILTERS: dict[str, Callable[..., Any]] = {
    name: _charged(function)
    for name, function in {
        "lower": lambda value: text_of(value).lower(),
        "upper": lambda value: text_of(value).upper(),
        "trim": lambda value: text_of(value).strip(),
        "title": lambda value: text_of(value).title(),
        "capitalize": lambda value: text_of(value).capitalize(),
        "length": _length,
        "first": _first,
        "last": _last,
        "join": _join,
        "tojson": _tojson,
        "round": _round,
        "int": lambda value: int(_number(value)),
        "string": text_of,
        "items": _items,
    }.items()
} | {"default": _default}


def _asked(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def asked(value: Any) -> bool:
        if isinstance(value, Absent):
            value.note()
            return False
        return test(value)

    return asked


TESTS: dict[str, Callable[[Any], bool]] = {
    name: _asked(test)
    for name, test in {
        "none": lambda value: value is None,
        "string": lambda value: isinstance(value, str),
        "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
        "boolean": lambda value: isinstance(value, bool),
        "true": lambda value: value is True,
        "false": lambda value: value is False,
        "mapping": lambda value: isinstance(value, Mapping),
        "sequence": lambda value: isinstance(value, list | tuple | str),
        "even": lambda value: value % 2 == 0,
        "odd": lambda value: value % 2 == 1,
    }.items()
} | {
    "defined": lambda value: not isinstance(value, Undefined),
    "undefined": lambda value: isinstance(value, Undefined),
}
