"""How a calibration is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator

from harness.calibration.threshold import FEWEST, Calibration
from harness.stats.threshold import Auc, Rates
from harness.summary.phrases import percent

BAR = 30
COIN = 0.5


def lines(calibration: Calibration) -> Iterator[str]:
    """What `harness calibrate` prints."""
    total = calibration.equivalent + calibration.different
    yield (
        f"{total:,} labelled pairs, {calibration.equivalent:,} equivalent and {calibration.different:,} different; "
        f"embedder {calibration.embedder}, threshold now {calibration.present:g}."
    )
    yield from _figures(calibration)
    yield from _reliability(calibration)
    yield ""
    auc = calibration.auc
    if auc is not None and not auc.tells_apart and not (calibration.too_few and auc.value > COIN):
        yield from _tells_nothing(auc)
    else:
        yield from _too_few(calibration) if calibration.too_few else _advice(calibration)


def _figures(calibration: Calibration) -> Iterator[str]:
    auc = calibration.auc
    if calibration.before is None or auc is None:
        return
    yield ""
    yield f"{'':24}  balanced accuracy  false equivalent  false different    AUC"
    yield _row(f"now, at {calibration.present:g}", calibration.before, auc.value)
    if calibration.after is not None:
        yield _row("refitted, held out", calibration.after, auc.value)
    yield f"AUC {auc.value:.3f}, 95 % interval {auc.lower:.3f} to {auc.upper:.3f}; a coin has 0.5"
    if calibration.gain is not None:
        low, high = calibration.gain.lower, calibration.gain.upper
        yield f"gain of balanced accuracy {calibration.gain.mean:+.3f}, 95 % interval {low:+.3f} to {high:+.3f}"


def _row(name: str, rates: Rates, auc: float) -> str:
    return (
        f"{name:24}  {rates.balanced:17.3f}  {rates.false_equivalent:16.3f}  {rates.false_different:15.3f}  {auc:5.3f}"
    )


def _reliability(calibration: Calibration) -> Iterator[str]:
    """A bar for each range of scores; where scores are probabilities, share and score agree."""
    yield ""
    yield "score         pairs  labelled equivalent"
    same, other = calibration.hard_breaks
    if same + other:
        yield _bar("hard break", same + other, same)
    for bucket in calibration.reliability:
        yield _bar(f"{bucket.low:.1f} - {bucket.high:.1f}", bucket.pairs, bucket.equivalent)


def _bar(name: str, pairs: int, equivalent: int) -> str:
    if not pairs:
        return f"{name:10}  {0:7,}  -"
    share = equivalent / pairs
    return f"{name:10}  {pairs:7,}  {share:5.2f}  {'#' * round(BAR * share)}".rstrip()


def _too_few(calibration: Calibration) -> Iterator[str]:
    yield (
        f"Too few labels to tell: {calibration.equivalent} equivalent and {calibration.different} different, "
        f"on several questions; at least {FEWEST} of each are needed. Keep the threshold."
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


def _advice(calibration: Calibration) -> Iterator[str]:
    if calibration.threshold == calibration.present:
        yield f"The threshold {calibration.present:g} is the best there is for these labels. Keep it."
        return
    yield from _bound_broken(calibration)
    place = "Into harness.yaml (into its block `equivalence`, if there is one):"
    if calibration.is_better:
        yield f"The refitted threshold is better. {place}"
    # A bound that was asked for is worth its price in accuracy.
    elif calibration.keeps_bound:
        yield f"The refitted threshold keeps the bound, at the price above. {place}"
    else:
        yield "The refitted threshold is not shown to be better: keep the present one, or label more. It would be:"
    yield ""
    yield f"equivalence: {{embedder: {_scalar(calibration.embedder)}, threshold: {calibration.threshold:g}}}"


def _scalar(name: str) -> str:
    """As YAML has it. A threshold belongs to the embedder it was fitted for, so that both are set together."""
    return name if name.replace("-", "").isalnum() else json.dumps(name, ensure_ascii=False)


def _bound_broken(calibration: Calibration) -> Iterator[str]:
    bound = calibration.most_false_equivalent
    # The bound holds where the threshold was fitted; on the other half it may be missed by chance.
    if bound is not None and calibration.after is not None and calibration.after.false_equivalent > bound:
        yield (
            "On pairs it was not fitted on, the refitted threshold calls"
            f" {percent(calibration.after.false_equivalent)} of the different ones equivalent, more than the"
            f" {percent(bound)} asked for: ask for less, or label more pairs."
        )
