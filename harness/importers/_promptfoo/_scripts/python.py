"""A small part of Python as expressions, by its own parser; nothing is compiled or run."""

from __future__ import annotations

import ast
import textwrap

from harness.importers._promptfoo._scripts import nodes
from harness.importers._promptfoo._scripts.nodes import Node, NotUnderstood, with_name

LONGEST = 4000
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "==", ast.IsNot: "!=",
}  # fmt: skip


def read(script: str) -> Node:
    """The value that a script gives, as an expression.

    Raises:
        NotUnderstood: it is more than assignments, conditions with a return, and one value.
    """
    if len(script) > LONGEST:
        raise NotUnderstood("the script is long")
    try:
        tree = ast.parse("def check(output, context):\n" + textwrap.indent(textwrap.dedent(script.strip("\n")), " "))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotUnderstood("the script is no Python") from None
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef) or len(tree.body) > 1:
        raise NotUnderstood("more than one expression")
    return _body(function.body)


def _body(statements: list[ast.stmt]) -> Node:
    if not statements:
        raise NotUnderstood("no value")
    first, rest = statements[0], statements[1:]
    if isinstance(first, ast.Import | ast.ImportFrom):
        return _body(rest)
    if isinstance(first, ast.Assign) and len(first.targets) == 1 and isinstance(first.targets[0], ast.Name):
        return with_name(_body(rest), first.targets[0].id, _node(first.value))
    if isinstance(first, ast.If):
        return nodes.Choice(_node(first.test), _body(first.body), _body(first.orelse or rest))
    if isinstance(first, ast.Return | ast.Expr) and first.value is not None and not rest:
        return _node(first.value)
    raise NotUnderstood(f"the statement in line {first.lineno - 1}")


def _node(tree: ast.expr) -> Node:  # noqa: C901, PLR0911, PLR0912 - one line a kind of expression
    match tree:
        case ast.Constant(value=value):
            return nodes.Literal(value)
        case ast.Name(id=name):
            return nodes.Name(name)
        case ast.Attribute(value=of, attr=name):
            return nodes.Member(_node(of), name)
        case ast.Subscript(value=of, slice=ast.Constant(value=key)) if isinstance(key, str | int):
            return nodes.Member(_node(of), key)
        case ast.Call(func=function, args=arguments, keywords=[]):
            if any(isinstance(part, ast.GeneratorExp) for part in arguments):
                return _quantified(tree)
            return nodes.Invocation(_node(function), tuple(map(_node, arguments)))
        case ast.BoolOp(op=ast.And(), values=parts):
            return nodes.Conjunction(tuple(map(_node, parts)))
        case ast.BoolOp(op=ast.Or(), values=parts):
            return nodes.Disjunction(tuple(map(_node, parts)))
        case ast.UnaryOp(op=ast.Not(), operand=of):
            return nodes.Not(_node(of))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)) if isinstance(value, int | float):
            return nodes.Literal(-value)
        case ast.IfExp(test=test, body=then, orelse=other):
            return nodes.Choice(_node(test), _node(then), _node(other))
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return nodes.Items(tuple(map(_node, items)))
        case ast.Dict(keys=keys, values=values):
            return _record(keys, values)
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _compared(left, ops, others)
    raise NotUnderstood(ast.unparse(tree)[:60])


def _record(keys: list[ast.expr | None], values: list[ast.expr]) -> Node:
    entries: list[tuple[str, Node]] = []
    for key, value in zip(keys, values, strict=True):
        if not isinstance(key, ast.Constant):
            raise NotUnderstood("a computed key")
        name = str(key.value)
        # A reason may be put together in ways that do not matter here.
        entries.append((name, nodes.Literal("") if name == "reason" else _node(value)))
    return nodes.ObjectLiteral(tuple(entries))


def _compared(left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr]) -> Node:
    parts: list[Node] = []
    before = left
    for op, other in zip(ops, others, strict=True):
        if isinstance(op, ast.In | ast.NotIn):
            inside = nodes.Invocation(nodes.Member(_node(other), "includes"), (_node(before),))
            parts.append(nodes.Not(inside) if isinstance(op, ast.NotIn) else inside)
        else:
            parts.append(nodes.Compare(_SIGNS[type(op)], _node(before), _node(other)))
        before = other
    return parts[0] if len(parts) == 1 else nodes.Conjunction(tuple(parts))


def _quantified(tree: ast.Call) -> Node:
    """`any(word in output for word in words)` as `words.some(word => …)`."""
    match tree:
        case ast.Call(
            func=ast.Name(id="any" | "all" as kind),
            args=[
                ast.GeneratorExp(elt=body, generators=[ast.comprehension(target=ast.Name(id=name), iter=over, ifs=[])])
            ],
        ):
            return nodes.Invocation(
                nodes.Member(_node(over), {"any": "some", "all": "every"}[kind]), (nodes.Function(name, _node(body)),)
            )
    raise NotUnderstood(ast.unparse(tree)[:60])
