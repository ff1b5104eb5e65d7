"""Keys and personal data in texts of running applications, replaced before anything is kept, and counted.

Keys are told by the shapes that vendors give them, personal data by rules that check what they find: a card by its
check digit, an IBAN by its remainder. Names and addresses of people have no such shape and stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_KEYS = (
    r"sk-(?:ant-|proj-|or-|svcacct-|lf-)?[A-Za-z0-9_-]{16,}",  # OpenAI, Anthropic, OpenRouter, Langfuse
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",  # AWS
    r"AIza[A-Za-z0-9_-]{35}",  # Google
    r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}",
    r"glpat-[A-Za-z0-9_-]{20,}",  # GitLab
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}",  # Slack
    r"hf_[A-Za-z0-9]{30,}",
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}",  # Stripe
    r"gsk_[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}|pplx-[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{30,}",
    r"npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,}",
    r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",  # a signed token (JWT)
)
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{'|'.join(_KEYS)})")
_BEARER = re.compile(r"(?<=Bearer )[A-Za-z0-9._~+/-]{16,}=*")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
_CARD = re.compile(r"(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-])")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])")
_PHONE = re.compile(r"(?<![\w+])\+\d{1,3}[ ./-]?(?:\(\d{1,5}\)[ ./-]?)?\d(?:[ ./-]?\d){5,12}(?!\d)")
SHORTEST_KEY = 8
"""Shorter values of variables are placeholders ("none"); replacing them would change ordinary words."""


def _is_card(text: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1), and more than one digit: 0000 0000 0000 0000 is nobody's."""
    digits = [int(one) for one in text if one.isdigit()]
    doubled = [(2 * digit - 9 if digit > 4 else 2 * digit) for digit in digits[-2::-2]]  # noqa: PLR2004
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1


def _is_iban(text: str) -> bool:
    """The remainder by 97 (ISO 13616)."""
    plain = text.replace(" ", "")
    return int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1


def _always(_text: str) -> bool:
    return True


_RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("key", _PEM, _always),
    ("key", _BEARER, _always),
    ("key", _KEY, _always),
    ("e-mail", _EMAIL, _always),
    ("IBAN", _IBAN, _is_iban),
    ("card", _CARD, _is_card),
    ("phone", _PHONE, _always),
)
"""Kind, where it may stand, and whether it is one. Keys first: nothing else may break one up."""


@dataclass
class Redactor:
    """Replaces what it finds by its kind and a number, `[e-mail 1]`, the same for the same value.

    One redactor serves what belongs together (a question and its answer), so that they still fit each other; `known`
    are values that are keys whatever they look like. `counts` says how many different values of each kind there were.
    """

    known: Iterable[str] = ()
    personal: bool = True
    """Whether personal data is replaced, too."""
    _names: dict[str, str] = field(default_factory=dict)
    _kinds: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> Mapping[str, int]:
        return dict(self._kinds)

    def text(self, text: str) -> str:
        """The text without them."""
        for key in sorted(self.known, key=len, reverse=True):
            if len(key) >= SHORTEST_KEY and key in text:
                text = text.replace(key, self._name("key", key))
        for kind, pattern, holds in _RULES:
            if kind == "key" or self.personal:
                text = pattern.sub(lambda match, kind=kind, holds=holds: self._replaced(match[0], kind, holds), text)  # type: ignore[misc]
        return text

    def value(self, value: Any) -> Any:
        """The same for every text in JSON. Pictures and files inside it (`data:` addresses, base64) stay whole."""
        if isinstance(value, str):
            return value if value.startswith("data:") else self.text(value)
        if isinstance(value, Mapping):
            packed = value.get("type") == "base64"
            return {
                self.text(str(name)): item if packed and name == "data" else self.value(item)
                for name, item in value.items()
            }
        return [self.value(item) for item in value] if isinstance(value, list) else value

    def _replaced(self, found: str, kind: str, holds: Callable[[str], bool]) -> str:
        return self._name(kind, found) if holds(found) else found

    def _name(self, kind: str, value: str) -> str:
        if value not in self._names:
            self._kinds[kind] += 1
            self._names[value] = f"[{kind} {self._kinds[kind]}]"
        return self._names[value]
