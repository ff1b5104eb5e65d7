"""Python in a normal form: what may be written in two ways is written in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import zip_longest

PYTHON = frozenset({"python", "py", "python3"})
_STATEMENTS = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AugAssign, ast.For,
    ast.While, ast.With, ast.Try, ast.Return, ast.Assert, ast.Call, ast.Lambda,
)  # fmt: skip
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_OPERATORS = frozenset(
    f"__{name}__"
    for name in "add radd mul rmul lt le gt ge eq ne".split()  # noqa: SIM905 - reads better
)
"""What gives an operator another meaning."""
_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_WITH_EFFECTS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
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
    body = [node for node, following in zip_longest(body, body[1:]) if not _is_outline_of(node, following)]
    by_keyword = frozenset(node.arg for node in ast.walk(copy) if isinstance(node, ast.keyword) and node.arg)
    plain: ast.Module = _Evened(keep=by_keyword).visit(ast.Module(body=_undocumented(body), type_ignores=[]))
    if not any(isinstance(node, ast.FunctionDef) and node.name in _OPERATORS for node in ast.walk(plain)):
        plain = _Ordered().visit(plain)
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


def _is_outline_of(node: ast.stmt, following: ast.stmt | None) -> bool:
    """Whether a definition says nothing, as the beginning does that a question brings, and the next one, of the same
    name, takes its place before anything could have used it.
    """
    if not isinstance(node, _DEFINITIONS) or not isinstance(following, _DEFINITIONS) or node.name != following.name:
        return False
    if node.decorator_list or not all(isinstance(part, ast.Pass) for part in _undocumented(node.body)):
        return False
    at_once = [following] if isinstance(following, ast.ClassDef) else [*following.decorator_list, following.args]
    names = {part.id for root in at_once for part in ast.walk(root) if isinstance(part, ast.Name)}
    return node.name not in names


def _undocumented(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Without what is only written there: docstrings, and constants that stand alone."""
    kept = [node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    return kept or [ast.Pass()]


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


class _Ordered(ast.NodeTransformer):
    """Gives one order to operands whose order makes no difference. What is added to a number, or multiplied by one, is
    one itself, or nothing of which the order could matter; of two things that nothing is known of, both may be texts.
    """

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        numbers = [side for side in (node.left, node.right) if _is_number(side)]
        is_pure = any(map(_is_written, numbers)) or not (_does_something(node.left) or _does_something(node.right))
        if isinstance(node.op, ast.Add | ast.Mult) and numbers and is_pure:
            node.left, node.right = sorted((node.left, node.right), key=_place)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """`a > b` is `b < a`, and `3 == a` is `a == 3`, where to read one of them does nothing."""
        self.generic_visit(node)
        if len(node.ops) > 1 or _does_something(node):
            return node
        (operator,), (right,) = node.ops, node.comparators
        if type(operator) in _SWAPPED:
            node.left, node.ops, node.comparators = right, [_SWAPPED[type(operator)]()], [node.left]
        elif isinstance(operator, ast.Eq | ast.NotEq):
            node.left, node.comparators[0] = sorted((node.left, right), key=_place)
        return node


def _place(operand: ast.expr) -> tuple[bool, str]:
    """Numbers stand last."""
    return isinstance(operand, ast.Constant), ast.dump(operand)


def _is_number(node: ast.expr) -> bool:
    """Whether it is known to be one: written as one, a length, or made of such."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float) and not isinstance(node.value, bool)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub | ast.UAdd) and _is_number(node.operand)
    if isinstance(node, ast.BinOp):
        return _is_number(node.left) and _is_number(node.right)
    return _is_length(node)


def _is_written(number: ast.expr) -> bool:
    return isinstance(number.operand if isinstance(number, ast.UnaryOp) else number, ast.Constant)


def _is_length(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"


def _does_something(node: ast.AST) -> bool:
    """Whether to read it may change what is read after it."""
    return any(isinstance(part, _WITH_EFFECTS) and not _is_length(part) for part in ast.walk(node))


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
