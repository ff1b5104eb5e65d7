"""What a migration found, as the body of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from harness.facts import Book
from harness.migration.drafts import Draft
from harness.migration.proposal import Proposal
from harness.model.config import Price, Target
from harness.model.result import Run, SuiteResult
from harness.model.summary import ratio
from harness.summary.phrases import percent
from harness.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a migration came to. `written`: the files have the change already, drafted variants with it, so that the run
    is of the files as they stand. `bundle` is the digest of the evidence, "" without any.
    """

    proposal: Proposal
    run: Run
    drafts: Sequence[Draft] = ()
    written: bool = False
    bundle: str = ""


def body(findings: Findings, book: Book, today: date) -> str:
    return "\n".join(_lines(findings, book, today)) + "\n"


def _lines(findings: Findings, book: Book, today: date) -> Iterator[str]:
    proposal, run = findings.proposal, findings.run
    old, new = proposal.leaving, proposal.coming
    yield f"# Move from `{_code(old.model)}` to `{_code(new.model)}`"
    yield ""
    yield _why(proposal, today)
    yield ""
    yield f"Every suite was asked with `{_code(new.name)}` beside `{_code(old.name)}` (run `{run.id}`)."
    if any(answer.origin == "authored" for answer in run.answers):
        yield "Recorded answers in it were written by hand: no measurement of any vendor."
    yield ""
    yield from _verdicts(run, new)
    yield ""
    yield from _drafted(findings)
    yield from _variants(run, new)
    yield _cost(old, new, book)
    yield ""
    yield _check(findings)


def _why(proposal: Proposal, today: date) -> str:
    facts = proposal.facts
    if facts is None or facts.retires is None:
        return f"No source names a day on which `{_code(proposal.leaving.model)}` is withdrawn."
    days = (facts.retires - today).days
    left = f"in {days} days" if days > 0 else "which is over"
    return f"`{_code(facts.model)}` is withdrawn on {facts.retires} ({left}): {facts.source}"


def _verdicts(run: Run, new: Target) -> Iterator[str]:
    yield "| suite | verdict | as good | drop at most | margin |"
    yield "|---|---|---|---|---|"
    for suite in run.suites:
        for compared in suite.comparisons:
            if compared.candidate == new.name:
                worst = "–" if compared.lower is None else percent(max(0.0, round(-compared.lower, 3)))
                rate = ratio(compared.matches, compared.cases)
                margin = percent(compared.margin)
                yield f"| {_code(suite.name)} | **{compared.verdict}** | {rate} | {worst} | {margin} |"


def _drafted(findings: Findings) -> Iterator[str]:
    """Variants that were drafted from what the linter knows, and whether the verdicts are with them."""
    if not findings.drafts:
        return
    when = "in the files, and so in this run" if findings.written else "in `variants.patch`, **not in this run**"
    yield f"Drafted for the new model by the linter's rules, {when}:"
    yield ""
    for draft in findings.drafts:
        hand = f" (to be put in by hand: {draft.by_hand})" if draft.by_hand else ""
        yield f"- {_code(draft.suite)}{hand}: {'; '.join(map(_code, draft.because))}"
    yield ""


def _check(findings: Findings) -> str:
    how = "How to check it: `harness run --record none` replays the recordings under `fixtures/`, without a key."
    if findings.bundle:
        how += f" `harness verify evidence.zip` scores them again (manifest sha256:{findings.bundle})."
    return how


def _variants(run: Run, new: Target) -> Iterator[str]:
    """Suites whose prompt has to be tuned, or that need more cases."""
    failing = [suite.name for suite in run.suites if _verdict(suite, new) == "does-not-port"]
    open_ = [suite.name for suite in run.suites if _verdict(suite, new) == "inconclusive"]
    if failing:
        yield f"A variant of the prompt is needed for: {', '.join(map(_code, failing))}."
        yield ""
    if open_:
        yield f"Not settled, more cases or samples are needed for: {', '.join(map(_code, open_))}."
        yield ""


def _verdict(suite: SuiteResult, new: Target) -> str:
    return next((str(one.verdict) for one in suite.comparisons if one.candidate == new.name), "")


def _cost(old: Target, new: Target, book: Book) -> str:
    before, after = old.price or book.price(old), new.price or book.price(new)
    if before is None or after is None:
        return "Cost: no price is known of both."
    prices = f"{_price(after)} instead of {_price(before)} US dollars per million tokens"
    return f"Cost: {prices} (in / out; what is not in harness.yaml was published, as collected on {book.collected})."


def _price(price: Price) -> str:
    return f"{price.input:g} / {price.output:g}"


def _code(text: str) -> str:
    """In a table or between backquotes, no mark of Markdown's."""
    return visible(text).replace("`", "'").replace("|", "\\|").replace("\n", " ")
