"""Whatever a model answers: a workflow ends, within its bounds, and comes to the same from the same answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.config import Target
from harness.model.exchange import Message, Response, Tool, ToolCall, Usage
from harness.model.suite import Case, Return, Step, Suite
from harness.planning.workflow import Course, begin, joined

TARGET = Target(name="gpt", provider="openai", model="m")
TOOLS = (Tool("find"), Tool("pay"))
RETURNS = (Return(tool="find", result={"found": "{{ word }}"}), Return(tool="pay", arguments={"sum": 1}, result="ok"))
PROMPTS = ("{{ word }}", "{{ steps.s0 }}", "{{ steps.s0 | upper }}", "{{ steps.s0.json.x }}")

calls = st.builds(
    ToolCall,
    st.sampled_from(("find", "pay", "unheard-of")),
    st.dictionaries(st.sampled_from(("sum", "")), st.none() | st.floats() | st.integers() | st.text(max_size=5)),
)
amounts = st.none() | st.integers(0, 1000)
responses = st.builds(
    Response,
    text=st.text(max_size=10) | st.sampled_from(('{"x": "{{ word }}"}', "{{ steps.s9 }}", "{% if %}", "\ud800")),
    tool_calls=st.lists(calls, max_size=3).map(tuple) | st.just(()),
    usage=st.builds(Usage, input_tokens=amounts, output_tokens=amounts),
    latency_s=st.none() | st.floats(0, 100),
)


@st.composite
def begun(draw: st.DrawFn) -> Course:
    steps = []
    for number in range(draw(st.integers(1, 3))):
        asked = draw(st.sampled_from(PROMPTS if number else PROMPTS[:1]))
        offered = draw(st.booleans())
        step = Step(
            name=f"s{number}",
            prompt=(Message("user", asked),),
            fresh=draw(st.booleans()),
            tools=TOOLS if offered else (),
            returns=RETURNS if offered else (),
            max_calls=draw(st.integers(1, 4)),
        )
        steps.append(step)
    case = Case(id="one", vars={"word": "hi"})
    return begin(Suite(name="s", path="s.yaml", steps=tuple(steps), cases=(case,)), case, TARGET)


def followed(course: Course, answers: list[Response]) -> list[Course]:
    """The course after each answer; the last answer is given again and again."""
    passed = [course]
    while course.request is not None:
        course = course.after(answers[min(len(passed), len(answers)) - 1])
        passed.append(course)
    return passed


@given(begun(), st.lists(responses, min_size=1, max_size=12))
def test_a_workflow_ends_within_its_bounds(course, answers):
    passed = followed(course, answers)
    ended = passed[-1]
    assert ended.broken or len(ended.steps) == len(course.suite.steps)
    for step, taken in zip(course.suite.steps, ended.steps, strict=False):
        assert 1 <= taken.calls <= step.max_calls
    assert sum(taken.calls for taken in ended.steps) == len(passed) - 1
    assert followed(course, answers) == passed


@given(begun(), st.lists(responses, min_size=1, max_size=12))
def test_every_call_of_a_tool_has_its_result_and_an_id_of_its_own(course, answers):
    for one in followed(course, answers)[:-1]:
        assert one.request is not None
        called = [call.id for message in one.request.messages for call in message.tool_calls]
        answered = [message.tool_call_id for message in one.request.messages if message.role == "tool"]
        assert called == answered
        assert len(set(called)) == len(called)


@given(st.lists(responses, min_size=1, max_size=6), st.data())
def test_parts_joined_are_the_whole_joined(answers, data):
    cut = data.draw(st.integers(1, len(answers)))
    parts = [joined(part) for part in (answers[:cut], answers[cut:]) if part]
    whole, again = joined(answers), joined(parts)
    assert (again.text, again.usage, len(again.tool_calls)) == (whole.text, whole.usage, len(whole.tool_calls))
    assert (again.latency_s is None) == (whole.latency_s is None)
    assert abs((again.latency_s or 0.0) - (whole.latency_s or 0.0)) < 1e-6
