"""What the kernel refuses even with Python's own hook out of the way, each in a process of its own."""

import subprocess
import sys

import pytest

from harness.sandbox.landlock import DEVICES

START = "import ctypes, errno, os, resource, sys, threading\nlibc = ctypes.CDLL(None, use_errno=True)\n"
SECCOMP = """
from harness.sandbox.seccomp import refuse_calls
parent = os.getppid()
if not refuse_calls(metadata=True): sys.exit(7)
calls = [
    lambda: libc.socket(2, 1, 0), lambda: libc.fork(), lambda: libc.vfork(), lambda: libc.kill(1, 0), lambda: libc.ptrace(16, parent, 0, 0),
    lambda: libc.prlimit(parent, 7, None, None), lambda: libc.chmod(b"x", 0), lambda: libc.unshare(0x10000000),
    lambda: libc.mount(b"a", b"b", b"c", 0, 0), lambda: libc.setpriority(0, parent, 5), lambda: libc.shmget(1, 1, 0),
]
for number, call in enumerate(calls):
    assert call() == -1 and ctypes.get_errno() == errno.EPERM, number
thread = threading.Thread(target=print); thread.start(); thread.join()
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
print("held")
"""
LANDLOCK = """
from harness.sandbox.landlock import confine_files
if not confine_files([READABLE], FOLDER): sys.exit(7)
open(READABLE + "/a").read()
open(FOLDER + "/new", "w").write("x")
os.rename(FOLDER + "/new", FOLDER + "/newer")
os.remove(FOLDER + "/newer")
for refused in (lambda: open(READABLE + "/b", "w"), lambda: open(OUTSIDE), lambda: os.remove(OUTSIDE), lambda: os.listdir("/proc"),
                lambda: os.link(OUTSIDE, FOLDER + "/x"), lambda: os.rename(FOLDER, READABLE + "/x"), lambda: os.truncate(OUTSIDE, 0),
                lambda: os.mknod(FOLDER + "/device", 0o020600, 0)):
    try: refused()
    except OSError: continue
    raise SystemExit("not refused")
print("held")
"""


def run(source):
    done = subprocess.run([sys.executable, "-c", START + source], capture_output=True, text=True, check=False)
    if done.returncode == 7:
        pytest.skip("the kernel has none of this")
    return done.stdout + done.stderr[-500:]


def test_calls_that_reach_others_are_refused():
    assert run(SECCOMP).strip().endswith("held")


def test_files_that_are_not_named_are_out_of_reach(tmp_path):
    readable, folder, outside = tmp_path / "readable", tmp_path / "folder", tmp_path / "outside"
    readable.mkdir()
    folder.mkdir()
    (readable / "a").write_text("a")
    outside.write_text("kept")
    places = f"READABLE, FOLDER, OUTSIDE = {str(readable)!r}, {str(folder)!r}, {str(outside)!r}\n"
    assert run(places + LANDLOCK).strip().endswith("held")
    assert outside.read_text() == "kept"


def test_only_devices_that_hold_nothing_are_open():
    assert set(DEVICES) == {"/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"}
