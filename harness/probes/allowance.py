"""What the headers of a server's answer say of the account: whose it is, and how much more may be asked.

OpenAI and servers like it write `x-ratelimit-remaining-tokens`, Anthropic `anthropic-ratelimit-input-tokens-remaining`;
gateways know more kinds. Only what is told is told on: a figure that is none (Azure's -1) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.visible import shorten

ACCOUNTS = {
    "openai-organization": "organization",
    "openai-project": "project",
    "anthropic-organization-id": "organization",
}
_LIMIT = re.compile(r"(?:x|anthropic)-ratelimit-(?:(limit|remaining|reset)(?:-(.+))?|(.+)-(limit|remaining|reset))")
_SPAN = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\S+")
_LONGEST = 60


def account(headers: Mapping[str, str]) -> tuple[str, ...]:
    """`organization acme, project default`, or nothing. Names of headers in any case."""
    values = {name.lower(): value for name, value in headers.items()}
    owners = [f"{word} {_short(values[name])}" for name, word in ACCOUNTS.items() if values.get(name, "").strip()]
    return (", ".join(owners),) if owners else ()


def allowance(headers: Mapping[str, str]) -> tuple[str, ...]:
    """`requests: 499 of 500 left, all again in 120ms`, a sentence a kind, and how long to wait; nothing if nothing is
    told.
    """
    kinds: dict[str, dict[str, str]] = {}
    for name, value in headers.items():
        if match := _LIMIT.fullmatch(name.lower()):
            kind = (match[2] or match[3] or "calls").replace("-", " ")
            kinds.setdefault(kind, {})[match[1] or match[4]] = value.strip()
    sentences = [f"{_short(kind)}: {', '.join(parts)}" for kind, of in kinds.items() if (parts := list(_parts(of)))]
    wait = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    if wait:
        sentences.append(f"asks to wait {f'{wait} s' if wait.isdecimal() else f'until {_short(wait)}'}")
    return tuple(sentences)


def _parts(of: Mapping[str, str]) -> Iterator[str]:
    left, limit, reset = (of.get(name, "") for name in ("remaining", "limit", "reset"))
    if left.isdecimal():
        yield f"{int(left):,} of {int(limit):,} left" if limit.isdecimal() else f"{int(left):,} left"
    elif limit.isdecimal():
        yield f"at most {int(limit):,}"
    else:
        return
    if _SPAN.fullmatch(reset):
        yield f"all again in {reset}"
    elif _MOMENT.fullmatch(reset):
        yield f"all again at {_short(reset)}"
    elif reset:
        yield f"reset {_short(reset)}"


def _short(text: str) -> str:
    return shorten(text.strip(), _LONGEST)
