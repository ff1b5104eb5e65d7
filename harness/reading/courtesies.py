"""What stands around an answer out of courtesy: a greeting, "Great question!", an apology, "Let me know if …".

English only. A text that is nothing else keeps it, and so does one whose rest a program could read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from harness.reading.words import vocabulary, words

_HEAD, _TAIL = 240, 400
"""Characters in which courtesies are looked for."""
_MOST = 4
_WHAT_FOR = r"(?: for [^.!?:;\n]{1,80})?"
_GLAD = (
    r"(?:i(?:'m| am|'d be| would be)|we(?:'re| are|'d be| would be))? ?(?:very |more than )?"
    r"(?:happy|glad|pleased|delighted) to"
)
_MUCH = r"(?: (?:so|very) much)?"
_SIGNED = r"[^.!?\n]{0,40}(?:\n[^.!?\n]{0,40}){0,2}[.!]?"
_BEFORE = re.compile(
    r"\A[\s*_]*(?:"
    r"(?:hello|hi|hey|dear|greetings|good (?:morning|afternoon|evening))(?: [\w.]+){0,3}[,!.]"
    rf"|(?:thank you|thanks|many thanks){_MUCH}{_WHAT_FOR}[.!]"
    r"|(?:(?:that'?s|what|this is)? ?an? )?(?:really |very )?(?:great|good|excellent|interesting) question"
    r"(?:[^.!?:;\n]{0,60})[.!]"
    r"|(?:sure|certainly|of course|no problem|no worries|gladly|okay|ok|alright|got it|understood)(?: thing)?[.!,:]"
    rf"|(?:as an ai(?: \w+){{0,2}},? )?{_GLAD} (?:help|assist|answer)[^.!?:;\n]{{0,60}}[.!:,]"
    r"|(?:good|great) news[.!:]"
    r"|(?:(?:i|we)(?:'m| am|'re| are| do)? ?(?:sincerely |so |very |truly |deeply )?|my |our )?"
    rf"(?:sorry|apologi[sz]e|apologies){_WHAT_FOR}[.!;]"
    # "I'm sorry, I mixed up the rooms: …", while "sorry, I can't say: …" is a refusal.
    r"|(?:i(?:'m| am) |we(?:'re| are) )?(?:so |very )?sorry\b(?![^:\n]*(?:n't|not)\b)[^.!?:;\n]{0,60}:"
    r")\s+(?=\S)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:(?<=[.!?:)\"'*])\s+|\n\s*)(?:"
    r"(?:please |so |and |just )?(?:let (?:me|us) know|feel free|(?:don't|do not) hesitate)\b[^.!?\n@\d]{0,120}"
    r"\b(?:questions?|requests?|help|else|assist(?:ance)?|information|reach out|ask|concerns)\b[^.!?\n@\d]{0,60}[.!]?"
    r"|(?:please |just )?let (?:me|us) know if (?:(?:this|that|it) helps"
    r"|you(?: need| want| would like|'d like) (?:any )?more(?: details?| examples?)?)[.!]?"
    r"|if you (?:have|need|'d like)\b[^.!?\n@\d]{0,60}"
    r"\b(?:questions?|requests?|help|else|assistance|information|concerns)\b"
    r"[^.!?\n@\d]{0,100}[.!]?"
    r"|(?:(?:i|we) (?:really )?)?hope (?:this|that|it)(?: \w+)? helps?[^.!?\n]{0,30}[.!]?"
    r"|(?:is there|anything) (?:anything )?(?:else|more)[^.!?\n]{0,80}\?|would you like (?:me|us) to [^.!?\n]{1,100}\?"
    r"|have an? (?:great|nice|good|wonderful|lovely)(?: \w+){1,2}[.!]?"
    rf"|(?:best|kind|warm|many)(?: \w+)? (?:regards|wishes|thanks)\b{_SIGNED}|(?:yours )?sincerely\b{_SIGNED}"
    rf"|{_GLAD} help[^.!?\n]{{0,40}}[.!]?"
    r"|you(?:'re| are) (?:very )?welcome[.!]?|good luck[^.!?\n]{0,30}[.!]?|take care[.!]?|cheers[.!]?"
    rf"|(?:thank you|thanks){_MUCH}{_WHAT_FOR}[.!]?"
    r")[\s*_\U0001F300-\U0001FAFF☺☀-➿]*\Z",
    re.IGNORECASE,
)
_OPENING = frozenset(
    """hello hi hey dear greetings good thank thanks many that's thats what this an a really very great excellent
    interesting sure certainly of no gladly okay ok alright got understood as i i'm i'd we we're we'd more happy glad
    pleased delighted sincerely so truly deeply my our sorry apologize apologise apologies""".split()  # noqa: SIM905
)
"""Words with which what stands before an answer begins."""
_CLOSING = frozenset(
    "know free hesitate hope anything would regards wishes thank thanks sincerely welcome luck cheers".split()  # noqa: SIM905
)
_CLOSING_TOGETHER = (
    ({"if"}, frozenset("question questions request requests help else assistance information concerns".split())),  # noqa: SIM905
    ({"have"}, frozenset({"great", "nice", "good", "wonderful", "lovely"})),
    ({"help"}, frozenset({"happy", "glad", "pleased", "delighted"})),
    ({"there"}, frozenset({"else", "more"})),
    ({"take"}, frozenset({"care"})),
)
"""Words without one of which nothing stands behind an answer out of courtesy, alone or beside one of others."""
_READ_BY_PROGRAMS = ("{", "[", "`", "<")


def _may_close(known: frozenset[str]) -> bool:
    return not _CLOSING.isdisjoint(known) or any(
        word <= known and not beside.isdisjoint(known) for word, beside in _CLOSING_TOGETHER
    )


@lru_cache(maxsize=512)
def without_courtesies(text: str) -> str:
    """The text without what stands before and behind the answer out of courtesy."""
    kept, known = text, vocabulary(text)
    for _ in range(_MOST if _OPENING.issuperset(words(text)[:1]) else 0):
        match = _BEFORE.match(kept[:_HEAD])
        if match is None:
            break
        kept = kept[match.end() :]
    for _ in range(_MOST):
        start = max(0, len(kept) - _TAIL)
        match = _BEHIND.search(kept, start) if _may_close(known) else None
        if match is None:
            break
        kept = kept[: match.start()]
    is_bare = any(character.isalnum() for character in kept) and not kept.lstrip().startswith(_READ_BY_PROGRAMS)
    return kept if is_bare else text
