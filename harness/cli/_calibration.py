"""How a calibration is shown."""

from __future__ import annotations

from collections.abc import Iterator

from harness.calibration.threshold import FEWEST, Calibration
from harness.stats.threshold import Auc, Bin, Rates

BAR = 30
COIN = 0.5


def lines(found: Calibration) -> Iterator[str]:
    """What `harness calibrate` prints."""
    total = found.equivalent + found.different
    yield (
        f"{total:,} labelled pairs, {found.equivalent:,} equivalent and {found.different:,} different; "
        f"embedder {found.embedder}, threshold now {found.present:g}."
    )
    yield from _figures(found)
    yield from _reliability(found)
    yield ""
    if found.auc is not None and not found.auc.tells_apart and not (found.too_few and found.auc.value > COIN):
        yield from _tells_nothing(found.auc)
    else:
        yield from _too_few(found) if found.too_few else _advice(found)


def _figures(found: Calibration) -> Iterator[str]:
    if found.before is None or found.auc is None:
        return
    yield ""
    yield f"{'':24}  balanced accuracy  false equivalent  false different    AUC"
    yield _row(f"now, at {found.present:g}", found.before, found.auc.value)
    if found.after is not None:
        yield _row("refitted, held out", found.after, found.auc.value)
    yield f"AUC {found.auc.value:.3f}, 95 % interval {found.auc.lower:.3f} to {found.auc.upper:.3f}; a coin has 0.5"
    if found.gain is not None:
        low, high = found.gain.lower, found.gain.upper
        yield f"gain of balanced accuracy {found.gain.mean:+.3f}, 95 % interval {low:+.3f} to {high:+.3f}"


def _row(name: str, rates: Rates, auc: float) -> str:
    return (
        f"{name:24}  {rates.balanced:17.3f}  {rates.false_equivalent:16.3f}  {rates.false_different:15.3f}  {auc:5.3f}"
    )


def _reliability(found: Calibration) -> Iterator[str]:
    """A bar for each range of scores; where scores are probabilities, share and score agree."""
    yield ""
    yield "score         pairs  labelled equivalent"
    same, other = found.hard_breaks
    if same + other:
        yield _bar("hard break", same + other, same)
    for one in found.reliability:
        yield _bar(_range(one), one.pairs, one.equivalent)


def _range(one: Bin) -> str:
    return f"{one.low:.1f} - {one.high:.1f}"


def _bar(name: str, pairs: int, equivalent: int) -> str:
    if not pairs:
        return f"{name:10}  {0:7,}  -"
    share = equivalent / pairs
    return f"{name:10}  {pairs:7,}  {share:5.2f}  {'#' * round(BAR * share)}".rstrip()


def _too_few(found: Calibration) -> Iterator[str]:
    yield (
        f"Too few labels to tell: {found.equivalent} equivalent and {found.different} different, on several questions; "
        f"at least {FEWEST} of each are needed. Keep the threshold."
    )


def _tells_nothing(auc: Auc) -> Iterator[str]:
    """What to do where no threshold can help, whichever is kept."""
    if auc.upper < COIN:
        yield "Equivalent pairs score below different ones. Are the labels the wrong way round? 1 means equivalent."
    else:
        yield "The scores tell these labels apart no better than a coin: no threshold helps, the present one neither."
    yield "What may: the question as `context` of each pair; the `mode` of the answers (json, label, code, tool-calls);"
    yield "another embedder (--embedder); a judge (--judge TARGET shows how well one agrees with your labels);"
    yield "checks of your own in `assert:` instead of a comparison."


def _advice(found: Calibration) -> Iterator[str]:
    if found.threshold == found.present:
        yield f"The threshold {found.present:g} is the best there is for these labels. Keep it."
        return
    yield from _bound_broken(found)
    place = "Into harness.yaml (into its block `equivalence`, if there is one):"
    if found.is_better:
        yield f"The refitted threshold is better. {place}"
    elif found.keeps_bound:
        yield f"The refitted threshold keeps the bound, at the price above. {place}"
    else:
        yield "The refitted threshold is not shown to be better: keep the present one, or label more. It would be:"
    yield ""
    yield f"equivalence: {{threshold: {found.threshold:g}}}"


def _bound_broken(found: Calibration) -> Iterator[str]:
    bound = found.most_false_equivalent
    if bound is not None and found.after is not None and found.after.false_equivalent > bound:
        yield (
            f"On pairs it was not fitted on, the refitted threshold calls {found.after.false_equivalent:.1%} of the"
            f" different ones equivalent, more than the {bound:.1%} asked for: ask for less, or label more pairs."
        )
