"""What `--help` shows of a parameter: a word for what is written there, never a Python type."""

from __future__ import annotations

from typing import Any

WORDS = {"integer": "N", "int": "N", "float": "NUMBER", "path": "FILE", "file": "FILE"}
"""By the name that the library gives a type; anything else is TEXT."""


def readable(command: Any) -> Any:
    """The command and those below it, changed in place: plain names for values, examples line by line."""
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            # Newer releases put the type behind the name of an argument, whatever name it was given.
            parameter.display_type_rich = _nothing
            parameter.metavar = parameter.metavar or parameter.name.upper()
        elif parameter.metavar is None and not parameter.is_flag and not _has_choices(parameter):
            name = parameter.bare_type() if hasattr(parameter, "bare_type") else parameter.type.name
            parameter.metavar = WORDS.get(
                str(name).removeprefix("list[").removesuffix("]").removesuffix(" range").lower(), "TEXT"
            )
    if command.epilog:
        command.epilog = _unwrapped(command.epilog)
    for below in getattr(command, "commands", {}).values():
        readable(below)
    return command


def _nothing(*, ctx: object) -> str:  # noqa: ARG001 - the library names it
    return ""


def _has_choices(parameter: Any) -> bool:
    descriptor = getattr(parameter, "type_descriptor", None)
    return bool(descriptor.is_choice if descriptor is not None else getattr(parameter.type, "choices", None))


def _unwrapped(epilog: str) -> str:
    """Paragraphs that are indented are commands: after a backspace their lines are left as they are."""
    return "\n\n".join(f"\b\n{text}" if text.startswith(" ") else text for text in epilog.strip().split("\n\n"))
