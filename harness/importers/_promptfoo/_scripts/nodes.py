"""What a short script says, whichever language it is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class NotUnderstood(Exception):  # noqa: N818 - a finding about a script, not a fault
    """The script does something that is not read here; says what."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, number, true, false or nothing."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or function."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`of.key`, or `of[key]` with a key that is written out."""

    of: Node
    key: str | int


@dataclass(frozen=True, slots=True)
class Invocation:
    """A function or method with its arguments."""

    of: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """`==`, `!=`, `<`, `<=`, `>` or `>=`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Conjunction:
    """Joined by and."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """Joined by or."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Negated."""

    of: Node


@dataclass(frozen=True, slots=True)
class Choice:
    """`test ? then : other`."""

    test: Node
    then: Node
    other: Node


@dataclass(frozen=True, slots=True)
class Items:
    """A list that is written out."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ObjectLiteral:
    """An object that is written out."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Function:
    """`parameter => body`."""

    parameter: str
    body: Node


@dataclass(frozen=True, slots=True)
class RegexLiteral:
    """A regular expression that is written out; `flags` are JavaScript's."""

    source: str
    flags: str = ""


Node = (
    Literal
    | Name
    | Member
    | Invocation
    | Compare
    | Conjunction
    | Disjunction
    | Not
    | Choice
    | Items
    | ObjectLiteral
    | Function
    | RegexLiteral
)


def with_name(node: Node, name: str, value: Node) -> Node:  # noqa: C901, PLR0911 - one way a kind of node
    """The node with a variable's value in its place."""
    if isinstance(node, Name):
        return value if node.name == name else node
    if isinstance(node, Member):
        return Member(with_name(node.of, name, value), node.key)
    if isinstance(node, Invocation):
        arguments = tuple(with_name(part, name, value) for part in node.arguments)
        return Invocation(with_name(node.of, name, value), arguments)
    if isinstance(node, Compare):
        return Compare(node.sign, with_name(node.left, name, value), with_name(node.right, name, value))
    if isinstance(node, Conjunction | Disjunction):
        return type(node)(tuple(with_name(part, name, value) for part in node.parts))
    if isinstance(node, Not):
        return Not(with_name(node.of, name, value))
    if isinstance(node, Choice):
        return Choice(*(with_name(part, name, value) for part in (node.test, node.then, node.other)))
    if isinstance(node, Items):
        return Items(tuple(with_name(part, name, value) for part in node.items))
    if isinstance(node, ObjectLiteral):
        return ObjectLiteral(tuple((key, with_name(part, name, value)) for key, part in node.entries))
    if isinstance(node, Function) and node.parameter != name:
        return Function(node.parameter, with_name(node.body, name, value))
    return node
