"""promptfoo's templates in the words of ours: both are Jinja's kind, theirs with JavaScript in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from harness.errors import InputError
from harness.model.numerals import to_json
from harness.templates.template import compile_template, is_template, rendered, undeclared

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_FILTERS = (
    (re.compile(r"\|\s*dump\s*\(\s*(\d)\s*\)"), r"| tojson(indent=\1)"),
    (re.compile(r"\|\s*dump\b"), "| tojson"),
    (re.compile(r"\|\s*safe\b"), ""),
    (re.compile(r"\|\s*count\b"), "| length"),
    (re.compile(r"\|\s*trim\s*\(\s*\)"), "| trim"),
)
_WORDS = (
    (re.compile(r"==="), "=="), (re.compile(r"!=="), "!="), (re.compile(r"&&"), " and "), (re.compile(r"\|\|"), " or "),
    (re.compile(r"\belseif\b"), "elif"), (re.compile(r"(\bfor\s+\w+\s*,\s*\w+\s+in\s+[\w.]+)"), r"\1 | items"),
    (re.compile(r"(\w|\])\.length\b(?!\s*\()"), r"\1 | length"),
)  # fmt: skip
_ENV = re.compile(r"\{\{-?\s*env(?:\.(\w+)|\[\s*['\"](\w+)['\"]\s*\])(?:\s*\|[^{}]*)?\s*-?\}\}")
# Variables that name variables: two that name each other would go round without end.
MOST_ROUNDS = 5
# From Unicode's private use area, which ordinary text does not use.
_BRACE = "\ue100"


def converted(text: str) -> str:
    """The template in our words; what the words cannot say is left as it stands and found by `flaw`."""
    if "{" not in text:
        return text
    # Braces that are meant as such go round the rest as a character that stands in no text.
    text = _RAW.sub(lambda raw: raw.group(1).replace("{", _BRACE), _COMMENT.sub("", text))
    text = _TAG.sub(lambda tag: _tag(tag.group()), text)
    return re.sub(f"{_BRACE}[{_BRACE}%#]", _literal, text).replace(_BRACE, "{")


def _literal(marker: re.Match[str]) -> str:
    return f'{{{{ "{marker.group().replace(_BRACE, "{")}" }}}}'


def _tag(tag: str) -> str:
    for pattern, ours in (*_FILTERS, *_WORDS):
        tag = pattern.sub(ours, tag)
    return tag


def environment_names(text: str) -> list[str]:
    """The environment variables that a template asks for."""
    return [first or second for first, second in _ENV.findall(text)]


def without_environment(text: str, known: Mapping[str, Any]) -> str:
    """The template with the environment's values filled in where the configuration gives them, empty elsewhere."""
    return _ENV.sub(lambda name: str(known.get(name.group(1) or name.group(2), "")), text)


def flaw(text: str) -> str | None:
    """Why the template cannot be used in a suite; None if it can."""
    try:
        compile_template(text)
    except InputError as error:
        return error.problems[0].message
    return None


def names(text: str) -> set[str]:
    """The variables that a usable template names."""
    return undeclared(text) if is_template(text) else set()


def filled(text: str, variables: Mapping[str, Any]) -> str | None:
    """The template with the variables in it, an absent one as nothing; None where it cannot be filled in."""
    missing = {name: "" for name in names(text) if name not in variables}
    result, flaws = rendered(text, {**variables, **missing})
    return None if flaws else result


def resolved(variables: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The variables of a test with those filled in that name others, and the names of those that could not be."""
    values, lost = dict(variables), []
    for name, value in variables.items():
        text = value
        for _ in range(MOST_ROUNDS):
            if not isinstance(text, str) or not is_template(text):
                break
            ours = converted(text)
            # Without itself, so that a variable that names itself comes to an end.
            result = None if flaw(ours) else filled(ours, {key: part for key, part in values.items() if key != name})
            if result is None:
                lost.append(name)
                break
            # What stood between `raw` and `endraw` is text now, whatever it looks like.
            done = result == text or bool(_RAW.search(text))
            text = result
            if done:
                break
        values[name] = text
    return values, lost


def as_text(value: Any) -> str:
    """A value as a template would write it."""
    return value if isinstance(value, str) else to_json(value)
