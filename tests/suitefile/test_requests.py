from __future__ import annotations

import pytest

from harness.errors import InputError
from harness.model.exchange import Message, Output, Request, Tool
from harness.model.suite import Case
from harness.suitefile.requests import messages_for, opening_request, params_for

SUITE = """\
suite: demo
stream: true
prompt: {system: "Be {{ tone }}.", user: "{{ question }}"}
params: {temperature: 0, stop: END}
variants:
  anthropic: {prompt: {system: "Claude, be {{ tone }}."}, params: {max_tokens: 7}}
  claude: {params: {temperature: 0.5}}
output: {type: json}
tools: [{name: lookup}]
cases: [{vars: {tone: kind, question: "{{ tone }}?"}}]
"""


def opening_text(project, suite):
    return opening_request(suite, suite.cases[0], project.config().targets["gpt"]).messages[-1].content


def test_the_request_of_a_target(project):
    suite, config = project.suite(SUITE), project.config()
    assert opening_request(suite, suite.cases[0], config.targets["gpt"]) == Request(
        model="gpt-5.1",
        messages=(Message("system", "Be kind."), Message("user", "{{ tone }}?")),
        params={"temperature": 0, "stop": ["END"]},
        tools=(Tool("lookup"),),
        output=Output("json"),
        stream=True,
    )


def test_the_variant_of_a_target(project):
    suite, config = project.suite(SUITE), project.config()
    messages = messages_for(suite, suite.steps[0], suite.cases[0].vars, config.targets["claude"])
    assert [message.content for message in messages] == ["Claude, be kind.", "{{ tone }}?"]


def test_later_parameters_win(project):
    """The target's own max_tokens and temperature lose to the suite's, those to the variants'."""
    suite, config = project.suite(SUITE), project.config()
    assert config.targets["claude"].params == {"max_tokens": 1024, "temperature": 1}
    assert params_for(suite, suite.steps[0], config.targets["claude"]) == {
        "max_tokens": 7,
        "temperature": 0.5,
        "stop": ["END"],
    }
    assert params_for(suite, suite.steps[0], config.targets["llama"]) == {"temperature": 0, "stop": ["END"]}


def test_a_case_that_was_never_checked(project):
    suite, config = project.suite(SUITE), project.config()
    with pytest.raises(InputError, match="no variable 'tone'"):
        opening_request(suite, Case(id="x", vars={"question": "q"}), config.targets["gpt"])


@pytest.mark.parametrize(
    "word", ["3.10", "12.50", "1.0", "-0.50", ".5", "5.", "1.50e3", "-0", "100000000000000000000.0"]
)
@pytest.mark.parametrize("prompt", ["{{ x }}", "{{ x | string }}", "{{ [x] | first }}"])
def test_an_unquoted_number_keeps_its_digits(project, word, prompt):
    suite = project.suite(f"suite: demo\nprompt: '{prompt}'\ncases: [{{vars: {{x: {word}}}}}]\n")
    assert opening_text(project, suite) == word


@pytest.mark.parametrize(
    ("name", "row"), [("t.jsonl", '{"x": 3.10}\n'), ("t.yaml", "- {x: 3.10}\n"), ("t.csv", "x\n3.10\n")]
)
def test_a_number_in_a_table_keeps_its_digits(project, name, row):
    project.write(f"suites/{name}", row)
    suite = project.suite(f"suite: demo\nprompt: '{{{{ x }}}}'\ncases: [{{file: {name}}}]\n")
    assert opening_text(project, suite) == "3.10"


def test_numbers_inside_of_values_keep_their_digits(project):
    suite = project.suite(
        "suite: demo\nprompt: '{{ x }} {{ x | tojson }}'\ncases: [{vars: {x: {price: 12.50, versions: [3.10]}}}]\n"
    )
    assert opening_text(project, suite) == '{"price": 12.50, "versions": [3.10]} {"price": 12.50, "versions": [3.10]}'


def test_another_spelling_is_another_question(project):
    digests = {
        project.suite(f"suite: demo\nprompt: '{{{{ x }}}}'\ncases: [{{vars: {{x: {x}}}}}]\n").digest
        for x in ("1.20", "1.2", "1.20")
    }
    assert len(digests) == 2


def test_autoescape_is_refused_at_its_place(project):
    prompt = "{% autoescape true %}{{ x }}{% endautoescape %}"
    problem = project.problem(f'suite: demo\nprompt: "{prompt}"\ncases: [{{vars: {{x: 1}}}}]\n')
    assert (problem.slug, problem.location.line) == ("template-not-allowed", 2)
    assert "{% autoescape %} is not available" in problem.message
