"""A variant put into a suite's file: comments and layout stay, and it is read back as it was meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.adapting.proof import same_but_places
from harness.adapting.writing import WrittenTuning, patch, prompt_value, with_entry, with_value
from harness.errors import UsageError
from harness.model.exchange import Attachment, Message, ToolCall
from harness.model.location import Location
from harness.model.suite import Case
from harness.spool.sequence import kept as kept_on_disk
from harness.yamlfile.parsing import parse

ADAPTED = {"day": "2026-11-29", "verdict": "ports"}
OWN = {"": (Message("system", "Be brief."), Message("user", "{{ q }}"))}
TUNED = {"": (Message("system", "Be brief.\nJSON only."), Message("user", "{{ q }}"))}
BLOCK = """\
# head
suite: demo   # its name

prompt: {system: Be brief., user: "{{ q }}"}
# what is asked
cases:
  - {vars: {q: Why?}}   # one
"""


def loaded(text):
    return parse(text.encode(), "demo.yaml")[0].value


def entry(**more):
    return WrittenTuning(**{"target": "claude", "prompts": TUNED, "params": {}, "adapted": ADAPTED} | more)


def kept(before, after):
    """Whether every line that was there is still there, in order."""
    lines = iter(after.splitlines())
    return all(line in lines for line in before.splitlines())


def test_cases_on_disk_are_compared_without_their_places_like_others():
    case = Case(id="a", vars={"q": "x"}, location=Location("s.yaml", 3, 1))
    near = (case, replace(case, id="b"))
    far = kept_on_disk((replace(each, location=Location("s.yaml", 9, 1)) for each in near), most=1)
    assert not isinstance(far, tuple)
    assert same_but_places(far) == same_but_places(near)


def test_variants_are_put_above_the_cases_and_above_the_comment_that_is_theirs():
    after = with_entry(BLOCK, entry(), OWN)
    assert kept(BLOCK, after)
    assert after.index("variants:") < after.index("# what is asked") < after.index("cases:")
    variant = loaded(after)["variants"]["claude"]
    assert variant == {"prompt": {"system": "Be brief.\nJSON only.", "user": "{{ q }}"}, "adapted": ADAPTED}


WITH_OTHERS = """\
suite: demo
variants:
  # the old one
  openai:
    prompt: {system: Hm.}   # kept
  claude:   # tuned by hand
    # why so cold
    params: {temperature: 0}

    prompt:
      system: |
        Old text.
      user: "{{ q }}"
# below
cases: []
"""


def test_only_the_values_of_that_target_are_replaced():
    after = with_entry(WITH_OTHERS, entry(params={"temperature": 0, "max_tokens": 90}), OWN)
    for line in (
        "  # the old one",
        "    prompt: {system: Hm.}   # kept",
        "  claude:   # tuned by hand",
        "    # why so cold",
    ):
        assert line in after.splitlines()
    assert "Old text." not in after
    read = loaded(after)["variants"]
    assert read["claude"]["params"] == {"temperature": 0, "max_tokens": 90}
    assert read["openai"] == {"prompt": {"system": "Hm."}}
    assert after.splitlines()[-2:] == ["# below", "cases: []"]


@pytest.mark.parametrize(
    "text",
    [
        "suite: demo\nvariants: {openai: {params: {seed: 1}}}\ncases: []\n",
        "suite: demo\nvariants: {}\ncases: []\n",
        "{suite: demo, cases: []}\n",
        "suite: demo\nvariants:\n  claude: {params: {seed: 1}}\ncases: []",
        "suite: demo\ncases: []\nvariants:\n    claude:\n        params:\n            seed: 1",
        "\ufeffsuite: demo\r\n# a\r\nvariants:\r\n  claude: {}\r\ncases: []\r\n",
    ],
)
def test_every_layout_is_written_into(text):
    after = with_entry(text, entry(), OWN)
    before, read = loaded(text), loaded(after)
    claude = {**(before.get("variants") or {}).get("claude", {}), "prompt": prompt_value(TUNED[""]), "adapted": ADAPTED}
    assert read == {**before, "variants": {**(before.get("variants") or {}), "claude": claude}}
    assert after[:1] == text[:1]
    assert ("\r\n" in text) == ("\r\n" in after)
    assert "\r" not in after.replace("\r\n", "")


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\n\t"), min_size=1).filter(
    str.strip
)


@example(["0\n#"], 1)
@example(["\n#"], 2)
@example(["Sort it.\n# Output\n# one word"], 2)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(1, 6))
def test_any_text_is_read_back_as_it_was_meant(texts, indent):
    messages = tuple(Message("user" if at % 2 == 0 else "assistant", text) for at, text in enumerate(texts))
    text = f"suite: demo\nvariants:\n{' ' * indent}other: {{params: {{seed: 1}}}}\ncases: []\n"
    after = with_entry(text, entry(prompts={"": messages}), OWN)
    read = loaded(after)
    assert [turn["content"] for turn in read["variants"]["claude"]["prompt"]] == texts
    assert read["variants"]["other"] == {"params": {"seed": 1}}


def test_a_portable_prompt_becomes_the_suites_own():
    after = with_entry(BLOCK, entry(portable=True), OWN)
    read = loaded(after)
    assert read["prompt"] == {"system": "Be brief.\nJSON only.", "user": "{{ q }}"}
    assert read["variants"] == {"claude": {"adapted": ADAPTED}}
    assert "# what is asked" in after


STEPS = "suite: demo\nsteps:\n  - step: one   # first\n    prompt: A\n  - step: two\n    prompt: B\ncases: []\n"


def test_steps_are_changed_by_name():
    own = {"one": (Message("user", "A"),), "two": (Message("user", "B"),)}
    tuned = {"two": (Message("user", "B, briefly"),)}
    read = loaded(with_entry(STEPS, entry(prompts=tuned), own))
    assert read["variants"]["claude"]["steps"] == {"two": [{"role": "user", "content": "B, briefly"}]}
    again = with_entry(STEPS, entry(prompts=tuned, portable=True), own)
    assert loaded(again)["steps"] == [{"step": "one", "prompt": "A"}, {"step": "two", "prompt": {"user": "B, briefly"}}]
    assert "# first" in again


def test_messages_keep_what_is_attached_and_called():
    picture = Attachment("image", "{{ file }}")
    call = Message("assistant", "", (ToolCall("find", {"id": 7}, "c1"),))
    value = prompt_value(
        (Message("user", "See.", attachments=(picture,)), call, Message("tool", "x", tool_call_id="c1"))
    )
    assert value == [
        {"role": "user", "content": "See.", "images": ["{{ file }}"]},
        {"role": "assistant", "content": "", "tool_calls": [{"name": "find", "arguments": {"id": 7}, "id": "c1"}]},
        {"role": "tool", "content": "x", "tool_call_id": "c1"},
    ]


def test_a_part_alone_would_leave_the_suites_other_part():
    only_user = {"": (Message("user", "{{ q }} JSON."),)}
    read = loaded(with_entry(BLOCK, entry(prompts=only_user), OWN))
    assert read["variants"]["claude"]["prompt"] == [{"role": "user", "content": "{{ q }} JSON."}]


@pytest.mark.parametrize("text", ["- a\n", "suite: demo\nvariants: [a]\n", "suite: demo\nvariants: text\n"])
def test_what_cannot_be_written_is_said(text):
    with pytest.raises(UsageError) as caught:
        with_value(text, ("variants", "claude", "prompt"), "x")
    assert caught.value.slug == "not-writable"


def test_a_patch_is_one_that_git_takes():
    assert patch("a\nb", "a\nc", "suites/demo.yaml") == (
        "--- a/suites/demo.yaml\n+++ b/suites/demo.yaml\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
        "+c\n\\ No newline at end of file\n"
    )
