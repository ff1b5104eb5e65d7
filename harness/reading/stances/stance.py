"""What an answer does with the value: gives, denies, corrects, doubts it, or has others beside it. English words, and
the plainest denials and alternatives of German, French and Spanish.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal

from harness.reading.polarity import NEGATIONS
from harness.reading.sentences import sentences
from harness.reading.stances.alternatives import is_beside_others, is_one_of_several
from harness.reading.stances.values import MARK, Marked, asks_for_several
from harness.reading.verbs import base_form
from harness.reading.words import FUNCTION_WORDS, content, stem, words

Stance = Literal["given", "denied", "corrected", "doubted", "beside others"]
_MOST = 20
"""Places of the value that are looked at."""
_BEFORE, _BEHIND = 200, 400
"""Characters before and behind each."""
_LIGHT = (
    r"(?:(?:in|at|by|on|the|a|an|from|with|to|as|for|during|of|really|necessarily|actually|exactly|quite|be|been|it|is|was"
    r"|it's|its|his|her|their|mr|ms|mrs|dr|von|der|die|das|dem|den|le|la|les|el|los|um|à)\.? )*"
)
_DENIED_BEFORE = re.compile(
    r"(?:\b(?:not|never|nor|neither|unlike|rather than|instead of|contrary to|nicht|keine?[nmrs]?|pas)"
    r"|\b(?:is|was|are|were|can|could|would|will)n't"
    r"|\b(?:do|does|did)(?: not|n't) (?:think|believe|suppose)(?: that)?(?: it(?: is|'s| was))?"
    r"|\b(?:wrong|incorrect|false|untrue|inaccurate|a mistake|a myth) (?:to|that)\b[^.;,]{0,40})"
    rf" {_LIGHT}\Z",
    re.IGNORECASE,
)
_WARNED_OF = re.compile(
    rf"(?:\bavoid|\b(?:do|must|should)(?: not|n't) (?:take|use|choose|pick|try|call|visit)) {_LIGHT}\Z", re.IGNORECASE
)
_ASKS_WHAT_NOT = re.compile(
    r"\b(?:max\w*|min\w*|limits?|most|least|deadline|latest|by when|until when|toxic\w*|poison\w*|danger\w*|harm\w*"
    r"|allerg\w+|avoid\w*|unsafe|bad|forbidden|prohibited|banned|risk\w*|wrong|lacks?|without|miss\w*|fail\w*|close[sd]?"
    r"|block\w*|cancel\w*|broken|unavailable|exclud\w+|excepti?\w*|remov\w+|must be kept|interact\w*)\b",
    re.IGNORECASE,
)
"""Answered by what is warned of, or by the one that is another than all others."""
_EXCEPTED = re.compile(
    r"\b(?P<all>any|every|all|each|both|no|none|nobody|nothing|nowhere|not|never)(?:one|body|thing|where)?\b[^.;,]{0,60}?"
    rf"\b(?:but|except|except for|excluding|other than|apart from|besides|save) {_LIGHT}\Z",
    re.IGNORECASE,
)
"""All but this one; "none but this one" gives it."""
_OF_ALL = frozenset({"any", "every", "all", "each", "both"})
_AUXILIARY = r"(?:does|did|do|is|was|are|were|has|have|had|can|could|will|would)"
_DENIED_AFTER = re.compile(
    rf" ?{_AUXILIARY}(?: not|n't)(?: (?:the |a |an )?(?P<what>[\w'-]+))?|\? *(?:no|nope|wrong|never|not)\b"
    r"| is (?:wrong|incorrect|false)\b| used to be\b(?![^.;]*\b(?:and|but) (?:is|now)\b)"
    r"|(?: \w+){1,4} until [^.;]{1,30}[.;] ?(?:but )?now\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b([A-Z][\w'-]+) \Z")
"""Before a part of a name it makes another name: "Mario Lopez" beside "Maria Lopez"."""
_SAYS_ALL = re.compile(r"\?| is | used to be| until ")
_SAID_OF_ANSWERS = frozenset("answer one it correct right case true".split())  # noqa: SIM905
_DOUBTED_BEFORE = re.compile(
    r"(?:\b(?:perhaps|maybe|possibly|conceivably)(?: it)?"
    r"|\b(?:could|may|might)(?: also| well| just| possibly)? (?:be|have been))"
    rf" {_LIGHT}\Z"
    r"|\bwhether\b[^.;,]{0,60}\Z|(?<!\ba )(?<!\bno )\bdoubt (?:that|if|it)\b[^.;,]{0,60}\Z"
    r"|\b(?:not (?:\w+ )?(?:sure|certain|clear|known)|unsure|uncertain|unclear|unknown|(?:don't|do not|doesn't) know"
    r"|no idea|(?:cannot|can't|couldn't|unable to|hard to|no way to) (?:say|tell|confirm|verify|be sure))\b[^.;]{0,20}"
    r"\b(?:if|that)\b[^.;,]{0,60}\Z",
    re.IGNORECASE,
)
_DOUBTED_AFTER = re.compile(
    r"\W{0,3}(?:but|though|although) (?:i (?:am|'m)|i'm|i) (?:not (?:\w+ ){0,2}(?:sure|certain)|(?:cannot|can't)"
    r" (?:be sure|say for (?:sure|certain)|confirm|verify)|(?:do not|don't) (?:really )?know)"
    r"(?: (?:of|about))?(?: (?:it|that|this))?\W*\Z|,? (?:perhaps|maybe|possibly)\W*\Z"
    r"| (?:may|might|could) (?:\w+ )?(?:be|have (?:been )?)(?P<what>[^.;,]{0,40})",
    re.IGNORECASE,
)
_ALLOWS = re.compile(r"\b(?:may|might|could|possibl[ey]|likely|perhaps|maybe)\b", re.IGNORECASE)
_MEANT = re.compile(
    r"\b(?:many|most|some|people|you|one|everyone|often|we|i)\b[^.;,]{0,40}\b(?:think|thought|believed?|say|said"
    r"|assumed?|guess(?:ed)?|expect(?:ed)?|claim(?:ed)?|named?|cite|cited)\b[^.;,]{0,20}\Z"
    rf"|\b(?:looks? like|seems? to be|appears? to be) {_LIGHT}\Z",
    re.IGNORECASE,
)
_MEANT_AFTER = re.compile(
    r",? ?(?:is|was|are|were|has been|have been|may be|comes to mind|seems)?(?: (?:often|commonly|usually|widely"
    r"|frequently|generally|sometimes|popularly|mistakenly|wrongly|erroneously|traditionally|long|first))*"
    r" (?:believed|thought|named|said|cited|assumed|considered|credited|mentioned|given|supposed|quoted|what\b"
    r"|the (?:usual|common|popular|obvious|first|old|traditional) (?:answer|guess|choice))\b",
    re.IGNORECASE,
)
_TURN = re.compile(r"\b(?:but|however|yet|actually|in fact|in reality|in truth|now|today|nowadays)\b", re.IGNORECASE)
_AS_WELL = frozenset("also too others other both later not never".split())  # noqa: SIM905
_ASSERTS = frozenset("is was are were it's it".split())  # noqa: SIM905
_ENDS = re.compile(r"[.!?] ")
_FAR = 120
"""Characters within which it is taken back."""
_LONGEST_TURN = 10
"""Words of what is said instead."""
_NO_MORE = re.compile(rf"\b(?:used to be|formerly|once was|was once) {_LIGHT}\Z", re.IGNORECASE)
_CONFIRMED = re.compile(r"[^.;!?]*\?\W*(?:yes|correct|right|indeed|exactly|sure|it is|that)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\W*(?:is|was|are|were|do|does|did|could|might|can|would)\b", re.IGNORECASE)
_FEW = 2
"""Words beside the value of an answer that asks it back: "billing?"."""
_ASKS = re.compile(r"[^.;!?\n]*\?")


def stance(answer: Marked) -> Stance:
    """What the answer does with the value: where any place gives it, that counts, unless it is one of several. An
    answer that has none gives it.
    """
    if not answer.values:
        return "given"
    may_be_several = asks_for_several(answer.question)
    if not may_be_several and is_one_of_several(answer):
        return "beside others"
    found: list[Stance] = []
    said = sentences(answer.text)
    count = end = 0
    for sentence in said:
        start = max(answer.text.find(sentence, end), 0)
        end = start + len(sentence)
        for mark in islice(re.finditer(MARK, sentence), _MOST):
            written = answer.values[min(count, len(answer.values) - 1)]
            count += 1
            before, after = sentence[max(0, mark.start() - _BEFORE) : mark.start()], sentence[mark.end() :][:_BEHIND]
            behind = answer.text[start + mark.end() :][:_BEHIND]
            if found and (name := _NAMED.search(before)) is not None and stem(name[1].lower()) not in answer.other:
                continue
            how = _at(answer, (written, before, after, behind), is_alone=len(said) == 1)
            found.append("given" if how == "beside others" and may_be_several else how)
    return "given" if not found or "given" in found else found[0]


def _at(answer: Marked, place: tuple[str, str, str, str], *, is_alone: bool) -> Stance:
    """The same at one place: how the value is written there, its sentence before and after it, and all behind it."""
    written, before, after, behind = place
    if _is_denied(answer, before, behind):
        return "denied"
    if _is_corrected(answer, before, behind):
        return "corrected"
    if _is_doubted(answer, before, after, behind):
        return "doubted"
    return "beside others" if is_beside_others(answer, written, before, after, is_alone=is_alone) else "given"


def _is_denied(answer: Marked, before: str, behind: str) -> bool:
    if (excepted := _EXCEPTED.search(before)) is not None:
        return excepted["all"].lower() in _OF_ALL and _leaves_out(answer, before[: excepted.start()], before, behind)
    # "Which planet has no moons?" – "Venus has no moons."
    if not NEGATIONS.isdisjoint(words(answer.question)) or "n't" in answer.question:
        return not content(before) and _DENIED_BEFORE.search(before) is not None
    if _DENIED_BEFORE.search(before) or (_WARNED_OF.search(before) and not _ASKS_WHAT_NOT.search(answer.question)):
        return True
    return _is_denied_behind(answer, behind)


def _is_denied_behind(answer: Marked, behind: str) -> bool:
    if (denied := _DENIED_AFTER.match(behind)) is None:
        return False
    what = denied["what"]
    if what is None:
        return behind[denied.end() :].strip()[:1] in ("", ".", ";", ",", "!") or bool(_SAYS_ALL.search(denied[0]))
    asked = {base_form(word) for word in words(answer.question) if word not in FUNCTION_WORDS}
    return what.lower() in _SAID_OF_ANSWERS or base_form(what.lower()) in asked


def _leaves_out(answer: Marked, ahead: str, before: str, behind: str) -> bool:
    """Whether "every plan but §" is all that is said, or says of the others what was asked: not that it is open "every
    day but §" where it was asked when it is closed, nor that one cannot park "anywhere but §".
    """
    if any(not NEGATIONS.isdisjoint(words(text)) or "n't" in text for text in (ahead, answer.question)):
        return False
    after = _ENDS.split(behind, maxsplit=1)[0]
    asked = frozenset(content(answer.question))
    # "Which door is open?" – "Every door but the red door."
    if not content(ahead) and frozenset(words(after)) <= frozenset(words(answer.question)) - FUNCTION_WORDS:
        return not _ASKS_WHAT_NOT.search(answer.question)
    return asked <= frozenset((*content(before), *content(after)))


def _is_corrected(answer: Marked, before: str, behind: str) -> bool:
    if _NO_MORE.search(before):
        return "used" not in words(answer.question)
    if not _MEANT.search(before) and not _MEANT_AFTER.match(behind):
        return False
    turn = _TURN.search(behind[:_FAR])
    if turn is None or _ENDS.search(behind[: turn.start()].rstrip(" .;,")):
        return False
    instead = next(iter(sentences(behind[turn.end() :])), "")
    said = words(instead)
    return (
        MARK not in instead
        and 0 < len(said) <= _LONGEST_TURN
        and _AS_WELL.isdisjoint(said)
        and bool(set(content(instead)) - answer.other)
        and (not _ASSERTS.isdisjoint(said) or bool(set(content(instead)) & set(content(answer.question))))
    )


def _is_doubted(answer: Marked, before: str, after: str, behind: str) -> bool:
    if _ASKS.match(behind) and (_QUESTION.match(before) or (len(words(before)) <= _FEW and not words(after))):
        return not _CONFIRMED.match(behind)
    if _ALLOWS.search(answer.question):
        return False
    if _DOUBTED_BEFORE.search(before):
        return True
    doubted = _DOUBTED_AFTER.match(after)
    if doubted is None:
        return False
    what = doubted["what"]
    if what is None:
        return True
    asked = {base_form(word) for word in words(answer.question)}
    return not {base_form(word) for word in content(what)}.isdisjoint(asked) or not words(what)
