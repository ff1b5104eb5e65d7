"""Which files a confined process may touch, by the kernel's Landlock (Linux 5.13 and later; needs no rights).

What is not named can be neither read nor written: not the project, not the home, not `/proc`. Landlock does not hold
changes of owner, mode and times; `seccomp` does.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_NO_NEW_PRIVS = 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE, _DEVICE = 1, 2, 4, 8, 1 << 14, 1 << 15
_RIGHTS = ((1, (1 << 13) - 1), (2, 1 << 13), (3, _TRUNCATE), (5, _DEVICE))
"""By the version of Landlock that brought them: the rights over files that it can withhold."""
_MAKE_DEVICES_AND_SOCKETS = 1 << 6 | 1 << 9 | 1 << 11
_TCP, _SCOPES = 0b11, 0b11
_FORMS = ((6, 24), (4, 16), (1, 8))
"""By the version since: the bytes of a ruleset."""
_FILE_ONLY = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _DEVICE
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def confine_files(readable: Iterable[str], folder: str) -> bool:
    """Only these paths can be read from now on, and only `folder` written; False where the kernel has no Landlock."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION)
    if version < 1:
        return False
    handled = sum(rights for since, rights in _RIGHTS if version >= since)
    # Of the longest form that this version knows: files, then (4) TCP, then (6) signals and abstract sockets.
    length = next(length for first, length in _FORMS if version >= first)
    attributes = struct.pack("=QQQ", handled, _TCP, _SCOPES)[:length]
    ruleset = int(libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0))
    if ruleset < 0:
        return False
    reading = (_EXECUTE | _READ_FILE | _READ_DIR) & handled
    for path in readable:
        _allow(libc, ruleset, path, reading)
    for path in DEVICES:
        _allow(libc, ruleset, path, (_READ_FILE | _WRITE_FILE) & handled)
    # the folder alone may hold new files; neither devices nor sockets are made in it
    _allow(libc, ruleset, folder, handled & ~_DEVICE & ~_MAKE_DEVICES_AND_SOCKETS)
    held = libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return bool(held)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """A path that is not there gives nothing; a file can be given the rights of files only."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    kept = rights if stat.S_ISDIR(os.fstat(place).st_mode) else rights & _FILE_ONLY
    rule = struct.pack("=Qi", kept, place)
    libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    os.close(place)
