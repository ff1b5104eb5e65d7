"""The prompt tells the model that it is another vendor's.

"You are ChatGPT" makes Claude contradict itself or act a part: it then answers as it thinks that other model would,
with other refusals.

Fix: name your product instead, or set the line in `variants`.
Source: seen in ports; no vendor documents it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP501"
SCOPE = "call"
SEVERITY = "warning"
VENDORS = {
    "openai": "gpt|openai",
    "anthropic": "claude|anthropic",
    "google": "gemini|bard|google",
    "meta": "llama|meta",
}
PLAYED = (
    r"(?:you are|you're|your name is|act as|as) (?:an? |the )?(?:\w+ )?"
    r"(chatgpt|gpt-?[0-9][\w.-]*|claude|gemini|bard|llama)"
)
MADE = r"(?:made|built|trained|developed|created) by (openai|anthropic|google|meta)"
NAMED = re.compile(rf"\b(?:{PLAYED}|{MADE})\b", re.IGNORECASE)
SELLS = {"azure": "openai"}
"""Vendors that serve another's models."""


def check(call: PlannedCall) -> Iterator[Remark]:
    own = {SELLS.get(name, name) for name in (call.target.vendor, call.target.provider)}
    for at, message in enumerate(call.template):
        for hit in NAMED.finditer(message.content):
            name = (hit[1] or hit[2]).lower()
            vendor = next(vendor for vendor, words in VENDORS.items() if re.search(words, name))
            # A model hosted by anybody is still what it is: Llama may be told that it is Llama.
            if vendor not in own and not re.search(VENDORS[vendor], call.target.model.lower()):
                why = f"the prompt says {hit[0]!r}, and this target is not {vendor}'s"
                yield Remark(why, call.message(at), hint="name your product instead", word=hit[0])
                break
