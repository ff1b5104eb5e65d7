"""Judgments found again between runs: the same as fresh ones, and never trouble."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged_texts import TEXTS

from harness import api, plugins
from harness.comparison import processes, stored
from harness.comparison.same import say_the_same
from harness.comparison.stored import FILE, judged_or_found
from harness.equivalence.comparer import Comparer
from harness.model.carrying import ImportOptions
from harness.model.exchange import Response, ToolCall
from harness.model.result import Reply, StepTaken
from harness.model.suite import EquivalenceSettings
from harness.seal import key_for


def replied(text, *, calls=(), asked="What is it?", stop="stop", broken=""):
    response = Response(text=text, tool_calls=calls, stop_reason=stop)
    return Reply(response=response, steps=(StepTaken("", asked, response),), broken=broken)


PAIRS = [(replied(ours), replied(theirs)) for ours in TEXTS for theirs in TEXTS]


@pytest.fixture
def suite(project):
    return project.suite()


@pytest.fixture
def asked(monkeypatch):
    """Keeps the pairs of every number, and counts those that are judged."""
    judged = []

    def counted(suite, comparer, pairs):
        judged.append(len(pairs))
        return say_the_same(suite, comparer, pairs)

    monkeypatch.setattr(stored, "FEWEST", 1)
    monkeypatch.setattr(stored, "say_the_same", counted)
    monkeypatch.setattr(processes, "say_the_same", counted)
    return judged


def comparer(**changed):
    return Comparer.of(EquivalenceSettings(**changed))


def judge(project, suite, pairs=PAIRS, **changed):
    return judged_or_found(suite, comparer(**changed), pairs, project.root)


def test_what_was_judged_is_found_again(project, suite, asked):
    first = judge(project, suite)
    assert judge(project, suite) == first == say_the_same(suite, comparer(), PAIRS)
    assert asked == [len(PAIRS)]


def test_the_last_pairs_of_many_are_kept_like_the_others(project, suite, asked, monkeypatch):
    monkeypatch.setattr(stored, "FEWEST", 10)
    for _ in range(2):
        judged_or_found(suite, comparer(), PAIRS[:10], project.root)
        judged_or_found(suite, comparer(), PAIRS[10:12], project.root, before=10)
    assert asked == [10, 2]


def test_only_pairs_with_another_answer_are_judged_again(project, suite, asked):
    judge(project, suite)
    changed = [*PAIRS[:-1], (PAIRS[-1][0], replied("Munich"))]
    assert judge(project, suite, changed) == say_the_same(suite, comparer(), changed)
    assert asked == [len(PAIRS), 1]


@pytest.mark.parametrize(
    "other",
    [
        replied("Berlin", asked="Which?"),
        replied("Berlin", stop="length"),
        replied("Berlin", broken="went wrong"),
        replied("Berlin", calls=(ToolCall("find", {"city": "Berlin"}),)),
    ],
    ids=["question", "end", "broken", "calls"],
)
def test_everything_that_is_looked_at_tells_pairs_apart(project, suite, asked, other):
    judge(project, suite, [(replied("Berlin."), replied("Berlin"))])
    judge(project, suite, [(replied("Berlin."), other)])
    assert asked == [1, 1]


@pytest.mark.parametrize("changed", [{"threshold": 0.9}, {"guards": ("numbers",)}], ids=["threshold", "guards"])
def test_other_settings_judge_again(project, suite, asked, changed):
    judge(project, suite)
    assert judge(project, suite, **changed) == say_the_same(suite, comparer(**changed), PAIRS)
    assert asked == [len(PAIRS)] * 2


@pytest.mark.parametrize("changed", ["code", "output"])
def test_another_scorer_judges_again(project, suite, asked, monkeypatch, changed):
    judge(project, suite)
    if changed == "code":
        monkeypatch.setattr(stored, "code", lambda: "changed")
    else:
        step = suite.steps[-1]
        suite = replace(suite, steps=(replace(step, output=replace(step.output, type="label")),))
    assert judge(project, suite) == say_the_same(suite, comparer(), PAIRS)
    assert asked == [len(PAIRS)] * 2


def test_the_digest_of_the_code_follows_every_file(tmp_path, monkeypatch):
    package = tmp_path / "package"
    for room in stored._ROOMS:
        (package / room).mkdir(parents=True)
    read = package / "reading" / "words.txt"
    read.write_text("one")
    monkeypatch.setattr(stored, "__file__", str(package / "comparison" / "stored.py"))
    stored.code.cache_clear()
    before = stored.code()
    read.write_text("two")
    stored.code.cache_clear()
    after = stored.code()
    stored.code.cache_clear()
    assert before != after


def test_every_module_that_judges_is_in_the_digest():
    program = """
import importlib, sys
from harness import plugins
from harness.comparison import same, stored
from harness.equivalence import comparer
for name in plugins.names("guards"):
    plugins.load("guards", name)
plugins.load("embedders", "builtin").load("")
for mode in comparer.MODES.values():
    importlib.import_module(f"harness.equivalence.{mode}")
from pathlib import Path
package = Path(stored.__file__).parent.parent
read = {str(path.resolve()) for path in stored._files(package)}
used = {str(Path(module.__file__).resolve()) for name, module in sys.modules.items()
        if name.split(".")[0] == "harness" and getattr(module, "__file__", None)}
print(sorted(used - read))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_cannot_be_told_from_here_is_not_kept(project, suite, asked):
    guard = ModuleType("acme.guards.sums")
    guard.KIND, guard.differences = "sum", lambda *_: []
    means = comparer().means
    of_others = Comparer(replace(means, guards=(*means.guards, ("sums", guard))))
    runs_code = Comparer(replace(means, allow_exec=True))
    for each in (of_others, runs_code):
        judged_or_found(suite, each, PAIRS, project.root)
    assert not (project.root / FILE).exists()


def test_few_pairs_are_not_worth_a_file(project, suite):
    judge(project, suite)
    assert not (project.root / FILE).exists()


def test_without_a_root_nothing_is_read_or_written(project, suite, asked):
    judge(project, suite)
    judged_or_found(suite, comparer(), PAIRS, None)
    assert asked == [len(PAIRS)] * 2


def test_a_file_from_elsewhere_is_not_believed(project, suite, asked):
    first = judge(project, suite)
    path = project.root / FILE
    shutil.copyfile(path, path.with_name("copy"))
    path.with_name("copy").replace(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE judgment SET value = '[0.0, false, []]'")
    assert judge(project, suite) == first
    # It is begun anew, and then found again.
    assert judge(project, suite) == first
    assert asked == [len(PAIRS)] * 2


def test_a_file_that_another_user_made_is_not_believed(project, suite, asked, monkeypatch, tmp_path):
    first = judge(project, suite)
    monkeypatch.setenv("HOME", str(tmp_path.with_name(f"{tmp_path.name}-another")))
    assert judge(project, suite) == first
    assert judge(project, suite) == first
    assert asked == [len(PAIRS)] * 2


def test_rows_that_somebody_else_plants_in_a_file_of_ours_are_not_believed(
    project, suite, asked, monkeypatch, tmp_path
):
    """As a journal does that lies beside the file and is played into it: what the file says of itself stays."""
    path = project.root / FILE
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("HOME", str(tmp_path.with_name(f"{tmp_path.name}-another")))
        judge(project, suite)
        with closing(sqlite3.connect(path)) as connection:
            planted = connection.execute("SELECT key, replace(value, 'true', 'false'), seal FROM judgment").fetchall()
        path.unlink()
    first = judge(project, suite, PAIRS[:12])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT OR REPLACE INTO judgment VALUES (?, ?, ?)", planted)
    assert judge(project, suite) == say_the_same(suite, comparer(), PAIRS)
    assert judge(project, suite, PAIRS[:12]) == first


def test_a_journal_that_lies_beside_the_file_goes_with_it(project, suite, asked):
    project.write(FILE, "no database")
    journal = project.write(f"{FILE}-journal", "of somebody else")
    judge(project, suite)
    judge(project, suite)
    assert asked == [len(PAIRS)]
    assert not journal.exists()


def test_without_a_key_no_file_is_made(project, suite, asked, monkeypatch, tmp_path):
    place = tmp_path.with_name(f"{tmp_path.name}-home") / ".cache/harness/seal.key"
    place.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(place.parent.parent.parent))
    judge(project, suite)
    assert not (project.root / FILE).exists()


def test_a_changed_judgment_is_noticed(project, suite, asked):
    first = judge(project, suite)
    with sqlite3.connect(project.root / FILE) as connection:
        connection.execute("UPDATE judgment SET value = replace(value, 'true', 'false')")
    assert judge(project, suite) == first


@pytest.mark.parametrize("value", [b"bytes", 7, "7", "[1]", "[0.5, true, [7]]"])
def test_a_row_of_another_shape_is_no_trouble(project, suite, asked, value):
    first = judge(project, suite)
    with sqlite3.connect(project.root / FILE) as connection:
        rows = connection.execute("SELECT key FROM judgment").fetchall()
        for (key,) in rows:
            mark = stored._sealed(key, value, key_for(project.root)) if isinstance(value, str) else 0
            connection.execute("UPDATE judgment SET value = ?, seal = ? WHERE key = ?", (value, mark, key))
    assert judge(project, suite) == first


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255), st.booleans()))
def test_no_damage_is_trouble_or_changes_a_judgment(project, suite, asked, damage):
    place, bits, cut = damage
    path = project.root / FILE
    path.unlink(missing_ok=True)
    first = judge(project, suite, PAIRS[:12])
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= bits
    path.write_bytes(data[: int(place * len(data))] if cut else data)
    assert judge(project, suite, PAIRS[:12]) == first
    assert judge(project, suite, PAIRS[:12]) == first


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" * 999], ids=["empty", "text", "damaged"])
def test_a_file_that_cannot_be_read_is_begun_anew(project, suite, asked, content):
    project.write(FILE, content)
    judge(project, suite)
    judge(project, suite)
    assert asked == [len(PAIRS)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.tuples(st.text(max_size=60), st.text(max_size=60), st.sampled_from(("", "Is it so?"))), max_size=6
    )
)
def test_a_stored_judgment_is_the_fresh_one(project, suite, asked, texts):
    pairs = [(replied(ours), replied(theirs, asked=question)) for ours, theirs, question in texts]
    fresh = say_the_same(suite, comparer(), pairs)
    assert judge(project, suite, pairs) == judge(project, suite, pairs) == fresh


def test_a_place_that_cannot_be_written_to_is_no_trouble(project, suite, asked):
    project.write(".harness", "a file")
    assert judge(project, suite) == judge(project, suite)


def test_another_process_that_writes_is_no_trouble(project, suite, asked, monkeypatch):
    monkeypatch.setattr(stored, "BUSY_S", 0.01)
    first = judge(project, suite, PAIRS[:4])
    with sqlite3.connect(project.root / FILE, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert judge(project, suite)[:4] == first
        other.execute("ROLLBACK")


def test_the_file_does_not_grow_without_end(project, suite, asked, monkeypatch):
    monkeypatch.setattr(stored, "MOST_KEPT", 5)
    judge(project, suite, PAIRS[:4])
    judge(project, suite, PAIRS[4:8])
    with sqlite3.connect(project.root / FILE) as connection:
        assert connection.execute("SELECT count(*) FROM judgment").fetchone() == (4,)


def test_a_run_is_the_same_with_and_without(project, asked):
    rows = "".join(f'{{"id": "c{n}", "question": "Question {n}"}}\n' for n in range(8))
    project.write("suites/rows.jsonl", rows)
    project.write(
        "suites/demo.yaml",
        'suite: demo\nprompt: "{{ question }}"\ntargets: [gpt, claude]\ncases: [{file: rows.jsonl}]\n',
    )
    answers = [
        json.dumps({"case": f"c{n}", "target": target, "output": TEXTS[(n + shift) % 4]}) + "\n"
        for n in range(8)
        for shift, target in enumerate(("gpt", "claude"))
    ]
    source = project.write("answers.jsonl", "".join(answers))
    plugins.load("importers", "answers").take_over(source, ImportOptions(suite="demo", root=project.root))
    chosen = {"config": project.root / "harness.yaml", "record": "none"}
    first, second, fresh = (api.run(**chosen, **more) for more in ({}, {}, {"stored_scores": False}))
    assert first.suites == second.suites == fresh.suites
    assert asked[0] == asked[1] > 8
    assert len(asked) == 2
