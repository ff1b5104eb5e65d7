"""What every assertion keeps to, ours and installed ones alike: found by name, so a new file is covered at once."""

import inspect
import json
import math
import time
import traceback

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import plugins
from harness.checks.forms import form_of
from harness.checks.parsing import parse
from harness.errors import CheckError
from harness.model.exchange import Response, Tool, ToolCall, Usage
from harness.model.result import Score
from harness.protocols import Judgment, Subject
from harness.scoring.evaluation import evaluate
from harness.scoring.open_judgment import driven

NAMES = plugins.names("assertions")
VERDICTS = {"reason": "so", "score": 0.9, "pass": True, "met": True, "kind": "C", "grade": 9, "question": "How much?"}


def judged(_prompt):
    """A judge that is always content."""
    return json.dumps(VERDICTS | {"steps": ["read it"], "best": 1, "same": True})


KNOWN = {
    "expected": "30 days",
    "latency_s": 0.1,
    "cost_usd": 0.01,
    "response": Response(
        text="", latency_s=0.1, ttft_s=0.05, usage=Usage(output_tokens=9), scores={"score": 0.9, "correct": 1}
    ),
    "tools": [Tool("add")],
    "asked": "How much is it?",
    "judge": judged,
    "allow_exec": True,
    "cold_start": lambda: None,
}
TEXTS = {"language": "The answer is thirty days."}
"""Where the usual text tells an assertion nothing."""
HOSTILE = {
    "empty": "",
    "nul": "a\x00b" * 100,
    "lone surrogates": "\ud800 text \udfff",
    "one long line": "x" * 1_000_000,
    "terminal": "\x1b[31mred\x1b]0;title\x07\r" * 1000,
    "markup": "<a b='" * 50_000,
    "comments": "<!--" * 50_000,
    "braces": '{"a":[' * 20_000,
    "stops": ". " * 50_000,
    "white space": " " * 500_000,
    "statement": "SELECT " + "(" * 40_000,
    "numbers": "9" * 50_000,
    "dotted key": "a." * 40_000 + "a=1",
    "nested tags": "<a>" * 60_000,
    "entities": "&lt;" * 60_000,
    "lines": "\n" * 200_000,
    "marks": "e" + "\u0301" * 100_000,
    "quotes": '"' * 100_000,
    "bidi": "\u202eabc\u2066\ufeff",
}


def examples(name):
    """The uses shown in the manual, as a suite would write them."""
    lines = [line for line in form_of(name).manual.splitlines() if line.startswith("- ")]
    return yaml.safe_load("\n".join(lines)) or []


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_the_protocol(name):
    module = plugins.load("assertions", name)
    first, *others = inspect.signature(module.check, eval_str=True).parameters.values()
    assert first.annotation is Subject
    assert inspect.signature(module.check, eval_str=True).return_annotation is (
        Judgment if form_of(name).judged else Score
    )
    for parameter in others:
        assert (parameter.name == "value") == (parameter.kind is not inspect.Parameter.KEYWORD_ONLY)
        assert parameter.annotation is not inspect.Parameter.empty


@pytest.mark.parametrize("name", NAMES)
def test_its_manual_has_a_title_and_examples_that_load(name):
    title, blank, *_ = form_of(name).manual.splitlines()
    assert title.endswith(".")
    assert not blank
    mistakes = []
    specs = parse(examples(name), lambda *mistake: mistakes.append(mistake), lambda keys: None)
    assert not mistakes
    assert name in {spec.assertion for spec in specs}


@pytest.mark.parametrize("name", NAMES)
def test_its_examples_can_be_computed_twice_alike(name):
    for example in examples(name):
        first, second = (
            evaluate(TEXTS.get(name, '{"name": "add", "arguments": "{}"}'), example, **KNOWN) for _ in range(2)
        )
        assert first == second
        if form_of(name).compares:
            continue  # there is nobody to compare with outside of a run
        assert first[0].outcome in ("pass", "fail"), first
        assert math.isfinite(first[0].score)
        assert first[0].reason


@pytest.mark.parametrize("name", NAMES)
def test_no_text_breaks_it_or_keeps_it_busy(name):
    """All texts in one test: some thousand tests would take longer to begin and end than what they try."""
    spec = parse(examples(name)[:1], print, lambda keys: None)[0]
    broken = {}
    for what, text in HOSTILE.items():
        try:
            withstands(form_of(name), spec, text)
        except Exception:  # noqa: BLE001 - whatever it is, the other texts are tried, too
            broken[what] = traceback.format_exc(limit=-3)
    assert not broken, "\n".join(f"{what}:\n{trouble[:3000]}" for what, trouble in broken.items())


def withstands(form, spec, text):
    subject = Subject(
        text=text,
        tool_calls=(ToolCall("add", {"x": text}),),
        expected="30 days",
        latency_s=1,
        cost_usd=1,
        asked=text,
        rivals=lambda: ["30 days"],
    )
    value = () if form.value is None or spec.value is None else (spec.value,)
    start = time.process_time()
    try:
        found = form.check(subject, *value, **spec.options)
        if form.judged:
            found = driven(found, lambda _: Response(text=text))
    except CheckError:
        pass
    else:
        assert 0 <= found.value <= 1
        assert len(found.reason) < 2000
        json.dumps(found.reason)
    assert time.process_time() - start < 20


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60), other=st.text(min_size=1, max_size=20))
@pytest.mark.parametrize(
    "name", ["contains", "equals", "levenshtein", "bleu", "gleu", "rouge-n", "icontains-any", "starts-with"]
)
def test_negation_turns_the_outcome_and_the_score_around(name, text, other):
    plain, negated = evaluate(text, [{"type": name, "value": other}, {"type": f"not-{name}", "value": other}])
    if plain.outcome == "error":
        assert negated.outcome == "error"
        return
    assert {plain.outcome, negated.outcome} == {"pass", "fail"}
    assert 0 <= plain.score <= 1
    assert negated.score == pytest.approx(1 - plain.score)


@settings(max_examples=60, deadline=None)
@given(text=st.text())
def test_any_text_is_read_as_markup_json_and_words(text):
    names = [
        "is-html",
        "contains-html",
        "is-xml",
        "contains-xml",
        "is-json",
        "contains-json",
        "is-refusal",
        "is-sql",
        "contains-sql",
    ]
    for found in evaluate(text, names):
        assert found.outcome in ("pass", "fail")
