"""Where a blank between two tokens says something: between the words of a shell, in selectors of CSS, in YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

SHELL_COMMANDS = (
    "awk|cat|cd|chmod|chown|cmd|cp|curl|cut|dd|diff|docker|echo|export|find|gcc|git|grep|head|kill|kubectl|ln|ls|make"
    "|mkdir|mv|node|npm|pip|printf|ps|python3?|rm|rsync|scp|sed|sort|ssh|tail|tar|tee|touch|uniq|wc|wget|xargs"
)
MOST = 400
"""Tokens before a blank, and characters behind it, that are looked at."""
Matters = Callable[[Sequence[str], str, str], bool]
"""Whether the blank between these tokens and the next one matters, by the source from that one on."""

SHELL = frozenset(
    """sh bash shell zsh ksh fish console shell-session sh-session bat batch cmd dockerfile docker containerfile make
    makefile mk powershell ps1 pwsh""".split()  # noqa: SIM905 - reads better than a list
)
_MAKE, _POWERSHELL = frozenset({"make", "makefile", "mk"}), frozenset({"powershell", "ps1", "pwsh"})
_SELECTORS = frozenset({"css", "scss", "less"})
_YAML = frozenset({"yaml", "yml"})
_PARTS = frozenset("|&;()<>")
"""Signs that part words of a shell with blanks around them or without."""
_OTHERS_TOGETHER = frozenset("|| && ;; << >> <( >( (( )) <& >& &> |& >| <> |||| &&&&".split())  # noqa: SIM905
_OPENS_GLUED = frozenset("$<>=@?*+!")
"""Before a bracket they make it part of a word: `$(date)`."""
_SAID_IN_OTHER_LANGUAGES = frozenset({"echo", "export", "printf"})
_COMMAND = re.compile(
    rf"^[ \t]*(?:\$ |sudo )?(?P<name>{SHELL_COMMANDS}|apt|apt-get|brew|cargo|go|yarn|pnpm|npx|helm|terraform|systemctl)"
    r"(?=[ \t]+(?![=:(<,]))",
    re.MULTILINE,
)
_SHEBANG = re.compile(r"\A\s*#!\S*(?:/| )(?:ba|z|k|da|fi)?sh\b")
_RULE = re.compile(
    r"(?:\A|\n)[ \t]*(?!(?:if|for|while|else|do|class|interface|struct|enum|try|function|fn|func|const|let|var)\b)"
    r"[.#&@*:\w\[][^{}();=]{0,200}\{\s*(?:[\w-]+[ \t]*:[^;{}\n]{1,200};\s*)+\}"
)
_ARRAY = re.compile(r"^[ \t]*(?:CMD|ENTRYPOINT|RUN|SHELL|VOLUME|COPY|ADD)[ \t]+\[.*\][ \t]*$", re.MULTILINE)


def language_by_look(source: str, *, looks_curly: bool) -> str:
    """`sh` or `css` where code that no fence names looks like it; empty otherwise."""
    if _SHEBANG.match(source):
        return "sh"
    names = {match["name"] for match in _COMMAND.finditer(source)}
    if names - _SAID_IN_OTHER_LANGUAGES or (names and not looks_curly):
        return "sh"
    return "css" if looks_curly and _RULE.search(source) else ""


def rule_of(language: str) -> Matters | None:
    """What tells in that language whether a blank matters; None where none does."""
    if language in _MAKE:
        return _in_make
    if language in _POWERSHELL:
        return _in_powershell
    if language in SHELL:
        return _in_shell
    if language in _SELECTORS:
        return _in_css
    return _in_yaml if language in _YAML else None


def written_evenly(source: str, language: str) -> str:
    """Without the blanks of a Dockerfile's lists, which are JSON."""
    if language not in ("dockerfile", "docker", "containerfile"):
        return source
    return _ARRAY.sub(lambda match: re.sub(r',\s+(?=")|(?<=\[)\s+|\s+(?=\][ \t]*$)', _bare, match[0]), source)


def _bare(match: re.Match[str]) -> str:
    return match[0].strip()


def _in_shell(before: Sequence[str], piece: str, _rest: str) -> bool:
    last = before[-1]
    if last[0] in _PARTS and piece[0] in _PARTS:
        return last + piece in _OTHERS_TOGETHER
    if piece[0] in _PARTS:
        # `2 >file` has the operand 2, `a= (b)` no list, `$ (b)` no command put in its place.
        return (piece in "<>" and last.isdigit() and _stands_alone(before)) or (piece == "(" and last in _OPENS_GLUED)
    return _closes_glued(before[-MOST:]) if last == ")" else last[0] not in _PARTS


def _stands_alone(before: Sequence[str]) -> bool:
    return len(before) == 1 or before[-2] == " " or before[-2][0] in "\n|&;("


def _closes_glued(before: Sequence[str]) -> bool:
    """Whether the last bracket closes one that is part of a word: `$(a) b` is not `$(a)b`."""
    depth = 0
    for place in range(len(before) - 1, 0, -1):
        depth += (before[place] == ")") - (before[place] == "(")
        if depth == 0:
            return before[place - 1] in _OPENS_GLUED
    return False


def _in_make(before: Sequence[str], piece: str, rest: str) -> bool:
    line = next((one for one in reversed(before) if one.startswith("\n")), "\n0")
    is_recipe = line != "\n0"
    return (is_recipe or not {before[-1][0], piece[0]} & set(":=")) and _in_shell(before, piece, rest)


def _in_powershell(before: Sequence[str], piece: str, rest: str) -> bool:
    return not {before[-1], piece} & set("={},") and _in_shell(before, piece, rest)


_ENDS = re.compile(r"[^;{}]*(?P<end>[;{}]|\Z)")
_CSS_BESIDE = frozenset("{};,>~/=!") | {"||"}


def _in_css(before: Sequence[str], piece: str, rest: str) -> bool:
    last = before[-1]
    if last in _CSS_BESIDE or piece in _CSS_BESIDE or last in ("(", "[") or piece in (")", "]"):
        return False
    is_selector = (match := _ENDS.match(rest)) is not None and match["end"] == "{"
    # `a:hover` is no `a :hover`, `a : red` is `a: red`; `a+b` are neighbours, `1px+2px` no sum.
    if last == ":" or piece == ":":
        return is_selector and piece == ":"
    return not (is_selector and "+" in (last, piece))


def _in_yaml(before: Sequence[str], piece: str, rest: str) -> bool:
    last = before[-1]
    if last in "[]{}" or piece in "[]{}":
        return False
    if "," in (last, piece):
        near = before[-MOST:]
        return sum(one in ("[", "{") for one in near) <= sum(one in ("]", "}") for one in near)
    return not (piece == ":" and rest[1:2].isspace())
