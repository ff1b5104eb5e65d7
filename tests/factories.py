"""Runs to show: one that reads like a real one, and hypothesis strategies for any other.

The texts are hostile on purpose: whatever a model says must stay inert in every report.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

from hypothesis import strategies as st

from harness.model.comparison import BudgetResult, Cause, Comparison, PassRate, Preferences
from harness.model.exchange import Loss, Response, StopReason, ToolCall, Trouble, TroubleKind, Usage
from harness.model.result import (
    Answer,
    CaseResult,
    Check,
    Difference,
    DomainOutage,
    Equivalence,
    Run,
    SuiteResult,
    Survival,
    TargetInfo,
    Totals,
)

TARGETS = {
    "gpt": TargetInfo("openai", "gpt-5.1", {"vendor": "openai", "cloud": "azure"}),
    "claude": TargetInfo("anthropic", "claude-sonnet-4-6", {"vendor": "anthropic", "cloud": "aws"}),
    "llama": TargetInfo("openai-compatible", "llama-3.1-8b", {"vendor": "self-hosted", "network": "office"}),
}

HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x1b]52;c;aGk=\x07",
    "\x9b31m \x00 \x08\x08 over\rwritten \x7f \x85",
    "safe \u202e evil \u2066 \u200b hidden \U000e0041 \ufeff \u2028",
    "lone \ud800 surrogate \udfff \ufffe \uffff",
    "[/INST] [bold]x[/] [link=http://evil.example]x[/link] int[0] :smile:",
    "::error::pwned\n  ::add-mask::x\n::stop-commands::x\n##[group]x\n##vso[task.setvariable]x",
    "<script>alert(1)</script><img src=x onerror=alert(1)><!-- </style></textarea>",
    "\"'><svg/onload=alert(1)> javascript:alert(1) &lt;script&gt; {{ 7*7 }} {% raw %}",
    "| a | b |\n|---|---|\n```\n~~~\n![x](http://evil.example/x.png) [x](http://evil.example)",
    "@team #1 GH-1 org/repo#1 <details> `code` ``two`` https://evil.example $x$ \\| \\`",
    '=HYPERLINK("http://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r\n=1",
    "＝1+1",
    "]]> <![CDATA[ &amp; \x0b \x0c",
    "👨‍👩‍👧 می‌خواهم 日本語 é",
    "",
    " ",
    "'quoted'",
    "word " * 400,
)  # fmt: skip


def response(text: str = "No: returns close after 30 days.", **more: Any) -> Response:
    usage = Usage(input_tokens=120, output_tokens=18)
    return Response(**{"text": text, "usage": usage, "latency_s": 0.8, "served_model": "a-model"} | more)


def answer(target: str = "claude", text: str = "No: returns close after 30 days.", **more: Any) -> Answer:
    """A passing recorded answer, unless said otherwise."""
    known = {"sample": 0, "response": response(text), "trouble": None, "source": "recorded", "outcome": "pass"}
    known |= {"origin": "authored", "cost_usd": 0.0002, "checks": (Check("icontains", "pass", 1.0, ""),)}
    return Answer(**{"target": target} | known | more)


def differing(target: str, text: str, *reasons: tuple[Any, ...], **more: Any) -> Answer:
    """An answer that is not equivalent to the baseline's; a reason is the values of a `Difference`."""
    return answer(target, text, equivalence=Equivalence(0.4, False, tuple(Difference(*one) for one in reasons)), **more)


def failing(target: str, text: str, reason: str, **more: Any) -> Answer:
    checks = (Check("icontains", "fail", 0.0, reason),)
    return answer(target, text, outcome="fail", checks=checks, **more)


def troubled(target: str, kind: str = "timeout", message: str = "no answer within 20 s", **more: Any) -> Answer:
    trouble = Trouble(kind=kind, message=message, status=more.pop("status", None))
    return answer(
        target,
        response=None,
        trouble=trouble,
        outcome="error",
        source="live",
        origin="live",
        checks=(),
        cost_usd=None,
        **more,
    )


def case(name: str, *answers: Answer, explicit: bool = True) -> CaseResult:
    return CaseResult(id=name, answers=answers, explicit=explicit)


def comparison(candidate: str = "claude", verdict: str = "ports", cases: int = 48, **more: Any) -> Comparison:
    known: dict[str, Any] = {"missing": 0, "matches": float(cases), "difference": 0.0, "lower": -0.06, "upper": 0.06}
    known |= {
        "margin": 0.1,
        "confidence": 0.95,
        "pass_rate": PassRate(1.0, 1.0),
        "noise_floor": 1.0,
        "cases_needed": None,
        "groups": cases,
        "leads_to": "ports" if more.get("cases_needed") else None,
    }
    return Comparison(**{"candidate": candidate, "verdict": verdict, "cases": cases} | known | more)


def suite(name: str, cases: Sequence[CaseResult], *comparisons: Comparison, **more: Any) -> SuiteResult:
    known = {"path": f"suites/{name}.yaml", "digest": "d" * 32, "baseline": "gpt", "critical": False}
    return SuiteResult(**{"name": name, "cases": tuple(cases), "comparisons": comparisons} | known | more)


def run(*suites: SuiteResult, **more: Any) -> Run:
    answers = [one for found in suites for row in found.cases for one in row.answers]
    totals = Totals(
        calls=len(answers),
        live_calls=sum(one.source == "live" for one in answers),
        input_tokens=120 * len(answers),
        output_tokens=18 * len(answers),
        cost_usd=0.41,
        passed=sum(one.outcome == "pass" for one in answers),
        failed=sum(one.outcome == "fail" for one in answers),
        errors=sum(one.outcome == "error" for one in answers),
        skipped=sum(one.outcome == "skip" for one in answers),
    )
    known = {"id": "20260301-101500-abc123", "version": "0.1.0", "record": "new", "readiness": None, "elapsed_s": 38.2}
    known |= {"started_at": "2026-03-01T10:15:00+00:00", "finished_at": "2026-03-01T10:15:38+00:00"}
    known |= {"complete": totals.errors == 0, "targets": TARGETS, "totals": totals}
    return Run(**known | {"suites": suites} | more)


def example(size: int = 48) -> Run:
    """Three workflows, two candidates: one ports everywhere but for too few cases, one breaks."""
    workflows = ("refund-helpdesk", "extract-invoice", "classify-ticket")
    return run(
        _helpdesk(size),
        _invoices(),
        _tickets(),
        readiness=(
            DomainOutage("vendor:openai", _survivals(workflows, "claude", unproven="classify-ticket")),
            DomainOutage("vendor:anthropic", _survivals(workflows, "gpt")),
        ),
    )


def _survivals(workflows: Sequence[str], by: str, unproven: str = "") -> tuple[Survival, ...]:
    return tuple(Survival(name, "unproven" if name == unproven else "served", by) for name in workflows)


def _helpdesk(size: int) -> SuiteResult:
    text = "No: returns close after 30 days."
    late = differing("llama", "No: returns close after 60 days.", ("numbers", "30 days", "60 days", "changed number"))
    cases = [case("late-return", answer("gpt"), answer("claude"), late)]
    cases += [_same(f"question-{number}") for number in range(size - 17)]
    for number in range(16):
        lost = ("content", 'left out: "Keep the receipt."', "no counterpart", "lost content", False, "baseline")
        short = differing("llama", text, lost)
        cases.append(case(f"receipt-{number}", answer("gpt", f"{text} Keep the receipt."), answer("claude"), short))
    broken = comparison("llama", "does-not-port", size, matches=size - 17.0, difference=-0.35, lower=-0.52, upper=-0.18)
    return suite("refund-helpdesk", cases, comparison("claude", cases=size), broken, critical=True)


def _invoices() -> SuiteResult:
    cases = [_same(f"invoice-{number}") for number in range(59)]
    odd = differing(
        "claude", '{"total": "1204.00"}', ("json", "$.total: 1204.0", '$.total: "1204.00"', "changed value")
    )
    cases.append(case("odd", answer("gpt", '{"total": 1204.0}'), odd, answer("llama", '{"total": 1204.0}')))
    nearly = comparison("claude", cases=60, matches=59.0, difference=-0.017, lower=-0.09, upper=0.02)
    return suite("extract-invoice", cases, nearly, comparison("llama", cases=60))


def _tickets() -> SuiteResult:
    cases = [case(f"ticket-{n}", answer("gpt", "billing"), answer("claude", "billing"), _chatty()) for n in range(9)]
    cases += [_same(f"ticket-{number}") for number in range(9, 12)]
    few = comparison("claude", "inconclusive", 12, cases_needed=18, lower=-0.22, upper=0.22)
    broken = comparison("llama", "does-not-port", 12, matches=3.0, difference=-0.75, lower=-0.95, upper=-0.38)
    return suite("classify-ticket", cases, few, broken)


def _same(name: str) -> CaseResult:
    return case(name, *(answer(target) for target in TARGETS))


def _chatty() -> Answer:
    return failing("llama", "The label is: billing.", "label inside extra words; bare label expected")


def shouting(text: str) -> Run:
    """The example with `text` wherever a model, a vendor or a user's file can put words."""
    checks = (Check("icontains", "fail", 0.0, f"{text} is missing"),)
    reasons = (Difference("numbers", text, f"{text}!"), Difference("content", text, "", hard=False))
    said = answer("claude", text, outcome="fail", checks=checks, equivalence=Equivalence(0.1, False, reasons))
    called = replace(said, target="llama", response=response(text, tool_calls=(ToolCall("f", {"x": text}),)))
    cases = [
        case(f"case {text}"[:200], answer("gpt", text + " and more"), said, called),
        case(
            "trouble", answer("gpt", text), troubled("claude", "server", text), troubled("llama", "bad-response", text)
        ),
    ]
    compared = [comparison(name, "inconclusive", 1, missing=1, reasons=(text[:500],)) for name in ("claude", "llama")]
    name = f"suite {text}"[:200]
    outage = DomainOutage(f"vendor:{text}"[:200], (Survival(name, "unproven", "claude"),))
    return run(suite(name, cases, *compared), readiness=(outage,), notices=(text[:500],))


def _as_json_keeps_it(text: str) -> str:
    return str(json.loads(json.dumps(text)))


texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(), max_size=40).map(_as_json_keeps_it),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join).map(_as_json_keeps_it),
)
names = st.text("abcxyz-_ \"'<|/]", min_size=1, max_size=8)
shares = st.floats(0, 1)
maybe_seconds = st.none() | st.floats(0, 1000)
_loose: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
tool_calls = st.builds(ToolCall, texts, st.dictionaries(texts, _loose, max_size=2), texts)
responses = st.builds(
    Response,
    text=texts,
    tool_calls=st.lists(tool_calls, max_size=2).map(tuple),
    stop_reason=st.sampled_from(get_args(StopReason)),
    usage=st.builds(
        Usage, input_tokens=st.none() | st.integers(0, 9999), output_tokens=st.none() | st.integers(0, 9999)
    ),
    served_model=st.none() | texts,
    latency_s=maybe_seconds,
    ttft_s=maybe_seconds,
    chunks=st.just(()),
    losses=st.lists(st.builds(Loss, texts, texts), max_size=1).map(tuple),
    request_id=st.none() | texts,
    fingerprint=st.none() | texts,
)
troubles = st.builds(
    Trouble,
    kind=st.sampled_from(get_args(TroubleKind)),
    message=texts,
    status=st.none() | st.integers(100, 599),
    retry_after_s=maybe_seconds,
    partial=texts,
)
checks = st.builds(
    Check,
    texts,
    st.sampled_from(("pass", "fail", "error", "skip")),
    st.none() | shares,
    texts,
    shares,
    st.none() | texts,
)
equivalences = st.builds(
    Equivalence, shares, st.booleans(), st.lists(st.builds(Difference, names, texts, texts), max_size=2).map(tuple)
)


@st.composite
def answers(draw: st.DrawFn, target: str, sample: int) -> Answer:
    answered = draw(st.booleans())
    return Answer(
        target=target,
        sample=sample,
        response=draw(responses) if answered else None,
        trouble=None if answered else draw(troubles),
        source=draw(st.sampled_from(("live", "recorded"))),
        outcome=draw(st.sampled_from(("pass", "fail", "error", "skip"))) if answered else "error",
        origin=draw(st.sampled_from(("live", "imported", "authored"))),
        cost_usd=draw(st.none() | shares),
        attempts=draw(st.integers(0, 3)),
        checks=draw(st.lists(checks, max_size=2).map(tuple)) if answered else (),
        equivalence=draw(st.none() | equivalences) if answered else None,
    )


_budgets = st.builds(
    BudgetResult,
    measure=st.sampled_from(("cost", "latency", "p95_latency", "ttft")),
    limit=shares,
    relative=st.booleans(),
    state=st.sampled_from(("kept", "broken", "inconclusive")),
    value=st.none() | shares,
    lower=st.none() | shares,
    upper=st.none() | shares,
    cases=st.integers(0, 50),
)


@st.composite
def comparisons(draw: st.DrawFn, candidate: str) -> Comparison:
    cases = draw(st.integers(0, 50))
    verdict = draw(st.sampled_from(("ports", "does-not-port", "inconclusive")))
    low, middle, high = sorted(draw(st.tuples(*[st.floats(-1, 1)] * 3)))
    return Comparison(
        candidate=candidate,
        verdict=verdict,
        cases=cases,
        missing=draw(st.integers(0, 5)),
        matches=draw(st.floats(0, cases)) if cases else 0.0,
        difference=middle if cases else None,
        lower=low if cases else None,
        upper=high if cases else None,
        margin=draw(st.floats(0.01, 0.99)),
        confidence=draw(st.floats(0.5, 0.999)),
        pass_rate=PassRate(draw(st.none() | shares), draw(st.none() | shares)),
        noise_floor=draw(st.none() | shares),
        cases_needed=draw(st.none() | st.integers(1, 500)),
        leads_to=draw(st.sampled_from([None, "ports", "does-not-port"])),
        groups=draw(st.integers(0, cases)),
        claim=draw(st.sampled_from(["like-these", "these-cases"])),
        gained=draw(st.integers(0, cases)),
        lost=draw(st.integers(0, cases)),
        skipped=draw(st.integers(0, 5)),
        placebo=draw(st.none() | shares),
        ask=draw(st.sampled_from(["same", "as-good"])),
        judge=draw(st.none() | texts),
        preferences=draw(st.none() | st.builds(Preferences, *[st.integers(0, 9)] * 4)),
        budgets=tuple(draw(st.lists(_budgets, max_size=1))),
        causes=tuple(draw(st.lists(st.sampled_from(get_args(Cause)), max_size=1))),
        reasons=tuple(draw(st.lists(texts, max_size=1))),
    )


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Any run at all: hostile names and texts, every mixture of outcomes and verdicts."""
    targets = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    suites = tuple(draw(_suites(name, targets)) for name in draw(st.lists(names, max_size=2, unique=True)))
    candidates = targets[1:]
    readiness = None
    if candidates:
        states = st.sampled_from(("served", "unproven", "down"))
        by = st.sampled_from(candidates)
        survivals = st.tuples(*(st.builds(Survival, st.just(one.name), states, st.none() | by) for one in suites))
        domains = st.sampled_from(("vendor:openai", "cloud:aws", "vendor:a b"))
        readiness = tuple(draw(st.lists(st.builds(DomainOutage, domains, survivals), max_size=2)))
    made = run(
        *suites, readiness=readiness, complete=draw(st.booleans()), notices=tuple(draw(st.lists(texts, max_size=1)))
    )
    return replace(made, targets={name: TargetInfo("openai", draw(texts), {"vendor": "openai"}) for name in targets})


@st.composite
def _suites(draw: st.DrawFn, name: str, targets: Sequence[str]) -> SuiteResult:
    samples = draw(st.integers(1, 2))
    ids = draw(st.lists(names, max_size=3, unique=True))
    cases = [
        CaseResult(
            id=one,
            answers=tuple(draw(answers(target, sample)) for target in targets for sample in range(samples)),
            explicit=draw(st.booleans()),
        )
        for one in ids
    ]
    compared = [draw(comparisons(target)) for target in targets[1:]]
    return suite(name, cases, *compared, baseline=targets[0], critical=draw(st.booleans()), path=draw(texts))
