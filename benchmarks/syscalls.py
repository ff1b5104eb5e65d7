"""Each write, sync, rename and removal of a run made to fail, one at a time, and killed at, one at a time. Needs strace.

    python benchmarks/syscalls.py                  # every one of them: some 1,500 runs
    python benchmarks/syscalls.py --quick          # of several alike in a row the first and the last
    python benchmarks/syscalls.py --only replay --fault KILL
    python benchmarks/syscalls.py --quick --sample 20         # so many drawn of each run's

Three runs are disturbed: one in a fresh project and one in a project that has reports, recordings and a history already,
both of which call a loopback vendor; and one that only replays. strace answers ENOSPC or EIO in the kernel's place, or
kills the process there. Then every file is read: the journal, recordings, history, results, reports. Each must be whole
(as before, or as after the run), absent, or refused in so many words; and the same command, given again without being
disturbed, must end as a run does that was never disturbed, without a call paid twice. What does not is printed.

The runs are forked from a process that has loaded harness, so that strace counts what they do and nothing else. It counts
for each thread, so the two that write (the main one, and the journal's) are disturbed apart.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import vendor

from harness import history
from harness.cassettes import store
from harness.cli import _app
from harness.resultsfile.reading import read as read_results
from harness.sending.journal_contents import read as read_journal

ROOT = Path(__file__).resolve().parents[1]
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "link", "unlink", "ftruncate", "mkdir")
FAULTS = ("ENOSPC", "EIO", "KILL")
MAIN, JOURNAL = "main", "journal"
HISTORY = "sqlite:///.harness/history.db"
CONFIG = """\
history: {history}
baseline: gpt
targets:
  gpt: {{provider: openai-compatible, model: m, base_url: "{url}", limits: {{concurrency: 1}}}}
  claude: {{provider: openai-compatible, model: m, base_url: "{url}", limits: {{concurrency: 1}}}}
"""
SUITE = """\
suite: s
params: {{max_tokens: 9}}
baseline_samples: 1
prompt: "question {{{{ n }}}}, asked for the {time} time"
assert: [contains: Fine]
cases: [{{id: a, vars: {{n: 1}}}}]
"""
ANSWERS = 2
HANGS_S, HUNG = 120.0, -99
OUTPUTS = ("results.json", "report.html", "junit.xml")
OUTPUT_OPTIONS = tuple(word for name in OUTPUTS for word in ("-o", name))
NO_TRACEBACK = re.compile(r"Traceback|error\[crash\]")


@dataclass(frozen=True)
class Point:
    """The `number`-th call of its name in that thread; `path` is what it was on when nothing was disturbed."""

    thread: str
    call: str
    number: int
    path: str

    def __str__(self) -> str:
        return f"{self.call} {self.number} of the {self.thread} thread ({self.path})"


@dataclass(frozen=True)
class Ended:
    """`code` is negative for a signal; `log` is what strace wrote."""

    code: int
    said: str
    log: str = ""


@dataclass(frozen=True)
class Scenario:
    """A run, in a project as `template` is; `whole` is what a run that nothing disturbs leaves."""

    name: str
    template: Path
    arguments: tuple[str, ...]
    whole: State
    before: State

    @property
    def sends(self) -> int:
        return 0 if "none" in self.arguments else ANSWERS


@dataclass
class State:
    """What can be read in a project; `damage` is what cannot, by file."""

    facts: dict[str, Any] = field(default_factory=dict)
    damage: dict[str, str] = field(default_factory=dict)
    files: frozenset[str] = frozenset()


# --- running ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Running:
    """A run in a process of its own."""

    process: int
    said: Path

    def wait(self) -> Ended:
        """Killed, with HUNG as its code, where it takes longer than anything could."""
        late = time.monotonic() + HANGS_S
        while not (ended := os.waitpid(self.process, os.WNOHANG))[0]:
            if time.monotonic() > late:
                os.kill(self.process, signal.SIGKILL)
                os.waitpid(self.process, 0)
                return Ended(HUNG, "it hung")
            time.sleep(0.01)
        _, status = ended
        return Ended(os.waitstatus_to_exitcode(status), self.said.read_text(encoding="utf-8", errors="replace"))


def start(project: Path, words: Sequence[str]) -> Running:
    """`harness …` in a process of its own, which is forked."""
    said = project.with_suffix(".said")
    child = os.fork()
    if child == 0:
        _become(project, words, said, None)
    return Running(child, said)


def run(
    project: Path,
    arguments: Sequence[str],
    *,
    thread: str = MAIN,
    strace: Sequence[str] = (),
    kill_after_s: float = 0.0,
) -> Ended:
    """`harness run`, to its end, or until it is killed; `strace` are the options with which that thread is looked at, if it is."""
    if strace:
        return _looked_at(project, arguments, thread, strace)
    running = start(project, words(arguments))
    if kill_after_s:
        time.sleep(kill_after_s)
        os.kill(running.process, signal.SIGKILL)
    return running.wait()


def words(arguments: Sequence[str]) -> tuple[str, ...]:
    return "run", "-q", *arguments, *OUTPUT_OPTIONS


def _looked_at(project: Path, arguments: Sequence[str], thread: str, strace: Sequence[str]) -> Ended:
    said, log = project.with_suffix(".said"), project.with_suffix(".strace")
    ready, to_tell = os.pipe()
    gate, to_open = os.pipe()
    child = os.fork()
    if child == 0:
        _become(project, words(arguments), said, Gate(to_tell, gate, thread))
    task = os.read(ready, 20)
    tracer = None
    if task != b"ended":
        command = ["strace", "-y", "-s", "0", "-o", str(log), "-p", task.decode(), *strace]
        tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert "attached" in (attached := tracer.stderr.readline()), attached  # type: ignore[union-attr]
    os.write(to_open, b"x")
    ended = Running(child, said).wait()
    if tracer is not None:
        tracer.communicate()
    for handle in (ready, to_tell, gate, to_open):
        os.close(handle)
    return replace(ended, log=log.read_text(encoding="utf-8", errors="replace") if tracer else "")


@dataclass(frozen=True)
class Gate:
    """Where a child says which of its threads is to be looked at, and waits until it is."""

    told: int
    opened: int
    thread: str

    def wait(self) -> None:
        os.write(self.told, str(threading.get_native_id()).encode())
        os.read(self.opened, 1)


def _become(project: Path, words: Sequence[str], said: Path, gate: Gate | None) -> None:
    """Be the command line; with a gate, not before one is looked at."""
    begin = threading.Thread.run

    def begin_looked_at(self: threading.Thread) -> None:
        if gate and self.name == gate.thread:
            gate.wait()
        begin(self)

    code = 99
    try:
        os.chdir(project)
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.stdout, sys.stderr = (open(number, "w", closefd=False, encoding="utf-8") for number in (1, 2))  # noqa: SIM115
        sys.argv = ["harness", *words]
        threading.Thread.run = begin_looked_at  # type: ignore[method-assign]
        if gate and gate.thread == MAIN:
            gate.wait()
        _app.run()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
        try:
            sys.stdout.flush()
        except OSError:
            code = 120  # as Python's own end
    finally:
        with suppress(OSError):
            sys.stderr.flush()
        if gate:
            with suppress(OSError):  # a thread that never was is waited for no longer
                os.write(gate.told, b"ended")
        os._exit(code)


# --- looking ------------------------------------------------------------------------------------------------------


def look(project: Path) -> State:
    state = State(files=frozenset(_names(project)))
    readers = {
        "results.json": _results,
        "report.html": _page,
        "junit.xml": lambda path: [case.get("name") for case in ET.parse(path).iter("testcase")],
        ".harness/failed.json": lambda path: sorted(json.loads(path.read_text())),
        ".harness/history.db": _history,
    }
    for path in (project / "fixtures").rglob("*.jsonl"):
        readers[path.relative_to(project).as_posix()] = _cassette
    for path in (project / ".harness" / "runs").glob("*/journal.db"):
        readers[path.relative_to(project).as_posix()] = _journal
    for name, reader in readers.items():
        path = project / name
        if not path.exists():
            continue
        try:
            state.facts[re.sub(r"runs/[^/]+", "runs/RUN", name)] = reader(path)
        except Exception as error:  # noqa: BLE001 - whatever a reader makes of damage
            state.damage[name] = f"{type(error).__name__}: {error}"
    return state


def _names(project: Path) -> Iterator[str]:
    for path in project.rglob("*"):
        if path.is_file() and ".harness/runs/" not in path.as_posix():
            yield path.relative_to(project).as_posix()


def _page(path: Path) -> bool:
    if not path.read_text(encoding="utf-8").rstrip().endswith("</html>"):
        raise ValueError("it ends early")
    return True


def _results(path: Path) -> list[Any]:
    return _told(read_results(path))


def _told(run: Any) -> list[Any]:
    """What a run says, without times and names."""
    answers = [
        (answer.target, answer.sample, answer.outcome, answer.response and answer.response.text)
        for answer in run.answers
    ]
    verdicts = [(found.candidate, found.verdict, found.cases) for suite in run.suites for found in suite.comparisons]
    return [sorted(answers, key=repr), verdicts, run.complete]


def _history(path: Path) -> list[Any]:
    """How many runs, and what is told by them."""
    with history.open(HISTORY, path.parents[1]) as opened:
        if troubles := opened.check():
            raise ValueError(troubles[0])
        told = [json.dumps(_told(opened.load(past.id))) for past in opened.runs()]
    return [len(told), *sorted(set(told))]


def _cassette(path: Path) -> list[Any]:
    with path.open(encoding="utf-8") as lines:
        texts = [store.parse(line, path.name).response.text for line in lines]
    store.read(path)
    return texts


def _journal(path: Path) -> int:
    contents = read_journal(path)
    if contents.damage:
        raise ValueError(contents.damage)
    return len(contents.responses)


# --- judging ------------------------------------------------------------------------------------------------------


def points(scenario: Scenario, folder: Path, *, quick: bool) -> list[Point]:
    """What a run does that may fail, in the order in which it does it."""
    found: list[Point] = []
    for thread in (MAIN, JOURNAL) if scenario.sends else (MAIN,):
        project = fresh(scenario, folder)
        ended = run(project, scenario.arguments, thread=thread, strace=["-e", f"trace={','.join(CALLS)}"])
        assert ended.code == 0, ended
        counts: Counter[str] = Counter()
        for line in ended.log.splitlines():
            if made := re.match(r"(\w+)\((.*)", line):
                counts[made[1]] += 1
                if "<pipe:" not in line:  # it is we who listen
                    found.append(Point(thread, made[1], counts[made[1]], _place(made[2], project)))
    if not quick:
        return found
    alike = lambda one, two: (one.thread, one.call, one.path) == (two.thread, two.call, two.path)  # noqa: E731
    around = zip([None, *found], found, [*found[1:], None], strict=False)
    return [
        point
        for before, point, after in around
        if not (before and after and alike(before, point) and alike(point, after))
    ]


def _place(arguments: str, project: Path) -> str:
    names = re.findall(r'<([^>]+)>|"([^"]+)"', arguments)
    path = next((left or right for left, right in reversed(names)), "")
    path = path.removeprefix(f"{project}/").removeprefix(str(project)) or "."
    path = re.sub(r"runs/[\w-]{10,}", "runs/RUN", path)
    path = re.sub(r"\.[0-9a-f]{16}\.tmp", ".RANDOM.tmp", path)
    return "standard output" if path.endswith(".said") else re.sub(r"\.\d+\.new", ".PID.new", path)


def fresh(scenario: Scenario, folder: Path) -> Path:
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    return Path(shutil.copytree(scenario.template, project))


def disturbed(scenario: Scenario, point: Point, fault: str, folder: Path, arrived: Any) -> tuple[str, list[str]]:
    """How the run ended, and what is wrong with what it left."""
    project = fresh(scenario, folder)
    before = len(arrived)
    what = "signal=KILL" if fault == "KILL" else f"error={fault}"
    rule = ["-e", f"trace={point.call}", "-e", f"inject={point.call}:{what}:when={point.number}"]
    ended = run(project, scenario.arguments, thread=point.thread, strace=rule)
    wrong: list[str] = []
    if "(INJECTED)" not in ended.log and ended.code != -9:
        return "not reached", []
    left = look(project)
    wrong += ["it hung"] if ended.code == HUNG else []
    # Of a journal harness itself says so; whether it then goes on as it should is seen afterwards.
    wrong += [f"{name} is damaged: {why}" for name, why in left.damage.items() if not name.endswith("journal.db")]
    if fault == "KILL":
        end = "killed"
    else:
        wrong += [f"a traceback: {ended.said[-300:]}"] if NO_TRACEBACK.search(ended.said) else []
        end = "as if nothing was" if ended.code == 0 else f"exit code {ended.code}"
        if ended.code == 0:
            wrong += _differences("exit code 0, but", left, scenario.whole)
        elif "error[" not in ended.said and point.path != "standard output":
            wrong.append(f"exit code {ended.code} without an error: {ended.said[-200:]!r}")
    wrong += _halves(left, scenario)
    wrong += afterwards(scenario, project, arrived, before)
    return end, wrong


def _halves(left: State, scenario: Scenario) -> Iterator[str]:
    """Files that are neither as before nor as after."""
    for name, fact in left.facts.items():
        if name.endswith("journal.db") or fact == [0]:  # a history that was made, and holds nothing yet
            continue
        if fact not in (scenario.before.facts.get(name), scenario.whole.facts.get(name)):
            yield f"{name} is neither as before nor as after: {fact}"


def afterwards(scenario: Scenario, project: Path, arrived: Any, before: int) -> Iterator[str]:
    """The same command again, and what the user is told to add where calls are in doubt or the journal is damaged."""
    again = run(project, scenario.arguments)
    if (billed := len(arrived) - before) > scenario.sends:
        yield f"{billed} calls arrived for {scenario.sends} answers, without the user's word"
    for code, word in ((4, "--resend-in-doubt"), (5, "--resend")):
        if again.code == code and word in again.said:
            again = run(project, [*scenario.arguments, word])
    if again.code != 0:
        yield f"afterwards exit code {again.code}: {again.said[-400:]!r}"
        return
    now = look(project)
    yield from (f"afterwards {name} is damaged: {why}" for name, why in now.damage.items())
    yield from _differences("afterwards", now, scenario.whole)
    if strays := sorted(now.files - scenario.whole.files):
        yield f"left behind for ever: {', '.join(re.sub(r'[0-9a-f]{16}', 'RANDOM', name) for name in strays)}"


def _differences(when: str, state: State, wanted: State) -> Iterator[str]:
    for name, fact in wanted.facts.items():
        there = state.facts.get(name)
        if name.endswith("history.db") and there and there[1:] == fact[1:] and there[0] >= fact[0]:
            continue  # a replay that is asked for twice is kept twice
        if there != fact:
            yield f"{when} {name}: {there or 'is not there'}, not {fact}"


# --- the three runs -----------------------------------------------------------------------------------------------


def scenarios(folder: Path, url: str) -> Iterator[Scenario]:
    def project(name: str) -> Path:
        made = folder / name
        (made / "suites").mkdir(parents=True)
        (made / "harness.yaml").write_text(CONFIG.format(url=url, history=HISTORY))
        (made / "suites" / "s.yaml").write_text(SUITE.format(time="first"))
        return made

    def scenario(name: str, template: Path, *arguments: str) -> Scenario:
        tried = Path(shutil.copytree(template, folder / "tried"))
        ended = run(tried, arguments)
        assert ended.code == 0, ended.said
        whole = look(tried)
        assert not whole.damage, whole.damage
        shutil.rmtree(tried)
        return Scenario(name, template, arguments, whole, look(template))

    first, again, replay = project("first"), project("again"), project("replay")
    yield scenario("first", first)
    assert run(again, ()).code == 0
    (again / "suites" / "s.yaml").write_text(SUITE.format(time="second"))
    yield scenario("again", again)
    assert run(replay, ()).code == 0
    yield scenario("replay", replay, "--record", "none", "--history")


def load(folder: Path) -> None:
    """Have everything imported that a run imports, by one in this very process."""
    made = folder / "load"
    (made / "suites").mkdir(parents=True)
    (made / "harness.yaml").write_text(CONFIG.format(url="http://127.0.0.1:9/v1", history=HISTORY))
    (made / "suites" / "s.yaml").write_text(SUITE.format(time="first"))
    here, argv = Path.cwd(), sys.argv
    os.chdir(made)
    sys.argv = ["harness", "run", "-q", "--history", *OUTPUT_OPTIONS]
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(out), suppress(SystemExit):
        _app.run()
    os.chdir(here)
    sys.argv = argv
    for number in (signal.SIGINT, signal.SIGTERM):  # the command line has taken them over
        signal.signal(number, signal.SIG_DFL)


@dataclass
class Counts:
    """What came of a scenario under one fault."""

    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def sweep(
    *, quick: bool, only: Sequence[str] = (), faults: Sequence[str] = FAULTS, sample: int = 0
) -> Mapping[tuple[str, str], Counts]:
    """By scenario and fault; what is wrong is printed as it is found. With a `sample` only so many of each scenario."""
    if shutil.which("strace") is None:
        sys.exit("strace is not installed (Debian: apt-get install strace)")
    server, url = vendor.start((0, 0), arrived := manager().list())
    counts: dict[tuple[str, str], Counts] = {}
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            load(folder)
            for scenario in scenarios(folder, url):
                if only and scenario.name not in only:
                    continue
                chosen = points(scenario, folder, quick=quick)
                if 0 < sample < len(chosen):
                    chosen = random.Random(3).sample(chosen, sample)
                for point in chosen:
                    for fault in faults:
                        end, wrong = disturbed(scenario, point, fault, folder, arrived)
                        kept = counts.setdefault((scenario.name, fault), Counts())
                        kept.ends[end] += 1
                        for sentence in wrong:
                            print(f"{scenario.name}, {fault} at {point}: {sentence}", flush=True)
                            kept.wrong.append(sentence)
    finally:
        server.terminate()
    return counts


def manager() -> Any:
    import multiprocessing

    return multiprocessing.get_context("spawn").Manager()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", default=(), choices=["first", "again", "replay"])
    parser.add_argument("--fault", nargs="+", default=FAULTS, choices=FAULTS)
    parser.add_argument("--sample", type=int, default=0)
    options = parser.parse_args()
    swept = sweep(quick=options.quick, only=options.only, faults=options.fault, sample=options.sample)
    for (name, fault), found in swept.items():
        ends = ", ".join(f"{count} {end}" for end, count in found.ends.most_common())
        print(f"{name:8}{fault:8}{sum(found.ends.values()):5} tried: {ends}; {len(found.wrong)} wrong")


if __name__ == "__main__":
    main()
