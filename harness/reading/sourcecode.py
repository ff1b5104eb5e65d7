"""Source code of any language as tokens: comments left out, strings whole, and the layout where it says something."""

from __future__ import annotations

import re

LONGEST = 200_000
_HASH = frozenset(
    """python py python3 yaml yml sh bash shell zsh ruby rb perl r toml ini make makefile dockerfile elixir nim julia
    powershell ps1""".split()  # noqa: SIM905 - reads better than a list
)
_DASH = frozenset({"sql", "lua", "haskell", "hs", "elm", "ada", "vhdl"})
_CURLY = frozenset(
    """c cpp c++ java javascript js jsx typescript ts tsx go rust rs php swift kotlin kt scala cs csharp c# dart groovy
    css scss less json json5 proto objc""".split()  # noqa: SIM905
)
_STRING = (
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`'
)
_CODE = r"(?P<token>[^\W\d]\w*|\d[\w.]*|[^\w\s])|(?P<line>\n[ \t]*)|[^\S\n]+"
_COMMENTS = {
    "curly": r"/\*.*?(?:\*/|\Z)|(?<!:)//[^\n]*",
    "hash": r"(?:(?<=\s)|(?<=^)|(?<=\A))#[^\n]*",
    "dash": r"--[^\n]*|/\*.*?(?:\*/|\Z)",
    # Without a language nothing but `# ` at a line's beginning or after code is sure to be a comment.
    "unknown": r"(?:(?<=\s)|(?<=\A))#(?= )[^\n]*",
}
_PATTERNS = {
    style: re.compile(f"(?P<string>{_STRING})|(?P<comment>{comment})|{_CODE}", re.DOTALL | re.MULTILINE)
    for style, comment in _COMMENTS.items()
}
_LOOKS_CURLY = re.compile(r"[{};][ \t]*(?:$|//|/\*)", re.MULTILINE)


def tokens(source: str, language: str = "") -> tuple[str, ...]:
    """Words, numbers, signs and whole strings in order. Where no braces say where a block ends, each line begins with
    a token for its indentation.
    """
    source = source[:LONGEST].replace("\r\n", "\n").expandtabs(4)
    style = _style(source, language)
    pieces: list[str] = []
    for match in _PATTERNS[style].finditer("\n" + source.strip("\n")):
        if match["string"] or match["token"]:
            pieces.append(match["string"] or match["token"])
        elif match["line"] and style in ("hash", "unknown"):
            indent = f"\n{len(match['line']) - 1}"
            if pieces and pieces[-1].startswith("\n"):
                pieces.pop()  # a blank line, or one that held a comment only
            pieces.append(indent)
    return tuple(pieces[:-1] if pieces and pieces[-1].startswith("\n") else pieces)


def _style(source: str, language: str) -> str:
    if language in _HASH:
        return "hash"
    if language in _DASH:
        return "dash"
    return "curly" if language in _CURLY or _LOOKS_CURLY.search(source) else "unknown"
