"""Python in a normal form: what may be written in two ways is written in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

PYTHON = frozenset({"python", "py", "python3"})
_STATEMENTS = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AugAssign, ast.For,
    ast.While, ast.With, ast.Try, ast.Return, ast.Assert, ast.Call, ast.Lambda,
)  # fmt: skip
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_NO_MATTER = frozenset({"typing", "__future__", "collections.abc"})
"""Modules of which only annotations need something."""


def parse(source: str) -> tuple[ast.Module | None, str | None]:
    """The tree, or why there is none."""
    try:
        return ast.parse(source), None
    except SyntaxError as error:
        return None, f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return None, str(error) or type(error).__name__


def is_python(tree: ast.Module) -> bool:
    """Whether a tree does something: `name: value` of YAML and JSON are valid Python, too, and no program."""
    return any(isinstance(node, _STATEMENTS) for node in ast.walk(tree))


def normal(tree: ast.Module) -> ast.Module:
    """Without docstrings, annotations of functions and tests at the end; local names numbered as they appear; of the
    imports only what gives a name of the program its meaning.
    """
    copy = ast.parse(ast.unparse(tree))
    body = [node for node in without_tests(copy.body) if not isinstance(node, ast.Import | ast.ImportFrom)]
    by_keyword = frozenset(node.arg for node in ast.walk(copy) if isinstance(node, ast.keyword) and node.arg)
    plain: ast.Module = _Evened(keep=by_keyword).visit(ast.Module(body=_undocumented(body), type_ignores=[]))
    used = {node.id for node in ast.walk(plain) if isinstance(node, ast.Name)}
    plain.body[:0] = [ast.Expr(ast.Constant(text)) for text in sorted(_imported(copy, used))]
    return plain


def without_tests(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """What stands before the examples and tests that follow the last definition."""
    kept = list(body)
    defined = {node.name for node in kept if isinstance(node, _DEFINITIONS)}
    if not defined:
        return kept
    while kept and _is_test(kept[-1], defined):
        kept.pop()
    return kept


def _is_test(node: ast.stmt, defined: set[str]) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if isinstance(node, _DEFINITIONS):
        return node.name.startswith("test") or node.name.startswith("Test")
    if isinstance(node, ast.If):
        return "__name__" in ast.unparse(node.test)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return ast.unparse(node.value.func).startswith(("print", "test", "unittest.", "doctest.", "assert"))
    called = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    return isinstance(node, ast.Assign) and bool(called & defined)


def _imported(tree: ast.Module, used: set[str]) -> Iterator[str]:
    """`from module import name`, and modules under another name; where a name comes from makes a difference."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module not in _NO_MATTER:
            for alias in node.names:
                if (alias.asname or alias.name) in used:
                    yield f"from {node.module} import {alias.name} as {alias.asname or alias.name}"
        elif isinstance(node, ast.Import):
            yield from (
                f"import {alias.name} as {alias.asname}"
                for alias in node.names
                if alias.asname and alias.asname in used
            )


def _undocumented(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return list(body[1:] if is_text and len(body) > 1 else body)


class _Evened(ast.NodeTransformer):
    """Evens out what does not matter, function by function. Names in `keep` stay: calls give them, `f(size=3)`."""

    def __init__(self, keep: frozenset[str], names: dict[str, str] | None = None) -> None:
        self._keep, self._names = keep, names or {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        local = {name: f"v{index}" for index, name in enumerate(_locals(node)) if name not in self._keep}
        node.returns = None
        node.body = _undocumented(node.body)
        for argument in ast.walk(node.args):
            if isinstance(argument, ast.arg):
                argument.annotation = None
        _Evened(self._keep, self._names | local).generic_visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Annotations of a class are its fields."""
        node.body = [stmt if isinstance(stmt, ast.AnnAssign) else self.visit(stmt) for stmt in _undocumented(node.body)]
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


def _locals(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, None]:
    """Arguments and assigned names, in order of appearance; declared globals are not among them."""
    names = {node.arg: None for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    shared: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
        elif isinstance(node, ast.Global | ast.Nonlocal):
            shared.update(node.names)
    return {name: None for name in names if name not in shared}
