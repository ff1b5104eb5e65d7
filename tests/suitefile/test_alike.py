"""Cases that ask the same are one group, whatever their ids and whatever else they say."""

from __future__ import annotations

import pytest

HEAD = "suite: demo\nprompt: 'What is the capital of {{ c }}?'\n"


def groups_of(project, cases, head=HEAD):
    suite = project.suite(head + "cases:\n" + "".join(f"  - {case}\n" for case in cases))
    return [case.group for case in suite.cases]


@pytest.mark.parametrize(
    "again",
    [
        "vars: {c: Spain}",
        "vars: {c: Spain, unused: 7}",
        "{vars: {c: Spain}, expected: Madrid}",
        "{vars: {c: Spain}, assert: [{contains: Madrid}]}",
        "{vars: {c: Spain}, xfail: {claude: known}}",
    ],
)
def test_what_changes_no_request_tells_no_cases_apart(project, again):
    first, other, second = groups_of(project, ["vars: {c: Spain}", "vars: {c: Italy}", again])
    assert first == second is not None
    assert other is None


@pytest.mark.parametrize(
    ("prompt", "one", "other"),
    [
        ("'{{ c }}'", "{c: Spain}", "{c: spain}"),
        ("'{{ c }}'", "{c: 12.50}", "{c: 12.5}"),
        ("'{{ c }}{{ d }}'", "{c: Spain, d: 1}", "{c: Spain, d: 2}"),
        ("'{% if d %}Say {% endif %}{{ c }}'", "{c: Spain, d: true}", "{c: Spain, d: false}"),
        ("{user: '{{ c }}', system: '{{ d }}'}", "{c: Spain, d: 1}", "{c: Spain, d: 2}"),
    ],
)
def test_what_changes_a_request_does(project, prompt, one, other):
    head = f"suite: demo\nprompt: {prompt}\n"
    assert groups_of(project, [f"vars: {one}", f"vars: {other}"], head) == [None, None]


_SIDES = ("{c: ' Spain'}", "{c: 'Spain  '}")


@pytest.mark.parametrize(
    ("content", "are_alike"),
    [
        ("{{ c }}", (True, True)),
        (" {{ c }} ", (True, True)),
        ("Of {{ c }}", (False, True)),
        ("{{ c }}?", (True, False)),
        ("Complete: [{{ c }}]", (False, False)),
        ("{{ c }} or {{ c }}", (False, False)),
        ("{{ c | trim }}!", (True, True)),
        ("{% if c %}[{{ c }}]{% endif %}", (False, False)),
        ("{% if c %}{{ c }}{% endif %}", (True, True)),
    ],
)
def test_blanks_are_set_aside_at_the_ends_of_a_message_alone(project, content, are_alike):
    """Within it they may be indentation."""
    for again, is_alike in zip(_SIDES, are_alike, strict=True):
        head = f"suite: demo\nprompt: '{content}'\n"
        first, second = groups_of(project, ["vars: {c: Spain}", f"vars: {again}"], head)
        assert (first == second is not None) == is_alike


def test_a_variable_that_ends_one_message_and_stands_inside_another_keeps_its_blanks(project):
    head = "suite: demo\nprompt: {system: '{{ c }}', user: 'Complete [{{ c }}]'}\n"
    assert groups_of(project, ["vars: {c: x}", "vars: {c: ' x'}", "vars: {c: 'x '}"], head) == [None] * 3


def test_a_template_that_decides_is_filled_in(project):
    head = "suite: demo\nprompt: '{% if d %}Say {{ c }}{% else %}Hello{% endif %} {{ e | upper }}'\n"
    cases = [f"vars: {{c: {c}, d: false, e: {e}}}" for c, e in (("a", "x"), ("b", "X"), ("c", "y"))]
    first, second, third = groups_of(project, cases, head)
    assert first == second is not None
    assert third is None


def test_a_variable_of_a_variant_or_of_a_later_step_is_used(project):
    variant = HEAD + "variants: {claude: {prompt: {user: '{{ c }} {{ d }}'}}}\n"
    cases = ["vars: {c: Spain, d: 1}", "vars: {c: Spain, d: 2}", "vars: {c: Spain, d: 2}"]
    first, second, third = groups_of(project, cases, variant)
    assert first is None
    assert second == third is not None
    steps = (
        "suite: demo\nsteps:\n  - {step: one, prompt: '{{ c }}'}\n  - {step: two, prompt: '{{ steps.one }} {{ d }}'}\n"
    )
    first, second, third = groups_of(project, cases, steps)
    assert first is None
    assert second == third is not None


def test_written_groups_that_share_a_question_are_one(project):
    cases = [
        "{vars: {c: Spain}, group: a}",
        "{vars: {c: Italy}, group: a}",
        "{vars: {c: Italy}, group: b}",
        "{vars: {c: France}, group: b}",
        "{vars: {c: France}}",
        "{vars: {c: Norway}, group: other}",
        "{vars: {c: Norway}, group: other}",
    ]
    assert groups_of(project, cases) == ["a"] * 5 + ["other"] * 2


def test_what_was_written_is_told_from_what_was_joined(project):
    once = project.suite(HEAD + "cases: [{id: a, vars: {c: Spain}}, {id: b, vars: {c: Spain}}]\n")
    grouped = project.suite(
        HEAD + "cases: [{id: a, vars: {c: Spain}, group: x}, {id: b, vars: {c: Spain}, group: x}]\n"
    )
    assert once.alike == grouped.alike == {"a": "a", "b": "a"}
    assert (once.regrouped, grouped.regrouped) == ({"a", "b"}, set())
    assert once.digest != grouped.digest


def test_cases_on_disk_are_joined_too(project, monkeypatch):
    monkeypatch.setattr("harness.suitefile.cases.cases_limit", lambda: 2)
    monkeypatch.setattr("harness.suitefile.alike.cases_limit", lambda: 2)
    suite = project.suite(HEAD + "cases:\n" + "".join(f"  - vars: {{c: {number % 5}}}\n" for number in range(20)))
    assert len({case.group for case in suite.cases}) == 5
    assert None not in {case.group for case in suite.cases}
