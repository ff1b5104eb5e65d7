"""The value an answer comes down to: what stands after its reasoning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from harness.reading.numbers.quantities import quantities
from harness.reading.numbers.quantity import Quantity, same
from harness.reading.relations import opposite, synonymous
from harness.reading.sentences import sentences
from harness.reading.words import CAPITALS, content, rarities, stem, words

Kind = Literal["number", "letter", "polarity", "words"]
TAIL = 4_000
"""Characters at the end in which a final answer is looked for."""

_LEAD = 4
"""Characters that may stand before the answer: quotes, stars, a currency."""
_FEW = 8
"""Words up to which a marked answer is a name or phrase rather than a sentence."""
_HASHES = re.compile(r"####[ \t]*([^\n]{1,200})")
_STATED = re.compile(
    r"\b(?:final |correct |best |right )*(?:answer|choice|option|result)(?: choice| option)?\b"
    r"(?:[^.\n:]{0,60}?(?: is| would be| should be|:)|\s*[:=])[\s*:]*"
    r"\s*([^\n]{1,200})"
)
_SAYS_ANSWER = re.compile(r"\b(?:answer|final|correct)\b")
"""A result or an option that nobody asked for is oftener told than answered."""
_LETTERED = re.compile(r"\W*[a-p]\b")
_MOST_OF_A_VALUE = 6
"""Words of a sentence that is a value: "42 apples", not "that 42 apples were sold on Monday"."""
_REPEATED = re.compile(r"([A-P])(?<![A-Za-z].)\1{3,}(?![A-Za-z])", re.DOTALL)
"""A letter said five times over, as some prompts ask for."""
_BOLD_LIST = re.compile(r"\*\*((?:yes|no|true|false)(?:, ?(?:yes|no|true|false)){1,9})\.?\*\*", re.IGNORECASE)
_LETTER_LINE = re.compile(r"(?:^|\n)\s*a:\s*([^\n]{1,200})")
_BRACKETED = re.compile(r"\[\s*(yes|no|true|false)\s*\]")
_MARKS = (
    (("####",), _HASHES),
    (("[",), _BRACKETED),
    (("answer", "choice", "option", "result"), _STATED),
    (("a:",), _LETTER_LINE),
)
"""By rank: what must occur for a mark to be looked for, and the mark."""
_SIGNS = tuple(sign for signs, _ in _MARKS for sign in signs)
_LETTER = re.compile(
    r"^[\s*_(\[{\"'\\]*(?:option |choice )?[\s*_(\[{\"']*([a-p])(?:[)\]}.:,;*\"'$\\]|\s*$|\s+(?=is\b|\())"
)
_OPTION = re.compile(r"(?:^|\n|\s)\(?([A-P])[).][ .]")
_INLINE_LETTER = re.compile(r"(?:\(|\*\*)([A-P]|(?<=\()[a-p])(?:\)|[.)]?\*\*)")
_OF_LETTERS = re.compile(r"\bA ?(?:-|–|to|through|/) ?[C-H]\b|\bA, B(?:, C)?(?:, D)?(?:, E)?,? or [B-F]\b")
_YES_NO = re.compile(r"^[\s*_(\[{\"'\\]*(yes|no|true|false|correct|incorrect)\b")
_REQUEST = (
    r" you (?:please |also |kindly )?(?:add|answer|check|classify|come up|compare|compose|convert|correct|create"
    r"|describe|design|discuss|draft|edit|elaborate|expand|explain|extract|find|fix|generate|give|help|identify"
    r"|improve|list"
    r"|make|name|outline|prepare|provide|put|recommend|rephrase|rewrite|share|show|solve|suggest|summari[sz]e|teach"
    r"|tell"
    r"|think of|translate|turn|write)\b"
)
"""A request in the form of a question: nobody wants to hear yes or no."""
_POLAR_QUESTION = re.compile(
    r"(?:^|[.!?\n:]\s*)(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|must|may)\b"
    rf"(?!{_REQUEST})[^?.\n]{{3,300}}\?",
    re.IGNORECASE,
)
_OF_AMOUNTS = (
    r"[^?.]{0,120}?(?:\d|\b(?:numbers?|amounts?|totals?|sums?|prices?|costs?|ages?|heights?|weights?|lengths?|widths?"
    r"|distances?|scores?|speeds?|salar\w+|incomes?|temperatures?|values?|areas?|points?|dollars|percent\w*|average)\b)"
)
"""What a difference that is a number is one of: "the difference in price", and not that of two plans."""
_NUMERIC_QUESTION = re.compile(
    r"\bhow (?:many|much|long|far|old|tall|fast|often|big|large|heavy|deep|wide|high|late|early)\b"
    r"|(?<!how to )\b(?:calculate|compute|find the (?:number|total|sum|area|value|cost|average|probability|percentage)"
    r"|what (?:is|was|are|will be|would be) (?:the|his|her|their|its) (?:\w+ ){0,3}?"
    r"(?:number|total|sum|average|cost|price|percentage|amount|area|volume"
    rf"|difference(?={_OF_AMOUNTS})|ratio|age|distance|weight|length|profit|probability|time|speed|score|value|perimeter"
    r"|height|rate|length|width|population|bill|salary|income))\b"
    r"|\bwhat percent",
    re.IGNORECASE,
)
_IN_A_WORD = re.compile(r"\b(?:yes or no|true or false)\b", re.IGNORECASE)
"""Wants nothing else, so that the word settles it."""
_FACTOID_WORDS = 40
_FACTOID = re.compile(
    r"(?:^|[.!?\n]\s*)(?:(?:in|on|at|from|for|to|by|of|with) )?(?:who|whom|whose|when|where|which"
    r"|what(?!\s+(?:do|does|should|can|must|happens|if|steps)\b)"
    r"|how (?:many|much|old|long|far|tall|big|high|often|fast))\b",
    re.IGNORECASE,
)
"""A short question of this form asks for one fact: what surrounds it does not matter. "How do I …" asks for all."""
_DOUBTED = re.compile(r"[,;]? (?:but |though )?(?:probably|perhaps|maybe|possibly|likely|presumably|most likely)\b")
_GRANTED = re.compile(
    r"\A\W*no (?:problem|worries|(?:doubt|question)(?: about (?:it|that))?)\b[\s,.!:;–—-]*(?:that )?", re.IGNORECASE
)
"""Begins what grants it: "No problem, it is refundable."."""
_REJECTED = re.compile(r"\bnot (?:in |at |on )?\Z", re.IGNORECASE)
_SHORT_ANSWERS = frozenset({"yes", "no", "true", "false"})
_NEGATED = re.compile(r"\b(?:not|isn't|aren't|doesn't|don't|cannot|can't|no|never|wasn't|weren't|won't|neither|nor)\b")


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """A final answer. `marked` says that the text itself calls it one, rather than the question asking for its kind.

    `value` is the number, the letter, True for yes, or the words; `quantity` is a number with its unit. `aside` says
    that nobody asked for it and the text does not end on it: it settles nothing, and what else is said counts.
    """

    kind: Kind
    value: str | float
    written: str
    marked: bool = True
    quantity: Quantity | None = None
    aside: bool = False


@lru_cache(maxsize=512)
def final_answer(text: str, question: str | None = None) -> FinalAnswer | None:  # noqa: PLR0911 - one a form
    """The final answer, where the text marks one or the question calls for a letter, yes or no, or a number."""
    wanted = question_kind(question) if question else None
    # Reasoning may be as long as it likes: a final answer stands at the end.
    tail = text[-TAIL:]
    has_capitals = not CAPITALS.isdisjoint(rarities(text))
    if has_capitals and wanted in (None, "letter") and (repeated := _REPEATED.findall(tail)):
        return FinalAnswer("letter", repeated[-1], repeated[-1] * 5)
    if wanted is None and "**" in tail and (listed := _BOLD_LIST.findall(tail)):
        return FinalAnswer("words", ", ".join(part.strip().lower() for part in listed[-1].split(",")), listed[-1])
    marked = _marked(tail)
    if marked is not None and (answer := _parse(marked, wanted, question)) is not None:
        return replace(answer, aside=True) if wanted is None and _is_aside(tail) else answer
    if wanted == "polarity":
        return _polarity(text, tail, question or "")
    if wanted == "letter":
        return _chosen_letter(text, tail, question or "")
    if wanted == "number":
        return _last_number(tail)
    return None


@lru_cache(maxsize=1024)
def question_kind(question: str) -> Kind | None:
    """What kind of answer a question calls for; None if an open one."""
    if options(question) or _OF_LETTERS.search(question):
        return "letter"
    if "[yes]" in question.lower() or _IN_A_WORD.search(question) or _POLAR_QUESTION.search(question):
        either = " or " in question.lower() and "yes" not in question.lower() and not _IN_A_WORD.search(question)
        return None if either else "polarity"
    return "number" if _NUMERIC_QUESTION.search(question) else None


@lru_cache(maxsize=1024)
def options(question: str) -> dict[str, str]:
    """Lettered choices of a question and their texts; empty unless they run A, B, C …"""
    marks = list(_OPTION.finditer(question))
    choices: dict[str, str] = {}
    for index, mark in enumerate(marks):
        if mark[1] == chr(ord("A") + len(choices)):
            end = marks[index + 1].start() if index + 1 < len(marks) else len(question)
            choices[mark[1]] = question[mark.end() : end].strip(" \n.")
    return choices if len(choices) > 1 else {}


def are_final(left: FinalAnswer | None, right: FinalAnswer | None) -> bool:
    """Whether two answers come down to values of which it settles the matter that they agree."""
    if left is None or right is None or left.kind == "words" or left.aside or right.aside:
        return False
    return left.marked or right.marked or left.kind != "polarity"


def agree(left: FinalAnswer, right: FinalAnswer) -> bool | None:
    """Whether two final answers are the same; None if they cannot be compared."""
    if left.kind == right.kind == "number":
        return left.quantity is not None and right.quantity is not None and same(left.quantity, right.quantity)
    if left.kind == right.kind == "words":
        return _same_words(str(left.value), str(right.value))
    return left.value == right.value if left.kind == right.kind else None


@lru_cache(maxsize=1024)
def asks_for_one_fact(question: str) -> bool:
    """Whether a short question is answered by a name, a date or a number, whatever surrounds it."""
    return len(question.split()) <= _FACTOID_WORDS and bool(_FACTOID.search(question.strip()))


@lru_cache(maxsize=512)
def is_worked_out(baseline: str, candidate: str, question: str | None) -> bool:
    """Whether both answers come down to a final answer that one of them marks: the way there may differ then."""
    first, second = final_answer(baseline, question), final_answer(candidate, question)
    if first is None or second is None or first.aside or second.aside:
        return False
    return first.marked or second.marked


def _same_words(left: str, right: str) -> bool | None:
    if "," in left and "," in right and _SHORT_ANSWERS.issuperset(words(left)):
        return words(left) == words(right)
    first, second = set(content(left)), set(content(right))
    if not first or not second:
        return None
    return True if first <= second or second <= first else None


def _marked(tail: str) -> str | None:
    """What stands in the last explicit mark of a final answer."""
    boxed = _boxed(tail)
    if boxed is not None:
        return boxed
    lowered = tail.lower()
    if not any(map(lowered.__contains__, _SIGNS)):
        return None
    for sign, pattern in _MARKS:
        signs = list(pattern.finditer(lowered)) if any(word in lowered for word in sign) else []
        if signs:
            # Of several the last one counts: a model that corrects itself states the answer again.
            last = signs[-1]
            return tail[last.start(1) : last.end(1)] if len(tail) == len(lowered) else last[1]
    return None


def _is_aside(tail: str) -> bool:
    """Whether the last mark is one of words, and its sentence no value or not the last one."""
    lowered = tail.lower()
    if "\\boxed{" in tail or _HASHES.search(lowered) or _BRACKETED.search(lowered):
        return False
    stated = list(_STATED.finditer(lowered))
    if not stated:
        return False
    said = lowered[stated[-1].start(1) :]
    first = next(iter(sentences(said)), "")
    is_value = len(words(first)) <= _MOST_OF_A_VALUE and not first.startswith("that ")
    is_last = len(sentences(said)) <= 1 or _LETTERED.fullmatch(first.rstrip("."))
    return not (is_value and is_last and _SAYS_ANSWER.search(stated[-1][0]))


def _boxed(tail: str) -> str | None:
    start = tail.rfind("\\boxed{")
    if start == -1:
        return None
    depth, begin = 1, start + len("\\boxed{")
    for position in range(begin, min(len(tail), begin + 300)):
        depth += (tail[position] == "{") - (tail[position] == "}")
        if depth == 0:
            return tail[begin:position]
    return None


def _parse(marked: str, wanted: Kind | None, question: str | None) -> FinalAnswer | None:  # noqa: PLR0911 - one a kind
    plain = (
        re.sub(r"\\(?:text|mathrm|textbf|mathbf)\s*\{|\\[(),!$;]|\$(?!\d)|[{}]", " ", marked)
        .replace("\\$", "$")
        .replace("\\%", "%")
        .strip()
    )
    lowered = plain.lower()
    excerpt = " ".join(plain.split())[:80]
    if (
        wanted != "number"
        and (match := _LETTER.match(lowered))
        and (wanted == "letter" or len(plain) <= _LEAD or plain[0] == "(")
    ):
        return FinalAnswer("letter", match[1].upper(), excerpt)
    if match := _YES_NO.match(lowered):
        # "Yes, probably" is no final yes: what it says is left to the other guards.
        sure = _DOUBTED.match(lowered, match.end()) is None
        return FinalAnswer("polarity", match[1] in ("yes", "true", "correct"), excerpt) if sure else None
    if wanted == "letter":
        if match := _INLINE_LETTER.search(plain):
            return FinalAnswer("letter", match[1].upper(), excerpt)
        return _letter_of(plain, question or "")
    if wanted == "polarity":
        return None
    amounts = quantities(plain)
    if amounts and (wanted == "number" or len(amounts) == 1 or "=" in plain) and not amounts[0].dates:
        return _number(_stated_quantity(amounts, plain), marked=True)
    return FinalAnswer("words", lowered[:120].strip(" .*\"'"), excerpt) if 0 < len(words(plain)) <= _FEW else None


def _letter_of(plain: str, question: str) -> FinalAnswer | None:
    """An option named by its words instead of its letter."""
    stems = set(content(plain))
    for letter, text in options(question).items():
        if stems and stems == set(content(text)):
            return FinalAnswer("letter", letter, plain[:80])
    return None


def _chosen_letter(text: str, tail: str, question: str) -> FinalAnswer | None:
    if match := _LETTER.match(text[:200].lower()):
        return FinalAnswer("letter", match[1].upper(), text.strip()[:80], marked=False)
    letters = _INLINE_LETTER.findall(tail)
    if letters and (len(set(letters)) == 1 or len(words(tail)) > 2 * _FEW):
        return FinalAnswer("letter", letters[-1].upper(), f"({letters[-1]})", marked=False)
    return _letter_of(text[:200], question)


def _polarity(text: str, tail: str, question: str) -> FinalAnswer | None:
    """Yes or no, said outright or by asserting or denying what was asked."""
    text, tail = _GRANTED.sub("", text), _GRANTED.sub("", tail)
    if match := _YES_NO.match(text[:40].lower()):
        sure = bool(_IN_A_WORD.search(question)) and _DOUBTED.match(text.lower(), match.end()) is None
        return FinalAnswer("polarity", match[1] in ("yes", "true", "correct"), match[1], marked=sure)
    asked = {stem(word) for word in words(question) if word.isalpha()} & set(content(question))
    for sentence in reversed(sentences(tail)[-4:]):
        if len(asked & set(content(sentence))) * 2 >= min(len(asked), 4) > 0 and _takes_up(sentence, question, asked):
            denied = _denies(_conclusion(sentence.lower()), asked)
            return FinalAnswer("polarity", not denied, " ".join(sentence.split())[:80], marked=False)
    return None


def _takes_up(sentence: str, question: str, asked: set[str]) -> bool:
    """Whether the sentence asserts or denies what was asked and not something from which it follows."""
    said, small = set(content(sentence)), set(words(sentence))
    if not (_DECIDING & set(words(question))) <= small or (_LIMITING & small) - set(words(question)):
        return False
    missing, new = asked - said, said - asked
    answered = {stem: {other for other in new if opposite(stem, other) or synonymous(stem, other)} for stem in missing}
    return all(answered.values()) or new <= set().union(*answered.values())


_DECIDING = frozenset("too free still already yet only all more most without not no never".split())  # noqa: SIM905
"""Small words of a question that what is asserted must have as well."""
_LIMITING = frozenset({"only", "unless", "except", "until"})


def _denies(conclusion: str, asked: set[str]) -> bool:
    """A negation, or the opposite of what was asked: "is it prime?" – "it is composite"."""
    turned = any(opposite(stem, other) for stem in asked for other in content(conclusion) if other not in asked)
    return bool(_NEGATED.search(conclusion)) != turned


def _conclusion(sentence: str) -> str:
    """The main clause: what follows the last "so", "therefore" or a because-clause."""
    for mark in ("therefore", "thus", "we can conclude", "we can say", "hence", " so "):
        position = sentence.rfind(mark)
        if position != -1:
            sentence = sentence[position + len(mark) :]
            break
    match = re.match(r"^\s*(?:since|because|as)\b[^,]{1,300},(.+)$", sentence, re.DOTALL)
    sentence = match[1] if match else sentence
    return re.split(r"\b(?:because|since|as it|other than|except)\b", sentence, maxsplit=1)[0]


def _last_number(tail: str) -> FinalAnswer | None:
    for sentence in reversed(sentences(tail)[-3:]):
        candidates = [
            quantity
            for quantity in quantities(sentence)
            if quantity.unit not in ("ordinal", "date", "clock", "weekday") and not quantity.is_implied
        ]
        # "Four, not three" is four.
        kept = [one for one in candidates if not _REJECTED.search(sentence[: one.start])]
        if candidates:
            return _number(_last(kept or candidates), marked=False)
    return None


def _number(quantity: Quantity, *, marked: bool) -> FinalAnswer:
    return FinalAnswer("number", quantity.number, quantity.written, marked, quantity)


def _stated_quantity(amounts: Sequence[Quantity], plain: str) -> Quantity:
    """The one the statement begins with, else the last."""
    return amounts[0] if amounts[0].start <= _LEAD and "=" not in plain else _last(amounts)


def _last(amounts: Sequence[Quantity]) -> Quantity:
    """The last one in digits; number words ("each of the two") only where there is none."""
    written = [quantity for quantity in amounts if any(character.isdigit() for character in quantity.written)]
    return (written or amounts)[-1]
