"""A promptfoo configuration becomes suites, targets and recordings; whatever does not is listed with its place."""

from __future__ import annotations

import json

import pytest

from harness import api
from harness.errors import InputError, UsageError

RESULTS = {
    "evalId": "eval-1",
    "results": {
        "version": 3,
        "prompts": [
            {"raw": "Answer: {{ question }}", "label": "Answer: {{ question }}", "provider": "openai:gpt-4o-mini"},
            {
                "raw": "Answer: {{ question }}",
                "label": "Answer: {{ question }}",
                "provider": "anthropic:messages:claude-sonnet-4-5",
            },
        ],
        "results": [
            {
                "testIdx": 0,
                "promptIdx": index,
                "vars": {"question": "Why?"},
                "response": {"output": text, "tokenUsage": {"prompt": 5, "completion": 3}, "cached": False},
                "score": score,
                "success": score == 1,
                "latencyMs": 1500,
            }
            for index, (text, score) in enumerate([("Because.", 1), ("Therefore.", 0)])
        ],
    },
    "config": {"prompts": ["Answer: {{ question }}"], "providers": ["openai:gpt-4o-mini"], "tests": []},
}


def test_a_configuration_is_a_suite_with_its_targets(take):
    taken = take()
    assert taken.suite.targets == ("gpt-4o-mini", "claude-sonnet-4-5")
    assert taken.config.targets["gpt-4o-mini"].provider == "openai"
    assert taken.config.targets["gpt-4o-mini"].settings == {"api": "chat"}
    assert taken.config.targets["claude-sonnet-4-5"].provider == "anthropic"
    assert taken.suite.steps[0].prompt[0].content == "Answer: {{ question }}"
    assert [case.vars for case in taken.suite.cases] == [{"question": "Why?"}]
    assert taken.done.not_carried == ()


def test_results_become_recordings_that_replay_at_once(take):
    taken = take(results=["out.json"], files={"out.json": json.dumps(RESULTS)}, scores=("pass",))
    assert taken.done.answers == 2
    run = api.run(config=taken.root / "harness.yaml", record="none")
    answers = run.suites[0].cases[0].answers
    assert {answer.target: (answer.response.text, answer.outcome) for answer in answers} == {
        "gpt-4o-mini": ("Because.", "pass"),
        "claude-sonnet-4-5": ("Therefore.", "fail"),
    }
    assert answers[0].response.latency_s == 1.5
    assert answers[0].response.usage.output_tokens == 3


@pytest.mark.parametrize(
    "shape",
    [
        lambda whole: whole,
        lambda whole: {"data": {"version": 3, "results": {"version": 2, "results": whole["results"]["results"],
                                                          "prompts": whole["results"]["prompts"]}}},
        lambda whole: {"id": "e", "config": whole["config"], "prompts": whole["results"]["prompts"], "results": [
            {**row, "providerResponse": row["response"], "response": None, "testCase": {"vars": row["vars"]},
             "vars": None} for row in whole["results"]["results"]]},
    ],
    ids=["output file", "shared, third version", "exported, fourth version"],
)  # fmt: skip
def test_every_version_of_results_is_read(take, shape):
    taken = take(results=["out.json"], files={"out.json": json.dumps(shape(RESULTS))})
    assert (taken.done.answers, taken.done.not_carried) == (2, ())


def test_results_as_lines_skip_and_list_the_broken_ones(take):
    rows = [{**row, "provider": {"id": name}} for row, name in zip(
        RESULTS["results"]["results"], ("openai:gpt-4o-mini", "anthropic:messages:claude-sonnet-4-5"), strict=True
    )]  # fmt: skip
    lines = "\n".join([json.dumps(rows[0]), "{broken", json.dumps(rows[1]), "[]"])
    taken = take(results=["out.jsonl"], files={"out.jsonl": lines})
    assert taken.done.answers == 2
    assert [item.place for item in taken.done.not_carried] == ["out.jsonl: line 2", "out.jsonl: line 4"]


def test_an_answer_that_is_none_or_belongs_to_nothing_is_listed(take):
    rows = RESULTS["results"]["results"]
    strays = [
        {**rows[0], "response": {"error": "429 rate limited"}, "error": "429 rate limited"},
        {**rows[0], "vars": {"question": "Other?"}, "testIdx": 7},
        {**rows[0], "promptIdx": 9, "provider": {"id": "mistral:x"}},
    ]
    whole = {**RESULTS, "results": {**RESULTS["results"], "results": [rows[0], *strays]}}
    taken = take(results=["out.json"], files={"out.json": json.dumps(whole)})
    reasons = taken.lost()
    assert taken.done.answers == 1
    assert len(reasons) == 3
    assert "results[1]: an answer: promptfoo had none: 429 rate limited" in reasons[0]
    assert "its variables are those of no test" in reasons[1]
    assert "`mistral:x` is none of the suite's targets" in reasons[2]


def test_tool_calls_of_results_are_calls(take):
    call = [{"id": "c", "type": "function", "function": {"name": "find", "arguments": '{"id": "A-17"}'}}]
    row = {**RESULTS["results"]["results"][0], "response": {"output": call}}
    whole = {**RESULTS, "results": {**RESULTS["results"], "results": [row]}}
    taken = take(results=["out.json"], files={"out.json": json.dumps(whole)})
    line = json.loads((taken.root / "fixtures/taken/gpt-4o-mini.jsonl").read_text())
    assert line["response"]["tool_calls"][0]["arguments"] == {"id": "A-17"}


def test_each_prompt_is_a_suite_for_the_providers_that_use_it(take):
    taken = take(
        """\
        prompts:
          - {id: file://brief.txt, label: brief}
          - {raw: "Explain {{ topic }}.", label: long}
        providers:
          - {id: openai:gpt-4o, label: big, prompts: [long]}
          - {id: ollama:chat:llama3.2, prompts: [brief, long], config: {temperature: 0.2, num_predict: 50}}
        tests: [{vars: {topic: tides}}]
        """,
        files={"brief.txt": "Define {{ topic }}."},
    )
    suites = {suite.name: suite.targets for suite in taken.suites}
    assert suites == {"taken-brief": ("llama3.2",), "taken-long": ("big", "llama3.2")}
    llama = taken.config.targets["llama3.2"]
    assert (llama.provider, llama.base_url) == ("openai-compatible", "http://localhost:11434/v1")
    assert llama.params == {"temperature": 0.2, "max_tokens": 50}


@pytest.mark.parametrize(
    ("name", "text", "messages"),
    [
        ("chat.json", '[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "{{ q }}"}]',
         [("system", "Be brief."), ("user", "{{ q }}")]),
        ("chat.json", '[{"role": "developer", "content": "Be brief."}, {"role": "user", "content": {{ q | dump }}}]',
         [("system", "Be brief."), ("user", "{{ q }}")]),
        ("chat.yaml", "- role: system\n  content: Be brief.\n- role: user\n  content: {{ q }}\n",
         [("system", "Be brief."), ("user", "{{ q }}")]),
        ("chat.yaml", "- role: user\n  content:\n    - {type: text, text: '{{ q }}'}\n", [("user", "{{ q }}")]),
        ("plain.txt", "Say {{ q | safe }}.{# a note #}", [("user", "Say {{ q  }}.")]),
    ],
)  # fmt: skip
def test_chats_in_files_are_messages(take, name, text, messages):
    taken = take(
        f"prompts: ['file://{name}']\nproviders: [openai:gpt-4o]\ntests: [{{vars: {{q: Why?}}}}]\n", files={name: text}
    )
    assert [(turn.role, turn.content) for turn in taken.suite.steps[0].prompt] == messages


def test_lists_of_texts_are_multiplied_out_and_files_read(take):
    taken = take(
        """\
        prompts: ['{{ a }}{{ b }}{{ c }}']
        providers: [openai:gpt-4o]
        tests: [{vars: {a: [x, y], b: file://notes/*.txt, c: [1, 2]}, description: all}]
        """,
        files={"notes/1.txt": "one\n", "notes/2.txt": "two\n"},
    )
    assert [(case.vars["a"], case.vars["b"]) for case in taken.suite.cases] == [
        ("x", "one"), ("x", "two"), ("y", "one"), ("y", "two"),
    ]  # fmt: skip
    assert [case.id for case in taken.suite.cases] == ["all", "all-2", "all-3", "all-4"]
    assert taken.suite.cases[0].vars["c"] == [1, 2]


def test_tables_say_what_is_expected(take):
    taken = take(
        "prompts: ['{{ q }}']\nproviders: [openai:gpt-4o]\ntests: tests.csv\n",
        files={
            "tests.csv": "q,__expected1,__expected2,__description,__threshold,__metric\n"
            'Why?,contains: because,"icontains-any: yes, of course",first,0.5,tone\n'
            "How?,not-contains: no,similar(0.9): by hand,,,\n"
            "What?,exactly this,latency(500),,,\n"
        },
    )
    assert taken.checks(0) == [("contains", "because"), ("icontains-any", ["yes", "of course"])]
    assert taken.suite.cases[0].threshold == 0.5
    assert taken.suite.cases[0].id == "first"
    assert taken.suite.cases[0].checks[0].metric == "tone"
    assert taken.checks(1) == [("not-contains", "no"), ("similar", "by hand")]
    assert taken.suite.cases[1].checks[1].options["threshold"] == 0.9
    assert taken.checks(2) == [("equals", "exactly this"), ("latency", None)]


def test_defaults_are_merged_and_scenarios_multiplied_out(take):
    taken = take(
        """\
        prompts: ['{{ tone }} {{ q }}']
        providers: [openai:gpt-4o]
        defaultTest: {vars: {tone: kind}, assert: [{type: not-is-refusal}], threshold: 0.8}
        tests: [{vars: {q: one}}, {vars: {q: two, tone: gruff}, threshold: 1, assert: [{type: is-json}]}]
        scenarios:
          - config: [{vars: {q: three}}, {vars: {q: four}}]
            tests: [{assert: [{type: contains, value: '{{ q }}'}]}]
        """
    )
    assert [(case.vars["tone"], case.vars["q"]) for case in taken.suite.cases] == [
        ("kind", "one"), ("gruff", "two"), ("kind", "three"), ("kind", "four"),
    ]  # fmt: skip
    assert [len(case.checks) for case in taken.suite.cases] == [1, 2, 2, 2]
    assert [case.threshold for case in taken.suite.cases] == [0.8, 1.0, 0.8, 0.8]
    assert taken.suite.cases[3].checks[1].value == "{{ q }}"


def test_filters_of_tests_skip_targets_and_prompts(take):
    taken = take(
        """\
        prompts: [{raw: 'A {{ q }}', label: a}, {raw: 'B {{ q }}', label: b}]
        providers: [{id: openai:gpt-4o, label: one}, {id: openai:gpt-4o-mini, label: two}]
        tests: [{vars: {q: x}, prompts: [a]}, {vars: {q: y}, providers: [one]}]
        """
    )
    suites = {suite.name: suite for suite in taken.suites}
    assert len(suites["taken-a"].cases) == 2
    assert len(suites["taken-b"].cases) == 1
    assert suites["taken-b"].cases[0].skip == {"two": "the test is about other targets"}


def test_tools_schema_and_instructions_of_providers_belong_to_the_suite(take):
    taken = take(
        """\
        prompts: ['{{ q }}']
        providers:
          - id: openai:responses:gpt-5
            config:
              instructions: Be brief.
              tools: [{type: function, name: find, parameters: {type: object, properties: {}}}, {type: web_search}]
              response_format: {type: json_schema, json_schema: {schema: {type: object}}}
              max_output_tokens: 100
              apiKey: sk-secret
        tests: [{vars: {q: x}}]
        """
    )
    step = taken.suite.steps[0]
    assert [tool.name for tool in step.tools] == ["find"]
    assert (step.output.type, step.output.schema) == ("json", {"type": "object"})
    assert taken.suite.variants["gpt-5"].prompts[""][0].content == "Be brief."
    assert taken.config.targets["gpt-5"].settings == {}
    text = (taken.root / "harness.yaml").read_text() + (taken.root / "suites/taken.yaml").read_text()
    assert "sk-secret" not in text + str(taken.lost())
    assert any("the tool `web_search`" in line for line in taken.lost())
    assert any("providers[0].config.apiKey" in line and "never taken over" in line for line in taken.lost())


@pytest.mark.parametrize(
    ("provider", "reason"),
    [
        ("bedrock:us.anthropic.claude-sonnet-4", "no provider here speaks to 'bedrock'"),
        ("python:mine.py", "it is a program of the user's"),
        ("https://example.com/api", "a request of one's own shape"),
        ("echo", "it repeats the prompt"),
        ("openai:embedding:text-embedding-3-small", "is no endpoint that answers"),
        ("azure:chat:mine", "its address is not known"),
    ],
)
def test_a_provider_that_cannot_be_called_replays_and_is_listed(take, provider, reason):
    taken = take(f"prompts: ['{{{{ q }}}}']\nproviders: ['{provider}']\ntests: [{{vars: {{q: x}}}}]\n")
    assert next(iter(taken.config.targets.values())).provider == "replay"
    (line,) = taken.lost()
    assert "providers[0]" in line
    assert reason in line


def test_unknown_keys_everywhere_are_listed(take):
    taken = take(
        """\
        prompts: ['{{ q }}']
        providers: [{id: openai:gpt-4o, config: {temperature: 9, wings: 2}}]
        tests: [{vars: {q: x}, asserts: [{type: contains, value: x}], options: {storeOutputAs: y}}]
        wibble: 1
        redteam: {purpose: x}
        """
    )
    places = {item.place.partition(": ")[2] for item in taken.done.not_carried}
    assert places == {
        "providers[0].config.temperature", "providers[0].config.wings", "tests[0].asserts",
        "tests[0].options.storeOutputAs", "wibble", "redteam",
    }  # fmt: skip


def test_references_inside_and_to_files_are_followed(take):
    taken = take(
        """\
        prompts: ['{{ q }}']
        providers: [openai:gpt-4o]
        assertionTemplates: {brief: {type: word-count, value: {max: 9}}}
        tests: [{vars: {q: x}, assert: [{$ref: '#/assertionTemplates/brief'}, {$ref: 'more.yaml#/json'}]}]
        """,
        files={"more.yaml": "json: {type: is-json}\n"},
    )
    assert taken.checks() == [("word-count", {"max": 9}), ("is-json", None)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prompts: [", "is no YAML"),
        ("just text", "expected a configuration"),
        ("a: &a [*a]\nprompts: [x]\n", "an alias stands inside of what it repeats"),
        ("x: {$ref: '#/y'}\ny: {$ref: '#/x'}\nprompts: [p]\n", "leads back to itself"),
        ("prompts: [file://gone.txt]\nproviders: [echo]\n", "gone.txt cannot be read"),
        ("prompts: [file://../secret.txt]\nproviders: [echo]\n", "leads outside the project"),
        ("prompts: [file:///etc/passwd]\nproviders: [echo]\n", "is not named by a relative path"),
        ("prompts: ['{{ _conversation }}']\nproviders: [echo]\n", "_conversation"),
        ("prompts: ['{% set a = 1 %}{{ a }}']\nproviders: [echo]\n", "{% set %} is not available"),
        ("prompts: ['{{ q }}']\nproviders: [echo]\ntests: make.py\n", "a program makes them, and none is run"),
    ],
)
def test_what_cannot_be_used_at_all_is_one_sentence_and_leaves_nothing(take, tmp_path, text, message):
    (tmp_path / "secret.txt").write_text("secret {{ q }}")
    with pytest.raises(InputError) as caught:
        take(text)
    assert message in str(caught.value)
    assert not (tmp_path / "ours").exists()


def test_a_file_outside_is_listed_and_its_text_goes_nowhere(take, tmp_path):
    (tmp_path / "secret.txt").write_text("the secret")
    taken = take("prompts: ['{{ q }}']\nproviders: [echo]\ntests: [{vars: {q: file://../secret.txt}}]\n")
    assert taken.suite.cases[0].vars == {"q": ""}
    assert any("leads outside the project" in line for line in taken.lost())


def test_an_alias_bomb_is_refused(take):
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
    with pytest.raises(InputError, match="repeat more than can be read"):
        take(f"l0: &l0 [x, x]\n{levels}\nprompts: [p]\n")


def test_a_variable_without_a_value_is_empty_and_listed(take):
    taken = take("prompts: ['{{ q }} {{ env.NAME }}{{ gone }}']\nproviders: [openai:gpt-4o]\ntests: [{vars: {q: x}}]\n")
    assert taken.suite.cases[0].vars == {"q": "x", "gone": ""}
    assert [line.partition(": ")[2] for line in taken.lost()] == [
        "prompts[0]: the environment variable NAME: the environment is not read; it is left empty",
        "tests[0].vars: the variable `gone`: no value is given; it is empty, as promptfoo has it",
    ]


def test_variables_that_name_others_are_filled_in(take):
    taken = take("prompts: ['{{ q }}']\nproviders: [echo]\ntests: [{vars: {name: Ada, q: 'Who is {{ name }}?'}}]\n")
    assert taken.suite.cases[0].vars["q"] == "Who is Ada?"


def test_prefixes_repeats_and_given_outputs(take):
    taken = take(
        """\
        prompts: ['{{ q }}']
        providers: [openai:gpt-4o]
        evaluateOptions: {repeat: 3, maxConcurrency: 2}
        tests:
          - {vars: {q: x}, options: {prefix: 'Please: '}, providerOutput: done}
          - {vars: {q: y}, options: {suffix: ' Thanks.'}}
        """
    )
    assert taken.suite.samples == 3
    assert taken.suite.steps[0].prompt[0].content == "{{ prompt_prefix }}{{ q }}{{ prompt_suffix }}"
    assert taken.suite.cases[1].vars == {"q": "y", "prompt_prefix": "", "prompt_suffix": " Thanks."}
    assert taken.done.answers == 1


def test_the_baseline_and_the_models_can_be_chosen(take):
    taken = take(baseline="anthropic:messages:claude-sonnet-4-5")
    assert taken.suite.baseline == "claude-sonnet-4-5"
    with pytest.raises(UsageError, match="no provider is the baseline"):
        take(suite="other", baseline="gpt-9")
    with pytest.raises(UsageError, match="no provider is"):
        take(suite="other", models=("gpt-9",))


def test_a_target_may_be_named_like_a_number(take):
    taken = take(
        "prompts: ['{{ q }}']\nproviders: [{id: openai:gpt-4o, label: '3.5'}, {id: openai:gpt-4, label: 'no'}]\n"
        "tests: [{vars: {q: x}}]\n"
    )
    assert taken.suite.targets == ("3.5", "no")


LOOP = """[{% for turn in turns %}{"role": "{{ turn.role }}", "content": {{ turn.content | dump }}},{% endfor %}
{"role": "user", "content": {{ q | dump }}}]"""
CHAT = [{"role": "system", "content": "Be {{ brief }}."}, {"role": "user", "content": 'Say "hi".'}]


@pytest.mark.parametrize(
    ("prompt", "variables"),
    [
        (LOOP, {"q": CHAT[1]["content"], "turns": [CHAT[0]], "brief": "{{ brief }}"}),
        ("{{ chat }}", {"chat": json.dumps(CHAT), "brief": "{{ brief }}"}),
    ],
)
def test_a_chat_that_is_one_only_when_filled_in_is_the_cases_own(take, prompt, variables):
    taken = take(
        "prompts: [file://p.json]\nproviders: [openai:gpt-4o]\n",
        files={"p.json": prompt, "promptfooconfig.yaml": json.dumps(
            {"prompts": ["file://p.json"], "providers": ["openai:gpt-4o"], "tests": [{"vars": variables}]}
        )},
    )  # fmt: skip
    assert [turn.content for turn in taken.suite.steps[0].prompt] != [prompt]
    assert taken.suite.cases[0].vars["conversation"] == CHAT


def test_a_tool_or_form_that_is_no_schema_is_listed_and_the_rest_stays(take):
    taken = take(
        """\
        prompts: ['{{ q }}']
        providers:
          - id: openai:gpt-4o
            config:
              tools:
                - {type: function, function: {name: good, parameters: {type: object}}}
                - {type: function, function: {name: bad, parameters: {type: objekt}}}
              response_format: {type: json_schema, json_schema: {schema: {required: 3}}}
        tests: [{vars: {q: x}, assert: [{$ref: '#/tests/9/a'}]}]
        """
    )
    assert [tool.name for tool in taken.suite.steps[0].tools] == ["good"]
    assert [
        word for word in ("the tool `bad`", "`response_format`", "#/tests/9/a") if word not in str(taken.lost())
    ] == []
