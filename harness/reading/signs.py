"""Marks, arrows and signs that mean something, by what they mean; ornament is left aside."""

from __future__ import annotations

import re
from functools import lru_cache

from harness.reading.words import rarities, vocabulary

_MARKS = {
    "yes": "✅✔☑👍🟢🆗✓", "no": "❌✖☒👎🔴🚫⛔✗✘", "open": "☐⬜", "up": "↑⬆↗📈🔼▲△", "down": "↓⬇↘📉🔽▼▽",
    "right": "→➡", "left": "←⬅", "male": "♂", "female": "♀", "warning": "⚠",
    "star": "★⭐", "no star": "☆", "happy": "😀😃😄😊😍🎉🙂☺", "sad": "😞😢😭😠😡☹🙁", "yellow": "🟡",
    "≤": "≤", "≥": "≥", "≠": "≠", "±": "±",
}  # fmt: skip
_BY_CHARACTER = {character: name for name, characters in _MARKS.items() for character in characters}
_MARK = re.compile(f"[{''.join(_BY_CHARACTER)}]")
_BOX = re.compile(r"\[([ xX✓✗-])\](?!\()")
_COMPARED = re.compile(r"(?<![<>=!-])(<=|>=|!=|==|<|>)(?![<>=/!])(?= ?[-+.$€£\d]| [A-Za-z]\b)")
_COMPARED_NAMES = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
_SIGNED = re.compile(r"(?<![\w+#-])([A-Za-z]{1,3})(\+\+|--|#|\+|[-−–](?=[\s.,;:!?)]|\Z))(?![\w+#])")
_SPELLED = re.compile(r"\b(A|B|AB|O|a|b|ab|o)[ -](positive|negative|plus|minus)\b")
_SPELLED_SIGNS = frozenset({"positive", "negative", "plus", "minus"})
_ROTATED = {"-": "−", "–": "−"}


_PLUS_OR_MINUS = re.compile(r"\+/[-−–]|\+-(?=[ \d])|\bplus(?:/| or )minus\b", re.IGNORECASE)


def with_give_or_take(text: str) -> str:
    """`±` for "+/-" and "plus or minus"."""
    return _PLUS_OR_MINUS.sub("±", text) if "+" in text or "lus" in text else text


@lru_cache(maxsize=1024)
def marks(text: str) -> tuple[str, ...]:
    """Meaning of each mark, in order."""
    placed = []
    if not text.isascii():
        placed += [(match.start(), _BY_CHARACTER[match[0]]) for match in _MARK.finditer(text)]
    if "[" in text:
        placed += [
            (match.start(), "open" if match[1] == " " else "no" if match[1] in "✗-" else "yes")
            for match in _BOX.finditer(text)
        ]
    if "<" in text or ">" in text or "=" in text:
        placed += [(match.start(), _COMPARED_NAMES.get(match[1], match[1])) for match in _COMPARED.finditer(text)]
    # Three searches, one order: marks are compared as they follow each other in the text.
    return tuple(name for _, name in sorted(placed)) if placed else ()


@lru_cache(maxsize=1024)
def signed_words(text: str) -> tuple[str, ...]:
    """Short words that a sign makes another word: C++, C#, A-, O+."""
    signed = (
        [f"{match[1].upper()}{_ROTATED.get(match[2], match[2])}" for match in _SIGNED.finditer(text)]
        if _is_signed(text)
        else []
    )
    # A vocabulary has "plus's" for a word, in which "plus" is to be found all the same.
    if not _SPELLED_SIGNS.isdisjoint(vocabulary(text)) or "'" in text or "’" in text:
        signed += [
            match[1].upper() + ("+" if match[2] in ("positive", "plus") else "−") for match in _SPELLED.finditer(text)
        ]
    return tuple(dict.fromkeys(signed))


_SIGNS = frozenset("+#-−–")
_HAS = re.compile(r"[A-Za-z][+#\-−–](?!\w)")


def _is_signed(text: str) -> bool:
    return not _SIGNS.isdisjoint(rarities(text)) and _HAS.search(text) is not None


_WORD = re.compile(r"\d+(?:[.,:]\d+)*(?!\w)|\w+")
_SPAN = re.compile(r"```[^\n]*\n(.*?)```|(?<!`)`([^`\n]+)`(?!`)", re.DOTALL)
_DECORATED = re.compile(r"(?<![\w*~])(\*{1,3}|_{1,3}|~~)(?=\S)([^\n*]*?[^\s*])\1(?![\w*~])")
_LINE_HEAD = re.compile(r"(?m)^[ \t]*(?:([-*_=])\1{2,}[ \t]*$|(?:[*+-]|#{1,6}|>+)[ \t]+)")
_TABLE_ROW = re.compile(r"(?m)^[ \t]*\|.*$")
_CODE_TOKEN = re.compile(r"\w+|[-+*/%=<>!&|^~?$]+|(?<![^\s/])\.{1,2}(?=[\s/]|\Z)")
_TAG = re.compile(r"</?([A-Za-z][\w-]*) ?/?>")
_DROPPED = re.compile(r"[\"'“”‘’]|->|=>|→|^\$ |/\Z|[.;,:?!]+\Z")
_TELLING = re.compile(
    r"(?<!\S)!(?=[a-z_])|(?<![\w~])~/(?=\w)|(?<!\S)\^\S+\$(?!\S)"
    r"|(?<![\w/-])(?:cd|rm|mv|cp|ls) (?:[^\s,;]*(?:[\w*~]|/(?:\.\.)?)|\.{1,2}(?![.\w]))"
)
_BACKTICK = re.compile(r"`[.,;:!?]*(?=\s|\Z)|`")
_FLAG = re.compile(r"(?<![\w-])-[A-Za-z](?![\w-])")
_INTERVAL = re.compile(r"(?<!\w)[\[(](-?[\w.]+, ?-?[\w.]+)[\])]")
_OPERATORS = {
    "!=": "≠", "!==": "≠", "===": "==", "<=": "≤", ">=": "≥", "**": "^", "×": "*", "·": "*", "÷": "/", "−": "-",
    "–": "-", **{sign: sign for sign in "= == += -= *= /= // / * ^ >> > << < && || + - % ≤ ≥ ≠".split()},  # noqa: SIM905
}  # fmt: skip
_ASSIGNING = frozenset("= == += -= *= /= ≠".split())  # noqa: SIM905
_CHAINED = (frozenset({"&&", "&"}), frozenset({"||", "|"}), frozenset({"&&", ";"}), frozenset({"|", "&&"}))
_SUMS = (frozenset("+-"), frozenset("+*"), frozenset("+/"))
_JOINING = frozenset({"&&", "||"})
_COMPARING = frozenset("= == < > ≤ ≥ ≠ << >>".split())  # noqa: SIM905
_HOLDING = frozenset("== < > ≤ ≥ ≠".split())  # noqa: SIM905
"""What holds between two things, whatever they are called; > also leads from menu to menu, but never back."""
_RECKONING = frozenset("+ - * / // % ^".split())  # noqa: SIM905
_MAY_BE_ALONE = ("*", "!", "~", "-", ".")
"""Signs of code that say something where the other side has none."""


def is_signed_otherwise(first: str, second: str) -> bool:
    """Whether two texts of the same words differ in an operator, an option or another sign of code.

    What decorates prose is left aside: Markdown, quotes, arrows, punctuation.
    """
    ours, theirs = ([match[1] or match[2] or "" for match in _SPAN.finditer(text)] for text in (first, second))
    if len(ours) == len(theirs) and any(map(_is_other_code, ours, theirs)):
        return True
    bare, other = _undecorated(first), _undecorated(second)
    if ("++" in bare or "--" in bare) and _counted_before(bare) != _counted_before(other):
        return True
    if _TELLING.findall(bare) != _TELLING.findall(other) or _is_half_open(bare) != _is_half_open(other):
        return True
    flags, others = _FLAG.findall(bare), _FLAG.findall(other)
    if flags != others and [flag.lower() for flag in flags] == [flag.lower() for flag in others]:
        return True
    here, there = list(_WORD.finditer(bare)), list(_WORD.finditer(other))
    if [word[0].lower() for word in here] != [word[0].lower() for word in there]:
        return False
    return any(
        bare[left.end() : right.start()] != other[left_there.end() : right_there.start()]
        and _decides(bare[left.end() : right.start()], other[left_there.end() : right_there.start()], left[0], right[0])
        for left, right, left_there, right_there in zip(here, here[1:], there, there[1:], strict=False)
    )


_COUNTED = re.compile(r"(?:[=(\[,]|\breturn\b) ?(?:(?P<before>\+\+|--)[A-Za-z_]\w*|[A-Za-z_]\w*(?:\+\+|--))(?![\w+-])")


def _counted_before(text: str) -> list[bool]:
    """Of each `i++` or `++i` whose value is used, whether it is counted up before."""
    return [match["before"] is not None for match in _COUNTED.finditer(text)]


def _undecorated(text: str) -> str:
    text = _TABLE_ROW.sub(lambda row: row[0].replace("|", " "), text) if "|" in text else text
    # The full stop behind `cd ..` is none of its signs.
    return _DECORATED.sub(r"\2", _LINE_HEAD.sub("", _BACKTICK.sub("", text)))


def _decides(ours: str, theirs: str, left: str, right: str) -> bool:
    """Whether two operators between the same two words say different things; other signs never do."""
    if {ours.strip(), theirs.strip()} in _CHAINED and " " in ours + theirs and not (left[0] + right[0]).isupper():
        return True
    if len(left) == len(right) == 1 and {ours, theirs} in _SUMS and (left + right).isalpha():
        return True
    first, second = (_OPERATORS.get(gap.strip(" \"'")) for gap in (ours, theirs))
    if first is None or second is None or first == second:
        return False
    pair, operands = {first, second}, (left, right)
    are_numbers = left[0].isdigit() and right[0].isdigit()
    if pair <= _JOINING or (pair <= _ASSIGNING and not (pair == {"=", "=="} and are_numbers)):
        return True
    is_short = any(len(operand) == 1 or operand[0].isdigit() for operand in operands)
    if pair <= _COMPARING and pair != {"=", "=="}:
        return is_short or (pair <= _HOLDING and all(gap[:1] == gap[-1:] == " " for gap in (ours, theirs)))
    are_spaced = all(gap[:1] == gap[-1:] == " " for gap in (ours, theirs))
    return pair <= _RECKONING and is_short and are_spaced and not any(operand[0].isupper() for operand in operands)


def _is_half_open(text: str) -> list[str]:
    return [match[0] for match in _INTERVAL.finditer(text) if (match[0][0] == "[") != (match[0][-1] == "]")]


def _is_other_code(ours: str, theirs: str) -> bool:
    """Whether two excerpts of code have the same words and other signs."""
    first, second = _gaps(ours), _gaps(theirs)
    if first == second or [word for word, _ in first] != [word for word, _ in second]:
        return False
    if any(len(word) == 1 and word.isalpha() for word in ours.split("-")[1:]) and ours != theirs:
        flags = [_FLAG.findall(code) for code in (ours, theirs)]
        if flags[0] != flags[1]:
            return True
    is_single = sum(word != "" for word, _ in first) == 1
    if sorted("".join(signs for _, signs in first)) == sorted("".join(signs for _, signs in second)) and is_single:
        return False  # `i++` and `++i`
    return any(
        (before and after) or (before + after).startswith("!" if is_single else _MAY_BE_ALONE)
        for (_, before), (_, after) in zip(first, second, strict=True)
        if before != after
    )


def _gaps(code: str) -> list[tuple[str, str]]:
    """Each word, in lower case, with the signs before it; an empty word with those at the end."""
    gaps, signs = [], ""
    for token in _CODE_TOKEN.findall(_TAG.sub(r"\1", _DROPPED.sub("", code.strip()))):
        if token[0].isalnum() or token[0] == "_":
            gaps.append((token.lower(), signs))
            signs = ""
        else:
            signs += token
    return [*gaps, ("", signs)]


_OPERATION = re.compile(
    r"(?<![\w.])(?<![-+*/%] )([a-z_]\w*|\d+(?:\.\d+)?)( ?)(-|//?|%|\*\*|\^|<<|>>|[<>]=?)\2(\w+)(?![\w(.])"
)
_CALL = re.compile(r"(?<!\w)([a-z_]\w*)\((\w+(?:, ?\w+)+)\)")
_IN_ANY_ORDER = frozenset("max min sum gcd lcm set union all any or plus add equal equals".split())  # noqa: SIM905


def turned_operands(first: str, second: str) -> tuple[str, str] | None:
    """An operation or a call whose operands stand the other way round in the second text: `a - b` and `b - a`."""
    theirs = {_plain(match) for match in _OPERATION.finditer(second.replace("`", "  "))}
    for match in _OPERATION.finditer(first.replace("`", "  ")):
        left, sign, right = ours = _plain(match)
        if ours not in theirs and (right, sign, left) in theirs and left != right and _is_operation(match):
            return left, right
    calls = {(name, *arguments.replace(" ", "").split(",")) for name, arguments in _CALL.findall(second)}
    for name, listed in _CALL.findall(first):
        arguments = listed.replace(" ", "").split(",")
        turned = next((call for call in calls if call[0] == name and sorted(call[1:]) == sorted(arguments)), None)
        if turned is not None and list(turned[1:]) != arguments and name not in _IN_ANY_ORDER:
            return next(pair for pair in zip(arguments, turned[1:], strict=True) if pair[0] != pair[1])
    return None


def _plain(match: re.Match[str]) -> tuple[str, str, str]:
    return match[1], match[3], match[4]


def _is_operation(match: re.Match[str]) -> bool:
    """Not "tea - coffee" or "input/output": a comparison with spaces, or operands of one letter."""
    left, right = match[1], match[4]
    is_comparison = match[3][0] in "<>" and match[2] == " "
    return not right[0].isupper() and (is_comparison or (len(left) == len(right) == 1 and left.isalpha()))
