"""Source code of any language as tokens: comments left out, strings whole, layout and blanks where they matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.reading.exactly.blanks import MOST, SHELL, language_by_look, rule_of, written_evenly

LONGEST = 200_000
_HASH = (SHELL - {"bat", "batch", "cmd"}) | frozenset(
    "python py python3 yaml yml ruby rb perl r toml ini elixir nim julia".split()  # noqa: SIM905 - reads better
)
_SQL = frozenset(
    """sql mysql mariadb postgresql postgres pgsql psql plpgsql plsql tsql t-sql sqlite sqlite3 mssql sqlserver oracle
    bigquery snowflake redshift duckdb trino presto athena hive sparksql""".split()  # noqa: SIM905
)
_DASH = _SQL | {"lua", "haskell", "hs", "elm", "ada", "vhdl"}
_SCRIPT = frozenset({"javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx"})
_MARKED = frozenset({"jsx", "tsx"})
"""What may hold elements with text, in which a quote is one that is shown, and marks no string."""
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
_LOOKS_SQL = re.compile(
    r"\A\s*(?:--[^\n]*\n\s*)*(?:SELECT\b[^;]{1,2000}?\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s"
    r"|(?:CREATE|ALTER|DROP|TRUNCATE)\s+(?:\w+\s+){0,3}(?:TABLE|VIEW|INDEX)\s|MERGE\s+INTO\s"
    r"|WITH\s+(?:RECURSIVE\s+)?\w+\s*(?:\([^()]*\)\s*)?AS\s*\()",
    re.IGNORECASE,
)
_LOOKS_SCRIPT = re.compile(
    r"===|!==|\bconsole\.\w|\brequire\(|\bdocument\.\w|\bmodule\.exports\b|\basync function\b"
    r"|\bexport (?:default|const|function|async)\b|\b(?:const|let|var) [\w$]+ = (?:async )?(?:\([\w, ]*\)|\w+) =>"
    r"|\b(?:const|let|var)\s+[\w$]+\s*=\s*'(?:[^'\\\n]{2,})?'"
)
_NO_SCRIPT = re.compile(
    r"\b(?:fn|fun|func|val|mut|impl|struct|package|using|namespace|public|private|static|auto|char|string)\b"
    r"|::|\$\w+\s*=|<\?php|&'"
)
"""Words and signs of languages that look like JavaScript and in which a quote of another kind says something else."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_KEEPS_CASE = re.compile(r"\\|\$\w*\$")
"""In SQL, what may begin or end a text where this reading does not see it."""
_LOOKS_CURLY = re.compile(r"[{};][ \t]*(?:$|//|/\*)", re.MULTILINE)


def tokens(source: str, language: str = "") -> tuple[str, ...]:
    """Words, numbers, signs and whole strings in order. Where no braces say where a block ends, each line begins with
    a token for its indentation; a blank is one where it says something.
    """
    source = source[:LONGEST].replace("\r\n", "\n").expandtabs(4)
    language = language_of(source, language)
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
    pieces = pieces[:-1] if pieces and pieces[-1].startswith("\n") else pieces
    if language in _SQL:
        return tuple(_evened_sql(pieces, source))
    has_markup = language in _MARKED or "</" in source
    return tuple(map(in_one_quote, pieces)) if language in _SCRIPT and not has_markup else tuple(pieces)


def every_word_counts(pieces: Sequence[str], language: str) -> bool:
    """Whether no name in that code can be a local one, which its author may choose: in queries, shells, style sheets
    and data, and where nothing shows that it is a language of curly braces.
    """
    if rule_of(language) is not None or language in ("json", "json5", "proto"):
        return True
    return language not in _CURLY and not ("{" in pieces and "}" in pieces and language not in _HASH | _DASH)


def in_one_quote(piece: str) -> str:
    """A string of JavaScript with the quotes that Python would give it: 'a' is "a"."""
    if piece[:1] not in ("'", '"') or len(piece) == 1:
        return piece
    return repr(_ESCAPED.sub(lambda found: found[1] if found[1] in "'\"" else found[0], piece[1:-1]))


def _evened_sql(pieces: list[str], source: str) -> Iterator[str]:
    """Keywords and names that are not quoted have no case in SQL, and the last statement needs no semicolon; texts,
    quoted names, and parameters that another language fills in (`:userId`) stay as they are.
    """
    pieces = pieces[:-1] if pieces[-1:] == [";"] else pieces
    has_no_case = not _KEEPS_CASE.search(source) and not {"'", '"', "`"} & set(pieces)
    for number, piece in enumerate(pieces):
        before = "".join(pieces[max(number - 2, 0) : number])
        is_parameter = before.endswith((":", "@", "$", "{", "%(")) and not before.endswith("::")
        is_quoted = piece[0] in "'\"`"
        yield piece if is_quoted or is_parameter or not has_no_case else piece.lower()


def language_of(source: str, language: str = "") -> str:
    """The language as the fence names it; where it names none, SQL or JavaScript if it looks like that, or one whose
    blanks matter and which it looks like; else empty.
    """
    if language not in ("", "text", "txt", "plaintext", "plain"):
        return language
    if _LOOKS_SQL.match(source):
        return "sql"
    if _LOOKS_SCRIPT.search(source) and not _NO_SCRIPT.search(source):
        return "js"
    return language_by_look(source, looks_curly=_LOOKS_CURLY.search(source) is not None)


def _style(source: str, language: str) -> str:
    if language in _HASH:
        return "hash"
    if language in _DASH:
        return "dash"
    return "curly" if language in _CURLY or _LOOKS_CURLY.search(source) else "unknown"
