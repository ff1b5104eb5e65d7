"""`harness run --watch`: real saves in a real process; what cannot be watched is said."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from harness.cli.measuring import _watch

PATIENCE_S = 60.0
"""How long a line is waited for before the test gives up: a busy machine is slow."""


class Watched:
    """A running `harness run --watch` and the lines that it writes."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self.child = child
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        for line in self.child.stdout:
            self._lines.put(line.rstrip("\n"))

    def until(self, words: str) -> str:
        """All lines up to the one that has the words."""
        heard = []
        while not heard or words not in heard[-1]:
            try:
                heard.append(self._lines.get(timeout=PATIENCE_S))
            except queue.Empty:
                pytest.fail(f"{words!r} was never said; said was: {heard}")
        return "\n".join(heard)

    def stop(self, number: int) -> tuple[int, str]:
        self.child.send_signal(number)
        code = self.child.wait(PATIENCE_S)
        self._reader.join()
        return code, "\n".join(self._lines.queue)


@contextmanager
def watching(project, *arguments, **env):
    child = subprocess.Popen(
        project.command("run", "--watch", *arguments),
        cwd=project.root,
        env=project.env(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # one pipe, so that lines come in the order in which they were written
        text=True,
    )
    watched = Watched(child)
    try:
        watched.until("Ctrl-C ends it")
        yield watched
    finally:
        if child.poll() is None:
            watched.stop(signal.SIGKILL)
        child.stdout.close()


@pytest.fixture
def recorded(live_project):
    pytest.importorskip("watchfiles")
    # Two suites: of the other nothing is told.
    text = (live_project.root / "suites" / "greet.yaml").read_text()
    live_project.write("suites/other.yaml", text.replace("suite: greet", "suite: other"))
    assert live_project.harness("run").returncode in (0, 1, 3)
    return live_project


def save(project, name, old, new, *, by_rename=False):
    path = project.root / name
    text = path.read_text()
    assert old in text
    target = path.with_name(f"{path.name}.new~") if by_rename else path
    target.write_text(text.replace(old, new))
    if by_rename:
        target.replace(path)


def test_saves_are_replayed_and_only_what_changed_is_shown(recorded, vendor, other_vendor):
    asked = len(vendor.requests) + len(other_vendor.requests)
    suite = "suites/greet.yaml"
    with watching(recorded, HARNESS_RECORD="all") as watched:
        save(recorded, suite, "not-contains: sorry", "not-contains: hello 03")
        heard = watched.until("✗ c03 · claude")
        assert "24 cases replayed" in heard
        assert "other" not in heard

        save(recorded, suite, "contains: hello 03", "contains: hello 04", by_rename=True)
        heard = watched.until("✓ c03 · claude: good now")
        assert "✗ c04 · gpt" in heard
        assert "c05" not in heard

        save(recorded, suite, "assert:", "asert:", by_rename=True)
        heard = watched.until("nothing was sent")
        assert "unknown key 'asert'" in heard
        save(recorded, suite, "asert:", "assert:")
        watched.until("in order again, nothing changed")

        save(recorded, "harness.yaml", "model: claude-x", "model: claude-y")
        heard = watched.until("✗ c00 and 11 more · claude: missing recording")
        assert "24 cases replayed" in heard
        save(recorded, "harness.yaml", "model: claude-y", "model: claude-x", by_rename=True)
        watched.until("good now")
        watched.until("good now")

        (recorded.root / "suites" / "other.yaml").unlink()
        watched.until("other is gone")
        code, rest = watched.stop(signal.SIGINT)
    assert code == 130
    assert "Traceback" not in rest
    assert "error[" not in rest
    assert len(vendor.requests) + len(other_vendor.requests) == asked


def test_with_record_new_what_is_not_recorded_is_called_for(recorded, vendor):
    asked = len(vendor.requests)
    with watching(recorded, "--record", "new", "suites/greet.yaml") as watched:
        save(recorded, "suites/greet.yaml", "hello 07", "good day")
        heard = watched.until("greet: nothing changed")
        code, _ = watched.stop(signal.SIGTERM)
    assert code in (128 + signal.SIGTERM, -signal.SIGTERM)
    assert vendor.prompts[asked:] == ["good day"]
    assert "12 cases, 2 answers live, <$0.0001, " in heard


def test_the_verdict_is_that_of_a_whole_run(live_project):
    """30 good cases prove one comparison, and not each of two."""
    pytest.importorskip("watchfiles")
    text = (live_project.root / "suites/greet.yaml").read_text()
    text = text[: text.index("cases:")] + "cases:\n"
    text += "".join(f'  - {{id: c{number:02}, vars: {{word: "hello {number:02}"}}}}\n' for number in range(31))
    for name in ("greet", "other"):
        live_project.write(f"suites/{name}.yaml", text.replace("suite: greet", f"suite: {name}"))
    assert live_project.harness("run").returncode == 0
    with watching(live_project) as watched:
        save(live_project, "suites/greet.yaml", '  - {id: c30, vars: {word: "hello 30"}}\n', "")
        heard = watched.until("1 case gone")
        assert "claude: inconclusive 31/31 (+5) → inconclusive 30/30 (+6)" in heard
        assert "other" not in heard
        whole = live_project.harness("run", "--record", "none").stdout
        assert "inconclusive  30/30 (+6)" in whole

        (live_project.root / "suites/other.yaml").unlink()
        watched.until("other is gone")
        watched.until("claude: inconclusive 30/30 (+6) → ports 30/30")
        watched.stop(signal.SIGINT)
    assert "ports  30/30" in live_project.harness("run", "--record", "none").stdout


def test_what_is_broken_from_the_start_is_shown_and_watched(recorded):
    save(recorded, "suites/greet.yaml", "cases:", "cases")
    with watching(recorded, "suites/greet.yaml") as watched:
        save(recorded, "suites/greet.yaml", "cases", "cases:")
        assert "gpt" in watched.until("greet  ")
        assert watched.stop(signal.SIGINT)[0] == 130


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--live",), "--live"),
        (("--record", "all"), "--record all"),
        (("--failed",), "--failed"),
        (("--batch",), "--batch"),
        (("--wait",), "--wait"),
        (("-o", "report.html"), "--output"),
        (("--require", "proof"), "--require proof"),
    ],
)
def test_what_would_be_paid_or_written_at_every_save_is_refused(live_project, vendor, arguments, said):
    ran = live_project.harness("run", "--watch", *arguments)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert not vendor.requests


def test_without_watchfiles_it_says_what_to_install(live_project, monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    ran = live_project.harness("run", "--watch")
    assert ran.returncode == 2
    assert "pip install 'portproof[watch]'" in ran.stderr


def test_a_system_that_does_not_tell_of_saves_is_an_error_with_the_way_out(recorded, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "OS file watch limit reached.")

    monkeypatch.setattr("watchfiles.watch", full)
    ran = recorded.harness("run", "--watch")
    assert ran.returncode == 5
    assert "WATCHFILES_FORCE_POLLING" in ran.stderr


def test_folders_of_suites_elsewhere_are_watched_too(recorded, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    suite = elsewhere / "far.yaml"
    suite.write_text("suite: far\nprompt: x\ncases: [{vars: {a: b}}]\n")
    watch = _watch.FileWatch(
        [suite, recorded.root / "suites"], recorded.root / "harness.yaml", {"record": "none"}, None
    )
    assert watch._folders() == {recorded.root.resolve(), elsewhere.resolve()}
