"""A condition or limit said by denying its contrary: "not before the bell" and "only after the bell". English only."""

from __future__ import annotations

import re

from harness.reading.words import vocabulary

_NOT_BEFORE = re.compile(
    r"(?P<who>\b\w+(?: \w+){0,3}?) (?P<may>may|can|must|should|could|is allowed to|are allowed to)(?: not|not|n't|'t) "
    r"(?P<what>[^.;,!?\n]{1,60}?) (?:before|until|till) (?P<then>[^.;,!?\n]{1,60})",
    re.IGNORECASE,
)
_ONLY_AFTER = re.compile(r"\bonly (?P<then>after|once|when)\b", re.IGNORECASE)
_NOT_REACH = re.compile(
    r"\b(?P<must>must|should|may|can)(?: not|not|n't|'t) (?:reach|exceed|go above|rise above|rise to) "
    r"(?=[^.;,!?\n]{0,6}\d)",
    re.IGNORECASE,
)
_STAY_BELOW = re.compile(
    r"\b(?:must|should|has to|have to) (?:always )?(?P<stay>stay|remain|be kept|be|keep) (?P<under>below|under)\b",
    re.IGNORECASE,
)
_NOT_MORE = re.compile(
    r"\b(?P<who>(?:(?:you|we|they) )?)(?:do not|don't|never|must not|mustn't|should not|shouldn't|cannot|can't) "
    r"(?P<what>[^.;,!?\n]{1,60}?) (?:more than|over) (?=[^.;,!?\n]{0,3}\w)",
    re.IGNORECASE,
)
_AT_MOST = re.compile(r"\bat most\b|\bno more than\b|\bat the most\b|\ba maximum of\b|\bup to\b", re.IGNORECASE)
_OR_ELSE = re.compile(
    r"(?:(?<=[.!?\n] )|\A)(?P<do>[A-Z][a-z]+)(?P<what>(?: [\w'-]+){0,8}),? or (?:else |otherwise )?"
    r"(?P<then>(?:it|you|they|we|the \w+|your \w+|this|that|all \w+)(?: will| may|'ll| can| is| are) [^.;!?\n]{1,80})"
)
_VOID_UNLESS = re.compile(r"\b(?P<be>is|are|be) (?:void|invalid|not valid) unless\b", re.IGNORECASE)
_NOT_UNDER = re.compile(
    r"\b(?:can|may|must|should)(?:not| not|n't|'t) be (?:under|below|younger than|less than|lower than|shorter than) "
    r"(?=\W?\d)",
    re.IGNORECASE,
)
_UP_TO_BEFORE = re.compile(
    r"\bup to (?=[\w-]+ (?:minute|hour|day|week|month|year)s? (?:before|prior|ahead|in advance))",
    re.IGNORECASE,
)
"""A deadline that is said from its other end: at least as long before."""
_ONLY_IF = re.compile(r"\b(?:only valid if|valid only if)\b", re.IGNORECASE)
_VALID_UNTIL = re.compile(r"\b(?P<be>is|are) (?:valid|good) (?:until|till|through)\b", re.IGNORECASE)
_EXPIRES_ON = re.compile(r"\b(?P<how>expires?|ends?) (?P<on>on )?", re.IGNORECASE)
_AFTER_THAT = re.compile(r"\b(?:after that|afterwards),? ", re.IGNORECASE)
_THEN = re.compile(r"\bthen\b")
_UNLESS_DONE = re.compile(r"\b(?:if|unless) (?:you|we|they)\b", re.IGNORECASE)
_BELOW, _MOST = frozenset({"below", "under"}), frozenset({"most", "than", "maximum", "up"})
_ENDING, _UNLESS = frozenset({"expire", "expires", "end", "ends"}), frozenset({"if", "unless"})
_TELLING = _BELOW | _MOST | _ENDING | _UNLESS | {"only", "valid", "then", "least"}
"""One of these words stands in whatever is searched for in the other text; they are looked up sooner."""
_NOT_VERBS = frozenset("Either Whether The This That It You We They He She There If When Now Today One All".split())  # noqa: SIM905


def limited_alike(text: str, other: str) -> str:
    """The text with its conditions and limits said as the other text says them, where it says such.

    "Only after the bell" for "not before the bell", "must stay below 5" for "must not reach 5", "at most 10" for
    "do not … more than 10", "if you do not save" for "save, or".
    """
    told = vocabulary(other) & _TELLING
    if not told:
        return text
    if "only" in told and (only := _ONLY_AFTER.search(other)) and not _ONLY_AFTER.search(text):
        then = only["then"]
        text = _NOT_BEFORE.sub(lambda m: f"{m['who']} {m['may']} {m['what']} only {then} {m['then']}", text)
    if not told.isdisjoint(_BELOW) and (below := _STAY_BELOW.search(other)) and not _STAY_BELOW.search(text):
        text = _NOT_REACH.sub(lambda m: f"{m['must']} {below['stay']} {below['under']} ", text)
    if not told.isdisjoint(_MOST) and (most := _AT_MOST.search(other)) and not _AT_MOST.search(text):
        text = _NOT_MORE.sub(lambda m: f"{m['who']}{m['what']} {most[0].lower()} ", text)
    if "least" in told:
        text = _UP_TO_BEFORE.sub("at least ", _NOT_UNDER.sub("must be at least ", text))
    if "valid" in told and (only_if := _ONLY_IF.search(other)) and not _ONLY_IF.search(text):
        text = _VOID_UNLESS.sub(lambda m: f"{m['be']} {only_if[0].lower()}", text)
    if not told.isdisjoint(_ENDING) and (ends := _EXPIRES_ON.search(other)) and not _EXPIRES_ON.search(text):
        text = _VALID_UNTIL.sub(f"{ends['how'].lower()} on", text)
    if "then" in told and "after" in text and _THEN.search(other):
        text = _AFTER_THAT.sub("then ", text)
    if not told.isdisjoint(_UNLESS) and " or " in text and _UNLESS_DONE.search(other):
        text = _OR_ELSE.sub(_if_not, text)
    return text


def _if_not(match: re.Match[str]) -> str:
    if match["do"] in _NOT_VERBS:
        return match[0]
    return f"If you don't {match['do'].lower()}{match['what']}, {match['then']}"
