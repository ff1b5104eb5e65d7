"""Small words that limit or shift what a sentence says, by what they do: obligation, amount, time, condition, doubt.

Made of English words, with the commonest of German, French and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from harness.reading.words import ByChunk

_PHRASES = (
    (r"do(?:es)? not (?:have|need) to|need not|(?:is|are) not (?:required|obliged|necessary)(?: to)?", "can", "not"),
    (
        (r"(?:must|may|can|could|shall) (?:not|(?:be )?neither)|(?:is|are) (?:not (?:allowed|permitted)|forbidden"
        r"|prohibited)(?: to| from)?"),
        "banned", "not neither forbidden prohibited",
    ),
    (r"(?:should|ought|had better) not(?: to)?|(?:is|are) not (?:advised|recommended)(?: to)?", "unwise", "not"),
    (r"(?:is|are) (?:allowed|permitted|free) to", "can", "allowed permitted free"),
    (
        r"(?:almost|nearly|practically|virtually) (?:all|every|each|everyone|everybody)", "most",
        "almost nearly practically virtually",
    ),
    (r"canadian dollars?|cad", "canadian-dollar", "canadian cad"),
    (r"australian dollars?|aud", "australian-dollar", "australian aud"),
    (r"(?:us|u\.s\.|american) dollars?|usd", "american-dollar", "dollar usd"),
    (r"just (?=(?:the|this|that|these|those|an?) )", "only ", "just"),
    (r"(?:have|has|had|need|needs) to|(?:is|are) (?:required|obliged) to", "must", "to"),
    (r"ought to|had better|(?:is|are) (?:advised|recommended) to", "should", "ought better advised recommended"),
    (r"prior to|ahead of|no later than", "before", "prior ahead later"),
    (r"in advance(?! of)|ahead of time", "beforehand", "advance ahead"),
    (r"as soon as", "once", "soon"),
    (
        (r"with the exception of|other (?:\w+ )?than|apart from|aside from|save for|excluding|excludes?"
        r"|excepting"),
        "except", "except other apart aside save exclud",
    ),
    (r"(?P<whole>everything|anything|everyone|everybody|anyone|anybody|all) but(?! not)", r"\g<whole> except ", "but"),
    # "But not right" denies a quality, "but not dogs" and "but not on Sundays" leave something out.
    (r"but not(?! \w+\b(?<!s)[.;!?]? *$)", "except", "but"),
    (r"not (?:only|just)", "", "not"),
    (
        r"only if|only when|provided that|provided|as long as|on condition that|in case|whenever", "if",
        "only provided long condition case whenever",
    ),
    (r"a few|a number of|a couple of", "some", "few number couple"),
    (r"every day|each day|per day|once a day|a day", "daily", "day"),
    (r"every week|each week|per week|once a week|a week", "weekly", "week"),
    (r"every month|each month|per month|once a month|a month", "monthly", "month"),
    (r"every year|each year|per year|once a year|a year|annually|annual", "yearly", "year annual"),
    (
        r"during the week(?!end)|on working days|(?:from )?mondays? (?:to|through|until|–|-) fridays?", "weekdays",
        "week working friday",
    ),
    (r"saturdays? and sundays?", "weekends", "saturday"),
    (r"every hour|each hour|per hour|an hour", "hourly", "hour"),
    (r"the majority of|most of", "most", "majority most"),
    (r"not sure|not certain|it seems|seems to|appears to", "perhaps", "not seems appears"),
    (
        r"(?:i|we) (?:think|believe|guess|suppose)|as far as (?:i|we) know|to (?:my|our) knowledge", "perhaps",
        "think believe guess suppose know",
    ),
    (
        r"(?:charged |billed |paid )?(?:in addition to|on top of|not included in)(?= the| your)", "surcharged",
        "addition top included",
    ),
    (r"every (?:second|other)(?! than)", "alternate", "every"),
    (
        r"(?P<when>this|next|last|previous) (?=(?:week|month|year|quarter|spring|summer|autumn|winter|\w+day)\b)",
        r"\g<when>-period ", "this next last previous",
    ),
    (r"even if|as if|what if|if any", "", "if"),
    (r"at all|after all|above all|all right|all over|in all", "", "all"),
)  # fmt: skip
"""What is looked for, the word that stands for it, and what a text holds in which it is to be found."""
_MULTI = [(re.compile(rf"\b(?:{pattern})\b"), f" {word} ", tuple(needed.split())) for pattern, word, needed in _PHRASES]
_NEEDED = {part for _, _, needed in _MULTI for part in needed}
_WITH_ENDINGS = tuple(
    {
        part
        for pattern, _, needed in _PHRASES
        for part in needed.split()
        if re.search(rf"[a-z]{part}|{part}(?:[a-z]|\\w)", pattern)
    }
)
"""Those that are parts of longer words in what they are needed for; all others stand by themselves."""
_RUNS = ByChunk(re.compile(r"\w+"))
_FIRST_WORDS = re.compile(
    r"\b(?:do|does|need|needs|must|may|can|could|shall|should|is|are|have|has|had|ought|prior|ahead|no later|as"
    r"|in advance|with the|other|apart|aside|but not|save"
    r"|exclud\w*|except\w*|not (?:only|just)|only (?:if|when)|had better"
    r"|provided|on condition|in case|whenever|few|number|couple|every|each|per"
    r"|(?:everything|anything|everyone|everybody|anyone|anybody) but|once|a day|a week|a month|a year|an hour"
    r"|annual\w*|almost|nearly|practically|virtually|canadian|australian|american|cad|aud|usd|us dollars?|just"
    r"|in addition|on top|(?:this|next|last|previous) (?:week|month|year|quarter|spring|summer|autumn|winter|\w+day)"
    r"|majority|most of|not sure|not certain|seems|appears|(?:i|we) (?:think|believe|guess|suppose)"
    r"|to (?:my|our) knowledge|even if|what if|if"
    r" any|all)\b"
)
_CLASSES: Mapping[str, Mapping[str, str]] = {
    "obligation": {
        "must": "must shall required mandatory compulsory müssen muss musst müsst doit doivent devez debe deben",
        "should": "should ought recommended sollte sollten devrait devriez debería deberían",
        "may": "may might could könnte könnten pourrait podría",
        "can": "can optional able darf dürfen kann können peut peuvent pouvez puede pueden",
        "will": "will going werden wird",
        "banned": "banned",
        "unwise": "unwise",
    },
    "amount": {
        "4": "all every each everyone everybody everything alle alles jeder jede jedes tous toutes"
            " tout chaque todos todas cada",
        "3": "most majority meisten plupart mayoría",
        "2": "alternate many viele beaucoup muchos muchas",
        "1": "some several certain einige manche quelques certains algunos algunas",
        "0": "few wenige peu pocos pocas",
    },
    "how often": {
        "4": "always invariably constantly immer stets toujours siempre", "3": "usually generally normally meistens",
        "2": "often frequently oft häufig souvent", "1": "sometimes occasionally manchmal parfois",
        "0": "rarely seldom selten rarement",
    },
    "time": {
        "before": "before until till by vor bis bevor avant antes",
        "after": "after once following since nach nachdem sobald après después",
        "during": "during while whilst während pendant durante",
    },
    "when": {"earlier": "beforehand", "later": "afterwards afterward subsequently"},
    "rhythm": {
        "half hour": "half-hourly", "hour": "hourly", "day": "daily", "week": "weekly", "fortnight": "fortnightly",
        "month": "monthly", "quarter": "quarterly", "half year": "half-yearly semiannual semiannually semi-annually",
        "year": "yearly", "biennium": "biennial biennially",
    },
    "order": {"first": "first firstly zuerst d'abord primero", "last": "last lastly finally zuletzt enfin finalmente"},
    "day": {
        "-1": "yesterday gestern hier ayer",
        "0": "today tonight heute aujourd'hui hoy",
        "1": "tomorrow morgen demain mañana",
    },
    "part of the day": {
        "m": "morning mornings",
        "a": "afternoon afternoons",
        "e": "evening evenings",
        "n": "night nights",
    },
    "condition": {"if": "if when wenn falls si", "unless": "unless sofern"},
    "share": {"each": "per", "total": "total altogether overall"},
    "only": {
        "only": "only solely exclusively merely nur ausschließlich lediglich seulement uniquement sólo solo"
            " solamente únicamente",
    },
    "exception": {
        "except": "except außer ausgenommen sauf excepté excepto",
        "including": "including includes inclusive incl",
    },
    "doubt": {
        "perhaps": "perhaps maybe possibly probably presumably apparently seemingly unsure uncertain likely"
        " supposedly vielleicht"
        " möglicherweise wahrscheinlich vermutlich peut-être probablement quizás quizá probablemente"
    },
    "colour": {name: name for name in (
        "red", "blue", "green", "yellow", "white", "black", "orange", "purple", "pink", "brown", "grey", "gray",
    )},
    "season": {name: name for name in ["spring", "summer", "autumn", "winter"]},
    "meal": {name: name for name in ["breakfast", "lunch", "dinner"]},
    "size": {name: name for name in ["small", "medium", "large"]},
    "compass": {name: name for name in (
        "north", "south", "east", "west", "northern", "southern", "eastern", "western",
    )},
    "rate": {"fixed": "fixed constant", "variable": "variable floating adjustable"},
    "side": {
        "buy": "buyer tenant borrower debit employee lessee",
        "sell": "seller landlord lender credit employer lessor",
    },
    "dollar": {"": "dollar dollars", "us": "american-dollar", "ca": "canadian-dollar", "au": "australian-dollar"},
    "days": {"work": "weekday weekdays workdays", "rest": "weekend weekends", "named": "mondays tuesdays wednesdays"
             " thursdays fridays monday tuesday wednesday thursday friday"},
    "tax": {"net": "net", "gross": "gross"},
    "period": {"this": "this-period", "next": "next-period", "last": "last-period previous-period"},
    "charge": {"included": "included", "extra": "surcharged"},
    "state": {"solid": "solid", "liquid": "liquid", "gas": "gas"},
}  # fmt: skip
_BY_WORD = {
    word: (kind, value)
    for kind, values in _CLASSES.items()
    for value, words in values.items()
    for word in words.split()
}
KNOWN = frozenset(_BY_WORD)
_WORDS = ByChunk(re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*"))
_ONLY_BEFORE_IF = re.compile(r"\bonly (?=(?:\w+ ){1,4}if\b)")
"""`Only accepted if` is `accepted only if`."""
_MONTH_OF_MAY = re.compile(
    r"\b(?:(?:in|by|since|of|until|till|from|during|before|after|last|next|this|every|early|mid|late)[ -])may\b"
    r"|\bmay (?=[0-9])"
)
"""The month, where the verb cannot stand."""
_ONLY_SO_MANY = re.compile(r"\bonly (?=\d|one\b|two\b|three\b|four\b|five\b|a few\b)")
"""Said of a number, `only` adds nothing but a tone."""
ON_ONE_SIDE = frozenset({"only", "exception", "doubt"})
"""Kinds of which one side alone may have a word only at the price of another meaning."""
_STEPS = ("amount", "how often")
_FAR = 2
_WIDER = frozenset({("must", "will"), ("should", "will"), ("banned", "will"), ("can", "may"), ("can", "will")})
"""Pairs of obligations that are said of the same thing: an order "must" or "will" be confirmed."""


@lru_cache(maxsize=1024)
def qualifiers(sentence: str) -> frozenset[tuple[str, str, str]]:
    """Kind, value and the word itself of each small word of a sentence."""
    lowered = f" {sentence.lower()} ".replace("’", "'").replace("cannot", "can not").replace("n't", " not")
    if " may" in lowered:
        lowered = _MONTH_OF_MAY.sub(" ", lowered)
    lowered = _joined(lowered)
    if "only" in lowered:
        lowered = _ONLY_SO_MANY.sub(" ", lowered)
        if " if " in lowered:
            lowered = _ONLY_BEFORE_IF.sub(" ", lowered)
    return frozenset((*_BY_WORD[word], word) for word in KNOWN.intersection(_WORDS.find(lowered)))


def _joined(lowered: str) -> str:
    """With one word for each phrase."""
    whole, found = lowered, _needed_in(lowered)
    for pattern, word, needed in _MULTI:
        if not found.isdisjoint(needed) and (changed := pattern.sub(word, lowered)) != lowered:
            # Asked late, since most sentences hold a needed word and no phrase.
            if lowered is whole and not _FIRST_WORDS.search(whole):
                return whole
            lowered = changed
            found = _needed_in(lowered)
    return lowered


def _needed_in(text: str) -> set[str]:
    found = _NEEDED.intersection(_RUNS.find(text))
    found.update(part for part in _WITH_ENDINGS if part in text)
    return found


def at_odds(kind: str, left: str, right: str) -> bool:
    """Whether two values of a kind say different things; neighbours on a scale do not."""
    if left == right:
        return False
    if kind in _STEPS:
        return abs(int(left) - int(right)) >= _FAR or "4" in (left, right)
    if kind == "dollar":
        return {left, right} != {"", "us"}
    if kind == "obligation":
        return tuple(sorted((left, right))) not in _WIDER
    return True
