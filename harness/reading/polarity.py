"""Does one sentence assert what the other denies?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from harness.reading.numbers.bounds import with_limits_for_denials
from harness.reading.relations import opposite, synonymous
from harness.reading.small_words.other_languages import without_small
from harness.reading.unspaced import is_unspaced, opposed, unspaced
from harness.reading.words import FUNCTION_WORDS, content, stems, vocabulary, words

NEGATIONS = frozenset(
    """not no never none nobody nothing neither nor without cannot hardly barely scarcely rarely seldom nowhere unable
    lack lacks lacked lacking fails failed refuse refuses refused refusing absent ain't
    nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder pas jamais aucun aucune sans rien
    nunca jamás nadie nada tampoco ningún ninguna ninguno não niet geen nooit
    non nessuno nessuna nulla inte ingen inget inga aldrig ikke intet aldri ej eivät nie nigdy nikt не нет никогда ні
    není nikdy δεν لا ليس ليست لم لن לא אין नहीं değil nem nincs tidak bukan không""".split()  # noqa: SIM905 - reads better than a list
)
_SHIFTING = NEGATIONS | frozenset(
    {"yet", "anything", "impossible", "imposible", "impossibile", "onmogelijk", "why", "plus"}
)
"""Without one of these words, an apostrophe or a question mark, a sentence denies nothing."""
_TURNING = FUNCTION_WORDS & frozenset(
    "same other more most before after under over up down off out within well all only early late".split()  # noqa: SIM905
)
_LITTLE = FUNCTION_WORDS | NEGATIONS
_MOST = 40
_TOO_FAR = 16
"""Words left over in both; beyond that the sentences are about different things and no word answers another."""
_TAG = re.compile(
    r",\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)(?:n't)?\s+\w+\s*\?\s*$"
)
_NOT_DENYING = re.compile(
    r"\bnot only\b|\bno (?:matter|doubt|longer than|more than|less than|later than|later|problem|worries)\b"
    r"|\bnot (?:just|merely|least)\b|\bwhy not\b"
    r"|\b(?:couldn't|could not|can't|cannot) (?=agree more\b|be (?:more \w+|happier|better|clearer|prouder)\b)"
)
_DENYING = re.compile(r"\b(?:has|have|had|is|are) yet to\b|\banything but\b")
_FREE_OF = re.compile(r"\b([a-z]{3,})-free\b")
_AS_MUCH = re.compile(r"(?:\bnot|n't) (?:quite |nearly )?(?:as|so) (?=[\w-]+ as\b)")
"""Not as noisy as it is less noisy than it."""
_ANSWERED = re.compile(
    r"\A\W*no[,.] (?=[^.;:]*(?:\b(?:not|never|cannot|no|nobody|nothing|none)\b|n't\b))", re.IGNORECASE
)
"""Before a denial "no" answers the question and denies nothing more."""
_ANSWERED_OTHERWISE = re.compile(
    r"\A\W*(?:non|nein|não|nee)[,.] "
    r"(?=[^.;:]*\b(?:pas|jamais|aucune?|nicht|keine?[mnrs]?|nie|não|nunca|niet|geen|nooit|non)\b)",
    re.IGNORECASE,
)
"""The same in French, German, Portuguese, Dutch and Italian."""
_NO_CLAUSE = re.compile(
    r"\A\W*no[,.] (?=[^.;:!?\n]*(?:\b(?:is|are|was|were|am|has|have|had|can|could|may|might|must|will|would"
    r"|should|does|do|needs?)\b|'(?:s|re|ve|ll|m)\b))",
    re.IGNORECASE,
)
"""Before a whole sentence "no" answers the question, and what it denies stands in the sentence: "No, it is closed"."""
_YES = re.compile(
    r"\A\W*(?:yes|yeah|yep|sure|true|correct|right|certainly|absolutely|definitely|of course)\b", re.IGNORECASE
)
_NO = re.compile(r"\bno\b(?! (?:doubt|problem|worries|question|matter)\b)[,. ]", re.IGNORECASE)
_HEAD = 20
"""Characters in which "no" would answer: "(B). No, …"."""
_NO_MORE = re.compile(r"(\b(?:ne |n')[\w']+ (?:[\w']+ )?)plus\b")
"""French "ne … plus"; without "ne" it is "more"."""
_FAILED_THING = re.compile(r"\b(an?|the|this|that|one|each|any) failed (?!to\b)(?=[a-z])")
"""A failed disk is a failure of the disk, no denial."""
_NEITHER = re.compile(r"(\bneither\b[^.;!?\n]{1,80}?) nor\b", re.IGNORECASE)
_IMPOSSIBLE = re.compile(r"(?<!\w)(?:im(possible|possibile|possível|posible)|un(möglich)|on(mogelijk))(?!\w)")
_CANNOT = re.compile(r"\bcannot\b|n't\b", re.IGNORECASE)
_AND_NO = re.compile(r"(\b(?:no|not)\b[^.;!?\n]{1,80}?)(,? (?:and|or|nor)) (?:no|not)\b", re.IGNORECASE)


_BARE_NO = re.compile(
    r"\A\W*(?:no[,.] )?(?:it|they|he|she|that|this|we|you|i|there) (?:can(?:not|'t)|won't"
    r"|(?:is|are|was|were|do|does|did|could|will|would|has|have|had|should)(?: not|n't))[.;!] (?=\S)",
    re.IGNORECASE,
)
"""A sentence that says no more than "no", before what it is instead: "It isn't. Tuesday is a working day."."""
_FAILING = re.compile(r"\bfail(?:s|ed|ing)?\b(?! to\b)", re.IGNORECASE)


class Contrast(NamedTuple):
    """How two sentences differ, word by word, once synonyms are paired off.

    `flips` are the opposites that stand against each other; `denials` the number of negations of each;
    `baseline` and `candidate` the content words left without counterpart; `shared` the number that have one.
    """

    flips: tuple[tuple[str, str], ...]
    denials: tuple[int, int]
    baseline: tuple[str, ...]
    candidate: tuple[str, ...]
    shared: int

    @property
    def contradicts(self) -> bool:
        """An odd number of turns: one negation or one opposite, not both."""
        return self.turns % 2 == 1 or (len(self.flips) > 1 and self.denials[0] == self.denials[1])

    @property
    def turns(self) -> int:
        return len(self.flips) + abs(self.denials[0] - self.denials[1])

    @property
    def turned_back(self) -> bool:
        """Whether a negation makes up for an opposite or for another negation in sentences about the same."""
        denials = abs(self.denials[0] - self.denials[1])
        return denials > 0 and self.turns % 2 == 0 and self.close

    @property
    def close(self) -> bool:
        """Whether the sentences are about the same, so that a turn is a contradiction."""
        left = max(len(self.baseline), len(self.candidate))
        # One word may differ in any sentence and one more for every four in common; with nothing in common nothing
        # else may stand there either, as in "yes" and "no".
        return left <= 1 + (self.shared + len(self.flips)) // 4 and (self.shared > 0 or left == 0)


@lru_cache(maxsize=512)
def _profile(sentence: str) -> tuple[Counter[str], frozenset[str], int]:
    """Content stems, function words that can have an opposite, and the number of negations."""
    if not sentence.isascii() and is_unspaced(sentence):
        pieces, unspaced_denials = unspaced(sentence)
        return Counter(pieces), frozenset(), unspaced_denials
    known = vocabulary(sentence)
    if sentence.isascii() and "'" not in sentence and "?" not in sentence and _SHIFTING.isdisjoint(known):
        return Counter(content(sentence)), _TURNING & known, 0
    plain = sentence.lower().replace("’", "'")
    lowered = _TAG.sub("", plain) if "?" in plain else plain
    # So that "impossible" meets "not possible" as the same denial, not as an opposite beside one.
    if "yet to" in lowered or "anything but" in lowered:
        lowered = _DENYING.sub(" not ", lowered)
    if "failed " in lowered:
        lowered = _FAILED_THING.sub(r"\1 failure ", lowered)
    if "mpos" in lowered or "unm" in lowered or "onm" in lowered:
        lowered = _IMPOSSIBLE.sub(lambda match: f" not {match[1] or match[2] or match[3]}", lowered)
    if "no " in lowered or "not " in lowered or "why not" in lowered or "n't " in lowered:
        lowered = _NOT_DENYING.sub(" ", lowered)
    if " plus" in lowered and ("n'" in lowered or "ne " in lowered):
        lowered = _NO_MORE.sub(r"\1jamais", lowered)
    if "n'" in lowered and "n't" not in lowered:
        lowered = lowered.replace(" n'", " ")
    tokens = words(sentence if lowered == plain else lowered)
    denials = sum(map(NEGATIONS.__contains__, tokens))
    if "n't" in lowered:
        shortened = [word for word in tokens if word.endswith("n't") and word not in NEGATIONS]
        denials += len(shortened)
        tokens = tuple(word for word in tokens if not word.endswith("n't"))
    # Without a negation the words that count are those of `content`, which others ask for, too.
    is_plain = lowered == plain and not denials
    weighty = content(sentence) if is_plain else stems(without_small(tokens), _LITTLE)
    return Counter(weighty), _TURNING.intersection(tokens), denials


@lru_cache(maxsize=512)
def contrast(baseline: str, candidate: str) -> Contrast:
    """Compare two sentences word by word."""
    baseline, candidate = _BARE_NO.sub("No, ", baseline), _BARE_NO.sub("No, ", candidate)
    baseline, candidate = _ANSWERED_OTHERWISE.sub("", baseline), _ANSWERED_OTHERWISE.sub("", candidate)
    if (answered := _ANSWERED.match(baseline)) is not None and not _answers_no(candidate):
        baseline = baseline[answered.end() :]
    elif (answered := _ANSWERED.match(candidate)) is not None and not _answers_no(baseline):
        candidate = candidate[answered.end() :]
    baseline, candidate = _without_no(baseline, candidate), _without_no(candidate, baseline)
    if "-free" in baseline and "free" not in candidate:
        baseline = _FREE_OF.sub(r"not \1", baseline)
    elif "-free" in candidate and "free" not in baseline:
        candidate = _FREE_OF.sub(r"not \1", candidate)
    if " less " in candidate and " as " in baseline:
        baseline = _AS_MUCH.sub("less ", baseline)
    elif " less " in baseline and " as " in candidate:
        candidate = _AS_MUCH.sub("less ", candidate)
    baseline, candidate = with_limits_for_denials(*_denied_once(*_both_failing(baseline, candidate)))
    (first, turning_first, denials_first), (second, turning_second, denials_second) = (
        _profile(baseline),
        _profile(candidate),
    )
    left, right = _left_over(first, second), _left_over(second, first)
    shared = first.total() - len(left)
    if not baseline.isascii() and is_unspaced(baseline) and is_unspaced(candidate):
        turned = opposed(baseline, candidate)
        left = [word for word in left if not any(before[0] in word for before, _ in turned)]
        right = [word for word in right if not any(after[0] in word for _, after in turned)]
        return Contrast(tuple(turned), (denials_first, denials_second), tuple(left), tuple(right), shared)
    # Pairing off takes the product of the two lengths.
    del left[_MOST:], right[_MOST:]
    if len(left) + len(right) > _TOO_FAR:
        return Contrast((), (denials_first, denials_second), tuple(left), tuple(right), shared)
    flips = _pair_off(left, right, opposite)
    # Small words face an opposite last: a word of content that has one is the likelier turn.
    if turning_first != turning_second:
        flips += _pair_off(
            [*sorted(turning_first - turning_second), *left],
            [*sorted(turning_second - turning_first), *right],
            opposite,
        )
    shared += len(_pair_off(left, right, synonymous))
    return Contrast(tuple(flips), (denials_first, denials_second), tuple(left), tuple(right), shared)


def _without_no(sentence: str, other: str) -> str:
    """The sentence without the "no" before it, where the other one is no plain yes or no."""
    if (answered := _NO_CLAUSE.match(sentence)) is None or _YES.match(other) or _answers_no(other):
        return sentence
    return sentence[answered.end() :]


def _denied_once(baseline: str, candidate: str) -> tuple[str, str]:
    """Both with one denial where one says "neither red nor blue": so does "not red or blue"."""
    neither = "neither" in baseline.lower()
    if neither == ("neither" in candidate.lower()):
        return baseline, candidate
    # "They cannot be returned, and they cannot be exchanged" denies as often as "neither returned nor exchanged".
    if len(_CANNOT.findall(candidate if neither else baseline)) > 1:
        return baseline, candidate
    if neither:
        return _NEITHER.sub(r"\1 and", baseline), _AND_NO.sub(r"\1\2", candidate)
    return _AND_NO.sub(r"\1\2", baseline), _NEITHER.sub(r"\1 and", candidate)


def _both_failing(baseline: str, candidate: str) -> tuple[str, str]:
    """What fails denies; where both speak of a failure, neither denies that."""
    if "fail" not in baseline or "fail" not in candidate or not all(map(_FAILING.search, (baseline, candidate))):
        return baseline, candidate
    return _FAILING.sub("failure", baseline), _FAILING.sub("failure", candidate)


def _answers_no(sentence: str) -> bool:
    return _NO.search(sentence[:_HEAD]) is not None


def _left_over(some: Counter[str], taken: Counter[str]) -> list[str]:
    """What the difference of the counters holds, without the cost of making one."""
    left = []
    for word, count in some.items():
        if word not in taken:
            left += [word] * count
        elif count > 1:
            left += [word] * (count - taken[word])
    return left


def _pair_off(left: list[str], right: list[str], related: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    """Take related words out of both lists, each with its first partner."""
    pairs = []
    for word in list(left):
        partner = next((other for other in right if related(word, other)), None)
        if partner is not None:
            left.remove(word)
            right.remove(partner)
            pairs.append((word, partner))
    return pairs
