"""Runs found again: only where nothing they rest on has changed, and then as if they had been made anew."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import harness
from harness import api, plugins, running
from harness.exit_codes import codes_of
from harness.resultsfile.writing import pieces
from harness.stored_runs import grounds, store
from harness.stored_runs.question import RunQuestion
from harness.summary import of

ROOT = Path(__file__).parents[2]
CONFIG = """\
baseline: gpt
targets:
  gpt: {provider: openai, model: gpt-5.1}
  claude: {provider: anthropic, model: claude-x}
"""
SUITE = """\
suite: demo
params: {max_tokens: 50}
prompt: "{{ question }} {{ policy }}"
assert: [{not-contains: sorry}]
cases:
  - {id: one, vars: {question: Why?, policy: {file: policy.md}}}
  - {file: more.jsonl}
"""
ROWS = [{"id": f"c{number}", "question": f"What is {number}?", "policy": "-"} for number in range(5)]
IDS = ("one", *(row["id"] for row in ROWS))


@pytest.fixture
def replayed(tmp_path, monkeypatch):
    """A project of which everything is recorded, in which a run of any size is kept."""
    monkeypatch.chdir(tmp_path)
    for name in ("HARNESS_RECORD", "HARNESS_CONFIG", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(store, "FEWEST", 1)
    (tmp_path / "harness.yaml").write_text(CONFIG)
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites/demo.yaml").write_text(SUITE)
    (tmp_path / "suites/policy.md").write_text("Be brief.")
    (tmp_path / "suites/more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    record(tmp_path)
    return tmp_path


def record(root):
    """Answers to whatever the project asks now."""
    from harness.importers import answers
    from harness.model.carrying import ImportOptions

    rows = [
        {
            "case": case,
            "target": target,
            "output": f"Because of {7 + (case == 'c1' and target == 'claude')}, it is said.",
        }
        for case in IDS
        for target in ("gpt", "claude")
    ]
    source = root / "answers.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    answers.take_over(source, ImportOptions(suite="demo", root=root))
    source.unlink()


@pytest.fixture
def made(monkeypatch):
    """The runs that were made instead of being found."""
    runs = []
    make = api.run

    def counted(*args, **options):
        runs.append(make(*args, **options))
        return runs[-1]

    monkeypatch.setattr(api, "run", counted)
    return runs


def as_text(run):
    """All of it but what no two runs share."""
    plain = replace(run, id="", started_at="", finished_at="", elapsed_s=0.0, extra={**run.extra, "judged": None})
    return "".join(pieces(plain))


def test_what_has_not_changed_is_found_and_is_a_run_of_its_own(replayed, made):
    first, again = harness.run(), harness.run()
    assert len(made) == 1
    assert as_text(first) == as_text(again)
    assert again.suites == first.suites
    assert again.id > first.id
    assert again.started_at >= first.finished_at
    assert again.extra["judged"] == {"run": first.id, "at": first.finished_at}
    fresh = replace(of(again), totals="")
    found = store.find(RunQuestion.of([], None, {}), print)
    assert replace(found.summary, run=again, totals="") == fresh
    assert found.codes == codes_of(first) == codes_of(again)


def edit(path, before, after):
    def change(root):
        text = (root / path).read_text()
        assert before in text
        (root / path).write_text(text.replace(before, after, 1))

    return change


def write(path, text):
    def change(root):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return change


def remove_recording(root):
    (root / "fixtures/demo/claude.jsonl").unlink()


CHANGES = {
    "a byte of an answer": edit("fixtures/demo/claude.jsonl", "it is said", "it is laid"),
    "a line of a recording": edit("fixtures/demo/gpt.jsonl", "\n", "\n\n"),
    "a recording that is gone": remove_recording,
    "a prompt": edit("suites/demo.yaml", "{{ question }} ", "{{ question }}  "),
    "a check": edit("suites/demo.yaml", "sorry", "Because"),
    "a comment": edit("suites/demo.yaml", "suite: demo", "suite: demo # ours"),
    "a row of a table": edit("suites/more.jsonl", "c4", "c9"),
    "a file that a case names": edit("suites/policy.md", "brief", "bried"),
    "a new suite": write("suites/other.yaml", SUITE.replace("suite: demo", "suite: other")),
    "a file beside the suites": write("suites/deep/notes.yml", "a: 1"),
    "the rules": edit("harness.yaml", "baseline: gpt", "baseline: gpt\nequivalence: {margin: 0.2}"),
    "a drill": write(".harness/drills.json", '{"schema": "harness.drills/1", "drills": []}'),
    "a run that was cut": write(".harness/runs/20260101-000000-000000/journal.db", ""),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_a_run_reads_is_seen_to_have_changed(replayed, made, what):
    harness.run(record="none")
    harness.run(record="none")
    assert len(made) == 1
    CHANGES[what](replayed)
    try:
        run = harness.run(record="none")
    except harness.errors.HarnessError:
        return  # it was looked at
    assert len(made) == 2, "answered by what was judged before"
    assert as_text(run) == as_text(api.run(record="none", stored_scores=False))


OPTIONS = (
    {"targets": ["claude"]},
    {"cases": "c1"},
    {"samples": 1},
    {"baseline_samples": 1},
    {"record": "none"},
    {"budget_usd": 0},
    {"concurrency": 2},
    {"stored_scores": False},
    {"allow_exec": True},
    {"samples": "auto"},
    {"suites": "suites/demo.yaml"},
)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_another_question_has_another_answer(replayed, made, options):
    harness.run()
    harness.run(**options)
    assert len(made) == 2


def test_what_the_environment_says_counts(replayed, made, monkeypatch):
    harness.run()
    monkeypatch.setenv("OPENAI_API_KEY", "a-key-that-is-kept-nowhere")
    harness.run()
    assert len(made) == 2
    monkeypatch.setenv("OPENAI_API_KEY", "another-key-that-is-kept-nowhere")
    harness.run()
    assert len(made) == 2
    monkeypatch.setenv("HARNESS_RECORD", "none")
    harness.run()
    assert len(made) == 3
    other = replayed / "other.yaml"
    other.write_text(CONFIG)
    monkeypatch.setenv("HARNESS_CONFIG", str(other))
    harness.run()
    assert len(made) == 4
    assert not any(b"kept-nowhere" in path.read_bytes() for path in (replayed / store.FOLDER).iterdir())


def test_a_configuration_that_appears_nearer_is_found(replayed, made, monkeypatch):
    below = replayed / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    harness.run()
    shutil.copytree(replayed / "suites", below / "suites")
    shutil.copytree(replayed / "fixtures", below / "fixtures")
    (below / "harness.yaml").write_text(CONFIG)
    harness.run()
    assert len(made) == 2


@pytest.fixture
def package(tmp_path_factory, monkeypatch):
    """Files in place of harness's own, that may be changed."""
    folder = tmp_path_factory.mktemp("package")
    for name in ("version.py", "weights.json", "model.onnx"):
        (folder / name).write_text("1")
    monkeypatch.setattr(grounds, "PACKAGE", folder)
    monkeypatch.setattr(grounds, "LOADED_AT", 4e9)
    return folder


def test_an_update_judges_anew(replayed, made, package):
    harness.run()
    for number, name in enumerate(("version.py", "weights.json"), 2):
        (package / name).write_text("2")
        harness.run()
        assert len(made) == number
    (package / "model.onnx").write_text("2")  # its digest stands in the code
    harness.run()
    assert len(made) == 3


def test_code_that_is_no_longer_what_runs_keeps_nothing(replayed, made, package, monkeypatch):
    monkeypatch.setattr(grounds, "LOADED_AT", (package / "version.py").stat().st_ctime)
    harness.run()
    harness.run()
    assert len(made) == 2


def test_a_library_of_another_version_judges_anew_and_plug_ins_of_others_are_never_known(
    replayed, made, tmp_path_factory, monkeypatch
):
    site = tmp_path_factory.mktemp("site")
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    (site / "acme-1.0.dist-info").mkdir()
    harness.run()
    (site / "acme-1.0.dist-info").rename(site / "acme-1.1.dist-info")
    harness.run()
    harness.run()
    assert len(made) == 2
    (site / "acme-1.1.dist-info/entry_points.txt").write_text("[harness.guards]\nx = acme.x\n")
    harness.run()
    harness.run()
    assert len(made) == 4


def offered(place, how):
    """A plug-in where Python finds it; returns what stands in `sys.path`."""
    points = "[harness.guards]\nx = acme.x\n"
    if how == "archive":
        with zipfile.ZipFile(place / "acme.zip", "w") as archive:
            archive.writestr("acme-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
            archive.writestr("acme-1.0.dist-info/entry_points.txt", points)
        return str(place / "acme.zip")
    names = {"working directory": "acme-1.0.egg-info", "egg": "acme-1.0.egg/EGG-INFO", "capitals": "acme-1.0.DIST-INFO"}
    info = place / names[how]
    info.mkdir(parents=True)
    (info / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(points)
    return {"working directory": "", "egg": str(info.parent), "capitals": str(place)}[how]


@pytest.mark.parametrize("how", ["working directory", "archive", "egg", "capitals"])
def test_plug_ins_are_seen_wherever_python_finds_them(replayed, made, tmp_path_factory, monkeypatch, how):
    place = replayed if how == "working directory" else tmp_path_factory.mktemp("site")
    monkeypatch.setattr(sys, "path", [offered(place, how), *sys.path])
    assert [point.name for point in metadata.entry_points(group="harness.guards")] == ["x"]
    plugins.names.cache_clear()
    monkeypatch.setattr(plugins, "_installed", lambda kind: ())
    assert grounds.Instrument.here() is None
    harness.run()
    harness.run()
    assert len(made) == 2


def test_an_archive_of_libraries_alone_hinders_nothing(replayed, made, tmp_path_factory, monkeypatch):
    with zipfile.ZipFile(tmp_path_factory.mktemp("site") / "acme.zip", "w") as archive:
        archive.writestr("acme/__init__.py", "")
    monkeypatch.setattr(sys, "path", [*sys.path, archive.filename])
    harness.run()
    harness.run()
    assert len(made) == 1


def test_what_was_not_answered_in_full_is_not_kept(replayed, made):
    remove_recording(replayed)
    harness.run(record="none")
    harness.run(record="none")
    assert len(made) == 2


def test_a_file_written_while_a_run_reads_is_no_ground(replayed, made, monkeypatch):
    make = api.run

    def disturbed(*args, **options):
        run = make(*args, **options)
        CHANGES["a byte of an answer"](replayed)
        return run

    monkeypatch.setattr(api, "run", disturbed)
    harness.run()
    assert not (replayed / store.FOLDER).exists()


def test_who_listens_hears_of_every_answer(replayed, made):
    harness.run()
    heard = []
    harness.run(listeners=[heard.append])
    assert len(made) == 2
    assert heard


def kept(root):
    (path,) = (root / store.FOLDER).glob(f"*{store.SUFFIX}")
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_damaged_file_is_never_believed(replayed, place, flip):
    question = RunQuestion.of([], None, {})
    if not (replayed / store.FOLDER).exists() or not list((replayed / store.FOLDER).iterdir()):
        harness.run()
    path = kept(replayed)
    whole = path.read_bytes()
    position = int(place * len(whole))
    with path.open("r+b") as file:  # in its place: another file would not be ours
        file.seek(position)
        file.write(bytes([whole[position] ^ flip]))
    told = []
    found = store.find(question, told.append)
    assert found is None
    if told:
        assert told[0].endswith("damaged, and is judged anew: " + f"{path}: it is not as it was written")
        assert not path.exists()
    else:
        path.unlink()


def test_a_damaged_file_is_told_and_made_anew(replayed, made):
    harness.run()
    path = kept(replayed)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    run = harness.run()
    assert len(made) == 2
    assert "damaged" in run.notices[-1]
    assert "damaged" not in " ".join(harness.run().notices)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (rb'"grounds": \[(\d+), \d+\]', rb'"grounds": [\1, 1000000000000000]'),
        (rb'"grounds": \[(\d+), \d+\]', rb'"grounds": [\1, 1000000000000000000000000000000]'),
        (rb'"grounds": \[', rb'"grounds": [-'),
        (rb'"grounds": \[\d+, \d+\]', rb'"grounds": [1.5, 2]'),
        (rb'"grounds": \[\d+, \d+\]', rb'"grounds": {}'),
        (rb'"grounds"', rb'"ground"'),
        (rb"\{.*\}", rb"[]"),
        (rb"\{.*\}", b"[" * 230),
    ],
)
def test_a_first_line_that_says_something_absurd_is_damage(replayed, made, before, after):
    harness.run()
    path = kept(replayed)
    with path.open("r+b") as file:
        first = file.read(store.HEAD)
        file.seek(0)
        changed = re.sub(before, after, first.rstrip())
        assert changed != first.rstrip()
        file.write(changed.ljust(store.HEAD - 1) + b"\n")
    run = harness.run()
    assert run.notices[-1].endswith(": it is not as it was written")
    assert len(made) == 2
    assert "judged" in harness.run().extra


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_regular_file_is_passed_over(replayed, made, make):
    harness.run()
    path = kept(replayed)
    path.unlink()
    make(path)
    assert not any("damaged" in notice for notice in harness.run().notices)
    assert len(made) == 2


def test_a_good_file_that_cannot_be_touched_is_found_and_stays(replayed, made, monkeypatch):
    harness.run()

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(os, "utime", refuse)
    told = []
    assert store.find(RunQuestion.of([], None, {}), told.append) is not None
    assert told == []
    assert kept(replayed).exists()


@pytest.mark.parametrize("name", ["fixtures", "fixtures/demo", "fixtures/demo/gpt.jsonl", "suites/policy.md", "suites"])
def test_what_became_a_link_is_judged_anew(replayed, made, tmp_path_factory, name):
    harness.run()
    outside = tmp_path_factory.mktemp("outside") / "held"
    shutil.move(replayed / name, outside)
    (replayed / name).symlink_to(outside)
    assert store.find(RunQuestion.of([], None, {}), pytest.fail) is None


def test_a_file_that_came_with_a_project_is_not_ours(replayed, made):
    harness.run()
    path = kept(replayed)
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    copy.replace(path)
    harness.run()
    assert len(made) == 2


def test_the_oldest_go(replayed, monkeypatch):
    for number in range(store.MOST_OF_ONE + 2):
        edit("suites/policy.md", "Be", f"Be {number}")(replayed)
        record(replayed)
        harness.run()
    assert len(list((replayed / store.FOLDER).iterdir())) == store.MOST_OF_ONE
    monkeypatch.setattr(store, "MOST_BYTES", 1.5 * kept_bytes(replayed) / store.MOST_OF_ONE)
    harness.run(record="none")
    assert len(list((replayed / store.FOLDER).iterdir())) == 1


def kept_bytes(root):
    return sum(path.stat().st_size for path in (root / store.FOLDER).iterdir())


def test_who_goes_to_and_fro_finds_both(replayed, made):
    harness.run()
    edit("suites/demo.yaml", "sorry", "apolog")(replayed)
    harness.run()
    edit("suites/demo.yaml", "apolog", "sorry")(replayed)
    harness.run()
    assert len(made) == 2


def test_cases_are_a_sequence_as_they_were(replayed):
    first = harness.run()
    (suite,) = harness.run().suites
    cases = first.suites[0].cases
    assert (suite.cases[0], suite.cases[-1], suite.cases[1:3]) == (cases[0], cases[-1], tuple(cases[1:3]))
    assert suite.cases == cases
    assert tuple(suite.cases) == tuple(cases)
    with pytest.raises(IndexError):
        suite.cases[len(cases)]


AUDITED = """
import os, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
from harness import api, reads
with reads.recorded() as seen:
    api.run(record="none")
noted = {os.path.basename(path) for path in (*seen.files, *seen.absent)}
folders = {name for _, names, _ in os.walk(".") for name in names} | {os.path.basename(os.getcwd())}
inside = {name for name in opened if isinstance(name, str) and (not name.startswith("/") or name.startswith(os.getcwd()))}
missed = {os.path.basename(name) for name in inside} - noted - folders - {"scores.db", ""}
assert not seen.beyond, seen.beyond
assert noted
assert not missed, missed
"""


@pytest.mark.parametrize("project", ["harness/starter", "examples/clinic", "examples/agent", "examples/bank"])
def test_whatever_is_opened_in_a_project_is_noted(project, tmp_path):
    """Asked of Python itself, which tells of every file."""
    here = shutil.copytree(ROOT / project, tmp_path / "project")
    done = subprocess.run(
        [sys.executable, "-c", AUDITED],
        check=False,
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("project", ["harness/starter", "examples/clinic", "examples/bank"])
def test_every_kind_of_result_is_found_as_it_was(project, tmp_path, monkeypatch):
    here = shutil.copytree(ROOT / project, tmp_path / "project")
    monkeypatch.chdir(here)
    monkeypatch.setattr(store, "FEWEST", 1)
    first, again = running.run(record="none"), running.run(record="none")
    assert again.extra["judged"]["run"] == first.id
    assert as_text(first) == as_text(again)
    found = store.find(RunQuestion.of([], None, {"record": "none"}), print)
    fresh = of(replace(first, id=found.summary.run.id))
    own = {"run": first, "totals": "", "judged_before": ""}
    assert replace(found.summary, **own) == replace(fresh, **own)
