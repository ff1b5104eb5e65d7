"""Commands of a shell and queries in SQL, in backticks or without: what makes one do another thing.

A command is known by its name, or by an option, a pipe or a path behind any name. Signs between the same words (`>` and
`>>`, `a..b` and `a...b`, quotes around `$HOME`), the case of its letters, operands that changed places (`cp a b`),
brackets around OR, UNION ALL, and on which side of a pattern the `%` stands.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from harness.reading.exactly.blanks import SHELL_COMMANDS
from harness.reading.exactly.sourcecode import tokens
from harness.reading.words import pieces, rarities, vocabulary

LONGEST = 20_000
_KNOWN = frozenset((*SHELL_COMMANDS.replace("python3?", "python").split("|"), "python3"))
_VALUE = re.compile(r"(?<= -[A-Za-z]) (?=\d)")
"""Between an option of one letter and its number: `-n 5`, `-n5`."""
_LEAD = r"(?:^|`|\$ |\b(?:[Rr]un|[Uu]se|[Tt]ype|[Ee]xecute|[Ee]nter):? )"
_LEADING = frozenset({"run", "use", "type", "execute", "enter"})
_COMMAND = re.compile(
    rf"{_LEAD}(?P<command>(?:sudo )?(?:{SHELL_COMMANDS})(?= )[^\n`]*)",
    re.MULTILINE,
)
_FORMED = re.compile(
    rf"{_LEAD}(?P<command>(?:sudo )?[a-z][\w.+-]{{1,20}}(?= )[^\n`]*)",
    re.MULTILINE,
)
_BY_FORM = re.compile(
    r"(?<!\S)--?[A-Za-z]|[|<>]|&&|(?<!\S)[~.\w:-]*[/\\][\w./:\\-]*(?!\S)|(?<!\S)[\w-]+\.[a-z]\w{0,4}(?!\S)"
)
"""An option, a pipe, a path, a file: what a command of a name nobody listed is known by."""
_SIGNS, _INNER_POINT = frozenset("-|<>/\\&"), re.compile(r"\.[a-z]")
"""One of those, or this, stands in each of them."""
_MAY_BE_FORMED = re.compile(r"-(?<!\S-)-?[A-Za-z]|[|<>/\\]|&&|\.(?<=[\w-]\.)[a-z]")
"""The same more closely, found by leaps from sign to sign."""
_PROSE = frozenset("the a an is are was and or of your my you it this that then will can not".split())  # noqa: SIM905
_PLACEHOLDER = re.compile(r"<([\w-]+)>")
_TOKEN = re.compile(
    r"""2>&1|&&|\|\||>>|<<|[|;&<>]|'(?=[^']*[$`][^']*')|(?<=\w)\.{2,3}(?=\w)|(?<=\s)[+-](?=\w)|(?<=\w)/(?=\s)|\w+"""
)
_QUOTED = re.compile("[\"']")
_QUIET = frozenset({"", ";", "/"})
"""What says nothing where the other side has no sign; a slash at the end says something to rsync alone."""
_DIRECTED = re.compile(r"(?:sudo )?(?:cp|mv|scp|rsync|ln|diff|docker (?:cp|tag)|git diff) ")
_ANY_ORDER = frozenset(
    """rm ls mkdir touch wc stat file du shred open code vim nano chmod chown echo pip npm apt brew black ruff mypy
    pytest eslint prettier add install uninstall remove cat grep head tail""".split()  # noqa: SIM905
)
"""Commands that do the same to each of their operands."""
_PATH = re.compile(r"\S*[/\\]\S*|[\w-]+\.[a-z]\w{0,4}")
_TWO = 2
_REDIRECTED = re.compile(r"2>&1|(?<![&\d>])>{1,2}(?![>&])")
_UNION = re.compile(r"\bUNION( ALL)?\b")
_LIKE = re.compile(r"\bLIKE '([^'\n]{0,100})'")
_QUERY_WORDS = ("UNION", "LIKE", " OR ")
"""Without one of them there is no query to compare."""
_QUERY = re.compile(r"\b(?:WHERE|HAVING|SELECT|ON)\b")
_GROUP = re.compile(r"(?<!\w)(?<!NOT )\(([^()]*)\)")


def other_signs(ours: str, theirs: str) -> bool:
    """Whether a command or query of the same words does another thing."""
    if ours == theirs or max(len(ours), len(theirs)) > LONGEST:
        return False
    if "2>&1" in ours and "2>&1" in theirs and Counter(ours.split()) == Counter(theirs.split()):
        before, after = ([sign == "2>&1" for sign in _REDIRECTED.findall(text)] for text in (ours, theirs))
        if before != after:
            return True
    return _is_other_query(ours, theirs) or any(
        _are_spaced_otherwise(one, other) or _are_signed_otherwise(one, other)
        for one, other in zip(_commands(ours), _commands(theirs), strict=False)
    )


def turned_about(ours: str, theirs: str) -> tuple[str, str] | None:
    """The first operands of a command that changed places: `cp a.txt b.txt`, `cp b.txt a.txt`."""
    for one, other in zip(_commands(ours), _commands(theirs), strict=False):
        if one == other or not (_has_direction(one) and _has_direction(other)):
            continue
        before, after = _operands(one), _operands(other)
        if before != after and Counter(before) == Counter(after):
            return next(pair for pair in zip(before, after, strict=True) if pair[0] != pair[1])
    return None


def _has_direction(command: str) -> bool:
    """Whether one operand is what is read and the other what is written: of any command with just two paths."""
    if _DIRECTED.match(command):
        return True
    operands = _operands(command)
    return _ANY_ORDER.isdisjoint(operands) and sum(map(bool, map(_PATH.fullmatch, operands))) == _TWO


@lru_cache(maxsize=256)
def _commands(text: str) -> tuple[str, ...]:
    found = pieces(text)
    # A name stands between white space unless a backtick leads it.
    if "`" in text or not _KNOWN.isdisjoint(found):
        commands = tuple(match["command"].strip().rstrip(".!?") for match in _COMMAND.finditer(text))
        if commands:
            return commands
    if _SIGNS.isdisjoint(rarities(text)) and not _INNER_POINT.search(text):
        return ()
    if not _MAY_BE_FORMED.search(text) or not _may_be_led(text) or not _BY_FORM.search(text):
        return ()
    formed = (match["command"].strip().rstrip(".!?") for match in _FORMED.finditer(text))
    return tuple(command for command in formed if _BY_FORM.search(command) and _PROSE.isdisjoint(command.split()))


def _may_be_led(text: str) -> bool:
    """Whether anything stands where a command may begin."""
    return (
        "`" in text
        or "$ " in text
        or not _LEADING.isdisjoint(vocabulary(text))
        or any("a" <= line[:1] <= "z" for line in text.split("\n"))
    )


def _operands(command: str) -> list[str]:
    """In order, without options: those may stand anywhere."""
    return [chunk.strip("\"',;") for chunk in command.split() if not chunk.startswith("-")]


def _are_spaced_otherwise(one: str, other: str) -> bool:
    if "".join(one.split()) != "".join(other.split()):
        return False
    first, second = (_VALUE.sub("", command) for command in (one, other))
    return tokens(first, "sh") != tokens(second, "sh")


def _are_signed_otherwise(one: str, other: str) -> bool:
    if one == other:
        return False
    if one.lower() == other.lower() and not _QUOTED.search(one):
        return True
    here, there = _gaps(one), _gaps(other)
    if [word for word, _ in here] != [word for word, _ in there]:
        return False
    is_rsync = "rsync" in one
    for (_, before), (_, after) in zip(here, there, strict=True):
        if not is_rsync:
            before, after = before.replace("/", ""), after.replace("/", "")  # noqa: PLW2901
        if before != after and (not {before, after} & _QUIET or (is_rsync and {before, after} == {"", "/"})):
            return True
        if before != after and "" in (before, after) and before + after in ("'", "&", "|", ">", ">>", "<"):
            return True
    return False


def _gaps(command: str) -> list[tuple[str, str]]:
    """Each word with the signs before it; an empty word with those at the end."""
    gaps, signs = [], ""
    for token in _TOKEN.findall(_PLACEHOLDER.sub(r"\1", command)):
        if token[0].isalnum() and token[1:] != ">&1":
            gaps.append((token.lower(), signs))
            signs = ""
        else:
            signs += token
    return [*gaps, ("", signs)]


def _is_other_query(ours: str, theirs: str) -> bool:
    if not any(word in ours or word in theirs for word in _QUERY_WORDS):
        return False
    unions, others = _UNION.findall(ours), _UNION.findall(theirs)
    if len(unions) == len(others) and unions != others:
        return True
    like, alike = _LIKE.findall(ours), _LIKE.findall(theirs)
    if like != alike and [each.strip("%") for each in like] == [each.strip("%") for each in alike]:
        return True
    if not ("(" in ours or "(" in theirs) or " OR " not in ours or " AND " not in ours or not _QUERY.search(ours):
        return False
    plain, other = _grouped(ours), _grouped(theirs)
    return plain != other and re.findall(r"\w+", plain) == re.findall(r"\w+", other)


def _grouped(query: str) -> str:
    """With those brackets alone that part an OR from an AND."""
    bare = _GROUP.sub(lambda match: match[0] if " OR " in match[1] else match[1], query)
    return re.sub(r"[^\w()]+", " ", bare).strip()
