"""promptfoo's own tables of test cases: where we have its assertion, we agree."""

import json
from pathlib import Path

import pytest

from harness.assertions._tokens import tokens
from harness.assertions._xml import NotXml, document, missing_paths
from harness.assertions.bleu import bleu
from harness.assertions.gleu import gleu
from harness.assertions.rouge_n import rouge_1
from harness.model.exchange import Response
from harness.scoring.evaluation import evaluate
from harness.scoring.score import outcome_of, weighted_score

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "promptfoo"
TYPES_LEFT_OUT = {
    "javascript": "suites are data and run no code",
    "guardrails": "a vendor's filter is trouble with the answer, not a check of it",
    "perplexity": "needs log-probabilities, which a response does not carry",
    "perplexity-score": "needs log-probabilities, which a response does not carry",
}
KEYS_LEFT_OUT = {
    "transform": "suites are data and run no code",
    "mocked_file_content": "a check reads no file",
}
ERRORS_HERE = {"pf-0190": "a reason for stopping that is not known is an error, not a failure"}
FUNCTIONS_LEFT_OUT = {
    "s": "ROUGE-S is no assertion of promptfoo's",
    "l": "ROUGE-L is no assertion of promptfoo's",
    **dict.fromkeys(
        ("fMeasure", "charIsUpperCase", "strIsTitleCase", "fact", "comb2", "arithmeticMean", "skipBigram", "nGram"),
        "a part of js-rouge without a counterpart here",
    ),
}


def rows(name):
    path = DATA / name
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{name} lies beside the repository, if at all"))]
    return [pytest.param(row, id=row["id"]) for row in map(json.loads, path.read_text().splitlines())]


def left_out(row):
    kind = row["assert"]["type"].removeprefix("not-")
    keys = [reason for key, reason in KEYS_LEFT_OUT.items() if key in row or key in row["assert"]]
    return TYPES_LEFT_OUT.get(kind) or next(iter(keys), None)


def with_tools(row):
    """Ours takes the tools from the suite, or here from the value."""
    config, used = row.get("provider_config", {}), row["assert"]
    declared = config.get("functions") if used["type"].endswith("openai-function-call") else config.get("tools")
    return used | {"value": declared} if declared else used


@pytest.mark.parametrize("row", rows("assertion_cases.jsonl"))
def test_an_assertion_agrees(row):
    if reason := left_out(row):
        pytest.skip(reason)
    answered = row.get("provider_response") or {}
    stopped = answered.get("finishReason")
    found = evaluate(
        row["output"],
        with_tools(row),
        row.get("vars") or {},
        latency_s=row["latency_ms"] / 1000 if "latency_ms" in row else None,
        cost_usd=answered.get("cost"),
        response=Response(text="", stop_reason=stopped) if stopped else None,
    )[0]
    if "expected_error" in row or row["id"] in ERRORS_HERE:
        assert found.outcome == "error"
        return
    assert found.outcome == ("pass" if row["expected_pass"] else "fail"), found
    if isinstance(row.get("expected_score"), int | float):
        assert found.score == pytest.approx(row["expected_score"])


@pytest.mark.parametrize("row", rows("assertion_group_cases.jsonl"))
def test_a_group_of_assertions_agrees(row):
    checks = evaluate(row["output"], row["assert"])
    assert outcome_of(checks, row["test_threshold"]) == ("pass" if row["expected_pass"] else "fail")
    if row["expected_score"] is not None:
        assert weighted_score(checks) == pytest.approx(row["expected_score"])


@pytest.mark.parametrize("row", rows("score_function_cases.jsonl"))
def test_a_metric_agrees(row):
    name, arguments, expected = row["fn"], row["args"], row["expected"]
    if name in FUNCTIONS_LEFT_OUT:
        pytest.skip(FUNCTIONS_LEFT_OUT[name])
    if "throws" in expected:
        pytest.skip("an empty answer scores 0; weights and sizes cannot be set here")
    if name == "validateXml":
        assert _is_valid(*arguments) is expected["isValid"]
        return
    if name == "coerceString":
        value = arguments[0]
        assert evaluate(value, {"equals": expected["values"][0]["value"]})[0].outcome == "pass"
        return
    score = _score(name, *arguments)
    for matcher in expected["values"]:
        _assert_matches(score, **matcher)


def _is_valid(text, paths=None):
    try:
        return not missing_paths([document(text)], paths)
    except NotXml:
        return False


def _score(name, candidate, reference, options=None):
    options = options or {}
    if name == "n" and (options.get("n", 1) != 1 or options.get("beta", 1) != 1):
        pytest.skip("only ROUGE-1 with its harmonic mean is promptfoo's assertion")
    if name == "n" and options.get("caseSensitive") is False:
        return rouge_1(" ".join(tokens(candidate)).lower(), " ".join(tokens(reference)).lower())
    return {"n": rouge_1, "calculateBleuScore": bleu, "calculateGleuScore": gleu}[name](candidate, reference)


def _assert_matches(score, matcher, value):
    if matcher == "toBeGreaterThan":
        assert score > value
    elif matcher == "toBeLessThan":
        assert score < value
    else:
        # `toBeCloseTo` means two decimals.
        assert score == pytest.approx(value, abs=0.005 if matcher == "toBeCloseTo" else 1e-12)
