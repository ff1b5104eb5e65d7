"""Texts that are written exactly or not at all: ids, addresses, paths, passwords. Case and every character count."""

from __future__ import annotations

import re

_LONGEST = 300
_NAMED = re.compile(
    r"(?:^|[_\W]|(?<=[a-z])(?=[A-Z]))(?:id|ids|uuid|guid|key|token|secret|password|passwd|pwd|pin|hash|checksum"
    r"|signature|sku|iban"
    r"|bic|url|uri|link|path|file|filename|email|username|login|code|coupon|serial|regex|pattern|command|sql|cmd|script"
    r"|branch|ref|commit|sha|bucket|expr|expression|selector|xpath|glob|variable|namespace|container|endpoint|formula"
    r"|jq|cron|chord)(?:$"
    r"|[_\W\d]|(?=[A-Z]))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"://|@\w|\w[/\\]\w|^[~./\\]|\w_\w|\w\.\w+\(|^#|[{}<>$=&?]")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]|[A-Z]{2,}[a-z]")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")


def is_code(text: str) -> bool:
    """Whether a text without spaces looks like an id, an address or a path rather than a word."""
    stripped = text.strip()
    if not stripped or len(stripped) > _LONGEST or any(character.isspace() for character in stripped):
        return False
    if _ADDRESS.search(stripped) or _INNER_CAPITAL.search(stripped):
        return True
    return bool(_DIGIT.search(stripped))


def names_a_code(key: str) -> bool:
    """Whether a key of an object says that its value is written exactly: `orderId`, `api_key`, `password`."""
    return _NAMED.search(key) is not None
