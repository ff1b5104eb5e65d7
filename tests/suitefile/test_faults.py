"""Bad inputs that concern whole projects; those of one part are in the part's own tests."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest

from harness.errors import InputError
from harness.suitefile import table_formats, table_rows, tables
from harness.yamlfile import parsing as _yaml


def test_a_suite_of_200_megabytes_is_refused_unread(project, seconds):
    path = project.write("suites/big.yaml", "suite: big\n")
    os.truncate(path, 200_000_000)
    with seconds(5), pytest.raises(InputError, match=r"200\.0 MB, at most 10 MB"):
        project.suites()


def test_a_suite_that_is_a_pipe_does_not_hang(project):
    (project.root / "suites").mkdir()
    os.mkfifo(project.root / "suites" / "x.yaml")
    with pytest.raises(InputError, match="a pipe, not a regular file"):
        project.suites()


def test_many_cases_fit_into_little_memory(project, pytestconfig):
    rows = "".join(f"row-{number},question {number}\n" for number in range(20_000))
    project.write("suites/rows.csv", "id,q\n" + rows)
    project.write("suites/x.yaml", "suite: x\nprompt: '{{ q }}'\ncases: [{file: rows.csv}]\n")
    code = (
        "from pathlib import Path\n"
        "from harness.suitefile.config import load_config\nfrom harness.suitefile.suite import load_suite\n"
        "print(len(load_suite(Path('suites/x.yaml'), load_config(Path('harness.yaml'))).cases))\n"
    )
    limit = 150 * 1024 * 1024
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(pytestconfig.rootpath)},
        cwd=project.root,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
        check=False,
    )
    assert (done.stdout, done.stderr) == ("20000\n", "")


def test_the_bounds_are_as_documented():
    assert (_yaml.BIGGEST, _yaml.DEEPEST, _yaml.MOST_ALIASED) == (10_000_000, 50, 10_000)
    assert (table_formats.BIGGEST_TEXT, tables.BIGGEST_TABLE, table_rows.MOST_CASES) == (
        5_000_000,
        200_000_000,
        1_000_000,
    )


@pytest.mark.parametrize(
    "keys",
    [
        "base_url: https://evil.test",
        "api_key_env: OPENAI_API_KEY",
        "headers: {Authorization: x}",
        "extra: {store: true}",
        "proxy: http://evil.test",
        "provider: file://x.py",
        "providers: [python:x.py]",
        "plugins: [x]",
        "env: {A: b}",
        "history: sqlite:///x",
        "budget_usd: 1000",
        "config: x",
    ],
)
def test_a_suite_grants_itself_nothing(project, keys):
    problem = project.problem(f"suite: x\nprompt: hello\n{keys}\ncases: [{{}}]\n")
    assert problem.slug == "unknown-key"


@pytest.mark.parametrize(
    "variant", ["{base_url: https://evil.test}", "{model: x}", "{params: {extra_body: {}}}", "{params: {headers: {}}}"]
)
def test_nor_does_a_variant(project, variant):
    problem = project.problem(f"suite: x\nprompt: hello\nvariants: {{gpt: {variant}}}\ncases: [{{}}]\n")
    assert problem.slug == "unknown-key"


@pytest.mark.parametrize("check", ["python: file://x.py", "javascript: process.exit()", "webhook: https://evil.test"])
def test_no_check_runs_code(project, check):
    problem = project.problem(f"suite: x\nprompt: hello\nassert: [{{{check}}}]\ncases: [{{}}]\n")
    assert problem.slug == "unknown-assertion"


@pytest.mark.parametrize("provider", ["file://x.py", "python:x.py", "exec:ls", "os", "harness.cli", "../x", "_keys"])
def test_a_provider_is_a_known_name(project, provider):
    problem = project.problem(f"baseline: a\ntargets: {{a: {{provider: '{provider}', model: m}}}}\n", config=True)
    assert problem.slug == "unknown-provider"


@pytest.mark.parametrize("sign", ["\\u202e", "\\u200b", "\\ufeff", "\\u2066", "\\e[31m"])
def test_what_nobody_sees_is_refused_and_spelt_out(project, sign):
    for text, config in (
        (f'suite: x\nprompt: hello\ncases: [{{id: "a{sign}b"}}]\n', False),
        (f'baseline: a\ntargets: {{a: {{provider: openai, model: "a{sign}b"}}}}\n', True),
    ):
        problem = project.problem(text, config=config)
        assert problem.slug in ("bad-id", "hidden-character")
        assert "a<U+" in problem.message


@pytest.mark.parametrize("price", [".nan", ".inf", "-.inf", "-1", '"1"', "", "true", "1.0e+999", "free"])
def test_a_price_is_a_number_of_dollars(project, price):
    target = f"    provider: openai\n    model: m\n    price:\n      output: 1\n      input: {price}\n"
    assert project.problem(f"baseline: a\ntargets:\n  a:\n{target}", config=True).location.line == 8


@pytest.mark.parametrize("number", [".nan", "-1", '"0.8"', "1000000000", "1.5"])
def test_samples_are_a_sensible_whole_number(project, number):
    assert project.problem(f"suite: x\nprompt: hello\nsamples: {number}\ncases: [{{}}]\n").location.line == 3


def count_of(problems, slug):
    return sum(problem.slug == slug for problem in problems)


@pytest.mark.parametrize("count", [4_000, 16_000])
def test_thousands_of_unknown_keys_are_told_in_a_moment_and_counted(project, seconds, count):
    keys = "".join(f"key{number}: 1\n" for number in range(count))
    with seconds(20):  # it was 5 s and 1.1 MB for 4,000, and four times the keys took sixteen times as long
        problems = project.problems("suite: x\nprompt: hello\ncases: [{}]\n" + keys)
    assert count_of(problems, "unknown-key") == 21
    assert problems[-1].message == f"… and {count - 20:,} more of this kind"
    assert problems[-1].location.line == 4 + 20


def test_what_is_wrong_with_every_case_is_told_twenty_times(project):
    cases = "".join(f"  - {{id: c{number}, var: {{q: x}}}}\n" for number in range(1_000))
    problems = project.problems("suite: x\nprompt: hello\ncases:\n" + cases)
    assert [problem.slug for problem in problems] == ["unknown-key"] * 21
    assert problems[-1].message == "… and 980 more of this kind"


def test_mistakes_of_different_kinds_are_all_told(project):
    keys = "".join(f"key{number}: 1\n" for number in range(30))
    slugs = {
        problem.slug
        for problem in project.problems(f"suite: x\nprompt: hello\nleast: 2\ncases: [1]\n{keys}samples: no way\n")
    }
    assert slugs == {"unknown-key", "out-of-range", "wrong-type"}


@pytest.mark.parametrize(("name", "slug"), [("one line", "file-too-big"), ("many lines", "bad-row")])
def test_an_endless_field_is_refused_before_it_fills_the_memory(project, name, slug):
    piece = "x" * 99 + ("" if name == "one line" else "\n")
    project.write("suites/t.csv", 'id,q\na,"' + piece * 300_000 + '"\n')
    problem = project.problem("suite: x\nprompt: '{{ q }}'\ncases: [{file: t.csv}]\n")
    assert problem.slug == slug
    assert "files of their own" in problem.hint


def test_an_endless_line_of_json_is_refused(project):
    project.write("suites/t.jsonl", '{"q": "' + "x" * 21_000_000 + '"}\n')
    assert project.problem("suite: x\nprompt: '{{ q }}'\ncases: [{file: t.jsonl}]\n").slug == "file-too-big"
