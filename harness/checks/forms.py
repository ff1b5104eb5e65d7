"""What a suite may write for an assertion, read from the signature of its `check`."""

from __future__ import annotations

import inspect
import reprlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from harness import plugins
from harness.model.numerals import Numeral
from harness.model.result import Score
from harness.protocols import FromFile, Judgment
from harness.strictjson import kind_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

VALUE = "value"
SET = "assert-set"
NOT = "not-"
_WORDS = {str: "text", int: "a number", float: "a number", bool: "true or false", NoneType: ""}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing an assertion may be given; `required` if it has no default."""

    annotation: Any
    required: bool

    def accept(self, raw: object, *, filled: bool = False) -> Any:
        """The value as the assertion takes it; a number may be written as text where no text is meant, and inside of a
        value whose placeholders have been `filled` in.

        Raises:
            ValueError: it is of another type, or out of range; says what is expected.
        """
        from pydantic import ValidationError

        adapter = _adapter(self.annotation)
        try:
            # Strict, since pydantic would take `true` for 1; a text is let through to be read as a number.
            accepted = adapter.validate_python(raw, strict=not (filled or isinstance(raw, str)))
        except ValidationError as error:
            raise ValueError(_complaint(self.annotation, raw, error.errors())) from None
        return _as_written(raw, accepted)

    def json_schema(self) -> dict[str, Any]:
        schema = _adapter(self.annotation).json_schema()
        inlined: dict[str, Any] = _inlined(schema, schema.pop("$defs", {}))
        return inlined

    def takes_text(self) -> bool:
        return str in _members(self.annotation)


@dataclass(frozen=True, slots=True)
class AssertionForm:
    """An assertion as a suite writes it; `fault` finds what types cannot: a pattern that does not compile.

    `judged` says that it needs a judge, `compares` that this one sees the answers of all targets. `check_not` is what
    `not-` means where that is more than the opposite.
    """

    name: str
    manual: str
    check: Callable[..., Score | Judgment]
    value: Parameter | None
    options: Mapping[str, Parameter]
    fault: Callable[[object], str | None] | None
    judged: bool = False
    compares: bool = False
    check_not: Callable[..., Score] | None = None

    @property
    def reads_files(self) -> bool:
        """Whether a value may stand in a file."""
        return self.value is not None and FromFile in _members(self.value.annotation)

    @property
    def bare(self) -> bool:
        """Whether the name alone is enough."""
        return not (self.value and self.value.required) and not any(option.required for option in self.options.values())


def assertion_names() -> tuple[str, ...]:
    """Every name a suite may use, `not-` left aside."""
    return (*plugins.names("assertions"), SET)


@cache
def form_of(name: str) -> AssertionForm:
    """Raises UsageError if there is no such assertion."""
    module = plugins.load("assertions", name)
    # The first parameter is the answer that is checked: no suite writes it.
    parameters = list(inspect.signature(module.check, eval_str=True).parameters.values())[1:]
    options = {
        parameter.name: Parameter(parameter.annotation, parameter.default is inspect.Parameter.empty)
        for parameter in parameters
    }
    return AssertionForm(
        name=name,
        manual=plugins.manual(module),
        check=module.check,
        value=options.pop(VALUE, None),
        options=options,
        fault=getattr(module, "validate", None),
        judged=inspect.isgeneratorfunction(module.check),
        compares=getattr(module, "COMPARES", False),
        check_not=getattr(module, "check_not", None),
    )


def _as_written(raw: Any, accepted: Any) -> Any:
    """What pydantic accepted, with the numerals that it turned into ordinary floats put back."""
    if isinstance(raw, Numeral):
        return raw if isinstance(accepted, float) else accepted
    if isinstance(raw, list) and isinstance(accepted, list):
        return list(map(_as_written, raw, accepted))
    if isinstance(raw, Mapping) and isinstance(accepted, dict):
        return {key: _as_written(raw.get(key), value) for key, value in accepted.items()}
    return accepted


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(annotation)


def _inlined(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema with its definitions in place of the references to them, so that it can stand inside another."""
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(item, definitions) for key, item in schema.items()}


def described(annotation: Any) -> str:
    """What may be written, in words: "text, a number or a list"."""
    words = list(dict.fromkeys(word for member in _members(annotation) if (word := _word(member))))
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _members(annotation: Any) -> tuple[Any, ...]:
    """The types a union is made of, limits on numbers left out."""
    if get_origin(annotation) is Annotated:
        return _members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return tuple(member for part in get_args(annotation) for member in _members(part))
    return (annotation,)


def _word(annotation: Any) -> str:
    if annotation in _WORDS:
        return _WORDS[annotation]
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(str(choice) for choice in get_args(annotation))
    if get_origin(annotation) is list:
        return "a list"
    keys = getattr(annotation, "__annotations__", {})
    return f"a mapping with some of {', '.join(keys)}" if keys else "a mapping"


def _complaint(annotation: Any, raw: object, errors: Sequence[ErrorDetails]) -> str:
    """Of a part of a mapping which part; of a number out of range what the range is; otherwise what may be written."""
    for error in errors:
        # A part that may be of several types is tried as each of them, whose name then follows the part's.
        key = next((part for part in error["loc"] if isinstance(raw, Mapping) and part in raw), None)
        if isinstance(raw, Mapping) and key is not None:
            if error["type"] == "extra_forbidden":
                return f"`{key}` is not known here, expected {described(annotation)}"
            if error["type"] in _RANGES:
                return f"`{key}` {_ours(error['msg'])}, found {shown(raw[key])}"
            tried = [_PARTS.get(other["type"], "another value") for other in errors if key in other["loc"]]
            # The widest comes last: whoever takes a number takes a whole one.
            return f"`{key}`: expected {tried[-1]}, found {_kind_and_value(raw[key])}"
    if errors[-1]["type"] in _RANGES:
        return f"{_ours(errors[-1]['msg'])}, found {shown(raw)}"
    return f"expected {described(annotation)}, found {_kind_and_value(raw)}"


_RANGES = ("greater_than_equal", "less_than_equal", "greater_than", "less_than", "finite_number")
_PARTS = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "a whole number"),
    **dict.fromkeys(("float_type", "float_parsing"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
}


def _ours(message: str) -> str:
    return message.replace("Input should be", "must be").replace("less than inf", "finite")


def shown(raw: object) -> str:
    """A value as Python writes it, cut to what fits a line."""
    try:
        return reprlib.repr(raw)
    # Python refuses to write integers of more than 4,300 digits (sys.get_int_max_str_digits).
    except ValueError:
        return "a number of thousands of digits"


def _kind_and_value(raw: object) -> str:
    if isinstance(raw, bool):
        return str(raw).lower()
    return f"the {kind_of(raw)} {shown(raw)}" if isinstance(raw, int | float | str) else kind_of(raw)
