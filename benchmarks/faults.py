"""What harness is to survive, measured: the figures F1 to F15, one row each.

    python benchmarks/faults.py                     # all of them, at their full size: hours
    python benchmarks/faults.py --quick             # a small sample of each: some minutes
    python benchmarks/faults.py F3 F12 --quick

Everything happens on this machine, against vendors on loopback. A row says what was aimed at, what came out, and how much
was tried; what went wrong is printed before the table. F3 needs strace. `soak.py` is the long run.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import html
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import syscalls
import vendor

import harness
from harness import history
from harness.cli import _app
from harness.exit_codes import exit_code
from harness.model.result import Run

ROOT = Path(__file__).resolve().parents[1]
PRICE = (1.0, 10.0)
"""US dollars per million tokens in and out, of every target here."""
MOST = 50
"""`max_tokens` of what is budgeted."""


@dataclass(frozen=True)
class Row:
    goal: str
    measured: str
    how: str


Figure = Callable[..., Row]
"""Given whether it is to be quick."""


def said(number: int, what: str, of: int) -> str:
    return f"{number} of {of:,} {what}"


# --- projects on loopback -----------------------------------------------------------------------------------------


def project(
    root: Path, url: str, text: str, *, judge: bool = False, budget: float | None = None, also: str = ""
) -> Path:
    """Two targets of one vendor, a judge if asked for, and a suite; returns the configuration."""
    (root / "suites").mkdir(parents=True)
    price = f"price: {{input: {PRICE[0]}, output: {PRICE[1]}}}"
    target = f'{{provider: openai-compatible, base_url: "{url}", {price}{also}, model: '
    config = f"history: {syscalls.HISTORY}\nbaseline: gpt\n"
    config += "judge: umpire\n" if judge else ""
    config += "" if budget is None else f"budget_usd: {budget:.6f}\n"
    config += f"targets:\n  gpt: {target}m}}\n  claude: {target}m}}\n"
    config += f"  umpire: {target}judge, params: {{max_tokens: {MOST}}}}}\n" if judge else ""
    (root / "suites" / "s.yaml").write_text(text)
    (root / "harness.yaml").write_text(config)
    return root / "harness.yaml"


@contextmanager
def inside(root: Path) -> Iterator[Path]:
    """The working directory, while it lasts."""
    here = Path.cwd()
    os.chdir(root)
    try:
        yield root
    finally:
        os.chdir(here)


def suite(cases: int, *, checks: str = "[contains: Fine]", prompt: str = "question {{ n }}", more: str = "") -> str:
    rows = "".join(f"  - {{id: c{number}, vars: {{n: {number}}}}}\n" for number in range(cases))
    head = f'suite: s\nparams: {{max_tokens: {MOST}}}\nbaseline_samples: 1\nprompt: "{prompt}"\n'
    return f"{head}{more}assert: {checks}\ncases:\n{rows}"


@contextmanager
def serving(latency_s: float = 0.0, script: vendor.Script | None = None) -> Iterator[tuple[str, Any]]:
    """A vendor's address, and the list of what it notes."""
    manager = syscalls.manager()
    notes = manager.list()
    server, url = vendor.start((latency_s, latency_s), notes, script)
    try:
        yield url, notes
    finally:
        server.terminate()
        manager.shutdown()


def command(*arguments: str) -> tuple[int, str]:
    """The command line in this process: its exit code, and all that it said."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    argv, code = sys.argv, 0
    sys.argv = ["harness", *arguments]
    try:
        with redirect_stdout(out), redirect_stderr(out):
            _app.run()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    finally:
        sys.argv = argv
    return code, out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def tests(*paths: str) -> str:
    """How pytest's run of them ended: "123 passed"."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", *(f"tests/{path}" for path in paths)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return re.sub(r" in .*", "", done.stdout.strip().splitlines()[-1])


# --- the figures --------------------------------------------------------------------------------------------------


def _last_line(text: str, code: int) -> str:
    """What a program said last; one that was killed said nothing."""
    return (text.strip().splitlines() or [f"it ended with {code} and said nothing"])[-1]


def kills(*, quick: bool) -> Row:
    number = 10 if quick else 200
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "kills.py"), str(number)],
        capture_output=True,
        text=True,
        check=False,
    )
    last = _last_line(done.stdout if done.returncode == 0 else done.stderr, done.returncode)
    return Row(
        "0 lost, 0 paid twice, all in doubt listed", last.partition(": ")[2] or last, f"{number} SIGKILLs, kills.py"
    )


def killed_resumes(*, quick: bool) -> Row:
    """Killed, gone on with, killed again, and again; then let be."""
    rounds, wrong, rng = 10 if quick else 200, 0, random.Random(2)
    with serving() as (url, arrived), tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        syscalls.load(folder)
        scenario = next(syscalls.scenarios(folder, url))
        begun = time.monotonic()
        syscalls.run(syscalls.fresh(scenario, folder), ())
        takes_s = time.monotonic() - begun
        for _ in range(rounds):
            tried, before = syscalls.fresh(scenario, folder), len(arrived)
            for _ in range(3):
                syscalls.run(tried, (), kill_after_s=rng.uniform(0, takes_s))
            troubles = list(syscalls.afterwards(scenario, tried, arrived, before))
            wrong += bool(troubles)
            for trouble in troubles:
                print(f"F2: {trouble}", flush=True)
    how = f"{rounds} × 3 SIGKILLs, then the same command: journal, recordings, history, reports read"
    return Row("0 differ from an undisturbed run", said(wrong, "rounds differ", rounds), how)


def disturbed_writes(*, quick: bool) -> Row:
    counts = syscalls.sweep(quick=quick, sample=12 if quick else 0)
    tried = sum(sum(found.ends.values()) - found.ends["not reached"] for found in counts.values())
    wrong = sum(len(found.wrong) for found in counts.values())
    how = f"ENOSPC, EIO, KILL by strace at {'12 drawn' if quick else 'all'} writes, syncs, renames, removals of each of 3 runs"
    return Row("0 corrupt, 0 silently wrong", said(wrong, "left something wrong", tried), how)


def billing(asked: str, _head: bytes) -> tuple[bytes, Any]:
    """A vendor that bills whatever it has read, and answers four times in five; notes the run's number and its bill."""
    usage = random.randint(1, len(asked.encode()) // 2 + 1), random.randint(1, MOST)
    bill = (usage[0] * PRICE[0] + usage[1] * PRICE[1]) / 1e6
    whole = vendor.reply('{"reason": "as asked", "pass": true, "score": 1}', usage)
    busy = vendor.http("429 Too Many Requests", b'{"error": {"message": "busy"}}', "Retry-After: 0")
    down = vendor.http("500 Internal Server Error", b'{"error": {"message": "down"}}')
    replies = [(whole, bill), (busy, 0.0), (down, 0.0), (b"", bill), (whole[:-9], bill)]
    reply, billed = random.choices(replies, [16, 1, 1, 1, 1])[0]
    return reply, (int(re.findall(r"run (\d+)", asked)[-1]), billed)


def budgets(*, quick: bool) -> Row:
    runs, rng = 20 if quick else 1000, random.Random(4)
    limits, over, stopped = {}, 0, 0
    with serving(0.001, billing) as (url, notes), tempfile.TemporaryDirectory() as name:
        configs = []
        for number in range(runs):
            cases, judge = rng.randint(3, 12), rng.random() < 0.3
            limits[number] = rng.uniform(0, 1.3) * 2 * cases * MOST * PRICE[1] / 1e6
            checks = f"[{{llm-rubric: 'Is it fine, in run {number}?'}}]" if judge else "[contains: pass]"
            text = suite(cases, checks=checks, prompt=f"run {number} question {{{{ n }}}}")
            also = f", limits: {{concurrency: {rng.randint(1, 64)}, attempts: {rng.randint(1, 3)}}}"
            root = Path(name, str(number))
            configs.append(project(root, url, text, judge=judge, budget=limits[number], also=also))
        for run in asyncio.run(all_run(configs)):
            stopped += any(answer.trouble and answer.trouble.kind == "budget" for answer in run.answers)
        billed: Counter[int] = Counter()
        for number, bill in notes:
            billed[number] += bill
    for number, bill in billed.items():
        if bill > limits[number] + 1e-9:
            over += 1
            print(f"F4: run {number} was billed {bill:.6f} of {limits[number]:.6f} USD", flush=True)
    how = f"{runs} runs, 1–64 at once, 1 in 5 replies fail (half of these billed), a third judged; {stopped} ran out"
    return Row("0 over budget", said(over, "over", runs), how)


async def all_run(configs: Sequence[Path], at_once: int = 50) -> list[Run]:
    """Live runs of projects, side by side: most of their time they wait before a call is tried again."""
    turn = asyncio.Semaphore(at_once)

    async def run(config: Path) -> Run:
        async with turn:
            return await harness.arun(config.parent / "suites", config=config, record="live")

    return await asyncio.gather(*map(run, configs))


def outages(*, quick: bool) -> Row:
    names = ["S02", "S05"] if quick else []
    words = [sys.executable, str(ROOT / "benchmarks" / "conduct.py"), "ours", *(["--only", *names] if names else [])]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    counted = next((line for line in done.stdout.splitlines() if line.startswith("ours:")), done.stderr[-200:])
    wires = tests("providers/test_faults.py", "faults")
    return Row(
        "0 FAIL; no fault passes",
        f"{counted}; {wires}",
        f"conduct.py {' '.join(names) or 'S01–S16'}; every fault × wire as tests",
    )


def truncations(*, quick: bool) -> Row:
    sys.path.insert(0, str(ROOT / "tests"))
    from servers.shapes import WIRES, Said, events

    from harness.errors import ProviderError
    from harness.model.config import Target
    from harness.model.progress import CallProgress
    from harness.plugins import load
    from harness.providers._troubles import Cut

    texts = [
        Said("Returns close after 30 days — naïve “ok” 🙂 \u2028 end."),
        Said("", calls=(("weather", {"city": "Zürich", "n": [1, {"deep": 2}]}),), finish="tool"),
        Said("word " * 60),
    ]
    vendors = {"chat": "openai-compatible", "responses": "openai", "messages": "anthropic"}

    class Reply:
        def __init__(self, data: bytes) -> None:
            self.headers = {"content-type": "text/event-stream"}
            self._data = data

        async def aiter_raw(self) -> Any:
            yield self._data

    async def count() -> tuple[int, int]:
        tried = accepted = 0
        for wire in WIRES:
            settings = {"api": wire} if wire == "responses" else {}
            target = Target(
                name="t", provider=vendors[wire], model="m", base_url="http://127.0.0.1:1", settings=settings
            )
            connection = load("providers", vendors[wire]).connect(target, {})
            for text in texts[: 1 if quick else 3]:
                for end in (b"\n", b"\r\n"):
                    data = events(wire, text).replace(b"\n", end)
                    await connection._fold(Reply(data), CallProgress(stream=True), [])  # noqa: SLF001 - the whole one is an answer
                    for at in range(len(data) - (end == b"\r\n")):
                        tried += 1
                        try:
                            await connection._fold(Reply(data[:at]), CallProgress(stream=True), [])  # noqa: SLF001
                            accepted += 1
                        except (Cut, ProviderError):
                            continue
            await connection.close()
        return tried, accepted

    tried, accepted = asyncio.run(count())
    how = f"every byte of {1 if quick else 3} streams × 3 wires × 2 line ends, in the vendors' published shapes"
    return Row("0 passed for whole", said(accepted, "cuts passed for whole", tried), how)


def untrusted(*, quick: bool) -> Row:
    paths = ["suitefile/test_faults.py", "suitefile/test_fuzz.py", "yamlfile"]
    paths += [] if quick else ["templates", "sandbox", "checks", "cassettes"]
    return Row("0 code, reads, hangs, crashes", tests(*paths), f"hostile and drawn files as tests: {', '.join(paths)}")


FORMS: Mapping[str, Callable[[str], str]] = {
    "plain": str,
    "JSON": lambda key: json.dumps(key)[1:-1],
    "URL": lambda key: quote(key, safe=""),
    "HTML": html.escape,
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "Basic": lambda key: base64.b64encode(f":{key}".encode()).decode(),
    "repr": repr,
}


def echoing(_asked: str, head: bytes) -> tuple[bytes, Any]:
    """A vendor that refuses, and says the key in every form, in its message and its headers."""
    key = re.search(rb"(?i)authorization: bearer ([^\r]*)", head)
    known = key[1].decode() if key else "no key"
    text = " | ".join(form(known) for form in FORMS.values())
    body = json.dumps({"error": {"message": f"not for {text}", "type": known, "code": known}}).encode()
    return vendor.http("401 Unauthorized", body, f"x-request-id: {known}", f"Set-Cookie: k={known}"), known


def secrets(*, quick: bool) -> Row:
    rng = random.Random(8)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/+=<>&\"'"
    keys = [f"sk-canary{''.join(rng.choice(letters) for _ in range(28))}" for _ in range(3 if quick else 20)]
    outputs = [word for suffix in ("json", "html", "md", "csv", "xml", "svg") for word in ("-o", f"out.{suffix}")]
    commands = (
        ("run", "-v", *outputs), ("run", "--live", "-v"), ("run", "--nightly"), ("run", "--resume", "last", "-v"),
        ("targets", "--live"), ("targets", "--call"), ("lint", "--live"), ("validate",), ("report", "last"), ("history",),
        ("compare", "gpt", "claude"), ("readiness",), ("calendar",), ("policy",), ("export", "promptfoo", "s"),
    )  # fmt: skip
    hits = sent = 0
    with serving(0.0, echoing) as (url, notes):
        for key in keys:
            os.environ["FAULTS_KEY"] = key
            before = len(notes)
            with tempfile.TemporaryDirectory() as name, inside(Path(name)) as root:
                project(root, url, suite(2), also=", api_key_env: FAULTS_KEY")
                for words in commands:
                    _, text = command(*words)
                    hits += _leaks(key, text.encode(), " ".join(words))
                for path in root.rglob("*"):
                    if path.is_file():
                        hits += _leaks(key, path.read_bytes(), path.name)
            sent += sum(note == key for note in notes[before:])
    del os.environ["FAULTS_KEY"]
    assert sent, "the vendor never had the key"
    how = f"{len(keys)} keys × {len(FORMS)} forms × {len(commands)} commands, everything they say and write; refused and echoed {sent} times"
    return Row("0 found", said(hits, "places hold a key", len(keys) * (len(commands) + 1)), how)


def _leaks(key: str, data: bytes, place: str) -> int:
    forms = [name for name, form in FORMS.items() if form(key).encode() in data]
    if forms:
        print(f"F8: {place}: {', '.join(forms)}", flush=True)
    return len(forms)


def hostile_texts(*, quick: bool) -> Row:
    paths = ["terminal/test_sanitize.py", "reports/test_junit.py", "reports/test_markdown.py"]
    paths += [] if quick else ["reports", "terminal", "pages", "testing/test_github.py"]
    return Row(
        "0 raw controls, all parse",
        tests(*dict.fromkeys(paths)),
        f"drawn and hostile texts as tests: {', '.join(paths)}",
    )


ENDS = ("good", "bad", "500", "cut", "empty", "html")


def scripted(asked: str, _head: bytes) -> tuple[bytes, Any]:
    """Answers as its question says."""
    replies = {
        "good": vendor.reply("Fine."),
        "bad": vendor.reply("No."),
        "500": vendor.http("500 Internal Server Error", b'{"error": {"message": "down"}}'),
        "cut": vendor.reply("Fine.")[:-9],
        "empty": vendor.http("200 OK", b"{}"),
        "html": vendor.http("200 OK", b"<html>Sign in</html>"),
    }
    return replies.get(asked.rsplit(maxsplit=1)[-1], replies["bad"]), asked


def verdicts(*, quick: bool) -> Row:
    runs, rng = 40 if quick else 1000, random.Random(10)
    green = wrong = 0
    with serving(0.0, scripted) as (url, _), tempfile.TemporaryDirectory() as name:
        configs, sound = [], []
        for number in range(runs):
            kinds = ENDS if rng.random() < 0.4 else ENDS[: rng.randint(1, 2)]
            ends, judge = [rng.choice(kinds) for _ in range(3)], rng.random() < 0.3
            rows = "".join(f"  - {{id: c{at}, vars: {{end: '{end}'}}}}\n" for at, end in enumerate(ends))
            # The judge says "No." or fails, as its question ends: it never gives a verdict.
            checks = "[{llm-rubric: good bad}]" if judge else "[contains: Fine]"
            text = suite(0, checks=checks, prompt="question {{ end }}") + rows
            configs.append(project(Path(name, str(number)), url, text, judge=judge))
            sound.append(set(ends) == {"good"} and not judge)
        for run, is_sound in zip(asyncio.run(all_run(configs)), sound, strict=True):
            green += exit_code(run) == 0
            wrong += exit_code(run) == 0 and not is_sound
    kinds_ = "good, wrong, refused, cut, empty or a page"
    how = f"{runs} runs of 3 cases, each {kinds_}; in a third a judge that gives no verdict; {green} of {sum(sound)} sound runs exit 0"
    return Row("0 exit 0 with trouble", said(wrong, "exit 0 and should not", runs), how)


def concurrent(*, quick: bool) -> Row:
    each, processes = 3 if quick else 60, 8
    with serving() as (url, _), tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        syscalls.load(folder)
        *_, replay = syscalls.scenarios(folder, url)
        tried = syscalls.fresh(replay, folder)
        before = _rows(tried)
        words = [sys.executable, "-m", "harness", "run", "-q", "--record", "none", "--history"]
        loop = f"for n in $(seq {each}); do {' '.join(words)} >/dev/null || exit; done"
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        children = [
            subprocess.Popen(["bash", "-c", loop], cwd=tried, env=environment, stderr=subprocess.PIPE, text=True)
            for _ in range(processes)
        ]
        errors = [child.communicate()[1] for child in children]
        for error in filter(None, errors):
            print(f"F11: {error[-300:]}", flush=True)
        there = _rows(tried) - before
        damage = syscalls.look(tried).damage
    locked = sum("locked" in error for error in errors)
    measured = f"{there} of {each * processes} rows, {locked} lock errors, {len(damage)} damaged files"
    return Row("0 lost, 0 lock errors", measured, f"{processes} processes × {each} runs on one history")


def _rows(root: Path) -> int:
    with history.open(syscalls.HISTORY, root) as past:
        return len(past.runs())


def interrupts(*, quick: bool) -> Row:
    """The vendor holds its answers for a minute: whoever waits for them is late."""
    tries, took, codes, rng = 5 if quick else 200, [], Counter[int](), random.Random(12)
    with serving(60.0) as (url, arrived), tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        syscalls.load(folder)
        made = folder / "template"
        project(made, url, suite(20))
        for number in range(tries):
            tried = Path(shutil.copytree(made, folder / f"try{number}"))
            before = len(arrived)
            child = syscalls.start(tried, syscalls.words(()))
            while len(arrived) == before:
                time.sleep(0.01)
            time.sleep(rng.uniform(0, 0.5))
            begun = time.monotonic()
            os.kill(child.process, 2)
            ended = child.wait()
            took.append(time.monotonic() - begun)
            codes[ended.code] += 1
            shutil.rmtree(tried)
    how = f"{tries} SIGINTs with 20 calls under way that hang; exit codes {dict(codes)}; clock of this machine, load {os.getloadavg()[0]:.0f}"
    return Row("≤ 5 s", f"{max(took):.1f} s at most, {sorted(took)[len(took) // 2]:.1f} s median", how)


def big(asked: str, _head: bytes) -> tuple[bytes, Any]:
    return vendor.reply("word\x1b<&| " * 1_111_111), len(asked)


def ten_megabytes(**_: bool) -> Row:
    with serving(0.0, big) as (url, _), tempfile.TemporaryDirectory() as name, inside(Path(name)) as root:
        project(root, url, suite(1))
        used = _used(["run", "--live", "-q", "-o", "out.html", "-o", "out.json"])
        none = _used(["validate"])
    measured = f"{used[0]:.1f} s CPU ({none[0]:.1f} s of it start-up), {used[1]:.0f} MiB"
    return Row(
        "≤ 3 s, ≤ 400 MB", measured, "two answers of 10 MB: called, too long to be judged, report and results written"
    )


def _used(words: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor time and MiB at the peak, of a process of its own."""
    script = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=-3, stderr=-3)\n"
    script += "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
    command_ = [sys.executable, "-c", script, sys.executable, "-m", "harness", *words]
    done = subprocess.run(
        command_, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    seconds, mib = map(float, done.stdout.split())
    return seconds, mib


def mutants(*, quick: bool) -> Row:
    import mutate

    killed, tried, survivors = mutate.score(2 if quick else 40)
    for survivor in survivors:
        print(f"F14: survived: {survivor}", flush=True)
    how = f"mutate.py, {tried} mutants drawn over {len(mutate.MODULES)} modules, each against its rooms' tests"
    return Row("≥ 85 %", f"{killed} of {tried} noticed ({killed / max(tried, 1):.0%})", how)


def supply_chain(**_: bool) -> Row:
    count = len(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "wheel.py")], capture_output=True, text=True, check=False
    )
    last = _last_line(done.stdout + done.stderr, done.returncode)
    return Row("≤ 12; the wheel is the tree", f"{count} base dependencies; {last}", "pyproject.toml; scripts/wheel.py")


FIGURES: Mapping[str, Figure] = {
    "F1": kills, "F2": killed_resumes, "F3": disturbed_writes, "F4": budgets, "F5": outages, "F6": truncations,
    "F7": untrusted, "F8": secrets, "F9": hostile_texts, "F10": verdicts, "F11": concurrent, "F12": interrupts,
    "F13": ten_megabytes, "F14": mutants, "F15": supply_chain,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="*", metavar="F1…F15", default=[])
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.figures) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    rows = []
    for name in options.figures or FIGURES:
        row = FIGURES[name](quick=options.quick)
        rows.append(f"| {name} | {row.goal} | {row.measured} | {row.how} |")
        print(rows[-1], flush=True)
    if len(rows) > 1:
        print("\n| figure | goal | measured | how |\n|---|---|---|---|\n" + "\n".join(rows))


if __name__ == "__main__":
    main()
