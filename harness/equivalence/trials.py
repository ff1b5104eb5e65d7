"""Differential execution: do two Python functions return the same on the prompt's examples and on random inputs?

Both run in the sandbox, in a process each, and only where code of answers may run (`--allow-exec`). That they agree is
no proof that they are the same program; that they differ is one.
"""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass

from harness.equivalence import differential
from harness.errors import CheckError
from harness.reading.excerpts import short
from harness.sandbox.running import Allowance, run_tests

BOUNDS = Allowance(seconds=8, megabytes=512)
MOST_EXAMPLES = 20
_DOCTEST = re.compile(r">>>[ \t]*([^\n]+)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`shown` is what either side returns on the input on which they differ; empty where they agree."""

    agree: bool
    shown: tuple[str, str] = ("", "")


def tried(ours: str, theirs: str, question: str) -> Outcome | None:
    """What came of running both; None where they have no function in common or nothing can be said.

    Args:
        ours: the baseline's program, Python.
        theirs: the candidate's.
        question: the prompt, whose examples are tried first.
    """
    functions, others = _functions(ours), _functions(theirs)
    name = next((name for name in reversed(functions) if name in others), None)
    if name is None:
        return None
    examples = _examples(f"{question}\n{ours}\n{theirs}", name)
    arguments = ", ".join(map(repr, (ours, name, examples, _annotations(functions[name]))))
    call = f"from answer import {name} as _candidate\ncompare({arguments}, _candidate)\n"
    script = f"{inspect.getsource(differential)}\n{call}"
    try:
        trial = run_tests(theirs, script, BOUNDS)
    except CheckError:
        return None
    if not trial.trouble:
        return Outcome(agree=True)
    told = trial.trouble.rpartition(differential.DIFFERS)[2].split(differential.BETWEEN)
    if len(told) != 3:  # noqa: PLR2004 - the call and what either side returns
        return None
    call, expected, got = told
    return Outcome(agree=False, shown=(short(f"{call} → {expected}", 120), short(f"{call} → {got}", 120)))


def _functions(source: str) -> dict[str, ast.FunctionDef]:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def _examples(text: str, name: str) -> list[tuple[object, ...]]:
    """Arguments of calls of that name whose values are written out, each once."""
    lines = [*_DOCTEST.findall(text), *re.findall(rf"(?m)^[ \t]*(?:assert[ \t]+)?({name}\([^\n]*)", text)]
    found: dict[str, tuple[object, ...]] = {}
    for line in lines:
        for call in _calls(line, name):
            try:
                found.setdefault(ast.dump(call), tuple(ast.literal_eval(argument) for argument in call.args))
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
                continue  # an argument that has to be worked out
    return [given for given in found.values() if given][:MOST_EXAMPLES]


def _calls(line: str, name: str) -> list[ast.Call]:
    line = re.split(r"[➞⇒→]|=>|(?<!=)#", line.strip())[0]
    try:
        tree = ast.parse(line.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and not node.keywords
    ]


def _annotations(function: ast.FunctionDef) -> list[str]:
    """Types of the arguments in the words of `differential`; those that it does not know stay as they are."""
    given = [argument.annotation for argument in function.args.args]
    if any(annotation is None for annotation in given):
        return []
    return [
        ast.unparse(annotation).replace("List[", "list[").replace("Tuple[", "tuple[")
        for annotation in given
        if annotation
    ]
