"""Which system calls a confined process may make: no processes, no network, nothing that reaches another process.

For Linux on x86-64 and ARM. A list of what is refused, not of what is allowed: Python itself needs some hundred
calls, other ones with each release of glibc. What files may be touched is not decided here (see `landlock`).
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _DENY, _ABSENT, _END = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_THREAD = 0x00010000
_X32 = 0x40000000

_REFUSED: dict[str, tuple[int, int]] = {
    # network
    "socket": (41, 198), "socketpair": (53, 199), "io_uring_setup": (425, 425),
    # processes: none is started, none is reached
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, -1), "vfork": (58, -1), "kill": (62, 129), "tkill": (200,
    130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "ptrace": (101, 117), "process_vm_readv": (310,
    270),
    "process_vm_writev": (311, 271), "process_madvise": (440, 440), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "kcmp": (312, 272), "perf_event_open": (298, 241), "bpf": (321, 280),
    "setpriority": (141, 140), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118), "sched_setattr": (314,
    274),
    "sched_setaffinity": (203, 122), "ioprio_set": (251, 30), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # rights and namespaces
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_by_handle_at": (304, 265), "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113,
    145),
    "setregid": (114, 143), "setresuid": (117, 147), "setresgid": (119, 149), "setgroups": (116, 159), "fsopen": (430,
    430),
    "move_mount": (429, 429), "open_tree": (428, 428), "mount_setattr": (442, 442),
    # memory, queues and keys that others share
    "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "userfaultfd": (323, 282),
}  # fmt: skip
"""By name, the number on x86-64 and on ARM; -1 where a machine has no such call."""
_METADATA: dict[str, tuple[int, int]] = {
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, -1),
    "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54), "utime": (132, -1), "utimes": (235, -1),
    "futimesat": (261, -1), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "setxattrat": (463, 463),
    "removexattrat": (466, 466),
}  # fmt: skip
"""Landlock does not hold these, so they are refused wherever files outside can be named."""
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column of the tables above, and the mark by which the kernel names the machine."""
_CLONE, _CLONE3 = (56, 220), 435
_PRLIMIT, _TGKILL = (302, 261), (234, 131)

Step = tuple[int, int, int, int]


def refuse_calls(*, metadata: bool) -> bool:
    """Have the kernel refuse them for good, changes of `metadata` of files too if asked; False where it cannot."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    program = b"".join(struct.pack("=HBBI", *step) for step in _steps(*machine, metadata=metadata))
    code = ctypes.create_string_buffer(program)
    listing = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    libc = ctypes.CDLL(None)
    return bool(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.prctl(_SECCOMP, _FILTER, listing, 0, 0) == 0)


def _steps(column: int, mark: int, *, metadata: bool) -> list[Step]:
    """Another machine's calls end the process; `clone` may make threads; all that is not refused is allowed."""
    numbers = [call[column] for call in (_REFUSED | _METADATA if metadata else _REFUSED).values() if call[column] >= 0]
    steps = [
        (_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, mark), (_RETURN, 0, 0, _END),
        (_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _DENY),
        # "no such call", and not "refused": glibc then makes its threads by `clone`, whose flags can be seen here
        (_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ABSENT),
    ]  # fmt: skip
    for number in numbers:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _DENY)]
    # limits of this process only (0 is itself), signals to its own threads only
    steps += [(_EQUAL, 0, 5, _PRLIMIT[column]), *_only_about(0, os.getpid())]
    steps += [(_EQUAL, 0, 5, _TGKILL[column]), *_only_about(os.getpid(), os.getpid())]
    steps += [(_EQUAL, 0, 3, _CLONE[column]), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_HAS, 1, 0, _THREAD)]
    return [*steps, (_RETURN, 0, 0, _DENY), (_RETURN, 0, 0, _ALLOW)]


def _only_about(first: int, second: int) -> tuple[Step, ...]:
    """Five steps that end the decision: allowed if the first argument is either number."""
    return (
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 1, 0, first),
        (_EQUAL, 0, 1, second),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    )
