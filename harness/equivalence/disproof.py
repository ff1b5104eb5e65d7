"""What shows that two programs of another form do another thing, as far as reading them can show it.

Marks are counted that most ways of writing a program keep: its constants, its operators, what it calls and reads by
name. Programs whose marks differ are told apart, and so are those in which operands have changed places, or one
condition decides for something else. The same marks in another arrangement, other local names, loops of another kind
are what free rewriting looks like, too: that is no proof of anything.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from harness.reading.exactly.sourcecode import every_word_counts, in_one_quote

_LOCAL = re.compile(r"v\d+")
"""How the normal form names what is local."""
_ONE_WAY = ast.Sub | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow | ast.LShift | ast.RShift | ast.MatMult
_EITHER_WAY = frozenset({"min", "max", "gcd", "lcm", "isclose"})
"""Functions whose arguments may change places."""
_SIGNS = ast.operator | ast.unaryop | ast.boolop | ast.cmpop
_DEEDS = ast.AsyncFunctionDef | ast.Await | ast.Yield | ast.YieldFrom | ast.Raise | ast.Delete
_NAME = re.compile(r"[^\W\d][\w$]*|\$\w+")
_PUNCTUATION = frozenset(";,(){}")
_DECLARES = frozenset({"let", "const", "var", "val", "auto", "final"})
_KEYWORDS = frozenset(
    """if else for while do switch case default break continue return throw throws try catch finally new delete null nil
    none true false undefined this self super int long short float double bool boolean char string void byte unsigned
    in of is as not and or instanceof typeof public private protected static async await yield class struct enum
    interface extends implements import export from use package fn func fun function""".split()  # noqa: SIM905
)


def trees_disprove(ours: ast.Module, theirs: ast.Module) -> bool:
    """Whether programs in Python, in their normal form, are shown to do another thing each."""
    if Counter(_marks(ours)) != Counter(_marks(theirs)):
        return True
    return any(_is_changed(list(kind(ours)), list(kind(theirs))) for kind in (_operands, _decisions))


def tokens_disprove(ours: Sequence[str], theirs: Sequence[str], language: str) -> bool:
    """The same of programs in another language."""
    if every_word_counts((*ours, *theirs), language):
        # Which quote is which is not known, either, where nobody knows the language.
        ours, theirs = (each if language else [*map(in_one_quote, each)] for each in (ours, theirs))
        return Counter(ours) != Counter(theirs)
    (marks, names), (other_marks, other_names) = _marks_and_names(ours), _marks_and_names(theirs)
    if Counter(marks) != Counter(other_marks):
        return True
    is_moved = marks != other_marks and Counter(names) == Counter(other_names)
    return not (is_moved or _are_renamed(names, other_names))


def _marks(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            yield f"={node.value!r}"
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and not _LOCAL.fullmatch(node.id):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield f".{node.attr}"
        elif isinstance(node, ast.keyword):
            yield f"{node.arg}="
        elif isinstance(node, _SIGNS | _DEEDS):
            yield type(node).__name__


def _operands(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Operators and calls whose operands are all arguments, constants and global names, in their order."""
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        sign, operands = _operation(node)
        leaves = [_leaf(operand, arguments) for operand in operands]
        known = tuple(leaf for leaf in leaves if leaf is not None)
        if known and len(known) == len(leaves):
            # The names of what is returned are one kind: another argument is another order of all of them.
            yield (sign, known) if sign == "return" else (f"{sign} {sorted(known)}", known)


def _operation(node: ast.AST) -> tuple[str, Sequence[ast.expr]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ONE_WAY):
        return type(node.op).__name__, [node.left, node.right]
    if isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return type(node.ops[0]).__name__, [node.left, *node.comparators]
    if isinstance(node, ast.Subscript):
        return "[]", [node.value, node.slice]
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called, () if called.rpartition(".")[2] in _EITHER_WAY else node.args
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
        return "return", [node.value]
    return "", ()


def _leaf(node: ast.expr, arguments: set[str]) -> str | None:
    """None for a local variable, which may be anything, and for what is computed."""
    if isinstance(node, ast.Constant):
        return repr(node.value)
    is_known = isinstance(node, ast.Name) and (node.id in arguments or not _LOCAL.fullmatch(node.id))
    return node.id if is_known and isinstance(node, ast.Name) else None


def _decisions(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a condition decides for, by the constants there; a local variable is any in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp):
            body = node.body if isinstance(node.body, list) else [node.body]
            inside = [part for statement in body for part in ast.walk(statement)]
            constants = tuple(sorted(repr(part.value) for part in inside if isinstance(part, ast.Constant)))
            if constants:
                yield _LOCAL.sub("local", ast.unparse(node.test)), constants


def _is_changed(ours: Sequence[tuple[str, tuple[str, ...]]], theirs: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
    """Whether of one kind each side has something that the other has not."""
    only, other_only = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    return not {kind for kind, _ in only}.isdisjoint(kind for kind, _ in other_only)


def _marks_and_names(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """Marks, and the names that may be local, each in order."""
    found: list[str] = []
    names: list[str] = []
    for (before, token), after in zip(pairwise(["", *tokens]), [*tokens[1:], ""], strict=True):
        if _NAME.fullmatch(token) and after != "(" and before != "." and token not in _KEYWORDS:
            names += [] if token in _DECLARES else [token]
        elif token not in _PUNCTUATION:
            found.append(f"{token}()" if after == "(" else in_one_quote(token))
    return found, names


def _are_renamed(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether each name has become one other throughout, or has stayed."""
    pairs = set(zip(ours, theirs, strict=False))
    firsts, seconds = ({pair[side] for pair in pairs} for side in (0, 1))
    return len(ours) == len(theirs) and len(firsts) == len(pairs) == len(seconds)
