"""An answer beyond every length that a model writes is trouble, told, and holds nothing up."""

import pytest

from harness import api
from harness.model.exchange import ToolCall
from harness.reading.length import LONGEST, too_long
from harness.scoring.evaluation import evaluate


@pytest.mark.parametrize(
    ("text", "arguments", "excess"),
    [
        ("x" * LONGEST, [], False),
        ("x" * (LONGEST + 1), [], True),
        ("", [{"x": "y" * LONGEST}], True),
        ("", [{"x": [["y"] * LONGEST]}], True),
        ("x" * (LONGEST // 2), [{"x": {"y" * (LONGEST // 2): 1}}], True),
        ("x", [{"x": "y"}, {"z": [1, None, True]}], False),
    ],
)
def test_text_and_calls_count_together(text, arguments, excess):
    assert bool(too_long(text, arguments)) == excess


@pytest.mark.parametrize("item", [{"contains": "x"}, {"not-contains": "y"}, {"is-valid-code": "python"}])
def test_a_check_of_too_long_an_answer_is_an_error(item):
    for text, calls in (("x" * 2_000_000, ()), ("x", (ToolCall("add", {"x": "x" * 2_000_000}),))):
        (found,) = evaluate(text, item, tool_calls=calls)
        assert found.outcome == "error"
        assert "characters; no more than 1,000,000 are checked or compared" in found.reason


async def test_a_pair_with_too_long_an_answer_is_left_out_and_told(tmp_path, vendor):
    vendor.says = lambda prompt: "x" * (LONGEST + 1) if "long" in prompt else "yes"
    target = f"{{provider: openai, model: gpt-5.1, base_url: {vendor.url}/v1, api_key_env: KEY}}"

    (tmp_path / "harness.yaml").write_text(f"baseline: gpt\ntargets: {{gpt: {target}, twin: {target}}}\n")
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "a.yaml").write_text(
        'suite: a\nbaseline_samples: 1\nparams: {max_tokens: 9}\nprompt: "{{ word }}"\n'
        "cases: [{id: short, vars: {word: a}}, {id: far, vars: {word: long}}]\n"
    )
    run = await api.arun(config=tmp_path / "harness.yaml")
    (notice,) = run.notices
    assert notice.startswith("a: 1 of 2 pairs of answers were not compared: the answer has 1,000,001 characters")
    assert run.suites[0].comparisons[0].missing == 1
    assert not run.complete
