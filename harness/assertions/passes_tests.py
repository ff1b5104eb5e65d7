"""The answer's Python code passes these tests. They are run only under `--allow-exec`.

- passes-tests: assert clamp(5, 0, 3) == 3
- {type: passes-tests, value: "assert clamp(5, 0, 3) == 3", timeout_s: 5, memory_mb: 256}

The tests may stand in a file beside the suite: `value: {file: data/test_clamp.py}`, whose braces are left as they are.
Fences and the words around the code are left out. The tests are Python that sees the answer's names (or says `from
answer import clamp`); functions that begin with `test` are then called. Any exception, an exit before the tests end,
too much time or memory is a failure.

The answer runs in one process, the tests in another: results travel between them by value and are compared where the
answer cannot reach, so that it cannot patch its way to a pass. What only the answer's own process could decide
(whether an object of its class equals a plain value) is an `error`. Neither process has keys, network, other
processes, or files but an empty folder and Python's own; docs/tools.md says what holds on which system.
"""

from __future__ import annotations

import ast
from typing import Annotated, Any

from annotated_types import Interval

from harness.assertions._text import binary_score
from harness.errors import CheckError
from harness.model.result import Score
from harness.protocols import FromFile, Subject
from harness.reading.fences import code_of
from harness.sandbox.running import Allowance, Trial, run_tests

LONGEST = 200_000
SHOWN = 600
Seconds = Annotated[float, Interval(gt=0, le=600)]
Megabytes = Annotated[float, Interval(ge=64, le=65_536)]


def validate(value: Any) -> str | None:
    try:
        body = ast.parse(value).body
    except SyntaxError as error:
        return f"the tests are no Python: line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return f"the tests are no Python: {error}"
    return None if body else "there are no tests"


def check(subject: Subject, value: str | FromFile, *, timeout_s: Seconds = 10, memory_mb: Megabytes = 512) -> Score:
    if not subject.allow_exec:
        raise CheckError("the answer's code was not run", hint="--allow-exec allows it")
    if not isinstance(value, str):
        raise CheckError("the tests stand in a file, which only a suite can name")
    fault = validate(value)
    if fault:
        raise CheckError(fault)
    code = code_of(subject.text)
    if len(code) > LONGEST:
        return binary_score(passed=False, fact=f"the code has more than {LONGEST} characters")
    trial = run_tests(code, value, Allowance(seconds=timeout_s, megabytes=memory_mb))
    return binary_score(not trial.trouble, _trouble(trial) if trial.trouble else "the tests passed")


def _trouble(trial: Trial) -> str:
    output = f"; it wrote: {trial.output[-SHOWN:]}" if trial.output else ""
    return f"the tests did not pass: {trial.trouble[:SHOWN]}{output}"
