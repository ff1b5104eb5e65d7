"""What of the answer a script looks at: the answer itself, its length, or a part of the JSON that it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from harness.importers._promptfoo._scripts import nodes
from harness.importers._promptfoo._scripts.nodes import Node, NotUnderstood

PARSED = "\0parsed"
"""In a path: the part is a text that is read as JSON."""
_LOWER = ("toLowerCase", "toLocaleLowerCase", "lower", "casefold")
_UPPER = ("toUpperCase", "toLocaleUpperCase", "upper")
_TRIM = ("trim", "strip")
_SAME = ("toString",)


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """`path` leads into the answer's JSON, empty for the answer as it stands."""

    path: tuple[str | int, ...] = ()
    json: bool = False
    case: Literal["", "lower", "upper"] = ""
    trimmed: bool = False
    split: Literal["", "words", "lines"] = ""
    measured: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is the answer's own text, whatever is done with its case and the space around it."""
        return not (self.json or self.split or self.measured)


def subject_of(node: Node) -> AnswerPart | None:  # noqa: PLR0911 - one way a form
    """What of the answer the node stands for; None if it is no part of the answer.

    Raises:
        NotUnderstood: it is made of the answer in a way that is not read here.
    """
    if isinstance(node, nodes.Name):
        return AnswerPart() if node.name == "output" else None
    if isinstance(node, nodes.Disjunction) and len(node.parts) == 2 and _is_empty(node.parts[1]):  # noqa: PLR2004
        return subject_of(node.parts[0])
    if isinstance(node, nodes.Member):
        of = subject_of(node.of)
        if of is None:
            return None
        if node.key == "length":
            return _measured(of)
        return _inside(of, node.key)
    if isinstance(node, nodes.Invocation):
        return _called(node)
    return None


def _called(node: nodes.Invocation) -> AnswerPart | None:  # noqa: C901, PLR0911, PLR0912 - one way a form
    if isinstance(node.of, nodes.Name):
        if node.of.name in ("len", "String", "str") and len(node.arguments) == 1:
            inner = subject_of(node.arguments[0])
            return inner if inner is None or node.of.name != "len" else _measured(inner)
        if any(subject_of(argument) for argument in node.arguments):
            raise NotUnderstood(f"`{node.of.name}(…)`")
        return None
    if not isinstance(node.of, nodes.Member):
        return None
    method, owner = node.of.key, node.of.of
    if (
        isinstance(owner, nodes.Name)
        and (owner.name, method) in (("JSON", "parse"), ("json", "loads"))
        and node.arguments
    ):
        inner = subject_of(node.arguments[0])
        return None if inner is None else _parsed(inner)
    of = subject_of(owner)
    if of is None:
        return None
    if method in _LOWER:
        return replace(of, case="lower")
    if method in _UPPER:
        return replace(of, case="upper")
    if method in _TRIM and not node.arguments:
        return replace(of, trimmed=True)
    if method in _SAME:
        return of
    if method == "split" and of.plain:
        return replace(of, split=_separator(node))
    if method == "filter" and of.split:
        return of
    if method == "splitlines" and of.plain:
        return replace(of, split="lines")
    if method == "get" and len(node.arguments) == 1 and isinstance(node.arguments[0], nodes.Literal):
        return _inside(of, node.arguments[0].value)
    raise NotUnderstood(f"`{method}(…)`")


def _separator(node: nodes.Invocation) -> Literal["words", "lines"]:
    if not node.arguments:
        return "words"
    mark = node.arguments[0]
    if (isinstance(mark, nodes.Literal) and mark.value == " ") or (
        isinstance(mark, nodes.RegexLiteral) and mark.source in (r"\s+", r"\s", " ")
    ):
        return "words"
    if isinstance(mark, nodes.Literal) and mark.value == "\n":
        return "lines"
    raise NotUnderstood("`split(…)`")


def _is_empty(node: Node) -> bool:
    return (isinstance(node, nodes.Literal) and not node.value) or (isinstance(node, nodes.Items) and not node.items)


def _measured(of: AnswerPart) -> AnswerPart:
    if of.measured:
        raise NotUnderstood("`.length`")
    return replace(of, measured=True)


def _parsed(of: AnswerPart) -> AnswerPart:
    return replace(of, json=True, path=(*of.path, PARSED) if of.path else ())


def _inside(of: AnswerPart, key: str | int) -> AnswerPart:
    if of.split or of.measured or of.case:
        raise NotUnderstood(f"`.{key}`")
    return replace(of, json=True, path=(*of.path, key))


def text_of(node: Node) -> str | None:
    """A text that is written out, or a variable of the test as a template; None for anything else."""
    if isinstance(node, nodes.Literal):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, nodes.Member) and isinstance(node.key, str) and _is_variables(node.of):
        return f"{{{{ {node.key} }}}}" if node.key.isidentifier() else None
    if isinstance(node, nodes.Invocation) and isinstance(node.of, nodes.Member):
        inner = text_of(node.of.of)
        if inner is not None and node.of.key in _LOWER:
            return inner.lower() if not inner.startswith("{{") else inner.replace(" }}", " | lower }}")
        if inner is not None and node.of.key in _TRIM:
            return inner.strip()
    if isinstance(node, nodes.Disjunction) and _is_empty(node.parts[-1]):
        return text_of(node.parts[0])
    return None


def _is_variables(node: Node) -> bool:
    if isinstance(node, nodes.Name):
        return node.name == "vars"
    return node == nodes.Member(nodes.Name("context"), "vars")


def texts_of(node: Node) -> list[str] | None:
    """The texts of a list that is written out."""
    if not isinstance(node, nodes.Items):
        return None
    texts = [text_of(item) for item in node.items]
    return [text for text in texts if text is not None] if None not in texts else None


def function_of(call: nodes.Invocation) -> nodes.Function | None:
    """The function that `some` or `every` is given."""
    argument = call.arguments[0] if len(call.arguments) == 1 else None
    return argument if isinstance(argument, nodes.Function) else None
