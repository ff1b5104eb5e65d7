"""The answer is code of this language, as far as reading it can tell: it parses.

- is-valid-code
- is-valid-code: sql

`python` (the default; of the version that harness runs on), `json`, `yaml` (a list or mapping), `toml` or `sql` of any
common dialect (needs the extra: `pip install 'portproof[sql]'`). Of other languages nothing can be said here. Fences
and the words around them are left out first; `not-contains: "```"` forbids them. Nothing is run.
"""

from __future__ import annotations

import ast
import re
import tomllib
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from harness.assertions._json import NotJson, parse
from harness.assertions._plain_yaml import read_plain
from harness.assertions._sql import sql_trouble
from harness.assertions._text import binary_score, without_surrogates
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import Subject
from harness.reading.fences import code_of

DOTS = 100
_LONG_KEY = re.compile(
    rf"""(?:^|[\[{{,])[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{DOTS},}}""", re.MULTILINE
)
LONGEST = 200_000
"""Characters; longer code is not judged."""


def validate(value: Any) -> str | None:
    if value.lower() in _TROUBLE:
        return None
    return f"code in {value!r} cannot be judged; one of: {', '.join(_TROUBLE)}"


def check(subject: Subject, value: str = "python") -> Score:
    fault = validate(value)
    if fault:
        raise CheckError(fault)
    code = code_of(subject.text)
    if len(code) > LONGEST:
        raise CheckError(f"code of more than {LONGEST} characters is not judged")
    if not code.strip():
        return binary_score(passed=False, fact="there is no code")
    trouble = _TROUBLE[value.lower()](code)
    return binary_score(
        trouble is None, f"is valid {value}" if trouble is None else f"is not valid {value}: {trouble[:300]}"
    )


def _python(code: str) -> str | None:
    try:
        with warnings.catch_warnings(action="ignore"):  # of the answer, not of harness
            ast.parse(code)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (RecursionError, MemoryError):
        raise CheckError("the code is nested too deeply to be judged") from None
    except ValueError as error:
        return str(error)
    return None


def _json(code: str) -> str | None:
    try:
        parse(code)
    except NotJson as error:
        return str(error)
    return None


def _yaml(code: str) -> str | None:
    import yaml

    try:
        value = read_plain(code)
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        return f"{place}{error.problem or error}"
    except (yaml.YAMLError, ValueError) as error:
        return str(error)
    except RecursionError:
        raise CheckError("the code is nested too deeply to be judged") from None
    return None if isinstance(value, list | dict) else "it is a single value"  # as any sentence is


def _toml(code: str) -> str | None:
    # tomllib keeps every beginning of a dotted key: 40,000 parts took 27 s and 6 GB
    if _LONG_KEY.search(code):
        raise CheckError(f"a key of more than {DOTS} parts is not judged")
    try:
        tomllib.loads(code)
    except tomllib.TOMLDecodeError as error:
        return str(error)
    except RecursionError:
        raise CheckError("the code is nested too deeply to be judged") from None
    return None


_TROUBLE: Mapping[str, Callable[[str], str | None]] = {
    "python": _python,
    "json": _json,
    "yaml": _yaml,
    "toml": _toml,
    "sql": lambda code: sql_trouble(without_surrogates(code)),
}
"""What says why a text is no code of the language; None if it is."""
