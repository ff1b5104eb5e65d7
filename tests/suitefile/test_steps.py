"""Workflows of several steps, as they are written."""

from __future__ import annotations

import textwrap

import pytest

from harness.model.exchange import Message, Output, Tool
from harness.model.suite import Return
from harness.suitefile.requests import opening_request

HEAD = "suite: demo\n"
CASES = "cases: [{vars: {order: A-17}}]\n"
TOOL = "[{name: find_order}]"


def steps(*lines: str, more: str = "") -> str:
    return HEAD + "steps:\n" + "".join(f"  - {line}\n" for line in lines) + more + CASES


def test_a_prompt_is_one_step_without_a_name(project):
    suite = project.suite(HEAD + "prompt: hello\ntools: " + TOOL + "\n" + CASES)
    (step,) = suite.steps
    assert (step.name, step.prompt, step.tools) == ("", (Message("user", "hello"),), (Tool("find_order"),))
    assert suite.single_call


def test_steps_take_the_suites_tools_and_the_last_its_output(project):
    suite = project.suite(
        textwrap.dedent("""\
        suite: demo
        tools: [{name: find_order}, {name: refund}]
        returns: [{tool: find_order, result: {status: lost}}]
        output: {type: json}
        params: {temperature: 0}
        steps:
          - step: look_up
            prompt: {system: Be brief., user: "Where is {{ order }}?"}
            returns: [{tool: find_order, arguments: {id: "{{ order }}"}, result: "{{ order }} is lost"}]
            assert: [{contains: "{{ order }}"}]
            max_calls: 3
          - step: summary
            prompt: "Summarise: {{ steps.look_up }} {{ steps.look_up.json.items[0].sku }}"
            fresh: true
            tools: []
            params: {max_tokens: 50}
        cases: [{vars: {order: A-17}}]
        """)
    )
    first, last = suite.steps
    assert [message.role for message in first.prompt] == ["system", "user"]
    assert first.returns == (
        Return(tool="find_order", result="{{ order }} is lost", arguments={"id": "{{ order }}"}),
        Return(tool="find_order", result={"status": "lost"}),
    )
    assert [check.label for check in first.checks] == ["contains"]
    assert (first.output, first.max_calls, first.fresh) == (Output(), 3, False)
    assert (last.tools, last.returns, last.output, last.fresh) == ((), (), Output("json"), True)
    assert last.params == {"max_tokens": 50}
    assert suite.output == Output("json")
    assert not suite.single_call


def test_a_variant_changes_a_step(project):
    suite = project.suite(
        steps("{step: a, prompt: one}", "{step: b, prompt: two}", more="variants: {claude: {steps: {b: zwei}}}\n")
    )
    assert suite.variants["claude"].prompts == {"b": (Message("user", "zwei"),)}


@pytest.mark.parametrize(
    ("text", "slug", "line", "words"),
    [
        (HEAD + "prompt: x\nsteps: [{step: a, prompt: y}]\n" + CASES, "misplaced-key", 2, "either `prompt` or `steps`"),
        (HEAD + "steps: []\n" + CASES, "out-of-range", 2, "`steps`"),
        (HEAD + "steps: {}\n" + CASES, "wrong-type", 2, "expected a list"),
        (steps("{prompt: y}"), "missing-key", 3, "`step` is missing"),
        (steps("{step: a}"), "missing-key", 3, "`prompt` is missing"),
        (steps("{step: a-b, prompt: y}"), "out-of-range", 3, "`step`"),
        (steps("{step: a, promt: y, prompt: x}"), "unknown-key", 3, "'promt'"),
        (steps("{step: a, prompt: y}", "{step: a, prompt: z}"), "duplicate-step", 4, "two steps are named 'a'"),
        (steps("{step: a, prompt: '{{ steps.b }}'}", "{step: b, prompt: z}"), "unknown-step", 3, "not there yet"),
        (steps("{step: a, prompt: '{{ steps.a.text }}'}"), "unknown-step", 3, "not there yet"),
        (steps("{step: a, prompt: x}", "{step: b, prompt: '{{ steps[\"c\"] }}'}"), "unknown-step", 4, "no step 'c'"),
        (
            steps("{step: a, prompt: x, assert: [{contains: '{{ steps.b }}'}]}", "{step: b, prompt: z}"),
            "unknown-step", 3, "not there yet",
        ),
        (steps("{step: a, prompt: '{{ nothing }}'}"), "undefined-variable", 3, "no variable 'nothing'"),
        (
            steps("{step: a, prompt: x}", "{step: b, prompt: {system: s, user: u}}"),
            "misplaced-system", 4, "system message already",
        ),
        (
            steps("{step: a, prompt: x}", more="tools: [{name: t}]\nreturns: [{tool: u, result: r}]\n"),
            "unknown-tool", 5, "no tool is named 'u'",
        ),
        (
            steps("{step: a, prompt: x, tools: [{name: t}]}", "{step: b, prompt: y}"),
            "missing-returns", 3, "nothing says what they return",
        ),
        (
            steps("{step: a, prompt: x, tools: [{name: t}], returns: [{tool: t, result: '{{ gone }}'}]}"),
            "undefined-variable", 3, "no variable 'gone'",
        ),
        (HEAD + "steps: [{step: a, prompt: x}]\ncases: [{vars: {steps: 1}}]\n", "reserved-name", 3, "`steps`"),
        (
            steps("{step: a, prompt: x}", more="variants: {claude: {prompt: y}}\n"),
            "misplaced-key", 4, "a variant changes them by name",
        ),
        (
            steps("{step: a, prompt: x}", more="variants: {claude: {steps: {c: y}}}\n"),
            "unknown-step", 4, "no step 'c'",
        ),
        (HEAD + "prompt: x\nvariants: {claude: {steps: {c: y}}}\n" + CASES, "misplaced-key", 3, "not `steps`"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_steps(project, text, slug, line, words):
    problem = project.problem(text)
    assert (problem.slug, problem.location.line) == (slug, line)
    assert words in str(problem)


def test_a_step_that_calls_tools_may_precede_a_fresh_one(project):
    assert project.suite(steps("{step: a, prompt: x, tools: [{name: t}]}", "{step: b, prompt: y, fresh: true}"))


@pytest.mark.parametrize("text", ["See steps.txt, {{ order }}", "{% raw %}{{ steps.c }}{% endraw %}", "steps.b"])
def test_text_that_is_no_placeholder_names_no_step(project, text):
    assert project.suite(steps(f"{{step: a, prompt: '{text}'}}", "{step: b, prompt: z}")).steps[1].name == "b"


def test_any_filter_takes_an_answer_that_is_not_there_yet(project):
    template = "{{ steps.a.json.total | round(2) }} {{ steps.a | trim | upper }}"
    loop = "{% for one in steps.a.json.rows %}{{ one.name }}{% endfor %}"
    assert project.suite(steps("{step: a, prompt: x}", f"{{step: b, prompt: '{template} {loop}'}}"))


@pytest.mark.parametrize("where", ["params: {tool_choice: find_ordr}\n", ""])
def test_a_choice_of_a_tool_that_is_not_offered(project, where):
    step = "{step: a, prompt: x, tools: [{name: find_order}]%s}" % (
        "" if where else ", params: {tool_choice: find_ordr}"
    )
    problem = project.problem(steps(step, more=where))
    assert (problem.slug, problem.location.line) == ("unknown-tool", 4 if where else 3)
    assert problem.hint == 'did you mean "find_order"?'


def test_a_choice_means_nothing_to_a_step_without_tools(project):
    suite = project.suite(steps("{step: a, prompt: x}", more="params: {tool_choice: required, seed: 1}\n"))
    target = project.config().targets["gpt"]
    assert opening_request(suite, suite.cases[0], target).params == {"seed": 1}
