"""A small part of JavaScript as expressions: what people write to check an answer. Anything else is not understood."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from harness.importers._promptfoo._scripts import nodes
from harness.importers._promptfoo._scripts.nodes import Node, NotUnderstood, with_name

LONGEST = 4000
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      |(?P<number>\d+(?:\.\d+)?)
      |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)
      |(?P<name>[A-Za-z_$][\w$]*)
      |(?P<sign>===|!==|=>|==|!=|<=|>=|&&|\|\||\?\.|[-+*%<>!?:.,;()\[\]{}=])
      |(?P<slash>/)""",
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"/((?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/([a-z]*)")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_COMPARED = {"===": "==", "==": "==", "!==": "!=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def read(script: str) -> Node:
    """The value that a script gives, as an expression.

    Raises:
        NotUnderstood: it is more than declarations, conditions with a return, and one value.
    """
    if len(script) > LONGEST:
        raise NotUnderstood("the script is long")
    parser = _ExpressionParser(_tokens(script))
    node = parser.body()
    parser.expect_end()
    return node


def _tokens(script: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(script):
        match = _TOKEN.match(script, at)
        if match is None:
            raise NotUnderstood(f"the sign {script[at]!r}")
        kind = str(match.lastgroup)
        if kind == "slash":
            pattern = _PATTERN.match(script, at)
            # After a value a slash divides.
            if pattern is None or (tokens and (tokens[-1][0] in ("name", "number", "text") or tokens[-1][1] in ")]")):
                raise NotUnderstood("arithmetic")
            tokens.append(("pattern", pattern.group()))
            at = pattern.end()
            continue
        if kind != "space":
            tokens.append((kind, match.group()))
        at = match.end()
    return tokens


@dataclass(slots=True)
class _ExpressionParser:
    tokens: list[tuple[str, str]]
    at: int = 0
    depth: int = 0

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead][1] if self.at + ahead < len(self.tokens) else ""

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        text = self.peek()
        self.at += 1
        return text

    def accept(self, sign: str) -> bool:
        if self.kind() != "text" and self.peek() == sign:
            self.at += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise NotUnderstood(f"{self.peek()!r} where {sign!r} was expected")

    def expect_end(self) -> None:
        if self.at < len(self.tokens):
            raise NotUnderstood(f"what follows at {self.peek()!r}")

    def body(self) -> Node:
        """Statements up to the value: declarations are put in their place, `if (a) return b` becomes a choice."""
        while self.accept(";"):
            pass
        if self.peek() in ("const", "let", "var"):
            self.take()
            name = self.take()
            self.expect("=")
            value = self.expression()
            self.accept(";")
            return with_name(self.body(), name, value)
        if self.accept("if"):
            self.expect("(")
            test = self.expression()
            self.expect(")")
            then = self._branch()
            other = self._branch() if self.accept("else") else self.body()
            return nodes.Choice(test, then, other)
        self.accept("return")
        value = self.expression()
        while self.accept(";"):
            pass
        return value

    def _branch(self) -> Node:
        if self.accept("{"):
            value = self.body()
            self.expect("}")
            return value
        return self.body()

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > 40:  # noqa: PLR2004 - nobody nests so deeply in a check
            raise NotUnderstood("deep nesting")
        try:
            test = self._either()
            if not self.accept("?"):
                return test
            then = self.expression()
            self.expect(":")
            return nodes.Choice(test, then, self.expression())
        finally:
            self.depth -= 1

    def _either(self) -> Node:
        parts = [self._all()]
        while self.accept("||"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else nodes.Disjunction(tuple(parts))

    def _all(self) -> Node:
        parts = [self._compared()]
        while self.accept("&&"):
            parts.append(self._compared())
        return parts[0] if len(parts) == 1 else nodes.Conjunction(tuple(parts))

    def _compared(self) -> Node:
        left = self._unary()
        if self.kind() == "sign" and self.peek() in _COMPARED:
            sign = _COMPARED[self.take()]
            return nodes.Compare(sign, left, self._unary())
        if self.kind() == "name" and self.peek() == "in":
            self.take()
            return nodes.Invocation(nodes.Name("hasOwnProperty"), (self._unary(), left))
        return left

    def _unary(self) -> Node:
        if self.accept("!"):
            return nodes.Not(self._unary())
        if self.accept("-") and self.kind() == "number":
            return nodes.Literal(-_number(self.take()))
        if self.kind() == "name" and self.peek() == "typeof":
            self.take()
            return nodes.Invocation(nodes.Name("typeof"), (self._unary(),))
        return self._postfix(self._primary())

    def _postfix(self, node: Node) -> Node:
        while True:
            if self.accept(".") or self.accept("?."):
                if self.kind() != "name":
                    raise NotUnderstood(f"{self.peek()!r}")
                node = nodes.Member(node, self.take())
            elif self.accept("["):
                key = self.expression()
                self.expect("]")
                if not isinstance(key, nodes.Literal) or not isinstance(key.value, str | int):
                    raise NotUnderstood("a computed key")
                node = nodes.Member(node, key.value)
            elif self.accept("("):
                node = nodes.Invocation(node, self._until(")"))
            else:
                return node

    def _until(self, end: str) -> tuple[Node, ...]:
        parts: list[Node] = []
        while not self.accept(end):
            parts.append(self.expression())
            if not self.accept(","):
                self.expect(end)
                break
        return tuple(parts)

    def _primary(self) -> Node:  # noqa: C901, PLR0911 - one way a kind of token
        kind = self.kind()
        if kind == "number":
            return nodes.Literal(_number(self.take()))
        if kind == "text":
            if self.peek().startswith("`") and "${" in self.peek():
                raise NotUnderstood("a text that is put together")
            return nodes.Literal(_text(self.take()))
        if kind == "pattern":
            match = _PATTERN.fullmatch(self.take())
            return nodes.RegexLiteral(match.group(1), match.group(2)) if match else nodes.Literal(None)
        if kind == "name":
            if self.peek(1) == "=>":
                return self._function(self.take())
            word = self.take()
            if word in ("function", "new", "await", "async", "throw", "for", "while"):
                raise NotUnderstood(f"`{word}`")
            return nodes.Literal(_WORDS[word]) if word in _WORDS else nodes.Name(word)
        if self.accept("["):
            return nodes.Items(self._until("]"))
        if self.accept("{"):
            return self._record()
        if self.accept("("):
            if self.kind() == "name" and self.peek(1) == ")" and self.peek(2) == "=>":
                parameter = self.take()
                self.expect(")")
                return self._function(parameter)
            node = self.expression()
            self.expect(")")
            return node
        raise NotUnderstood(f"{self.peek()!r}" if self.peek() else "an end in the middle")

    def _function(self, parameter: str) -> Node:
        self.expect("=>")
        if self.accept("{"):
            body = self.body()
            self.expect("}")
            return nodes.Function(parameter, body)
        return nodes.Function(parameter, self.expression())

    def _record(self) -> Node:
        entries: list[tuple[str, Node]] = []
        while not self.accept("}"):
            key = _text(self.take()) if self.kind() == "text" else self.take()
            self.expect(":")
            # A reason may be put together in ways that do not matter here.
            entries.append((key, self._reason() if key == "reason" else self.expression()))
            if not self.accept(","):
                self.expect("}")
                break
        return nodes.ObjectLiteral(tuple(entries))

    def _reason(self) -> Node:
        depth = 0
        while self.at < len(self.tokens) and (depth or self.peek() not in (",", "}")):
            depth += (self.peek() in ("(", "[", "{")) - (self.peek() in (")", "]", "}"))
            self.take()
        return nodes.Literal("")


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def _text(quoted: str) -> str:
    def meant(escape: re.Match[str]) -> str:
        sign = escape.group(1)
        if sign[0] == "u" and len(sign) > 1:
            return str(json.loads(f'"\\{sign}"'))
        return _ESCAPES.get(sign, sign)

    return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", meant, quoted[1:-1], flags=re.DOTALL)
