"""From what a script says to assertions of ours; what has no equal is not understood."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from harness.importers._promptfoo._scripts import javascript, nodes, python
from harness.importers._promptfoo._scripts.json_parts import part_check, part_schema, schema_at
from harness.importers._promptfoo._scripts.nodes import Node, NotUnderstood, with_name
from harness.importers._promptfoo._scripts.subject import PARSED, AnswerPart, function_of, subject_of, text_of, texts_of
from harness.importers._promptfoo._scripts.text_checks import (
    Item,
    assertion,
    constant,
    equality,
    length_check,
    text_check,
)

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def assertions_of(script: str, language: str) -> list[Item]:
    """What a script of `javascript` or `python` checks, as assertions that must all hold.

    Raises:
        NotUnderstood: something in it has no equal here; says what.
    """
    node = (javascript if language == "javascript" else python).read(script)
    return checks(node)


def view_of(script: str) -> AnswerPart:
    """What a transform makes of the answer, as far as assertions can say it.

    Raises:
        NotUnderstood: it is no part of the answer and no change of its case or of the space around it.
    """
    subject = subject_of(javascript.read(script))
    if subject is None or subject.split or subject.measured:
        raise NotUnderstood("it is no part of the answer")
    return subject


def checks(node: Node, *, negated: bool = False) -> list[Item]:  # noqa: PLR0911 - one way a kind of node
    """Assertions that all hold exactly where the node is true, or false if `negated`."""
    if isinstance(node, nodes.Not):
        return checks(node.of, negated=not negated)
    if (
        isinstance(node, nodes.Invocation)
        and isinstance(node.of, nodes.Name)
        and node.of.name in ("Boolean", "bool")
        and node.arguments
    ):
        return checks(node.arguments[0], negated=negated)
    if isinstance(node, nodes.ObjectLiteral):
        return checks(_verdict(node), negated=negated)
    if isinstance(node, nodes.Choice):
        return _choice(node, negated=negated)
    if isinstance(node, nodes.Conjunction | nodes.Disjunction):
        together = isinstance(node, nodes.Conjunction) != negated
        parts = [checks(part, negated=negated) for part in node.parts]
        return [item for part in parts for item in part] if together else [_either(parts)]
    if isinstance(node, nodes.Literal):
        return constant(bool(node.value) != negated)
    return _fact(node, negated=negated)


def _verdict(node: nodes.ObjectLiteral) -> Node:
    """What `{pass, score, reason}` says; a score that only repeats the verdict says nothing more."""
    entries = dict(node.entries)
    verdict = entries.pop("pass", entries.pop("pass_", None))
    score = entries.pop("score", None)
    entries.pop("reason", None)
    verdict = score if verdict is None else verdict
    if verdict is None or entries:
        raise NotUnderstood("a result of several parts")
    if score is not None and score is not verdict and not _repeats(score, verdict):
        raise NotUnderstood("a score between 0 and 1")
    return verdict


def _repeats(score: Node, verdict: Node) -> bool:
    if isinstance(score, nodes.Choice):
        return score == nodes.Choice(verdict, nodes.Literal(1), nodes.Literal(0))
    return isinstance(verdict, nodes.Literal) and score == nodes.Literal(bool(verdict.value))


def _choice(node: nodes.Choice, *, negated: bool) -> list[Item]:
    then, other = (
        _verdict(part) if isinstance(part, nodes.ObjectLiteral) else part for part in (node.then, node.other)
    )
    for part in (then, other):
        if isinstance(part, nodes.Literal) and part.value not in (True, False, 0, 1):
            raise NotUnderstood("a score between 0 and 1")
    if isinstance(then, nodes.Literal):
        # `a ? true : b` is a or b, `a ? false : b` is not a and b.
        joined: nodes.Conjunction | nodes.Disjunction = (
            nodes.Disjunction((node.test, other)) if then.value else nodes.Conjunction((nodes.Not(node.test), other))
        )
    elif isinstance(other, nodes.Literal):
        joined = (
            nodes.Disjunction((nodes.Not(node.test), then)) if other.value else nodes.Conjunction((node.test, then))
        )
    else:
        joined = nodes.Disjunction(
            (nodes.Conjunction((node.test, then)), nodes.Conjunction((nodes.Not(node.test), other)))
        )
    return checks(_simplified(joined), negated=negated)


def _simplified(node: nodes.Conjunction | nodes.Disjunction) -> Node:
    """Without parts that are known: `a and true` is a."""
    decided = isinstance(node, nodes.Disjunction)
    parts = [part for part in node.parts if not (isinstance(part, nodes.Literal) and bool(part.value) != decided)]
    if any(isinstance(part, nodes.Literal) for part in parts):
        return nodes.Literal(decided)
    if not parts:
        return nodes.Literal(not decided)
    return parts[0] if len(parts) == 1 else type(node)(tuple(parts))


def _either(parts: list[list[Item]]) -> Item:
    if any(not part for part in parts):
        raise NotUnderstood("a condition that always holds")
    if all(len(part) == 1 for part in parts):
        firsts = [part[0] for part in parts]
        for single, several in (("contains", "contains-any"), ("icontains", "icontains-any")):
            if all(item["type"] == single and set(item) == {"type", "value"} for item in firsts):
                return {"type": several, "value": [item["value"] for item in firsts]}
    if any(len(part) > 1 or part[0]["type"] == "assert-set" for part in parts):
        # Two alternatives that hold by half would count as one that holds.
        raise NotUnderstood("alternatives of several conditions")
    children = [part[0] for part in parts]
    # Each scores 0 or 1, so that the mean reaches one child's share as soon as one of them passes.
    return {"type": "assert-set", "threshold": math.floor(1e6 / len(children)) / 1e6, "assert": children}


def _fact(node: Node, *, negated: bool) -> list[Item]:
    if isinstance(node, nodes.Compare):
        return _comparison(node, negated=negated)
    if isinstance(node, nodes.Invocation):
        return _call(node, negated=negated)
    subject = subject_of(node)
    if subject is not None:
        return _truth(subject, negated=negated)
    raise NotUnderstood("something that is no part of the answer")


def _truth(subject: AnswerPart, *, negated: bool) -> list[Item]:
    if subject.measured:
        return length_check(subject, "==" if negated else ">", 0)
    if subject.plain:
        pattern = r"\S" if subject.trimmed else r"(?s)."
        return [assertion("regex", pattern, negated=negated)]
    if subject.json and not subject.split:
        empty = {"enum": [None, False, 0, ""]}
        return [part_check(subject, empty if negated else {"not": empty})]
    raise NotUnderstood("a list as a condition")


def _comparison(node: nodes.Compare, *, negated: bool) -> list[Item]:
    sign, left, right = node.sign, node.left, node.right
    if _type_asked(left) or _type_asked(right):
        return _type(left, right, same=(sign == "==") != negated)
    subject = subject_of(left)
    if subject is None:
        subject, right, sign = subject_of(right), left, TURNED[sign]
    if subject is None:
        raise NotUnderstood("a comparison without the answer in it")
    sign = OPPOSITE[sign] if negated else sign
    if isinstance(right, nodes.Literal) and subject.measured and isinstance(right.value, int | float):
        return length_check(subject, sign, right.value)
    text = text_of(right)
    if subject.plain and text is not None and sign in ("==", "!="):
        return [equality(subject, text, negated=sign == "!=")]
    if subject.json and not subject.measured and not subject.split:
        return [part_check(subject, part_schema(subject, sign, text if text is not None else _value(right)))]
    raise NotUnderstood("a comparison")


def _value(node: Node) -> Any:
    if isinstance(node, nodes.Literal):
        return node.value
    raise NotUnderstood("a value that is computed")


def _type_asked(node: Node) -> bool:
    return isinstance(node, nodes.Invocation) and isinstance(node.of, nodes.Name) and node.of.name == "typeof"


def _type(left: Node, right: Node, *, same: bool) -> list[Item]:
    asked, kind = (left, right) if _type_asked(left) else (right, left)
    subject = subject_of(asked.arguments[0]) if isinstance(asked, nodes.Invocation) else None
    if subject is None or not isinstance(kind, nodes.Literal) or subject.measured:
        raise NotUnderstood("`typeof`")
    if not subject.json:
        if kind.value == "string":
            return constant(same)
        if kind.value == "object":
            return [assertion("is-json", None, negated=not same)]
        raise NotUnderstood("`typeof`")
    schema = {"type": kind.value} if kind.value in ("string", "number", "boolean", "object") else None
    if kind.value == "undefined":
        return [assertion("is-json", schema_at(subject.path, {}), negated=same)]
    if schema is None:
        raise NotUnderstood("`typeof`")
    return [part_check(subject, schema if same else {"not": schema})]


def _call(node: nodes.Invocation, *, negated: bool) -> list[Item]:  # noqa: C901, PLR0911, PLR0912 - one way a function
    if isinstance(node.of, nodes.Name):
        return _function(node, node.of.name, negated=negated)
    if not isinstance(node.of, nodes.Member):
        raise NotUnderstood("a call")
    owner, method = node.of.of, node.of.key
    if method in ("some", "every"):
        return _quantifier(node, owner, every=method == "every", negated=negated)
    if isinstance(owner, nodes.RegexLiteral) and method == "test":
        return [_matched(node.arguments[0], owner, negated=negated)]
    if isinstance(owner, nodes.Name) and owner.name == "re" and method in ("search", "match", "fullmatch"):
        return [_python_pattern(node, str(method), negated=negated)]
    if isinstance(owner, nodes.Name) and owner.name == "Array" and method == "isArray":
        subject = subject_of(node.arguments[0])
        if subject is not None and subject.json:
            return [part_check(subject, {"not": {"type": "array"}} if negated else {"type": "array"})]
        return [assertion("is-json", {"type": "array"}, negated=negated)]
    if method == "match" and len(node.arguments) == 1 and isinstance(node.arguments[0], nodes.RegexLiteral):
        return [_matched(owner, node.arguments[0], negated=negated)]
    if method == "hasOwnProperty":
        return _has(owner, node.arguments, negated=negated)
    words = texts_of(owner)
    if method == "includes" and words is not None:
        # `['a', 'b'].includes(output)`: the answer is one of them.
        return checks(
            nodes.Disjunction(tuple(nodes.Compare("==", node.arguments[0], nodes.Literal(word)) for word in words)),
            negated=negated,
        )
    subject = subject_of(owner)
    if subject is None:
        raise NotUnderstood(f"`{method}(…)` of something that is no part of the answer")
    text = text_of(node.arguments[0]) if len(node.arguments) == 1 else None
    kinds = {
        "includes": "contains", "startsWith": "starts-with", "startswith": "starts-with", "endsWith": "ends-with",
        "endswith": "ends-with",
    }  # fmt: skip
    if method not in kinds or subject.measured or subject.split:
        raise NotUnderstood(f"`{method}(…)`")
    if subject.json:
        return [
            part_check(
                subject,
                part_schema(
                    subject, kinds[method], text if text is not None else _value(node.arguments[0]), negated=negated
                ),
            )
        ]
    if text is None:
        raise NotUnderstood(f"`{method}(…)` of a value that is computed")
    return [text_check(kinds[method], subject, text, negated=negated)]


def _function(node: nodes.Invocation, name: str, *, negated: bool) -> list[Item]:
    if name == "hasOwnProperty" and len(node.arguments) == 2:  # noqa: PLR2004 - `key in object`
        return _has(node.arguments[0], node.arguments[1:], negated=negated)
    if name == "isinstance":
        return constant(not negated)
    raise NotUnderstood(f"`{name}(…)`")


def _has(owner: Node, arguments: Iterable[Node], *, negated: bool) -> list[Item]:
    subject, key = subject_of(owner), text_of(next(iter(arguments), nodes.Literal(None)))
    if subject is None or key is None or PARSED in subject.path:
        raise NotUnderstood("`hasOwnProperty(…)`")
    return [assertion("is-json", schema_at((*subject.path, key), {}), negated=negated)]


def _quantifier(node: nodes.Invocation, owner: Node, *, every: bool, negated: bool) -> list[Item]:
    function = function_of(node)
    if function is None:
        raise NotUnderstood("`some(…)`")
    if isinstance(owner, nodes.Items):
        parts = tuple(with_name(function.body, function.parameter, item) for item in owner.items)
        return checks(nodes.Conjunction(parts) if every else nodes.Disjunction(parts), negated=negated)
    subject = subject_of(owner)
    if subject is None or not subject.json or negated:
        raise NotUnderstood("`some(…)`")
    inner = checks(with_name(function.body, function.parameter, nodes.Name("output")))
    schemas = [_schema(item) for item in inner]
    schema = schemas[0] if len(schemas) == 1 else {"allOf": schemas}
    return [part_check(subject, {"type": "array", "items" if every else "contains": schema})]


def _schema(item: Item) -> dict[str, Any]:
    """What an assertion about a whole answer says of a part."""
    if item["type"] == "is-json" and isinstance(item.get("value"), dict):
        return dict(item["value"])
    words = {
        "equals": "==",
        "not-equals": "!=",
        "contains": "contains",
        "starts-with": "starts-with",
        "ends-with": "ends-with",
    }
    if item["type"] in words:
        return part_schema(AnswerPart(json=True), words[item["type"]], item["value"])
    if item["type"] == "icontains":
        return part_schema(AnswerPart(json=True, case="lower"), "contains", item["value"])
    raise NotUnderstood("a condition on parts of a list")


def _matched(node: Node, pattern: nodes.RegexLiteral, *, negated: bool) -> Item:
    subject = subject_of(node)
    if subject is None or subject.measured or subject.split or subject.case:
        raise NotUnderstood("a pattern on something that is no part of the answer")
    flags = "".join(sorted(set(pattern.flags) & set("ims")))
    source = f"(?{flags}){pattern.source}" if flags else pattern.source
    # JavaScript escapes the slash that would end the pattern.
    source = source.replace(r"\/", "/")
    if subject.json:
        schema: dict[str, Any] = {"type": "string", "pattern": source}
        return part_check(subject, {"not": schema} if negated else schema)
    return assertion("regex", source, negated=negated)


def _python_pattern(node: nodes.Invocation, method: str, *, negated: bool) -> Item:
    if len(node.arguments) != 2 or not isinstance(node.arguments[0], nodes.Literal):  # noqa: PLR2004 - pattern and text
        raise NotUnderstood(f"`re.{method}(…)`")
    source = str(node.arguments[0].value)
    source = {"search": source, "match": rf"\A(?:{source})", "fullmatch": rf"\A(?:{source})\z"}[method]
    return _matched(node.arguments[1], nodes.RegexLiteral(source), negated=negated)
