"""Mode `auto`: the mode that fits both answers.

Tool calls where a response makes some; JSON where both are documents; code where both are little else than a
code block, or code without one; text otherwise. A label looks like any short text, so it has to be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module

from harness.equivalence.documents import read as read_document
from harness.equivalence.pairs import Means, Pair
from harness.model.exchange import Response
from harness.model.result import Equivalence
from harness.reading.fences import blocks, unfenced

HEAD = 4_000
_MODULES = {"json": "documents", "code": "programs", "tool-calls": "calls", "text": "texts"}


def compare(pairs: Sequence[Pair], means: Means) -> list[Equivalence]:
    modes = [detect(pair) for pair in pairs]
    found: dict[int, Equivalence] = {}
    for mode in dict.fromkeys(modes):
        chosen = [index for index, other in enumerate(modes) if other == mode]
        judged = import_module(f"harness.equivalence.{_MODULES[mode]}").compare(
            [pairs[index] for index in chosen], means
        )
        found.update(zip(chosen, judged, strict=True))
    return [found[index] for index in range(len(pairs))]


def detect(pair: Pair) -> str:
    """The mode in which to compare two answers."""
    baseline, candidate = _form(pair.baseline), _form(pair.candidate)
    if "tool-calls" in (baseline, candidate):
        return "tool-calls"
    return baseline if baseline == candidate else "text"


def _form(response: Response) -> str:
    if response.tool_calls:
        return "tool-calls"
    text = response.text.strip()
    if text[:1] in ("{", "[", "`") and read_document(text)[1] in ("JSON", "JSON in a code fence"):
        return "json"
    return "code" if unfenced(text)[1] or _mostly_code(text) or _is_bare_code(text) else "text"


_NO_PROGRAM = frozenset(
    (
        "",
        "text",
        "txt",
        "plain",
        "plaintext",
        "markdown",
        "md",
        "json",
        "yaml",
        "yml",
        "csv",
        "tsv",
        "xml",
        "html",
        "console",
    )
)
_BEGINS = re.compile(
    r"(?:async def|def|class|import|from \w[\w.]* import|@\w+|#include|#!/|function|const|let|var|public|private"
    r"|package|fn|func|use \w+::|<\?php|interface|struct|enum|template|using)\b"
)
_STATEMENT = re.compile(
    r"[;{}:)\]]\s*$|^\s*(?:return|import|from|def|class|if|for|while|else|const|let|var)\b|=", re.MULTILINE
)


def is_program(text: str) -> bool:
    """Whether a text is source code and little else: in fences that name a language of programs, or without one."""
    fenced = blocks(text)
    if fenced:
        return _mostly_code(text) and all(
            language not in _NO_PROGRAM or _is_bare_code(code) for language, code in fenced
        )
    return len(text.split("\n", 2)) > 1 and _is_bare_code(text.strip())


def _is_bare_code(text: str) -> bool:
    """Code that no fence marks: it begins like code, and so goes on line by line."""
    if not _BEGINS.match(text):
        return False
    lines = [line for line in text[:HEAD].splitlines() if line.strip()]
    return 4 * sum(bool(_STATEMENT.search(line)) for line in lines) >= 3 * len(lines)


def _mostly_code(text: str) -> bool:
    return 2 * sum(len(code) for _, code in blocks(text)) > len(text)
