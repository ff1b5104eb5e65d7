"""Workflows of several calls: their course, and whole runs over two wire formats."""

from __future__ import annotations

import asyncio
import json
import textwrap

import pytest
from servers.shapes import Said
from servers.vendor import last_user_message

from harness import api
from harness.engine.forecast import forecast
from harness.exit_codes import exit_code
from harness.model.config import Target
from harness.model.exchange import Loss, Message, Response, Tool, ToolCall, Usage
from harness.model.options import Options
from harness.model.suite import Case, Return, Step, Suite
from harness.planning.plan import plan
from harness.planning.workflow import begin, joined
from harness.sending.resume import resume
from harness.suitefile.suite import load_suites

TARGET = Target(name="gpt", provider="openai", model="m")
FIND = Tool("find_order", "", {"type": "object", "properties": {"id": {"type": "string"}}})


def course(*steps: Step, **variables):
    case = Case(id="one", vars=variables)
    return begin(Suite(name="s", path="s.yaml", steps=steps, cases=(case,)), case, TARGET)


def user(text: str) -> tuple[Message, ...]:
    return (Message("user", text),)


def calling(**arguments) -> Response:
    return Response(text="", tool_calls=(ToolCall("find_order", arguments, "vendor-id"),))


def test_one_call_is_a_workflow():
    ended = course(Step(prompt=user("hello"))).after(Response(text="hi"))
    assert ended.request is None
    assert [(taken.name, taken.asked, taken.response.text) for taken in ended.steps] == [("", "hello", "hi")]


def test_a_step_goes_on_with_the_conversation():
    began = course(Step(name="a", prompt=user("one {{ x }}")), Step(name="b", prompt=user("two {{ steps.a }}")), x="!")
    second = began.after(Response(text="first"))
    assert second.request.messages == (
        Message("user", "one !"),
        Message("assistant", "first"),
        Message("user", "two first"),
    )
    assert (began.calls_left, second.calls_left, second.after(Response(text="end")).calls_left) == (2, 1, 0)


def test_a_fresh_step_begins_anew():
    steps = Step(name="a", prompt=user("one")), Step(name="b", prompt=user("{{ steps.a.json.total }}"), fresh=True)
    second = course(*steps).after(Response(text='```json\n{"total": 7}\n```'))
    assert second.request.messages == user("7")


def test_an_answer_that_is_no_json_breaks_the_workflow():
    steps = Step(name="a", prompt=user("one")), Step(name="b", prompt=user("{{ steps.a.json.total }}"))
    broken = course(*steps).after(Response(text="seven"))
    assert broken.request is None
    assert broken.broken == "step 'b' cannot be asked: the answer of step 'a' is not JSON"


def test_an_absent_part_of_an_answer_is_named():
    steps = Step(name="a", prompt=user("one")), Step(name="b", prompt=user("{{ steps.a.json.total }}"))
    assert "has no 'total'" in course(*steps).after(Response(text='{"sum": 7}')).broken


@pytest.mark.parametrize(
    ("prompt", "filled"),
    [
        ("{{ steps.a | length }}", "18"),
        ("{{ 'yes' if 'ok' in steps.a else 'no' }}", "yes"),
        ("{{ 'yes' if steps.a.json.ok else 'no' }}", "no"),
        ("{{ steps['a'] }}", '{"ok": "", "x": 3}'),
        ("{% for name in steps %}{{ name }}{% endfor %}", "a"),
        ("{{ steps.a.json | tojson }}", '{"ok": "", "x": 3}'),
    ],
)
def test_an_answer_is_its_text_and_has_parts(prompt, filled):
    steps = Step(name="a", prompt=user("one")), Step(name="b", prompt=user(prompt), fresh=True)
    second = course(*steps).after(Response(text='{"ok": "", "x": 3}'))
    assert second.request.messages == user(filled)


@pytest.mark.parametrize(
    ("prompt", "filled"),
    [
        ("{{ steps.a.json.total }}", "12.50"),
        ("{{ steps.a.json | tojson }}", '{"total": 12.50, "parts": [1.0, 3]}'),
        ("{{ steps.a.json.parts[0] }}", "1.0"),
        ("{{ 'dear' if steps.a.json.total > 12.4 else 'cheap' }}", "dear"),
    ],
)
def test_a_number_in_an_answer_keeps_its_digits(prompt, filled):
    steps = Step(name="a", prompt=user("one")), Step(name="b", prompt=user(prompt), fresh=True)
    second = course(*steps).after(Response(text='{"total": 12.50, "parts": [1.0, 3]}'))
    assert second.request.messages == user(filled)


@pytest.mark.parametrize("text", ["{{ steps.b }}", "{% raw %}", "{% for x in [1] %}", "{{", "\ud800"])
def test_an_answer_is_never_read_as_a_template(text):
    steps = Step(name="a", prompt=user("one")), Step(name="b", prompt=user("<{{ steps.a }}>"), fresh=True)
    assert course(*steps).after(Response(text=text)).request.messages == user(f"<{text}>")


@pytest.mark.parametrize(
    ("first", "words"),
    [(Response(text=" \n"), "has an empty answer"), (calling(id=1), "ends in a call of a tool")],
)
def test_what_cannot_be_followed(first, words):
    assert (
        words
        in course(Step(name="a", prompt=user("x"), tools=(FIND,)), Step(name="b", prompt=user("y"))).after(first).broken
    )


def test_tools_are_answered_until_the_model_is_done():
    returns = (
        Return(tool="find_order", arguments={"id": "{{ order }}"}, result={"status": "{{ state }}"}),
        Return(tool="find_order", result="no such order"),
    )
    began = course(Step(prompt=user("where?"), tools=(FIND,), returns=returns), order="A-17", state="lost")
    twice = began.after(
        Response(text="Let me see.", tool_calls=(*calling(id="A-17").tool_calls, *calling(id="B").tool_calls))
    )
    assert [(one.role, one.content, one.tool_call_id) for one in twice.request.messages[1:]] == [
        ("assistant", "Let me see.", ""),
        ("tool", '{"status": "lost"}', "call00001"),
        ("tool", "no such order", "call00002"),
    ]
    thrice = twice.after(calling(id="A-17"))
    assert thrice.request.messages[-1] == Message("tool", '{"status": "lost"}', (), "call00003")
    ended = thrice.after(Response(text="It is lost."))
    (taken,) = ended.steps
    assert (taken.calls, taken.asked, taken.response.text) == (3, "where?", "It is lost.")
    assert [call.arguments["id"] for call in taken.response.tool_calls] == ["A-17", "B", "A-17"]


def test_a_call_nothing_answers_breaks_the_workflow():
    returns = (Return(tool="find_order", arguments={"id": "A-17"}, result="lost"),)
    broken = course(Step(prompt=user("where?"), tools=(FIND,), returns=returns)).after(calling(id="A-18"))
    assert broken.broken == "nothing says what find_order(id='A-18') returns"
    assert len(broken.steps) == 1


def test_tools_without_end_break_the_workflow():
    step = Step(
        name="a", prompt=user("?"), tools=(FIND,), returns=(Return(tool="find_order", result="r"),), max_calls=2
    )
    broken = course(step).after(calling()).after(calling())
    assert broken.broken == "step 'a': still calls tools after 2 calls (max_calls)"


def test_joined_adds_up_what_is_known():
    usage = Usage(input_tokens=3, output_tokens=2)
    first = Response(text="a", usage=usage, latency_s=1.0, ttft_s=0.4, losses=(Loss("seed", "no"),))
    last = Response(text="b", usage=usage, latency_s=2.0, ttft_s=0.5, losses=(Loss("seed", "no"),))
    whole = joined([first, last])
    assert (whole.text, whole.usage.input_tokens, whole.latency_s, whole.ttft_s) == ("b", 6, 3.0, 1.5)
    assert whole.usage.reasoning_tokens is None
    assert whole.losses == (Loss("seed", "no"),)
    assert joined([Response(text="a"), last]).latency_s is None


SUITE = textwrap.dedent("""\
    suite: desk
    baseline_samples: 1
    params: {max_tokens: 50}
    tools: [{name: find_order, parameters: {type: object, properties: {id: {type: string}}}}]
    equivalence: {ordered: true}
    steps:
      - step: look_up
        prompt: {system: "Use the tool.", user: "Where is {{ order }}?"}
        returns: [{tool: find_order, arguments: {id: "{{ order }}"}, result: {status: lost}}]
        assert: [{contains: lost}]
      - step: letter
        prompt: "Write to the customer."
      - step: summary
        prompt: "As JSON: {{ steps.letter }}"
        fresh: true
        tools: []
        output: {type: json}
    assert: [is-json]
    cases:
      - {id: a, vars: {order: A-17}}
      - {id: b, vars: {order: B-18}}
    """)
CONFIG = """\
baseline: gpt
targets:
  gpt: {{provider: openai, model: gpt-4.1, base_url: {0}/v1, price: {{input: 1, output: 1}}}}
  claude: {{provider: anthropic, model: claude-x, base_url: {1}, price: {{input: 1, output: 1}}}}
"""


@pytest.fixture
def desk(tmp_path, vendor, other_vendor):
    (tmp_path / "harness.yaml").write_text(CONFIG.format(vendor.url, other_vendor.url))
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "desk.yaml").write_text(SUITE)
    vendor.says = lambda prompt: _desk(vendor, prompt)
    other_vendor.says = lambda prompt: _desk(other_vendor, prompt)
    return tmp_path / "harness.yaml"


def _desk(server, prompt, ask=None):
    """An agent that looks an order up, tells of it, and writes a letter and its summary."""
    # Two cases are under way at once: the request that asks this is not always the last that came.
    asking = next(seen.json for seen in reversed(server.requests) if last_user_message(seen.json) == prompt)
    body = json.dumps(asking)
    if prompt.startswith("Where is") and "lost" not in body:
        return Said(text="", calls=(("find_order", {"id": ask or prompt[9:13]}),))
    if prompt.startswith("Write"):
        return Said(text="Your parcel is lost.")
    if prompt.startswith("As JSON"):
        return Said(text='{"lost": true}')
    return Said(text="It is lost.")


async def test_the_same_workflow_over_two_wire_formats(desk, vendor, other_vendor):
    run = await api.arun(config=desk)
    (suite,) = run.suites
    ours, theirs = suite.cases[0].answers
    assert (ours.outcome, theirs.outcome, theirs.equivalence.equivalent) == ("pass", "pass", True)
    shape = [
        [
            (s.name, s.asked, s.calls, s.response.text, [(c.name, c.arguments) for c in s.response.tool_calls])
            for s in one.steps
        ]
        for one in (ours, theirs)
    ]
    assert shape[0] == shape[1]
    assert [(name, calls) for name, _, calls, *_ in shape[0]] == [("look_up", 2), ("letter", 1), ("summary", 1)]
    assert shape[0][0][4] == [("find_order", {"id": "A-17"})]
    assert [check.label for check in ours.checks] == ["look_up: contains", "is-json"]
    assert (len(vendor.requests), len(other_vendor.requests)) == (8, 8)
    assert exit_code(run) == 0
    one = ours.response.usage
    assert one.input_tokens == sum(step.response.usage.input_tokens for step in ours.steps)


async def test_a_workflow_is_replayed_whole(desk, vendor, other_vendor):
    live = await api.arun(config=desk)
    vendor.down = other_vendor.down = True
    replayed = await api.arun(config=desk, record="none")
    assert replayed.complete
    assert {answer.source for answer in replayed.suites[0].cases[0].answers} == {"recorded"}
    assert _shown(replayed) == _shown(live)


def _shown(run):
    return [
        (case.id, answer.target, answer.outcome, answer.steps, answer.equivalence)
        for suite in run.suites for case in suite.cases for answer in case.answers
    ]  # fmt: skip


async def test_only_what_is_not_recorded_is_called(desk, vendor):
    await api.arun(config=desk)
    cassette = desk.parent / "fixtures" / "desk" / "gpt.jsonl"
    kept = [line for line in cassette.read_text().splitlines() if json.loads(line).get("call", 0) < 2]
    assert len(kept) == 4
    cassette.write_text("".join(f"{line}\n" for line in kept))
    before = len(vendor.requests)
    run = await api.arun(config=desk)
    assert len(vendor.requests) - before == 4
    assert len(cassette.read_text().splitlines()) == 8
    assert run.complete


async def test_a_changed_later_step_is_called_again_from_there(desk, vendor):
    await api.arun(config=desk)
    suite = desk.parent / "suites" / "desk.yaml"
    suite.write_text(SUITE.replace("Write to the customer.", "Write to the customer, kindly."))
    missing = await api.arun(config=desk, record="none")
    trouble = missing.suites[0].cases[0].answers[0].trouble
    assert trouble.kind == "missing-recording"
    assert "desk/a[gpt]#0.2" in trouble.message
    assert "kindly" in trouble.message
    before = len(vendor.requests)
    await api.arun(config=desk)
    assert len(vendor.requests) - before == 2  # the letter of each case; what it says, and so the summary, is the same


async def test_a_vendor_that_fails_in_the_middle(desk, vendor):
    def says(prompt):
        if prompt.startswith("Write"):
            vendor.down = True
        return _desk(vendor, prompt)

    vendor.says = says
    run = await api.arun(config=desk)
    answers = {answer.target: answer for answer in run.suites[0].cases[0].answers}
    assert (answers["gpt"].outcome, answers["gpt"].trouble.status) == ("error", 503)
    assert answers["claude"].outcome == "pass"
    assert not run.complete
    vendor.down = False
    vendor.says = lambda prompt: _desk(vendor, prompt)
    before = len(vendor.requests)
    again = await api.arun(config=desk)
    assert again.complete
    assert len(vendor.requests) - before < 8


async def test_a_cut_workflow_is_taken_up_where_it_was_cut(desk, vendor, other_vendor):
    vendor.latency_s = lambda number: 0.0 if number < 3 else 30.0
    stop = asyncio.Event()

    def listen(_event):
        if len(vendor.requests) > 3:
            stop.set()

    cut = await api.arun(config=desk, listeners=[listen], stop=stop, record="live")
    assert {answer.trouble.kind for case in cut.suites[0].cases for answer in case.answers if answer.trouble} <= {
        "interrupted",
        "in-doubt",
    }
    resumed = resume(str(desk.parent), cut.id)
    assert any(work.endswith("#0.1") for work, _ in resumed.contents.responses)
    resumed.journal.close()


async def test_another_tool_call_is_not_equivalent(desk, other_vendor):
    text = SUITE.replace('arguments: {id: "{{ order }}"}, ', "")
    (desk.parent / "suites" / "desk.yaml").write_text(text)
    other_vendor.says = lambda prompt: _desk(other_vendor, prompt, ask="Z-99")
    run = await api.arun(config=desk)
    found = run.suites[0].cases[0].answers[1].equivalence
    assert not found.equivalent
    assert (found.reasons[0].guard, found.reasons[0].candidate) == ("tool-calls", "find_order: id='Z-99'")


async def test_a_call_without_a_canned_result_fails_the_case(desk, other_vendor):
    other_vendor.says = lambda prompt: _desk(other_vendor, prompt, ask="Z-99")
    run = await api.arun(config=desk)
    answer = run.suites[0].cases[0].answers[1]
    assert answer.outcome == "fail"
    assert answer.checks[-1].assertion == "steps"
    assert answer.checks[-1].reason == "step 'look_up': nothing says what find_order(id='Z-99') returns"
    assert exit_code(run) == 1


async def test_the_order_of_calls_counts_where_it_is_asked_for(desk, vendor, other_vendor):
    def says(server, *names):
        return lambda _prompt: Said(text="done", calls=tuple((name, {}) for name in names))

    for ordered, equivalent in (("true", False), ("false", True)):
        (desk.parent / "suites" / "desk.yaml").write_text(
            f"suite: desk{ordered}\nbaseline_samples: 1\nprompt: go\ntools: [{{name: find}}, {{name: pay}}]\nequivalence: {{ordered: {ordered}}}\ncases: [{{}}]\n"
        )
        vendor.says, other_vendor.says = says(vendor, "find", "pay"), says(other_vendor, "pay", "find")
        run = await api.arun(config=desk)
        found = run.suites[0].cases[0].answers[1].equivalence
        assert found.equivalent is equivalent
        if not equivalent:
            assert (found.reasons[0].baseline, found.reasons[0].candidate) == ("find then pay", "pay then find")


def test_a_forecast_counts_a_call_a_step(desk):
    config = api.configuration(desk)
    gpt, claude = forecast(plan(config, load_suites([desk.parent / "suites"], config), Options()))
    assert (gpt.answers, gpt.calls, claude.calls) == (2, 6, 6)


def test_a_forced_choice_is_for_the_first_call_of_a_step():
    step = Step(
        prompt=user("?"),
        tools=(FIND,),
        returns=(Return(tool="find_order", result="r"),),
        params={"tool_choice": "required"},
    )
    began = course(step)
    assert began.request.params == {"tool_choice": "required"}
    assert began.after(calling()).request.params == {}


def test_arguments_of_any_depth_and_length_are_told():
    nested: list = []
    for _ in range(3000):
        nested = [nested]
    step = Step(prompt=user("?"), tools=(FIND,), returns=(Return(tool="other", result="r"),))
    assert "find_order(" in course(step).after(calling(id=nested, number=10**6000)).broken


def test_what_a_tool_returns_in_a_case_goes_before_what_it_returns_in_the_suite_and_is_no_template(project):
    suite = project.suite(
        """\
        suite: demo
        prompt: "{{ q }}"
        tools: [{name: look}, {name: pay}]
        returns: [{tool: look, result: for all}, {tool: pay, result: paid}]
        cases:
          - {vars: {q: a}, returns: [{tool: look, arguments: {at: "1"}, result: "{{ q }}"}]}
          - {vars: {q: b}}
        """
    )
    target = project.config().targets["gpt"]
    asking = Response(
        text="", tool_calls=(ToolCall("look", {"at": "1"}), ToolCall("look", {"at": "2"}), ToolCall("pay"))
    )
    results = [
        [message.content for message in begin(suite, case, target).after(asking).request.messages[2:]]
        for case in suite.cases
    ]
    assert results == [["{{ q }}", "for all", "paid"], ["for all", "for all", "paid"]]
