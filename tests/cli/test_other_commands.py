"""init, import, schema, explain, targets."""

from __future__ import annotations

import json
import re
import time

import jsonschema
import pytest


def test_the_starter_works_at_once_and_says_how_to_go_on(project):
    made = project.harness("init", "mine")
    assert made.returncode == 0, made.stderr
    assert "cd mine && harness run" in made.stdout
    assert "OPENAI_API_KEY" in made.stdout
    project.root = project.root / "mine"
    ran = project.harness("run")
    assert ran.returncode == 1, ran.stderr
    assert "30 days → 60 days" in ran.stdout
    assert "authored" in ran.stdout


def test_init_leaves_a_gitignore_as_it_is(project):
    ignored = project.write(".gitignore", "mine\n")
    made = project.harness("init")
    assert made.returncode == 0
    assert "add .harness/" in made.stderr
    assert ignored.read_text() == "mine\n"


def test_init_overwrites_nothing(project):
    project.harness("init")
    config = project.write("harness.yaml", "mine")
    ran = project.harness("init")
    assert ran.returncode == 2
    assert "exists already" in ran.stderr
    assert config.read_text() == "mine"


ROWS = [
    {"prompt": f"Question {number}", "model": model, "vendor": vendor, "output": f"Answer {number}."}
    for number in range(32)
    for model, vendor in (("gpt-x", "OpenAI"), ("org/claude-y", "Anthropic"))
]


def write_rows(project, rows, name="answers.jsonl"):
    return project.write(name, "".join(json.dumps(row) + "\n" for row in rows)).name


def test_answers_of_others_become_a_suite_and_a_verdict(project):
    done = project.harness("import", "outputs", write_rows(project, ROWS), "--suite", "imported", "--into", "there")
    assert done.returncode == 0, done.stderr
    assert "64 answers recorded" in done.stdout
    project.root = project.root / "there"
    ran = project.harness("run", "--require", "proof", "-o", "results.json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    results = json.loads((project.root / "results.json").read_text())
    assert results["targets"]["claude-y"]["failure_domain"] == {"vendor": "anthropic"}
    assert results["suites"][0]["comparisons"][0]["verdict"] == "ports"
    assert "imported" in ran.stdout


MEANINGLESS = {
    "a further file": ("outputs", ["more.jsonl"]),
    "cases of a log": ("outputs", ["--cases", "5"]),
    "a draw from a log": ("csv", ["--draw", "variety"]),
    "a model of answers": ("answers", ["--model", "gpt-x"]),
    "a baseline of cases": ("openai-evals", ["--baseline", "gpt-x"]),
    "a score of a log": ("traces", ["--score", "score"]),
}


@pytest.mark.parametrize("case", MEANINGLESS)
def test_an_option_without_meaning_for_the_format_is_refused(project, case):
    source, given = MEANINGLESS[case]
    done = project.harness("import", source, write_rows(project, ROWS), *given, "--suite", "s", "--into", "there")
    assert done.returncode == 2, done.stdout
    assert f"means nothing to the format {source}" in done.stderr
    assert not (project.root / "there").exists()


@pytest.mark.parametrize("source", ["outputs", "promptfoo"])
def test_a_score_that_no_answer_has_is_refused(project, source):
    project.write("theirs.yaml", "prompts: ['{{ q }}']\nproviders: [openai:gpt-4o]\ntests: [{vars: {q: Why?}}]\n")
    file = write_rows(project, ROWS) if source == "outputs" else "theirs.yaml"
    done = project.harness("import", source, file, "--score", "qualty", "--suite", "s", "--into", "there")
    assert done.returncode == 2, done.stdout
    assert "error[unknown-column]" in done.stderr
    assert not (project.root / "there").exists()


@pytest.mark.parametrize("into", ["file", "file/below"])
def test_a_project_cannot_be_made_where_a_file_stands(project, into):
    project.write("file", "x")
    done = project.harness("import", "outputs", write_rows(project, ROWS), "--suite", "s", "--into", into)
    assert done.returncode in (2, 5)
    assert "Traceback" not in done.stderr
    assert (project.root / "file").read_text() == "x"


def test_an_unknown_format_is_answered_with_those_there_are(project):
    done = project.harness("import", "xyz", "file")
    assert done.returncode == 2
    assert "outputs" in done.stderr
    assert "promptfoo" in done.stderr


def test_samples_without_one_say_so(project):
    project.write("none.jsonl", "")
    done = project.harness("import", "openai-evals", "none.jsonl", "--suite", "s")
    assert done.returncode == 2
    assert "holds no sample" in done.stderr


def test_a_configuration_of_promptfoo_goes_in_and_out(project):
    project.write(
        "theirs/promptfooconfig.yaml",
        "prompts: ['{{ q }}']\nproviders: [openai:gpt-4o]\ntests:\n"
        "  - {vars: {q: Why?}, assert: [{type: contains, value: so}, {type: moderation}]}\n",
    )
    done = project.harness("import", "promptfoo", "theirs", "--json", "--into", "there")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["suites"] == ["theirs"]
    assert [item["place"] for item in told["not_carried"]] == ["promptfooconfig.yaml: tests[0].assert[1]"]
    project.root = project.root / "there"
    out = project.harness("export", "promptfoo")
    assert out.returncode == 0, out.stderr
    assert "type: contains" in out.stdout
    assert "lost: theirs: baseline" in out.stderr


def test_targets_are_added_below_those_the_user_wrote(project):
    written = "# mine\nbaseline: gpt\ntargets:\n    gpt: {provider: openai, model: g}   # the one\n"
    project.write("harness.yaml", written)
    done = project.harness("import", "outputs", write_rows(project, ROWS), "--suite", "imported", "-m", "gpt-x")
    assert done.returncode == 0, done.stderr
    text = (project.root / "harness.yaml").read_text()
    assert all(line in text for line in written.splitlines())
    assert '    gpt-x: {provider: replay, model: "gpt-x"' in text


def test_what_is_odd_about_the_answers_is_said(project):
    page = "<html>404 Not Found: the page you asked for is not here</html>"
    rows = [{**row, "output": page} if row["model"] == "gpt-x" else row for row in ROWS[:-1]]
    rows[1] = {**rows[1], "output": ""}
    done = project.harness("import", "outputs", write_rows(project, rows), "--suite", "odd")
    assert "32 answers of gpt-x are the same text" in done.stderr
    assert "1 answers of org/claude-y are empty" in done.stderr
    assert "1 of 64 prompts × models have no answer" in done.stderr


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            '{"prompt": "a"}\n[]\nnot json\n',
            ["answers.jsonl:1:1", "lacks model", "answers.jsonl:2:1", "answers.jsonl:3:1"],
        ),
        ("", ["holds no row"]),
    ],
)
def test_rows_that_are_none_are_told_with_their_lines(project, rows, says):
    (project.root / "answers.jsonl").write_text(rows)
    done = project.harness("import", "outputs", "answers.jsonl", "--suite", "s")
    assert done.returncode == 2
    assert all(word in done.stderr for word in says), done.stderr
    assert not (project.root / "suites").exists()


def test_answers_to_a_suite_become_its_recordings(project):
    project.harness("init")
    rows = [{"case": "dispatch", "target": "claude", "output": "Within 2 working days."}]
    done = project.harness("import", "answers", write_rows(project, rows), "--suite", "support-answers")
    assert done.returncode == 0, done.stderr
    assert "Within 2 working days." in (project.root / "fixtures/support-answers/claude.jsonl").read_text()
    wrong = [
        {"case": "dispach", "target": "claude", "output": "x"},
        {"case": "dispatch", "target": "cloude", "output": "x"},
    ]
    done = project.harness("import", "answers", write_rows(project, wrong), "--suite", "support-answers")
    assert done.returncode == 2
    assert 'did you mean "dispatch"' in done.stderr
    assert 'did you mean "claude"' in done.stderr


@pytest.mark.parametrize("which", ["config", "suite", "results"])
def test_schemas_are_valid_json_schema(project, which):
    schema = json.loads(project.harness("schema", which).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("contains-any", "at least one"),
        ("not-regex", "RE2"),
        ("numbers", "guard"),
        ("tls", "certificate"),
        ("several comparisons", "Holm"),
        ("meaning", "threshold"),
        ("guards", "no similarity excuses"),
        ("no explicit check", "baseline's only"),
        ("single point of failure", "failure domain"),
        ("these cases only", "claim: these-cases"),
        ("+23", "further-cases"),
        ("(+2 against)", "further-cases"),
        ("unstable baseline", "disagree"),
        ("xfail", "comparisons leave the case out"),
        ("added content", "addition  (guard)"),
        ("changed number", "numbers  (guard)"),
        ("nli:some/model", "(embedder)"),
    ],
)
def test_everything_with_a_name_is_explained(project, name, says):
    assert " ".join(says.split()) in " ".join(project.harness("explain", name).stdout.split())


def test_an_unknown_name_is_told_with_the_nearest(project):
    for misspelt in ("contians", "CONTAINS"):
        ran = project.harness("explain", misspelt)
        assert ran.returncode == 2
        assert 'did you mean "contains"' in ran.stderr


def test_the_doctor_tells_a_missing_key_from_an_address_that_does_not_answer(live_project, vendor):
    config = live_project.root / "harness.yaml"
    ready = live_project.harness("targets", "--call")
    assert ready.returncode == 0, ready.stdout + ready.stderr
    assert "answered in" in ready.stdout
    both = live_project.harness("targets", "--live", "--cold-start")
    assert (both.returncode, "nothing to tell" in both.stderr) == (2, True)
    answered = live_project.harness("targets", "--call", "--live").stdout
    assert answered.count("        the head of the answer tells no limits") == 2
    config.write_text(
        "baseline: gpt\ntargets:\n  gpt: {provider: openai, model: m}\n  away: {provider: openai-compatible, model: m, base_url: 'http://127.0.0.1:9/v1'}\n"
    )
    ran = live_project.harness("targets")
    assert ran.returncode == 1
    assert "OPENAI_API_KEY" in ran.stdout
    assert "127.0.0.1:9 cannot be reached" in ran.stdout
    assert "target 'gpt'" not in ran.stdout
    first, second = ran.stdout.splitlines()[:2]
    assert first.startswith("NOT OK  gpt   m  the environment variable")
    assert second.startswith("NOT OK  away  m  ")


def test_a_served_vendor_lists_the_models_of_the_project(live_project):
    """In the form of either API, whole and by name, so that `targets --live` finds a healthy `serve` healthy."""
    ready = live_project.root / "ready"
    serving = live_project.start("serve", "--port", "0", "--text", "Yes.", "--ready-file", str(ready))
    try:
        while not (ready.exists() and (url := ready.read_text().strip())):
            assert serving.poll() is None
            time.sleep(0.01)
        config = live_project.root / "harness.yaml"
        config.write_text(re.sub(r"http://127\.0\.0\.1:\d+", url, config.read_text()))
        lived = live_project.harness("targets", "--live")
        assert lived.returncode == 0, lived.stdout
        assert lived.stdout.count("the model is there") == 2
        config.write_text(config.read_text().replace("claude-x", "claude-y"))
        lacking = " ".join(live_project.harness("targets", "--live").stdout.split())
        assert "does not list the model 'claude-y'; it has gpt-4.1, claude-x" in lacking
    finally:
        serving.terminate()
        serving.communicate(timeout=30)


def test_the_version_and_the_help_are_data(project):
    assert project.harness("--version").stdout.startswith("harness ")
    for command in ("init", "run", "targets", "import", "calibrate", "schema", "explain"):
        shown = project.harness(command, "--help")
        assert shown.returncode == 0
        assert "Example" in shown.stdout


def test_a_scenario_is_written_for_mitmproxy_and_what_is_lost_told(project):
    done = project.harness("scenario", "export", "mitmproxy", "--scenario", "S05", "-o", "faults.py")
    assert done.returncode == 0, done.stderr
    assert "lost: reset: the connection is closed without a byte" in done.stderr
    compile((project.root / "faults.py").read_text(), "faults.py", "exec")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mitmproxy"], "say what goes wrong"),
        (["toxiproxy", "--fault", "reset"], "no injector is named 'toxiproxy'"),
        (["mitmproxy", "--scenario", "S08"], "nothing of S08 can be played in mitmproxy: cut"),
    ],
)
def test_what_cannot_be_written_for_an_injector_is_refused(project, words, says):
    done = project.harness("scenario", "export", *words)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("capture --suite x --finish --port 8080", "--port has no meaning beside --finish"),
        ("capture --suite x --finish --upstream http://127.0.0.1 --keep-personal", "--upstream, --keep-personal have"),
        ("migrate gpt --check --bundle --suite suites", "--bundle, --suite have no meaning beside --check"),
        ("migrate gpt claude --check", "TO has no meaning beside --check"),
        ("migrate gpt --within 30d", "--within says what is due with --check"),
        ("migrate gpt claude --dry-run --write", "--write has no meaning beside --dry-run"),
        ("lint --rules --format sarif", "--format has no meaning beside --rules"),
        ("lint suites --rules --fail-on note", "SUITES, --fail-on have no meaning beside --rules"),
        ("serve --port 0 --fault zz", "`harness explain` lists them all"),
        ("serve --port 0 --fault bronwout", 'did you mean "brownout"?'),
        ("explain zz", "`harness explain` without a name lists all"),
    ],
)
def test_what_would_be_passed_over_or_has_no_such_name_is_refused_with_what_to_do(live_project, words, says):
    done = live_project.harness(*words.split())
    assert done.returncode == 2, done.stderr
    assert says in done.stderr


def test_the_name_of_a_suite_is_answered_with_its_file(live_project):
    (suite,) = live_project.root.glob("suites/*.yaml")
    done = live_project.harness("adapt", suite.stem, "--to", "claude")
    assert f'did you mean "suites/{suite.name}"?' in done.stderr


@pytest.mark.parametrize("kind", ["csv", "inspect", "langsmith", "traces"])
def test_a_file_that_cannot_be_read_is_told_in_words(project, kind):
    done = project.harness("import", kind, "nothing.csv")
    assert "cannot be read: No such file or directory" in done.stderr
    (project.root / "bytes.csv").write_bytes(b"prompt\n\xff\xfe\n")
    done = project.harness("import", kind, "bytes.csv")
    assert done.returncode == 2
    assert "codec" not in done.stderr


def test_models_of_unknown_vendors_are_vendors_of_their_own(project):
    rows = "".join(f"c{n},Say {n}.,{model},{n}\n" for n in range(40) for model in ("alpha", "beta"))
    (project.root / "answers.csv").write_text(f"id,prompt,model,output\n{rows}")
    imported = project.harness("import", "csv", "answers.csv", "--suite", "say")
    assert "whose alpha, beta are is not known" in imported.stdout + imported.stderr
    ready = project.harness("readiness", "--record", "none").stdout
    assert "vendor:alpha" in ready
    assert "1 of 1 workflow proven" in ready


@pytest.mark.parametrize("width", [60, 80])
def test_what_is_explained_keeps_to_the_terminal(project, width):
    """Examples and lists stay as they were written; those of these pages are narrow."""
    pages = [project.harness("explain", *name, COLUMNS=str(width)).stdout for name in ((), ("weight",), ("numbers",))]
    assert all(len(line) <= width for page in pages for line in page.splitlines())
    assert "contains-any" in pages[0]
    assert "further-cases" in pages[0]
    assert "changed its place" in " ".join(pages[2].split())
