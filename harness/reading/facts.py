"""Whether statements give the one fact that a question asks for, so that what is said around them may differ."""

from __future__ import annotations

import re
from collections.abc import Iterable

from harness.reading.answers import asks_for_one_fact
from harness.reading.numbers.quantities import quantities
from harness.reading.words import FUNCTION_WORDS, content, words

_AMOUNT = re.compile(
    r"\bwhen\b|\bhow (?:many|much|old|long|far|tall|big|high|often|fast)\b|\b(?:what|which) (?:year|date|day|month|time"
    r"|number|age|percentage|century)\b|\bwhat (?:is|was|'s) the (?:number|price|cost|date|age|distance|total|sum"
    r"|population|height|length|weight|speed|temperature|percentage|deadline)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:who|whom|whose|where|(?:which|what) (?!are\b|were\b|(?!is\b|was\b|does\b|has\b)\w*[^s\W]s\b))", re.IGNORECASE
)
"""Which one; not which ones."""
_OPEN = re.compile(
    r"\bwhat(?:'s| is| was| \w+) .*\b(?:policy|process|procedure|difference|purpose|reason|way|rule|plan|status|meaning"
    r"|idea|problem|issue|cause|effect|benefit|advantage|disadvantage|role|impact|point|matter|situation|advice|opinion"
    r"|relationship|story|summary|history|approach|strategy|happened|diagnosis|treatment)\b",
    re.IGNORECASE | re.DOTALL,
)
"""Not told by a name."""
_FOR_ONESELF = re.compile(
    r"\A(?:[^?!]{0,200}[.!?,:;] )?(?:to |from |with |by )?(?:where|who|whom|when|which|what|how)\b[^?]{0,60}?"
    r"\b(?:can|could|should|do|must|may|shall|will|would|am|are) (?:i|we)\b(?!['’])",
    re.IGNORECASE,
)
"""Who asks what to do ("Where can I complain?") wants all of the answer, and not the name of a place alone."""
_WITHIN = re.compile(r"(?<=[\w,;:(\"'] )[A-Z][\w'’-]+")
_AT_FIRST = re.compile(r"\W*(?P<name>[A-Z][\w'’-]+)(?= [A-Z]| (?:is|was|are|were)\b|\W*\Z)")
_SHARED = 0.5
"""Share of the question's content with which "Paris is the capital" answers it."""


def wants_one_fact(question: str) -> bool:
    """Whether an amount or a name would answer it: `asks_for_one_fact` but for "What is the return policy?" and what
    somebody asks for oneself.
    """
    if not asks_for_one_fact(question) or _FOR_ONESELF.search(question):
        return False
    return bool(_AMOUNT.search(question) or (_NAME.search(question) and not _OPEN.search(question)))


def give_the_fact(question: str, statements: Iterable[str]) -> bool:
    """Whether one of the statements has the amount or the name that a question of one fact asks for."""
    if not wants_one_fact(question):
        return False
    if _AMOUNT.search(question):
        asked = {amount.number for amount in quantities(question)}
        return any(amount.number not in asked for one in statements for amount in quantities(one))
    known = {*words(question), *FUNCTION_WORDS, "i"}
    return any(name.lower() not in known for one in statements for name in _names(one, question))


def _names(statement: str, question: str) -> list[str]:
    found = _WITHIN.findall(statement)
    first = _AT_FIRST.match(statement)
    if first is None:
        return found
    is_two_words = statement[first.end("name") :][1:2].isupper()
    rest = set(content(question))
    says_what_was_asked = bool(rest) and len(rest & set(content(statement))) >= _SHARED * len(rest)
    is_bare = len(words(statement)) == 1
    return [first["name"], *found] if is_two_words or is_bare or says_what_was_asked else found
