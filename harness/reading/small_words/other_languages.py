"""Small words of German, French, Spanish, Italian, Portuguese and Dutch that build the sentence and say little.

Words that tell places, times, conditions or alternatives apart (before, until, with, or) are not among them: no guard
knows them all in these languages.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.reading.languages import SMALL_ENGLISH, SMALL_FOREIGN

_LITTLE = frozenset(
    """der die das den dem des ein eine einen einem einer eines ist sind war waren wird werden wurde wurden worden hat
    haben hatte habe sie er es ich du wir ihr ihre ihren ihrem ihrer unser unsere unseren mein meine man sich zum zur
    am im vom beim von in für dass und bitte
    le la les l un une des du de d au aux est sont était ont a été être avoir que qui ce cet cette ces c ça il elle ils
    elles on nous vous je j tu se s son sa ses votre vos notre nos leur leurs mon ma mes et par pour dans en à y n ne qu
    t m
    el los las lo unos unas del al es son está están fue fueron ser estar ha han su sus les usted ustedes yo
    tú mi por para e
    il i gli uno di della dello dei degli delle alla ai alle da dal dalla è sono stato stata hanno
    che si suo sua nel nella per ed dell all nell
    é os as um uma do da dos das em são foi seu sua ao à você eu pelo pela
    de het een is zijn was waren wordt worden werd van dat er u uw je jij wij we ze zij hij en door
    """.split()  # noqa: SIM905
)
_ELIDED = frozenset("l d c j m n s t qu dell all nell un".split())  # noqa: SIM905
"""What stands before an apostrophe in French and Italian."""
_APOSTROPHIZED = frozenset(
    "c'est l'on n'est d'un d'une qu'il qu'elle n'a s'il j'ai c'était n'y".split()  # noqa: SIM905
)
_OF_NAMES = frozenset(
    """die den der das dem am im in man mein war hat par on me des son tu pour en est al sent per und la le les el los
    las de du da do dos del di dei van von zum a as e y o u i il un une una uno lo is was we er ha su sa se si che que
    qui et ce cet em ser ses mes es su he nos nous vous""".split()  # noqa: SIM905
)
"""English words or of English names: small words only of a text that others show to be in another language."""
_SURE = (_LITTLE | {word for word in _APOSTROPHIZED if word.partition("'")[2] in _LITTLE}) - SMALL_ENGLISH - _OF_NAMES
_TELLING = SMALL_FOREIGN | {word for word in _SURE if len(word) > 1 or not word.isascii()}
_PORTUGUESE = frozenset("é não um uma do da dos em você ao são à".split())  # noqa: SIM905


def without_small(tokens: Sequence[str]) -> Sequence[str]:
    """Words in lower case without the small ones of their language, and without what is elided before them, where they
    are not English; the very same words where they are.
    """
    if _TELLING.isdisjoint(tokens):
        return tokens
    known = frozenset(tokens)
    if len(known & _TELLING) <= len(known & SMALL_ENGLISH):
        little = _SURE
    else:
        little = _LITTLE | {"o"} if len(known & _PORTUGUESE) > 1 else _LITTLE
    kept = [word for token in tokens if token not in little and (word := _bare(token)) not in little]
    return kept or tokens


def _bare(token: str) -> str:
    """`italie` of `l'italie`."""
    before, apostrophe, word = token.partition("'")
    return word if apostrophe and before in _ELIDED else token
