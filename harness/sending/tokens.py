"""How many tokens a text takes before a vendor has counted, and what a target's bills have taught since.

An estimate serves pacing and forecasts, a bound serves budgets. Neither is a tokenizer: there is one a vendor, most are
secret, and their templates add text that nobody sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil

LATIN_CHARACTERS_PER_TOKEN = 4.0
CHARACTERS_PER_TOKEN = 2.0
"""Of other alphabets: Cyrillic, Greek, Arabic, Hebrew and Indic scripts take 1.5 to 3 in the tokenizers of 2026."""
TOKENS_PER_IDEOGRAPH = 1.1
"""Chinese, Japanese and Korean take about one token a character, rare ones two or three."""
TOKENS_PER_SYMBOL = 2.0
"""Emoji and what else lies beyond the basic plane."""
_IDEOGRAPHS = re.compile("[\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
_SYMBOLS = re.compile("[\U00010000-\U0010ffff]")
_LATIN = re.compile("[\x00-\u024f\u2000-\u206f]")
_BOUNDS = tuple(
    (re.compile(pattern), least, most)
    for pattern, least, most in (
        ("[A-Za-z]+", 0.45, 0.55),
        ("[A-Za-z]", 0.11, 0.26),
        ("[0-9]", 0.33, 1.0),
        (r"[!-/:-@\[-`{-~]", 0.35, 0.8),
        (r"\s{2,}|\n", 0.4, 1.4),
        ("[\u0080-\u024f\u2000-\u206f]", 0.9, 3.4),
        ("[\u0250-\u1fff\ua4d0-\ua95f\ua980-\uabff\ufb00-\ufdff\ufe70-\ufeff]", 0.3, 1.35),
        (_IDEOGRAPHS.pattern, 0.6, 1.6),
        (_SYMBOLS.pattern, 0.7, 4.0),
    )
)
"""Tokens for each sign of a kind, at least and at most, in the tokenizers of 2023 to 2026."""
LEARNED_WEIGHT = 0.2
"""Of the newest bill in the mean ratio: prompts of a suite are alike, so that a few bills say enough."""


def tokens_of(text: str) -> float:
    """What a text should take."""
    symbols, ideographs, latin = (len(pattern.findall(text)) for pattern in (_SYMBOLS, _IDEOGRAPHS, _LATIN))
    rest = len(text) - symbols - ideographs - latin
    return (
        latin / LATIN_CHARACTERS_PER_TOKEN
        + rest / CHARACTERS_PER_TOKEN
        + ideographs * TOKENS_PER_IDEOGRAPH
        + symbols * TOKENS_PER_SYMBOL
    )


def bounds_of(text: str) -> tuple[float, float]:
    """Between which counts of tokens a text lies for tokenizers in use, without the template around it.

    Each kind of sign has its least and its most (`_BOUNDS`): a word and its letters, digits, punctuation, gaps,
    accented letters, other alphabets, ideographs and what lies beyond the basic plane. How often real tokenizers keep
    to it, `benchmarks/token_estimate.py` says.
    """
    counts = [len(pattern.findall(text)) for pattern, _, _ in _BOUNDS]
    least = sum(count * least for count, (_, least, _) in zip(counts, _BOUNDS, strict=True))
    return least, sum(count * most for count, (_, _, most) in zip(counts, _BOUNDS, strict=True))


def most_tokens_of(text: str) -> int:
    """No tokenizer in use makes more tokens than the text has bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


@dataclass(slots=True)
class Bills:
    """What a target has billed so far, beside what was expected of it and what was thought the most."""

    ratio: float = 1.0
    """Billed to expected input, on the whole."""
    most_ratio: float = 1.0
    most_excess: int = 0
    """The furthest that a bill went over the bound of its input, as a factor and in tokens."""
    output_excess: int = 0
    """The furthest that a bill went over `max_tokens`."""
    _counted: bool = False

    def learn(self, expected: int, most: int, billed: int) -> None:
        """Take in the input tokens of a bill."""
        if expected > 0:
            ratio = billed / expected
            self.ratio = ratio if not self._counted else self.ratio + LEARNED_WEIGHT * (ratio - self.ratio)
            self._counted = True
        if most > 0:
            self.most_ratio = max(self.most_ratio, billed / most)
        self.most_excess = max(self.most_excess, billed - most)

    def learn_output(self, cap: int | None, billed: int) -> None:
        """Take in the output tokens of a bill."""
        if cap is not None:
            self.output_excess = max(self.output_excess, billed - cap)

    def expected(self, tokens: int) -> int:
        """What an estimate comes to by what was billed."""
        return ceil(tokens * self.ratio)

    def most(self, tokens: int) -> int:
        """A bound that no bill so far has gone beyond: hidden text adds, a denser tokenizer multiplies."""
        return max(tokens + self.most_excess, ceil(tokens * self.most_ratio))
