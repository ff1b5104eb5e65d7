"""Judging on several cores: the same judgments, whatever becomes of the processes that help."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import deque
from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judged_texts import TEXTS

from harness import api, plugins
from harness.comparison import processes
from harness.comparison.processes import JudgingProcesses, can_be_elsewhere, usual_jobs
from harness.comparison.same import say_the_same
from harness.equivalence.comparer import Comparer
from harness.errors import CheckError
from harness.model.carrying import ImportOptions
from harness.model.exchange import Output, Response, ToolCall
from harness.model.location import Location
from harness.model.result import Reply, StepTaken
from harness.model.suite import EquivalenceSettings, Step, Suite

MOST_S = 60
SUITE = Suite(
    name="s",
    path="s.yaml",
    steps=(Step(prompt=()),),
    cases=(),
    targets=("a", "b"),
    baseline="a",
    location=Location("s"),
)
COMPARER = Comparer.of(EquivalenceSettings())


def replied(text, *, calls=(), broken=""):
    response = Response(text=text, tool_calls=calls)
    return Reply(response=response, steps=(StepTaken("", "What is it?", response),), broken=broken)


REPLIES = [*map(replied, TEXTS), replied("", calls=(ToolCall("refund", {"order": 4471}),)), replied("x", broken="lost")]
PAIRS = [(ours, theirs) for ours in REPLIES for theirs in REPLIES]
EXPECTED = say_the_same(SUITE, COMPARER, PAIRS)


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    monkeypatch.setattr(processes, "FEWEST", 2)


@pytest.fixture(scope="module")
def helped():
    """One worker that is ready, of two processes."""
    with pytest.MonkeyPatch.context() as patch, JudgingProcesses(2, processes.LONG_RUN) as started:
        patch.setattr(processes, "FEWEST", 2)
        assert started.judged(SUITE, COMPARER, PAIRS) == EXPECTED
        ready(started)
        yield started


def ready(started):
    end = time.monotonic() + MOST_S
    while len(started._idle) < len(started._all):
        assert time.monotonic() < end
        time.sleep(0.01)
    return started._all[0]


@pytest.fixture
def elsewhere(monkeypatch):
    """Nothing is judged here but what a worker could not; counts the pairs that it did."""
    judged = []

    def counted(worker, suite, comparer, pairs):
        found = asked(worker, suite, comparer, pairs)
        judged.extend(pairs if found is not None else ())
        return found

    def engage_and_wait(shared):
        engage(shared)
        for thread in shared._busy.values():
            thread.join()

    asked, engage = processes._JudgingProcess.judged, processes._SharedPairs._engage
    monkeypatch.setattr(processes._JudgingProcess, "judged", counted)
    monkeypatch.setattr(processes._SharedPairs, "_engage", engage_and_wait)
    return judged


def test_a_worker_judges_the_same(helped, elsewhere):
    assert helped.judged(SUITE, COMPARER, PAIRS) == EXPECTED
    assert len(elsewhere) == len(PAIRS)


def test_it_learns_another_suite_and_other_rules(helped, elsewhere):
    calling = replace(SUITE, steps=(Step(prompt=(), output=Output(type="tool-calls")),))
    strict = Comparer.of(EquivalenceSettings(threshold=0.99, guards=("numbers",)))
    for suite, comparer in ((calling, COMPARER), (SUITE, strict), (SUITE, COMPARER)):
        assert helped.judged(suite, comparer, PAIRS) == say_the_same(suite, comparer, PAIRS)
    assert len(elsewhere) == 3 * len(PAIRS)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(PAIRS), max_size=150))
def test_however_many_pairs_there_are_each_has_its_own_judgment(pairs):
    """Whoever takes which batch: here two that judge in this process, the second of which is gone after its first."""

    class Here:
        def __init__(self, batches):
            self.left = batches

        def judged(self, suite, comparer, some):
            self.left -= 1
            if self.left < 0:
                raise EOFError
            return say_the_same(suite, comparer, some)

    idle = deque([Here(1000), Here(1)])
    assert processes._SharedPairs(SUITE, COMPARER, pairs, idle).judged() == say_the_same(SUITE, COMPARER, pairs)


def test_a_killed_worker_costs_nothing_but_time(elsewhere):
    with JudgingProcesses(2, processes.LONG_RUN) as started:
        started.judged(SUITE, COMPARER, PAIRS)
        worker = ready(started)
        worker.process.kill()
        worker.process.wait()
        del elsewhere[:]
        assert started.judged(SUITE, COMPARER, PAIRS) == EXPECTED
        assert not elsewhere
        assert not started._idle  # it is not asked again
        assert started.judged(SUITE, COMPARER, PAIRS) == EXPECTED


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGSTOP")
def test_a_worker_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE_S", 0.2)
    with JudgingProcesses(2, processes.LONG_RUN) as started:
        started.judged(SUITE, COMPARER, PAIRS)
        worker = ready(started)
        worker.process.send_signal(signal.SIGSTOP)
        assert started.judged(SUITE, COMPARER, PAIRS) == EXPECTED
        assert worker.process.wait(MOST_S) == -signal.SIGKILL


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_an_interrupt_is_left_to_who_started_it(helped, elsewhere):
    helped._all[0].process.send_signal(signal.SIGINT)
    assert helped.judged(SUITE, COMPARER, PAIRS) == EXPECTED
    assert len(elsewhere) == len(PAIRS)


def test_interrupted_here_no_worker_is_left(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with JudgingProcesses(2, processes.LONG_RUN) as started:
        started.judged(SUITE, COMPARER, PAIRS)
        worker = ready(started)
        monkeypatch.setattr(processes, "say_the_same", interrupted)
        monkeypatch.setattr(processes._SharedPairs, "_engage", lambda _shared: None)
        with pytest.raises(KeyboardInterrupt):
            started.judged(SUITE, COMPARER, PAIRS)
    assert worker.process.poll() is not None


def test_a_worker_ends_when_nobody_asks_any_more():
    with JudgingProcesses(2, processes.LONG_RUN) as started:
        started.judged(SUITE, COMPARER, PAIRS)
        worker = ready(started)
        worker.process.stdin.close()
        assert worker.process.wait(MOST_S) == 0


def test_what_a_worker_cannot_judge_is_an_error_here(helped, elsewhere, monkeypatch):
    """It answers that it found an error, and goes on."""
    wrong = [(replied("a"), Reply(response=None, steps=())), *PAIRS]
    with pytest.raises(AssertionError):
        helped.judged(SUITE, COMPARER, wrong)
    assert helped.judged(SUITE, COMPARER, PAIRS) == EXPECTED
    assert len(elsewhere) > len(PAIRS)

    def refused(*_):
        raise CheckError("no embedder")

    monkeypatch.setattr(processes, "say_the_same", refused)
    with pytest.raises(CheckError):
        helped.judged(SUITE, COMPARER, wrong)


@pytest.mark.parametrize("executable", ["", "/nowhere/python"])
def test_where_no_process_can_be_started_all_is_judged_here(executable, monkeypatch):
    monkeypatch.setattr(sys, "executable", executable)
    with JudgingProcesses(3, processes.LONG_RUN) as started:
        assert started.judged(SUITE, COMPARER, PAIRS) == EXPECTED
        assert not started._all


def test_a_process_that_is_no_worker_is_none(monkeypatch):
    monkeypatch.setattr(processes, "_BOOT", "print('hello')")
    with JudgingProcesses(2, processes.LONG_RUN) as started:
        assert started.judged(SUITE, COMPARER, PAIRS) == EXPECTED
        started._all[0].process.wait(MOST_S)
        assert started.judged(SUITE, COMPARER, PAIRS) == EXPECTED
        assert not started._idle


def test_a_short_run_has_none(monkeypatch):
    monkeypatch.setattr(processes, "_process", lambda: pytest.fail("started"))
    for jobs, answers, pairs in ((4, 100, PAIRS), (1, processes.LONG_RUN, PAIRS), (4, processes.LONG_RUN, PAIRS[:1])):
        with JudgingProcesses(jobs, answers) as started:
            assert started.judged(SUITE, COMPARER, pairs) == EXPECTED[: len(pairs)]


def test_only_what_is_our_own_is_judged_elsewhere():
    assert can_be_elsewhere(COMPARER)
    means = COMPARER.means
    others = [
        replace(means, guards=(*means.guards, ("acme", ModuleType("acme.guards")))),
        replace(means, allow_exec=True),
        replace(means, second=object()),
        replace(means, reader=object()),
    ]
    assert not any(can_be_elsewhere(Comparer(other)) for other in others)
    assert not can_be_elsewhere(Comparer(means, EquivalenceSettings(embedder="nli")))


@pytest.mark.parametrize(
    ("cpu", "memory", "most"),
    [
        ("", "", 4),
        ("max 100000", "max", 4),
        ("200000 100000", "max", 2),
        ("50000 100000", "max", 1),
        ("max 100000", str(processes.ROOMY), 4),
        ("max 100000", str(processes.ROOMY - 1), 1),
        ("nonsense", "?", 4),
    ],
)
def test_a_container_has_as_many_as_it_has_room_for(cpu, memory, most, monkeypatch):
    limits = {"cpu.max": cpu, "memory.max": memory}
    monkeypatch.setattr(processes, "_limit", limits.__getitem__)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)
    assert usual_jobs() == most


def test_a_run_says_the_same_with_and_without_workers(project, monkeypatch):
    monkeypatch.setattr(processes, "LONG_RUN", 10)
    rows = [
        {"prompt": f"Question {n}", "prompt_id": f"q{n}", "model": model, "output": f"{text} It is case {n}."}
        for n in range(60)
        for model, text in (("one", TEXTS[n % 4]), ("two", TEXTS[(n + n % 3) % 4]))
    ]
    (project.root / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (project.root / "harness.yaml").unlink()
    plugins.load("importers", "outputs").take_over(
        project.root / "answers.jsonl", ImportOptions(suite="many", root=project.root)
    )
    started = []
    process = processes._process
    monkeypatch.setattr(processes, "_process", lambda: started.append(1) or process())
    alone, together = (
        api.run(config=project.root / "harness.yaml", record="none", stored_scores=False, jobs=jobs).suites
        for jobs in (1, 3)
    )
    assert len(started) == 2
    assert alone == together
