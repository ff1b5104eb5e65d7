"""Mode `code`: the same program, whatever its comments, layout and local names.

Code is taken out of its fences and the words around them. Python is compared as a syntax tree, with docstrings,
comments, annotations and tests at the end left out and the names of arguments and local variables evened out.
Other languages are compared as text without comments and spacing. Nothing is ever executed: two programs that
do the same in different ways get a score below the threshold, which says how much of them is the same.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from harness.equivalence.pairs import Means, Pair, identical
from harness.model.result import Difference, Equivalence
from harness.reading.excerpts import short
from harness.reading.fences import code_of

LONGEST = 200_000
"""Characters of code that are parsed."""
_PYTHON = ("", "python", "py", "python3")
_COMMENT = re.compile(r"(?m)(?://|#)[^\n]*$|/\*.{0,5000}?\*/", re.DOTALL)
_TOKEN = re.compile(r"\w+|[^\w\s]")


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    return [_compare(pair, means) for pair in pairs]


def _compare(pair: Pair, means: Means) -> Equivalence:
    if identical(pair):
        return Equivalence(1.0, True)
    breaks = means.breaks(pair, frozenset({"empty", "refusal", "truncation"}))
    ours, theirs = program(pair.baseline.text, pair.context or ""), program(pair.candidate.text, pair.context or "")
    breaks = (*breaks, *_broken(ours, theirs))
    if ours.shape == theirs.shape:
        return means.judge(1.0, breaks)
    score = means.threshold * (0.2 + 0.79 * _overlap(ours, theirs))
    return means.judge(score, breaks, softer=[_difference(ours, theirs)])


class Program:
    """A program read from an answer: `shape` is equal for programs that differ only in what does not matter."""

    __slots__ = ("error", "functions", "language", "parts", "returns", "shape", "source", "undefined")

    def __init__(self, source: str, tree: ast.Module | None, error: str | None) -> None:
        self.source, self.error = source, error
        self.language = "text" if tree is None else "python"
        self.functions = tuple(node.name for node in tree.body if isinstance(node, ast.FunctionDef)) if tree else ()
        self.undefined = _undefined(tree) if tree else frozenset()
        self.returns = _returns(tree) if tree else frozenset()
        normal = _normalised(tree) if tree else None
        self.shape = ast.dump(normal) if normal else " ".join(_TOKEN.findall(_COMMENT.sub(" ", source)))
        self.parts = _parts(normal) if normal else Counter(self.shape.split())


@lru_cache(maxsize=1024)
def program(text: str, question: str = "") -> Program:
    """The program in an answer. A question that is itself the beginning of a function may have to be put before it."""
    source = code_of(text)[:LONGEST]
    tree, error = _parse(source)
    if tree is None and question:
        tree, _ = _parse(question + source)
    return Program(source, tree, None if tree else error)


def _parse(source: str) -> tuple[ast.Module | None, str | None]:
    try:
        return ast.parse(source), None
    except SyntaxError as error:
        return None, f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return None, str(error) or type(error).__name__


def _broken(ours: Program, theirs: Program) -> list[Difference]:
    """What would stop the candidate where the baseline runs."""
    if ours.language != "python":
        return []
    if theirs.language != "python" and theirs.error:
        return [Difference("code", "valid Python", f"not valid Python: {theirs.error}", "format")]
    found = [
        Difference("code", "all names defined", f"{name} is not defined", "format")
        for name in sorted(theirs.undefined - ours.undefined)
    ]
    missing = [name for name in ours.functions[-1:] if name not in theirs.source]
    return found + [Difference("code", f"defines {name}", f"{name} is not defined", "format") for name in missing]


def _difference(ours: Program, theirs: Program) -> Difference:
    """The first part that the other lacks, in its own words."""
    lines_ours, lines_theirs = (_lines(one.source) for one in (ours, theirs))
    lost = next((line for line in lines_ours if line not in lines_theirs), "")
    new = next((line for line in lines_theirs if line not in lines_ours), "")
    return Difference("code", short(lost) or "nothing more", short(new) or "nothing more", "format")


def _lines(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if line.strip() and not line.strip().startswith(("#", "//"))][
        :2000
    ]


def _overlap(ours: Program, theirs: Program) -> float:
    """Dice's coefficient of the programs' parts, halved where what they return has another form."""
    total = ours.parts.total() + theirs.parts.total()
    shared = 2 * (ours.parts & theirs.parts).total() / total if total else 1.0
    return shared if ours.returns == theirs.returns else shared / 2


def _normalised(tree: ast.Module) -> ast.Module:
    """Without docstrings, annotations and top-level tests, local names numbered in order of appearance."""
    body = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    kept = ast.Module(body=list(body or tree.body), type_ignores=[])
    plain: ast.Module = _Plain().visit(ast.parse(ast.unparse(kept)))
    return plain


class _Plain(ast.NodeTransformer):
    """Evens out what does not matter, function by function."""

    def __init__(self, names: dict[str, str] | None = None) -> None:
        self._names = names or {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        inner = _Plain(self._names | {name: f"v{index}" for index, name in enumerate(_locals(node))})
        node.returns = None
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        for argument in ast.walk(node.args):
            if isinstance(argument, ast.arg):
                argument.annotation = None
        inner.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._names.get(node.arg, node.arg)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        return ast.Assign(targets=[node.target], value=node.value) if node.value else ast.Pass()


def _locals(function: ast.FunctionDef) -> dict[str, None]:
    """Arguments and assigned names, in order of appearance; declared globals are not among them."""
    found = {node.arg: None for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    shared: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = None
        elif isinstance(node, ast.Global | ast.Nonlocal):
            shared.update(node.names)
    return {name: None for name in found if name not in shared}


def _undefined(tree: ast.Module) -> frozenset[str]:
    """Names that are read and nowhere made, in any scope: a cautious reading."""
    made, read = set(dir(builtins)), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.alias):
            if node.name == "*":
                return frozenset()
            made.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            made.add(node.name)
    return frozenset(read - made)


def _returns(tree: ast.Module) -> frozenset[str]:
    """The forms of what the functions return: a tuple, a list, a comparison …"""
    forms = {
        ast.Tuple: "tuple",
        ast.List: "list",
        ast.ListComp: "list",
        ast.Dict: "dict",
        ast.DictComp: "dict",
        ast.Set: "set",
        ast.SetComp: "set",
    }
    return frozenset(
        forms.get(type(node.value), "value") if node.value else "nothing"
        for node in ast.walk(tree)
        if isinstance(node, ast.Return)
    )


def _parts(tree: ast.AST) -> Counter[str]:
    """Kinds of nodes, names of what is called, and constants."""
    found: Counter[str] = Counter()
    for node in ast.walk(tree):
        found[type(node).__name__] += 1
        if isinstance(node, ast.Constant):
            found[f"={node.value!r:.40}"] += 1
        elif isinstance(node, ast.Attribute):
            found[f".{node.attr}"] += 1
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found[node.id] += 1
    return found
