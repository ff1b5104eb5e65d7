"""Reading, refusing and rewriting the syntax trees of templates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from jinja2 import nodes

from harness.plugins import suggest
from harness.templates.flaws import Flaw

COUNTED = "·counted"
MEASURED = "·measured"
"""Filters that only the rewriting below can name."""
DEEPEST = 30
MOST_NODES = 5_000
MOST_LOOPS = 2

_ALLOWED = {
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem,
    nodes.Const, nodes.List, nodes.Tuple, nodes.If, nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Neg, nodes.CondExpr, nodes.Filter, nodes.Test,
}  # fmt: skip
_CALLED = {
    nodes.Call: "calling something",
    nodes.Add: "arithmetic (+)", nodes.Sub: "arithmetic (-)", nodes.Mul: "arithmetic (*)", nodes.Div: "arithmetic (/)",
    nodes.FloorDiv: "arithmetic (//)", nodes.Mod: "arithmetic (%)", nodes.Pow: "arithmetic (**)",
    nodes.Pos: "arithmetic (+)", nodes.Concat: "joining with ~", nodes.Assign: "{% set %}",
    nodes.AssignBlock: "{% set %}", nodes.Macro: "{% macro %}", nodes.CallBlock: "{% call %}",
    nodes.FilterBlock: "{% filter %}", nodes.Import: "{% import %}", nodes.FromImport: "{% from %}",
    nodes.Include: "{% include %}", nodes.Extends: "{% extends %}", nodes.Block: "{% block %}",
    nodes.Scope: "{% autoescape %}", nodes.With: "{% with %}", nodes.Slice: "slicing ([a:b])",
    nodes.Dict: "a mapping in braces",
}  # fmt: skip
_RESERVED = frozenset(("self", "super", "caller", "varargs", "kwargs"))
_SURROGATE = re.compile("[\ud800-\udfff]")


def check(tree: nodes.Template, filters: tuple[str, ...], tests: tuple[str, ...]) -> Flaw | None:
    """What the template does beyond what suites may do, if anything."""
    for count, (node, depth, loops) in enumerate(_walk(tree), 1):
        node.lineno = node.lineno or 1  # Jinja gives some of its own (`autoescape`) no line, though they are typed to
        if count > MOST_NODES:
            return Flaw("template-too-long", f"the template has more than {MOST_NODES} parts", node.lineno)
        if loops > MOST_LOOPS:
            return Flaw("template-too-deep", f"loops nest more than {MOST_LOOPS} deep", node.lineno)
        if depth > DEEPEST:
            return Flaw("template-too-deep", "the template is nested too deeply", node.lineno)
        flaw = _flaw(node, filters, tests)
        if flaw:
            return flaw
    return None


def _walk(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int, int]]:
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, depth, loops = waiting.pop()
        loops += isinstance(node, nodes.For)
        yield node, depth, loops
        inner = [(child, depth + 1, loops) for child in node.iter_child_nodes()]
        waiting.extend(reversed(inner))


def _flaw(node: nodes.Node, filters: tuple[str, ...], tests: tuple[str, ...]) -> Flaw | None:
    if type(node) not in _ALLOWED:
        what = _CALLED.get(type(node), type(node).__name__)
        hint = "prompts are filled in, not computed: put the finished value into the case's `vars`"
        return Flaw("template-not-allowed", f"{what} is not available in suites", node.lineno, "", hint)
    if isinstance(node, nodes.Filter):
        return _unknown(node, "filter", filters) or _starred(node)
    if isinstance(node, nodes.Test):
        return _unknown(node, "test", tests) or _starred(node)
    name = _name(node)
    what = ""
    if name in _RESERVED or name.startswith("_"):
        what = f"the name {name[:60]!r}"
    elif isinstance(node, nodes.Neg) and not isinstance(node.node, nodes.Const):
        what = "arithmetic (-)"
    elif isinstance(node, nodes.For) and node.recursive:
        what = "a recursive loop"
    elif isinstance(node, nodes.Const) and not _harmless(node.value):
        what = "a value that no text can hold"
    return Flaw("template-not-allowed", f"{what} is not available in suites", node.lineno, name) if what else None


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return node.attr
    return ""


def _harmless(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return not (isinstance(value, str) and _SURROGATE.search(value))


def _unknown(node: nodes.Filter | nodes.Test, kind: str, known: tuple[str, ...]) -> Flaw | None:
    public = tuple(name for name in known if not name.startswith("·"))
    if node.name in public:
        return None
    hint = suggest(node.name, public) or "one of: " + ", ".join(sorted(public))
    return Flaw(
        "template-not-allowed", f"there is no {kind} {node.name[:60]!r} in suites", node.lineno, node.name, hint
    )


def _starred(node: nodes.Filter | nodes.Test) -> Flaw | None:
    if node.dyn_args is None and node.dyn_kwargs is None:
        return None
    return Flaw("template-not-allowed", "spread arguments (*, **) are not available in suites", node.lineno)


def names_of(tree: nodes.Template) -> dict[str, int]:
    """The variables a template uses, those of its own loops left out, with the line of their first use."""
    used: dict[str, int] = {}
    bound = {"loop"} if tree.find(nodes.For) else set()
    for name in tree.find_all(nodes.Name):
        if name.ctx == "store":
            bound.add(name.name)
        else:
            used.setdefault(name.name, name.lineno)
    return {name: line for name, line in used.items() if name not in bound}


def parts_of(tree: nodes.Template) -> tuple[tuple[str, str, int], ...]:
    """What a template looks up in variables by name: the variable, the part, and the line."""
    named: list[tuple[nodes.Expr, object, int]] = [
        *((node.node, node.attr, node.lineno) for node in tree.find_all(nodes.Getattr)),
        *((node.node, getattr(node.arg, "value", None), node.lineno) for node in tree.find_all(nodes.Getitem)),
    ]
    return tuple(
        (owner.name, part, line)
        for owner, part, line in named
        if isinstance(owner, nodes.Name) and isinstance(part, str)
    )


def plain_of(tree: nodes.Template) -> tuple[tuple[str, bool], ...] | None:
    """The texts and (True) names that a template consists of; None where there is more to it."""
    parts: list[tuple[str, bool]] = []
    for output in tree.body:
        for node in output.nodes if isinstance(output, nodes.Output) else (output,):
            if isinstance(node, nodes.TemplateData):
                parts.append((node.data, False))
            elif isinstance(node, nodes.Name):
                parts.append((node.name, True))
            else:
                return None
    return tuple(parts)


def rewrite(tree: nodes.Template) -> nodes.Template:
    """Send what loops run over and what is compared through the filters that count."""
    for loop in tree.find_all(nodes.For):
        loop.iter = _through(COUNTED, loop.iter)
    for compare in tree.find_all(nodes.Compare):
        compare.expr = _through(MEASURED, compare.expr)
        for operand in compare.ops:
            operand.expr = _through(MEASURED, operand.expr)
    return tree


def _through(name: str, node: nodes.Node) -> nodes.Expr:
    wrapped = nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
    wrapped.environment = node.environment
    return wrapped
