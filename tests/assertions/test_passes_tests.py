"""Tests run on answers, in real processes."""

import pytest

from harness.assertions import passes_tests
from harness.errors import CheckError
from harness.protocols import Subject

CLAMP = "def clamp(value, low, high):\n    return max(low, min(value, high))"
TESTS = "assert clamp(5, 0, 3) == 3\nassert clamp(-1, 0, 3) == 0"


def run(answer, tests="assert True", **bounds):
    return passes_tests.check(Subject(text=answer, allow_exec=True), tests, **bounds)


@pytest.mark.parametrize(
    ("answer", "tests"),
    [
        (CLAMP, TESTS),
        (f"Here it is:\n```python\n{CLAMP}\n```\nAnything else?", TESTS),
        (CLAMP, "from answer import clamp\ndef test_it():\n    assert clamp(5, 0, 3) == 3"),
        (CLAMP + "\nif __name__ == '__main__':\n    raise SystemExit(3)", TESTS),
        (CLAMP, "import json, math, collections, tempfile\n" + TESTS),
        (CLAMP, "import threading\nt = threading.Thread(target=lambda: seen.append(1))\nseen = []\nt.start(); t.join()\nassert seen"),
        ("def save(text):\n    open('a.txt', 'w').write(text)", "save('x')\nassert open('a.txt').read() == 'x'"),
    ],
)  # fmt: skip
def test_what_is_right_passes(answer, tests):
    found = run(answer, tests)
    assert found.passed, found.reason


@pytest.mark.parametrize(
    ("answer", "tests", "told"),
    [
        (CLAMP.replace("max(low", "max(0"), "assert clamp(-5, -3, 3) == -3", "line 1 of the tests"),
        (CLAMP, "def test_one():\n    assert True\ndef test_two():\n    assert clamp(1, 2, 3) == 1", "line 4 of the tests"),
        (CLAMP, "assert limit(1) == 1", "NameError"),
        ("def clamp(value:", TESTS, "SyntaxError"),
        ("I cannot write code.", TESTS, "SyntaxError"),
        ("", "assert f() == 1", "NameError"),
        ("print('so far')\nraise ValueError('bad')", "assert True", "so far"),
        (CLAMP, "raise SystemExit(0)", "left before the tests ended"),
        ("exit(0)", "assert True", "left before the tests ended"),
        ("import os\nos._exit(0)", "assert True", "left before the tests ended"),
        ("import atexit, os\natexit.register(os._exit, 0)", "assert False", "AssertionError"),
        ("import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()", "f()", ""),
        ("x = bytearray(10**10)", "assert True", "MemoryError"),
        ("x = []\nwhile True: x.append('y' * 10**6)", "assert True", "MemoryError"),
        ("a\0b", "assert True", "null bytes"),
    ],
)  # fmt: skip
def test_what_is_wrong_fails_and_says_why(answer, tests, told):
    found = run(answer, tests)
    assert not found.passed
    assert told in found.reason
    assert len(found.reason) < 2000


@pytest.mark.parametrize(
    "answer",
    [
        "import socket\nsocket.socket()",
        "import socket\nsocket.create_connection(('127.0.0.1', 9))",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/')",
        "import asyncio\nasyncio.run(asyncio.open_connection('127.0.0.1', 9))",
        "import os\nassert os.system('true') == 0",
        "import subprocess\nsubprocess.run(['true'])",
        "import os\nos.fork()",
        "import os\nos.execv('/bin/true', ['true'])",
        "import os\nos.posix_spawn('/bin/true', ['true'], {})",
        "import multiprocessing\np = multiprocessing.Process(target=print)\np.start()",
        "import os, signal\nos.kill(os.getppid(), signal.SIGTERM)",
        "import ctypes\nctypes.CDLL(None).fork()",
        "from _posixsubprocess import fork_exec\nfork_exec()",
    ],
)
def test_network_and_processes_are_refused(answer):
    found = run(answer)
    assert not found.passed
    assert any(told in found.reason for told in ("PermissionError", "not allowed", "TypeError")), found.reason


def test_an_endless_loop_is_ended():
    found = run("while True: pass", timeout_s=1)
    assert "did not end within 1 s" in found.reason


def test_so_is_one_that_sleeps_or_blocks_signals():
    found = run(
        "import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\ntime.sleep(600)", timeout_s=1
    )
    assert "did not end within 1 s" in found.reason


def test_huge_output_is_bounded():
    found = run("while True: print('x' * 1_000_000)", timeout_s=20)
    assert not found.passed
    assert len(found.reason) < 2000


def test_a_fork_bomb_forks_nothing():
    found = run("import os\nwhile True:\n    os.fork()", timeout_s=5)
    assert not found.passed
    assert "PermissionError" in found.reason or "not allowed" in found.reason


def test_no_key_and_no_file_of_ours_is_in_its_world(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.chdir(tmp_path)
    found = run("import os", "assert 'OPENAI_API_KEY' not in os.environ\nassert os.listdir('.') == []")
    assert found.passed, found.reason
    assert not list(tmp_path.iterdir())


def test_a_reason_is_the_same_each_time():
    assert run("x = 1", "assert x == 2") == run("x = 1", "assert x == 2")


def test_without_leave_nothing_runs(check):
    found = check(CLAMP, "passes-tests", TESTS)
    assert found.outcome == "error"
    assert "--allow-exec" in found.reason
    with pytest.raises(CheckError):
        passes_tests.check(Subject(text=CLAMP), TESTS)


@pytest.mark.parametrize(
    ("value", "told"), [("assert (", "line 1"), ("", "no tests"), ("# none", "no tests"), ({"file": "a"}, "file")]
)
def test_tests_that_are_none_are_an_error(check, value, told):
    found = check(CLAMP, "passes-tests", value, {"allow_exec": True})
    assert found.outcome == "error"
    assert told in found.reason


@pytest.mark.parametrize("key", [{"timeout_s": 0}, {"memory_mb": 1}, {"timeout_s": 10_000}])
def test_bounds_have_bounds(check, key):
    assert check(CLAMP, "passes-tests", TESTS, {"allow_exec": True}, **key).outcome == "error"
