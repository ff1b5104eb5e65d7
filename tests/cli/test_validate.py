"""harness validate: every file is read, nothing is called, and nothing need be recorded."""

from __future__ import annotations

import pytest

from harness.planning import needs


@pytest.fixture
def demo(project):
    project.write(
        "harness.yaml",
        "baseline: a\ntargets:\n  a: {provider: openai, model: gpt-4o}\n  b: {provider: anthropic, model: claude-opus-5-5}\n",
    )
    project.write("suites/demo.yaml", 'suite: demo\nprompt: "{{ q }}"\nsamples: 2\ncases: [{id: x, vars: {q: hi}}]\n')
    return project


def test_a_project_without_a_recording_or_a_key_is_valid(demo):
    done = demo.harness("validate")
    assert (done.returncode, done.stdout) == (
        0,
        "valid: 1 suite with 1 case for 2 targets, 4 answers to ask for, 0 files of recordings\n",
    )


@pytest.mark.parametrize("command", [("validate",), ("run", "--dry-run")])
def test_what_needs_a_package_that_is_not_installed_is_named(demo, monkeypatch, command):
    monkeypatch.setattr(needs, "find_spec", lambda name: None)
    demo.write("suites/demo.yaml", "suite: demo\nprompt: hi\nequivalence: {embedder: nli}\ncases: [{id: x}]\n")
    done = demo.harness(*command)
    assert done.returncode == 0, done.stderr
    assert "embedder: nli needs 'sentence_transformers'" in done.stderr
    assert "portproof[local]" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        (
            "suites/demo.yaml",
            "suite: demo\nprompt: '{{ r }}'\ncases: [{id: x, vars: {q: hi}}]\n",
            2,
            "undefined-variable",
        ),
        ("suites/other.yaml", "suite: other\n", 2, "other.yaml"),
        ("harness.yaml", "baseline: a\n", 2, "missing-key"),
        ("fixtures/demo/a.jsonl", "garbage\n", 5, "a.jsonl:1"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(demo, name, content, code, told):
    demo.write(name, content)
    done = demo.harness("validate")
    assert (done.returncode, told in done.stderr) == (code, True)


def test_a_column_that_nothing_uses_and_that_is_nearly_a_known_one_is_asked_about(demo):
    demo.write("suites/t.csv", "q,expcted\nhi,yes\n")
    demo.write("suites/demo.yaml", 'suite: demo\nprompt: "{{ q }}"\ncases: [{file: t.csv}]\n')
    done = demo.harness("validate")
    assert done.returncode == 0
    assert 'did you mean "expected"?' in " ".join(done.stderr.split())


@pytest.mark.parametrize("command", [("validate",), ("run", "--record", "none", "-v")])
def test_a_list_beside_the_suites_that_none_of_them_reads_is_told_and_changes_no_exit_code(demo, command):
    before = demo.harness(*command).returncode
    demo.write("suites/stray.yaml", "- suite: demo\n")
    done = demo.harness(*command)
    told = " ".join((done.stdout + done.stderr).split())
    assert (done.returncode, "suites/stray.yaml is passed over: it holds a list" in told) == (before, True)


def test_where_the_configuration_is_wrong_it_is_said_that_no_suite_was_read(demo):
    demo.write("suites/demo.yaml", "suite: demo\n")
    assert "were not read" not in demo.harness("validate").stderr
    demo.write("harness.yaml", "baseline: a\ntargets: {a: {provider: openai, model: m, colour: red}}\n")
    assert "1 problem; the suites were not read yet" in " ".join(demo.harness("validate").stderr.split())
