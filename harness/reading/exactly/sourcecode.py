"""Source code of any language as tokens: comments left out, strings whole, layout and blanks where they matter."""

from __future__ import annotations

import re

from harness.reading.exactly.blanks import MOST, SHELL, language_by_look, rule_of, written_evenly

LONGEST = 200_000
_HASH = (SHELL - {"bat", "batch", "cmd"}) | frozenset(
    "python py python3 yaml yml ruby rb perl r toml ini elixir nim julia".split()  # noqa: SIM905 - reads better
)
_DASH = frozenset({"sql", "lua", "haskell", "hs", "elm", "ada", "vhdl"})
_CURLY = frozenset(
    """c cpp c++ java javascript js jsx typescript ts tsx go rust rs php swift kotlin kt scala cs csharp c# dart groovy
    css scss less json json5 proto objc""".split()  # noqa: SIM905
)
_STRING = (
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`'
)
_CODE = r"(?P<token>[^\W\d]\w*|\d[\w.]*|\+\++|--+|\*\*+|&&+|\|\|+|[^\w\s])|(?P<line>\n[ \t]*)|[^\S\n]+"
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
    a token for its indentation; a blank is one where it says something.
    """
    source = source[:LONGEST].replace("\r\n", "\n").expandtabs(4)
    language = _named(source, language)
    style = _style(source, language)
    blank_matters = rule_of(language)
    source = "\n" + written_evenly(source, language).strip("\n")
    pieces: list[str] = []
    is_after_blank = False
    for match in _PATTERNS[style].finditer(source):
        if piece := match["string"] or match["token"]:
            if is_after_blank and blank_matters is not None and pieces and pieces[-1][0] != "\n":
                rest = source[match.start() : match.start() + MOST]
                pieces += [" "] if blank_matters(pieces, piece, rest) else []
            pieces.append(piece)
            is_after_blank = False
            continue
        is_after_blank = True
        if match["line"] and style in ("hash", "unknown"):
            indent = f"\n{len(match['line']) - 1}"
            if pieces and pieces[-1].startswith("\n"):
                pieces.pop()  # a blank line, or one that held a comment only
            pieces.append(indent)
    return tuple(pieces[:-1] if pieces and pieces[-1].startswith("\n") else pieces)


def _named(source: str, language: str) -> str:
    """The language as the fence names it; where it names none, one whose blanks matter and which it looks like."""
    if language not in ("", "text", "txt", "plaintext", "plain"):
        return language
    return language_by_look(source, looks_curly=_LOOKS_CURLY.search(source) is not None) or language


def _style(source: str, language: str) -> str:
    if language in _HASH:
        return "hash"
    if language in _DASH:
        return "dash"
    return "curly" if language in _CURLY or _LOOKS_CURLY.search(source) else "unknown"
