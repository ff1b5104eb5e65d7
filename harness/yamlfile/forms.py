"""The shape of our YAML files as pydantic forms, and pydantic's complaints in our own words and with their place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from harness.model.location import Location, Problem
from harness.plugins import suggest
from harness.strictjson import kind_of
from harness.visible import shorten, visible
from harness.yamlfile.document import Document, Key

T = TypeVar("T")


class Form(BaseModel):
    """Strict and closed: no value is converted, no unknown key passes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


FormT = TypeVar("FormT", bound=Form)


MOST_ALIKE = 20
"""Problems of one kind that are told in full; a generated file may hold thousands."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a document, and where its problems go."""

    document: Document
    problems: list[Problem]
    keys: tuple[Key, ...] = ()
    secret_lines: set[int] = field(default_factory=set)
    """Lines that hold something like a key, and are therefore never shown."""
    counts: Counter[str] = field(default_factory=Counter)
    """Problems by slug, those included that were only counted."""
    untold: dict[str, Location] = field(default_factory=dict)
    """Where the first problem of a kind stands that was only counted."""
    lacking: list[tuple[Problem, tuple[Key, ...]]] = field(default_factory=list)
    """What was told of keys that are missing, and the path of each."""
    meant: set[tuple[Key, ...]] = field(default_factory=set)
    """The paths of keys that are there under a misspelt name."""

    def into(self, *keys: Key) -> Scope:
        # Written out: `dataclasses.replace` takes three times as long, and this is called for every part of every case.
        shared = (self.secret_lines, self.counts, self.untold, self.lacking, self.meant)
        return Scope(self.document, self.problems, (*self.keys, *keys), *shared)

    def at(self, *keys: Key) -> Location:
        return self.document.at(*self.keys, *keys)

    def tell(
        self, slug: str, message: str, *keys: Key, hint: str = "", key: bool = False, secret: bool = False
    ) -> None:
        """Report a problem at the value (or key) below this scope; a `secret` line is not shown."""
        if self._is_only_counted(slug, self.document.at(*self.keys, *keys, key=key)):
            return
        problem = self.document.problem(slug, message, *self.keys, *keys, hint=hint, key=key)
        self.problems.append(problem)
        if secret and problem.location:
            self.secret_lines.add(problem.location.line)

    def tell_at(self, place: Location, slug: str, message: str, *, hint: str = "") -> None:
        """Report a problem at a place, which may be in another file."""
        if self._is_only_counted(slug, place):
            return
        if place.path == self.document.path:
            self.problems.append(self.document.problem_at(place, slug, message, hint=hint))
        else:
            self.problems.append(Problem(slug, message, place, "", hint))

    def tell_missing(self, name: str, *keys: Key, why: str = "", hint: str = "") -> None:
        """Report that the key `name` is missing in the mapping to which `keys` lead."""
        before = len(self.problems)
        self.tell("missing-key", f"the key `{name}` is missing{why}", *keys, hint=hint, key=True)
        self.lacking.extend((problem, (*self.keys, *keys, name)) for problem in self.problems[before:])

    def is_full(self, slug: str) -> bool:
        """Whether further problems of a kind are only counted."""
        return self.counts[slug] >= MOST_ALIKE

    def every_problem(self, flaws: Sequence[Problem] = ()) -> list[Problem]:
        """What was told, behind the `flaws` of the file itself, and of each kind how many more there are. Where a flaw
        stands, nothing further is told; lines that hold something like a key are not shown. A key that is there under
        a misspelt name is told once, as misspelt.
        """
        more = [
            Problem(slug, f"… and {self.counts[slug] - MOST_ALIKE:,} more of this kind", place)
            for slug, place in self.untold.items()
        ]
        flawed = {flaw.location for flaw in flaws}
        there = {id(problem) for problem, path in self.lacking if path in self.meant}
        own = (problem for problem in self.problems if id(problem) not in there)
        told = [*flaws, *(problem for problem in (*own, *more) if problem.location not in flawed)]
        return [
            replace(problem, source="") if problem.location and problem.location.line in self.secret_lines else problem
            for problem in told
        ]

    def _is_only_counted(self, slug: str, place: Location) -> bool:
        self.counts[slug] += 1
        if self.counts[slug] <= MOST_ALIKE:
            return False
        self.untold.setdefault(slug, place)
        return True


def given(value: object) -> object:
    """A key that is written has a value."""
    if value is None:
        raise PydanticCustomError("empty-value", "has no value")
    return value


Maybe = Annotated[T | None, BeforeValidator(given)]
"""A key that may be left out, but not left empty."""

NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_LONGEST_NAME = 100
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def _checked_name(name: str) -> str:
    if not name:
        raise PydanticCustomError("bad-name", "is empty")
    if len(name) > _LONGEST_NAME:
        raise PydanticCustomError("bad-name", f"is longer than {_LONGEST_NAME} characters")
    if not re.fullmatch(NAME, name) or name.endswith(".") or _DEVICES.fullmatch(name):
        better = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")
        hint = f"; for example {better!r}" if re.fullmatch(NAME, better) and not _DEVICES.fullmatch(better) else ""
        raise PydanticCustomError(
            "bad-name",
            "{name} cannot name a folder: letters, digits, `-`, `_` and `.`, a letter or digit first{hint}",
            {"name": repr(shorten(name, 60)), "hint": hint},
        )
    return name


Name = Annotated[str, AfterValidator(_checked_name), Field(json_schema_extra={"pattern": f"^{NAME}$"})]
"""Recordings lie under these names, so they must do as names of files everywhere."""


def _seen(text: str) -> str:
    if visible(text) != text:
        raise PydanticCustomError(
            "hidden-character", "holds invisible characters: {text}", {"text": shorten(text, 200)}
        )
    if not text.strip():
        raise PydanticCustomError("empty-value", "is empty")
    return text


Line = Annotated[str, AfterValidator(_seen), Field(json_schema_extra={"minLength": 1})]
"""Text that is shown to people: not empty, nothing invisible in it."""


def validate(form: type[FormT], raw: object, scope: Scope, fallback: Mapping[str, Any] | None = None) -> FormT | None:
    """The filled-in form. Wrong keys are reported and then left out, with `fallback` standing in for required ones;
    None if nothing usable is left.
    """
    try:
        return form.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        _tell(form, detail, scope)
    if not isinstance(raw, dict):
        return None
    wrong = {detail["loc"][0] for detail in details if detail["loc"]}
    inner: dict[Key, list[tuple[Key, ...]]] = {}
    for detail in details:
        if detail["loc"]:
            inner.setdefault(detail["loc"][0], []).append(detail["loc"][1:])
    rest = {key: _without(value, inner.get(key, [])) for key, value in raw.items()}
    for kept in (rest, {key: value for key, value in raw.items() if key not in wrong}):
        try:
            return form.model_validate({**(fallback or {}), **{k: v for k, v in kept.items() if v is not _GONE}})
        except ValidationError:
            continue
    return None


_GONE = object()
_SHORT_JSON = 200
"""Characters of JSON that a hint writes out."""


def _without(value: Any, inner: Sequence[tuple[Key, ...]]) -> Any:
    """A value less what is wrong one level into it, to which `inner` leads; `_GONE` if the value itself is wrong."""
    if not inner:
        return value
    if not isinstance(value, dict) or not all(inner):
        return _GONE
    wrong = {loc[0] for loc in inner}
    return {name: part for name, part in value.items() if name not in wrong}


_RANGES = ("greater", "less", "finite", "too_", "string_too_", "string_pattern")
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "list_type": "a list",
}


def wrong_type(expected: str, value: object) -> str:
    """The sentence for a value of another type."""
    quote = ""
    if expected == "text" and isinstance(value, bool | int | float):
        quote = "; quote it"
    elif expected == "text" and isinstance(value, dict | list):
        quote = "; where JSON is meant, write it as text, in quotes"
    return f"expected {expected}, got {kind_of(value)}{quote}"


def json_text(value: object) -> str:
    """A mapping or list as JSON, if it is a short one that stands in single quotes as it is; else empty."""
    if not isinstance(value, dict | list):
        return ""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return ""
    return text if len(text) <= _SHORT_JSON and "'" not in text and visible(text) == text else ""


def _tell(form: type[Form], detail: ErrorDetails, scope: Scope) -> None:
    keys = tuple(key for key in detail["loc"] if key != "[key]")
    kind, value = detail["type"], detail["input"]
    named = [key for key in keys if isinstance(key, str)]
    name = f"`{named[-1]}`" if named else ""
    about = f"{name}: " if name else ""
    if kind == "missing":
        scope.tell_missing(str(keys[-1]), *keys[:-1], hint=_described(form, keys))
    elif kind == "extra_forbidden":
        here = _form_at(form, keys[:-1])
        known = tuple(info.alias or name for name, info in here.model_fields.items())
        tell_unknown_key(scope, keys, known, _elsewhere(here, str(keys[-1])))
    elif kind in _EXPECTED:
        # A text that is JSON is what a reference answer of a JSON suite is; elsewhere something else was meant.
        text = json_text(value) if keys[-1:] == ("expected",) else ""
        hint = f"write it so: expected: '{text}'" if text else ""
        scope.tell("wrong-type", f"{about}{wrong_type(_EXPECTED[kind], value)}", *keys, hint=hint)
    elif kind in ("literal_error", "enum"):
        choices = tuple(str(choice) for choice in _choices(detail))
        shown = shorten(value, 60) if isinstance(value, str) else kind_of(value)
        scope.tell("unknown-value", f"{about}there is no {shown!r} here", *keys, hint=suggest(str(value), choices))
    else:
        message = re.sub(r"^(Value error|Assertion failed), ", "", detail["msg"])
        message = re.sub(r"^(Input|String|List|Dictionary|Value|Number|URL) should", "must", message)
        got = f", got {shorten(str(value), 40)}" if kind.startswith(("greater", "less")) else ""
        if kind in ("too_short", "too_long"):
            message = _of_length(message, named, detail)
        slug = "out-of-range" if kind.startswith(_RANGES) else kind.replace("_", "-")
        scope.tell(slug, f"{about}{message}{got}", *keys, hint=detail.get("ctx", {}).get("remedy", ""))


def _of_length(message: str, named: Sequence[str], detail: ErrorDetails) -> str:
    """Of a list that is too short or too long, without pydantic's own "after validation"."""
    if detail.get("ctx", {}).get("actual_length") == 0:
        return f"holds no {named[-1]}" if named and named[-1].endswith("s") else "is empty"
    return message.replace(" after validation", "")


def wrong_shape(expected: str, value: object, remedy: str) -> PydanticCustomError:
    """For a validator: a value of another type, with how it is written."""
    context = {"what": wrong_type(expected, value), "remedy": remedy}
    return PydanticCustomError("wrong-type", "{what}", context)


_SECRET = re.compile(r"key|token|secret|password|authorization|credential", re.IGNORECASE)


def tell_unknown_key(scope: Scope, keys: tuple[Key, ...], known: tuple[str, ...], elsewhere: str = "") -> None:
    """`keys` lead to a key that means nothing; `known` are those that would, and `elsewhere` is below which of them
    this one does.
    """
    word = str(keys[-1])
    if scope.is_full("unknown-key"):
        scope.tell("unknown-key", word, *keys, key=True)  # counted; what was meant takes a millisecond to find
        return
    secret = bool(_SECRET.search(word))
    hint = elsewhere and f"put it under `{elsewhere}:`"
    hint = hint or suggest(word, known) or "known here: " + ", ".join(known)
    scope.meant.update((*scope.keys, *keys[:-1], name) for name in known if hint == f'did you mean "{name}"?')
    if secret and "api_key_env" in known:
        hint = "keys never stand in files; name the environment variable that holds yours with `api_key_env`"
    scope.tell("unknown-key", f"unknown key {shorten(word, 60)!r}", *keys, hint=hint, key=True, secret=secret)


def _choices(detail: ErrorDetails) -> tuple[str, ...]:
    return tuple(re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", ""))))


def _described(form: type[Form], keys: tuple[Key, ...]) -> str:
    inner = _form_at(form, keys[:-1])
    fields = {info.alias or name: info for name, info in inner.model_fields.items()}
    return (fields[str(keys[-1])].description or "") if str(keys[-1]) in fields else ""


def _form_at(form: type[Form], keys: tuple[Key, ...]) -> type[Form]:
    for key in keys:
        fields = {info.alias or name: info for name, info in form.model_fields.items()}
        if isinstance(key, str) and key in fields:
            form = _form_in(fields[key].annotation) or form
    return form


def _elsewhere(form: type[Form], word: str) -> str:
    """Below which key of a form it is known, one level down; empty if below none."""
    inner = [
        (info.alias or name, found)
        for name, info in form.model_fields.items()
        if (found := _form_in(info.annotation)) is not None
    ]
    for key, below in inner:
        if word in {info.alias or name for name, info in below.model_fields.items()}:
            return key
    return ""


def _form_in(annotation: Any) -> type[Form] | None:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return annotation
    return next((found for part in get_args(annotation) if (found := _form_in(part))), None)
