"""Everything that a process gives up before it runs a stranger's code.

What holds is told, so that the caller can refuse.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.sandbox.landlock import confine_files
from harness.sandbox.seccomp import refuse_calls

_FILE_BYTES = 16_000_000
_OPEN_FILES = 64
_DIE_WITH_PARENT, _KILL = 1, 9
_NEW_USER, _NEW_NETWORK, _NEW_IPC, _NEW_MOUNTS = 0x10000000, 0x40000000, 0x08000000, 0x00020000
_CAPABILITIES_3 = 0x20080522
_FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.kill", "pty.",
    "ctypes.",
    "urllib.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLimits:
    """Whole seconds of the processor, bytes of memory, what may be read, the one folder that may be written."""

    seconds: int
    memory_bytes: int
    readable: Sequence[str]
    folder: str
    contained: bool
    """bubblewrap is around it: only these paths exist, and no process but its own."""

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> ProcessLimits:
        return cls(**fields)


def confine(limits: ProcessLimits) -> bool:
    """Whether nothing outside can be read, written or reached; without that, root's processes must not go on."""
    _bound(limits)
    if sys.platform == "linux" and not limits.contained:
        _leave_rights()
    files_held = confine_files(limits.readable, limits.folder)
    # after Landlock, which needs calls of its own; a change of metadata is harmless only where nothing else can be
    # named
    calls_held = refuse_calls(metadata=not limits.contained)
    sys.addaudithook(_refuse)
    return calls_held and (files_held or limits.contained)


def _bound(limits: ProcessLimits) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, _KILL, 0, 0, 0)
    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.seconds,
        resource.RLIMIT_FSIZE: _FILE_BYTES,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in bounds.items():
        hard = resource.getrlimit(kind)[1]
        kept = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (kept, kept))


def _leave_rights() -> None:
    """Into a user namespace that maps nobody, and there without capabilities: root is then no more than a name.

    Where a kernel or a container forbids namespaces, the other bounds have to do.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.unshare(_NEW_USER | _NEW_NETWORK | _NEW_IPC | _NEW_MOUNTS)
    header, nothing = struct.pack("=Ii", _CAPABILITIES_3, 0), struct.pack("=6I", *[0] * 6)
    libc.capset(ctypes.create_string_buffer(header), ctypes.create_string_buffer(nothing))


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    """Python's own refusal says what the kernel's cannot;

    it is no wall, and elsewhere than on Linux it is all there is.
    """
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed in passes-tests")
