"""A command line that cannot be understood, told as other mistakes are: what is expected, found, and near."""

from __future__ import annotations

from typing import Any

import typer

from harness.errors import UsageError
from harness.plugins import suggest

Misuse: Any = typer.BadParameter.__mro__[1]
"""What the library raises of any command line that it cannot read; it has no public name there."""
NUMBERS = {"int_parsing": "a whole number", "int_from_float": "a whole number", "float_parsing": "a number"}
BOUNDS = {"greater_than_equal": "at least", "less_than_equal": "at most"}


def is_help(error: Exception) -> bool:
    """Nothing was asked for, and the help is the answer."""
    return type(error).__name__ == "NoArgsIsHelpError"


def told(error: Any) -> UsageError:
    """The library's error in our words; in its own where they are not known here."""
    called = error.ctx.command_path if error.ctx else "harness"
    message = error.message.removesuffix(".")
    if getattr(error, "param", None) is not None:
        return _told_of_value(error, f"see {called} -h")
    if hasattr(error, "possibilities"):
        from harness.cli import _near_options

        every = error.ctx.command.get_params(error.ctx)
        options = tuple(name for one in every if one.param_type_name == "option" for name in _names(one))
        near = _near_options.hint(error.option_name, options)
        return UsageError(f"{called} has no option {error.option_name}", hint=near or f"see {called} -h")
    if hasattr(error, "option_name"):
        wants = "requires" in message
        return UsageError(
            f"{error.option_name}: a value is missing" if wants else f"{error.option_name} takes no value"
        )
    if message.startswith("No such command"):
        word = message.partition("'")[2].partition("'")[0]
        return UsageError(
            f"{called} has no command {word!r}", hint=_hints(word, tuple(error.ctx.command.commands), called)
        )
    if message.startswith("Got unexpected extra argument"):
        more = message.rpartition(" (")[2].removesuffix(")")
        return UsageError(f"{called} takes no further argument: {more}", hint=f"see {called} -h")
    return UsageError(message, hint=f"see {called} -h")


def _told_of_value(error: Any, help_: str) -> UsageError:
    """Of a value that is missing, or is none of those that can be given."""
    parameter = error.param
    argument = parameter.param_type_name == "argument"
    name = str(parameter.metavar or parameter.name.upper()) if argument else " / ".join(_names(parameter))
    if type(error).__name__ == "MissingParameter":
        return UsageError(f"{name} is missing", hint=help_)
    message = f"{name}: {error.message.removeprefix('Value error, ').removesuffix('.')}"
    errors = getattr(error.__cause__, "errors", None)
    if not callable(errors):
        return UsageError(message)
    first = errors()[0]
    kind, value, bounds = first["type"], first["input"], first.get("ctx") or {}
    choices = tuple(map(str, parameter.type_descriptor.choices or ()))
    if choices:
        near = suggest(str(value), choices)
        expected = f"{name}: expected one of {', '.join(choices)}; found {value!r}"
        return UsageError(expected, hint=near if near.startswith("did") else "")
    if kind in NUMBERS:
        return UsageError(f"{name}: expected {NUMBERS[kind]}, found {value!r}")
    if kind in BOUNDS:
        return UsageError(f"{name}: expected {BOUNDS[kind]} {bounds.get('ge', bounds.get('le')):g}, found {value!r}")
    return UsageError(message)


def _hints(word: str, choices: tuple[str, ...], called: str) -> str:
    """The nearest of what there is, or all of a few, or where it is listed."""
    return suggest(word, choices) or f"see {called} -h"


def _names(parameter: Any) -> list[str]:
    """An option's names as they are written."""
    return [*parameter.opts, *parameter.secondary_opts]
