"""Runs an answer and its tests, in a process of its own: `python -I -B -u _tests_child.py FD`, told on standard input.

Knows nothing of harness. What may be used is bounded first; whether all tests ran to their end is told last, through a
pipe that only the parent reads, so that an early `exit(0)` is not success.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import struct
import sys
import traceback
import types
from typing import Any

ANSWER, TESTS = "answer.py", "tests.py"
_FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.kill",
    "pty.", "ctypes.", "urllib.",
)  # fmt: skip
_FILE_BYTES = 16_000_000
_OPEN_FILES = 64
_STACK_LINES = 6
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
_DIE_WITH_PARENT, _KILL = 1, 9
_ALLOW, _DENY, _ABSENT, _END = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_THREAD = 0x00010000
_X32 = 0x40000000
_KERNELS: dict[str, tuple[int, int, tuple[int, ...]]] = {
    # socket, socketpair, execve, execveat, fork, vfork, kill, ptrace, unshare, setns, process_vm_writev, bpf, io_uring
    "x86_64": (0xC000003E, 56, (41, 53, 59, 322, 57, 58, 62, 101, 272, 308, 311, 321, 425)),
    "aarch64": (0xC00000B7, 220, (198, 199, 221, 281, 129, 117, 97, 268, 271, 280, 425)),
}
"""By machine: its mark, the number of `clone`, and those of calls that start processes, reach others or the network."""
_CLONE3 = 435


def main() -> None:
    told = json.loads(sys.stdin.read())
    channel = int(sys.argv[1])
    bound(told["seconds"], told["bytes"])
    kernel_filter()
    sys.addaudithook(_refuse)
    trouble = run(told["answer"], told["tests"])
    os.write(channel, json.dumps({"end": told["token"], "trouble": trouble}).encode())
    os._exit(0)  # threads and exit handlers of the answer's have no say any more


def bound(seconds: int, memory: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, _KILL, 0, 0, 0)
    bounds = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: _FILE_BYTES,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in bounds.items():
        hard = resource.getrlimit(kind)[1]
        kept = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (kept, kept))


def kernel_filter() -> bool:
    """Have the kernel refuse processes, sockets and signals to others for good; False where it cannot."""
    known = _KERNELS.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    program = b"".join(struct.pack("=HBBI", *step) for step in _steps(*known))
    code = ctypes.create_string_buffer(program)
    listing = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    libc = ctypes.CDLL(None)
    return bool(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.prctl(_SECCOMP, _FILTER, listing, 0, 0) == 0)


def _steps(mark: int, clone: int, refused: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Another machine's calls end the process; `clone` may make threads; all that is not refused is allowed."""
    steps = [
        (_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, mark), (_RETURN, 0, 0, _END),
        (_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _DENY),
        (_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ABSENT),
    ]  # fmt: skip
    for number in refused:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _DENY)]
    steps += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_HAS, 1, 0, _THREAD), (_RETURN, 0, 0, _DENY)]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed in passes-tests")


def run(answer: str, tests: str) -> str:
    """Why the tests do not pass; empty if they do."""
    module = types.ModuleType("answer")
    sys.modules["answer"] = module
    try:
        exec(compile(answer, ANSWER, "exec"), module.__dict__)  # noqa: S102 - it is what the user allowed
        before = set(module.__dict__)
        exec(compile(tests, TESTS, "exec"), module.__dict__)  # noqa: S102
        for name in [name for name in module.__dict__ if name.startswith("test") and name not in before]:
            if callable(test := module.__dict__[name]):
                test()
    except BaseException as error:  # noqa: BLE001 - SystemExit before the end of the tests is a failure, too
        return _told(error, tests)
    return ""


def _told(error: BaseException, tests: str) -> str:
    """The error, and the line of the tests that met it."""
    what = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1:]
    if isinstance(error, SystemExit):
        what = [f"it left before the tests ended (exit code {error.code!r})"]
    places = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == TESTS]
    if not places or places[-1] is None:
        return " ".join(what)
    line = tests.splitlines()[places[-1] - 1].strip() if places[-1] <= len(tests.splitlines()) else ""
    return f"line {places[-1]} of the tests: {line[:200]}: {' '.join(what)}"


if __name__ == "__main__":
    main()
