"""promptfoo's assertions keep their names, values, weights and thresholds, or are listed with the reason."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("written", "label", "value"),
    [
        ("{type: equals, value: 5}", "equals", "5"),
        ("{type: equals, value: {a: 1}}", "equals", {"a": 1}),
        ("{type: contains-any, value: [a, b]}", "contains-any", ["a", "b"]),
        ("{type: not-icontains, value: '{{ word }}'}", "not-icontains", "{{ word }}"),
        ("{type: regex, value: '\\d+'}", "regex", r"\d+"),
        ("{type: is-json}", "is-json", None),
        ("{type: is-json, value: file://schema.json}", "is-json", {"type": "object"}),
        ("{type: word-count, value: {min: 2, max: 5}}", "word-count", {"min": 2, "max": 5}),
        ("{type: is-sql, value: {databaseType: PostgreSQL}}", "is-sql", {"databaseType": "PostgreSQL"}),
        ("{type: finish-reason, value: stop}", "finish-reason", "stop"),
        ("{type: javascript, value: 'output.length < 10'}", "character-count", {"max": 9}),
        ("{type: not-javascript, value: \"output.includes('x')\"}", "not-contains", "x"),
        ("{type: python, value: \"'x' in output\"}", "contains", "x"),
        ("{type: contains, value: x, transform: output.toLowerCase()}", "icontains", "x"),
        ("{type: equals, value: a.b, transform: output.trim()}", "regex", r"^\s*a\.b\s*$"),
    ],
)  # fmt: skip
def test_an_assertion_is_carried_over(take_assertion, tmp_path, written, label, value):
    (tmp_path / "theirs" / "schema.json").write_text('{"type": "object"}')
    taken = take_assertion(f"[{written}]")
    assert taken.checks() == [(label, value)]
    assert taken.lost() == []


def test_transforms_to_a_part_become_schemas(take_assertion):
    taken = take_assertion("[{type: contains, value: red, transform: JSON.parse(output).input.color, weight: 2}]")
    ((label, schema),) = taken.checks()
    assert label == "is-json"
    assert schema["properties"]["input"]["required"] == ["color"]
    assert taken.suite.cases[0].checks[0].weight == 2


def test_calls_of_tools_are_looked_at_where_there_are_tools(take_assertion):
    script = "JSON.parse(output[0].function.arguments).city === 'Rome'"
    tools = "[{type: function, function: {name: weather, parameters: {type: object}}}]"
    taken = take_assertion(
        f'[{{type: javascript, value: "{script}"}}, {{type: equals, value: weather, transform: "output[0].function.name"}}]',
        providers=f"[{{id: openai:gpt-4o, config: {{tools: {tools}}}}}]",
    )
    assert taken.checks() == [
        ("trajectory:tool-args-match", {"pattern": "*", "args": {"city": "Rome"}}),
        ("trajectory:tool-used", "weather"),
    ]


def test_sets_weights_metrics_and_thresholds_are_kept(take_assertion):
    taken = take_assertion(
        "[{type: assert-set, threshold: 0.5, weight: 3, metric: tone, "
        "assert: [{type: contains, value: a}, {type: levenshtein, value: b, threshold: 2}]}]"
    )
    (check,) = taken.suite.cases[0].checks
    assert (check.assertion, check.weight, check.metric, check.options) == (
        "assert-set",
        3.0,
        "tone",
        {"threshold": 0.5},
    )
    assert [(child.assertion, child.options) for child in check.children] == [
        ("contains", {}), ("levenshtein", {"threshold": 2}),
    ]  # fmt: skip


def test_who_judges_is_a_target_of_its_own(take_assertion):
    taken = take_assertion(
        "[{type: llm-rubric, value: Is polite., threshold: 0.7}, {type: factuality, value: Yes., provider: openai:gpt-5}]",
        extra="defaultTest: {options: {provider: 'anthropic:messages:claude-sonnet-4-5', factuality: {subset: 0}}}",
    )
    first, second = taken.suite.cases[0].checks
    targets = taken.config.targets
    assert targets[first.options["provider"]].model == "claude-sonnet-4-5"
    assert targets[second.options["provider"]].model == "gpt-5"
    assert second.options["subset"] == 0
    assert not {first.options["provider"], second.options["provider"]} & set(taken.suite.targets)
    assert taken.config.judge in targets
    assert taken.lost() == []


def test_the_default_grader_is_named(take_assertion):
    taken = take_assertion("[{type: llm-rubric, value: Is polite.}]")
    assert taken.suite.cases[0].checks[0].options["provider"] == "judge"
    assert ["promptfoo's default grader" in line for line in taken.lost()] == [True]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("{type: javascript, value: file://check.js}", "it stands in a program, and none is run"),
        ("{type: python, value: len(output) / 3}", "what it does has no equal here: len(output) / 3"),
        ("{type: moderation}", "ask a judge in your own words"),
        ("{type: 'promptfoo:redteam:pii'}", "promptfoo's own service grades it"),
        ("{type: max-length, value: 3}", "promptfoo has no assertion of this name, nor has harness"),
        ("{type: regex, value: '(?=x)'}", "regex"),
        ("{type: contains}", "needs a value"),
        ("{type: contains, value: '{{ a | nope }}'}", "its template cannot be used here"),
        ("{type: contains, value: x, transform: output.slice(1)}", "its transform is a program"),
        ("{type: similar, value: x, transform: output.text}", "behind its transform it has no equal"),
        ("{type: assert-set, assert: [{type: is-json}, {type: pi, value: x}]}", "its part 2 has no equal"),
        ("{type: javascript, value: 'true'}", "it holds whatever the answer is"),
        ("{type: javascript, value: \"output[0].name === 'x'\"}", "the providers declare none"),
        ("{type: contains, value: x, threshold: 0.3}", "`threshold` of `contains`"),
        ("{type: contains, value: x, wings: 2}", "assert[0].wings"),
        ("{value: x}", "it is no mapping with a `type`"),
        ("text", "it is no mapping with a `type`"),
    ],
)  # fmt: skip
def test_what_has_no_equal_is_listed_at_its_place(take_assertion, written, reason):
    taken = take_assertion(f"[{written}, {{type: is-json}}]")
    lines = [line for line in taken.lost() if reason in line]
    assert lines
    assert all("tests[0].assert[0]" in line for line in lines)
    assert taken.checks()[-1] == ("is-json", None)


def test_assertions_of_every_test_are_the_suites_own(take):
    taken = take(
        "prompts: ['{{ q }}']\nproviders: [echo]\ndefaultTest: {assert: [{type: is-json}]}\n"
        "tests: [{vars: {q: x}}, {vars: {q: y}, options: {disableDefaultAsserts: true}}]\n"
    )
    assert [len(case.checks) for case in taken.suite.cases] == [1, 0]


def test_the_best_of_one_target_is_no_choice(take_assertion):
    taken = take_assertion(
        "[{type: select-best, value: Is kind., provider: openai:gpt-5}]", providers="[openai:gpt-4o]"
    )
    assert taken.checks() == []
    assert any("only one provider answers this prompt" in line for line in taken.lost())
