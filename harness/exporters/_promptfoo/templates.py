"""Our templates and values in Nunjucks."""

from __future__ import annotations

import re
from typing import Any

from harness.importers._project.ledger import ImportLedger

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_FILTERS = (
    (re.compile(r"\|\s*tojson\s*\(\s*indent\s*=\s*(\d)\s*\)"), r"| dump(\1)"),
    (re.compile(r"\|\s*tojson\b"), "| dump"),
    (re.compile(r"\|\s*items\b"), ""),
)
_FOREIGN = re.compile(r"\bis\s+(not\s+)?(mapping|sequence|boolean|none)\b|\bnot\s+in\b")


def template(text: str, place: str, ledger: ImportLedger) -> str:
    """The template in Nunjucks, which has the same placeholders, loops and conditions."""
    if _FOREIGN.search("".join(_TAG.findall(text))):
        ledger.lose(place, "a test in a template", "Nunjucks may not know it; look at the prompt")

    def said(tag: re.Match[str]) -> str:
        words = tag.group()
        for pattern, theirs in _FILTERS:
            words = pattern.sub(theirs, words)
        return words

    return _TAG.sub(said, text)


def data(value: Any) -> Any:
    """A variable's value: braces in it are no templates, which promptfoo would fill in."""
    if isinstance(value, str):
        return f"{{% raw %}}{value}{{% endraw %}}" if "{{" in value or "{%" in value or "{#" in value else value
    if isinstance(value, list):
        return [data(part) for part in value]
    return {key: data(part) for key, part in value.items()} if isinstance(value, dict) else value
