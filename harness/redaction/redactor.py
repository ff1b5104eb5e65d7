"""Replacing what the patterns find, consistently, and keeping count of what was replaced where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.redaction.patterns import PATTERNS, SECRET_NAME, Kind, Pattern

SHORTEST_KEY = 8
"""Shorter values of variables are placeholders ("none"); replacing them would change ordinary words."""
_SHORTEST_NAMED = 4
"""Characters of a value that counts as a secret for its name alone."""
_LONG_NUMBER = 10**12
_PLACEHOLDER = re.compile(r"\[(?:key|e-mail|IBAN|card|SSN|phone) \d+\]")
_SEPARATORS = re.compile(r"[\s()./-]+")


@dataclass
class Redactor:
    """Replaces what it finds by its kind and a number, `[e-mail 1]`, the same for the same value: who wrote to whom can
    still be followed. Written in another case or with other spaces it is the same value, unless it is a key.

    One redactor serves what belongs together (a question and its answer); `known` are values that are keys whatever
    they look like. `counts` says how many different values of each kind there were, `found` how often one was replaced
    at each place.
    """

    known: Iterable[str] = ()
    personal: bool = True
    """Whether personal data is replaced, too."""
    found: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    _names: dict[tuple[Kind, str], str] = field(default_factory=dict)
    _kinds: Counter[Kind] = field(default_factory=Counter)

    @property
    def counts(self) -> Mapping[str, int]:
        return {str(kind): count for kind, count in self._kinds.items()}

    def text(self, text: str, place: str = "") -> str:
        """The text without them; `place` is what it is, for the count: `prompt`, `answer`."""
        # Longer ones first: where one key begins with another, the rest of the longer would stay behind.
        for key in sorted(self.known, key=len, reverse=True):
            if len(key) >= SHORTEST_KEY and key in text:
                text = text.replace(key, self._name("key", key, place))
        for pattern in PATTERNS:
            if pattern.kind == "key" or self.personal:
                text = self._without(pattern, text, place)
        return text

    def value(self, value: Any, place: str = "") -> Any:
        """The same for every text in JSON; what stands under a name such as `api_key` goes whole. Pictures and files
        inside it (`data:` addresses, base64) stay.
        """
        if isinstance(value, str):
            return value if value.startswith("data:") else self.text(value, place)
        if isinstance(value, Mapping):
            # Base64 is random letters and digits: a small picture or a part of one would be taken for a key.
            packed = value.get("type") == "base64"
            return {
                self.text(str(name), place): part if packed and name == "data" else self._named(str(name), part, place)
                for name, part in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(part, place) for part in value]
        # A card's number may stand in JSON as a number. It becomes a text only if it is one, so that counts and ids
        # keep their type.
        if isinstance(value, int) and not isinstance(value, bool) and value >= _LONG_NUMBER:
            clean = self.text(str(value), place)
            return clean if _PLACEHOLDER.fullmatch(clean) else value
        return value

    def _named(self, name: str, part: Any, place: str) -> Any:
        named_text = isinstance(part, str) and len(part) >= _SHORTEST_NAMED and SECRET_NAME.match(name)
        if named_text and not _PLACEHOLDER.search(part):
            return self._name("key", part, place)
        return self.value(part, place)

    def _without(self, pattern: Pattern, text: str, place: str) -> str:
        pieces, at = [], 0
        for begin, end in pattern.matches(text):
            # What another pattern has replaced already may look like a value again: `token: [key 1]`.
            if _PLACEHOLDER.search(text, begin, end):
                continue
            pieces += [text[at:begin], self._name(pattern.kind, text[begin:end], place)]
            at = end
        return "".join([*pieces, text[at:]]) if pieces else text

    def _name(self, kind: Kind, value: str, place: str) -> str:
        plain = value if kind == "key" else value.casefold() if kind == "e-mail" else _SEPARATORS.sub("", value).upper()
        self.found[kind, place] += 1
        if (kind, plain) not in self._names:
            self._kinds[kind] += 1
            self._names[kind, plain] = f"[{kind} {self._kinds[kind]}]"
        return self._names[kind, plain]
