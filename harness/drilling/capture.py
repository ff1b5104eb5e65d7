"""`harness capture`: a running application's own calls, passed on to the vendor, become suites and recordings."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from harness import plugins
from harness.drilling.recorder import Recorder
from harness.drilling.serve import Vendors, announce, stopped
from harness.errors import UsageError
from harness.model.carrying import Imported, ImportOptions
from harness.serving.attempts import AttemptLog
from harness.serving.server import Server
from harness.traffic import log
from harness.yamlfile.forms import NAME

GRACE_S = 10.0
"""Answers under way when a capture ends have so long to become whole."""
_TOLD_AT = (1, 10, 100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureOptions:
    """What `harness capture` was told; `root` is the project's folder."""

    suite: str
    root: Path
    port: int
    upstream: str | None = None
    keep_personal: bool = False
    ready_file: Path | None = None


def capture(options: CaptureOptions, tell: Callable[[str], None]) -> Imported:
    """Pass calls on and keep them until a signal comes, then make suites of all that the log holds.

    Raises:
        UsageError: the port is in use, the address is none, or nothing whole was captured.
        StoreError: something cannot be read or written.
    """
    require_free(options.suite, options.root)
    vendors = Vendors(options.upstream)
    with log.CaptureLog(log.path_of(options.root, options.suite)) as kept:
        recorder = Recorder(
            vendors, kept, vendors.base_of, personal=not options.keep_personal, on_kept=lambda n: _tell(n, tell)
        )
        asyncio.run(_serve(recorder, vendors, options, tell))
    tell(f"{recorder.kept} calls kept, {sum(recorder.unkept.values())} passed on and not kept")
    return made(options.suite, options.root)


def require_free(suite: str, root: Path) -> None:
    """Raises UsageError before anything is captured under a name that cannot be written in the end."""
    if not re.fullmatch(NAME, suite):
        raise UsageError(f"{suite!r} is no name of a suite", slug="bad-name", hint="letters, digits, `-`, `_` and `.`")
    path = root / "suites" / f"{suite}.yaml"
    if path.exists() and not path.with_suffix(".cases.jsonl").exists():
        message = f"{path} exists already, and no capture made it"
        raise UsageError(message, slug="suite-exists", hint="choose another --suite")


def made(suite: str, root: Path) -> Imported:
    """Suites and recordings of what a capture has kept so far. Raises as `capture`."""
    require_free(suite, root)
    captured: Imported = plugins.load("importers", "captured").take_over(
        log.path_of(root, suite), ImportOptions(suite=suite, root=root)
    )
    return captured


async def _serve(recorder: Recorder, vendors: Vendors, options: CaptureOptions, tell: Callable[[str], None]) -> None:
    server = Server(source=recorder, log=AttemptLog(keep=False), elsewhere=vendors.forward)
    stop = stopped()
    try:
        await server.start(options.port)
        tell(f"capturing on {server.url}/v1 into {log.path_of(options.root, options.suite)}; Ctrl-C ends it")
        announce(options.ready_file, server.url)
        await stop.wait()
        await server.finish(GRACE_S)
    finally:
        await server.stop()
        await vendors.close()


def _tell(number: int, tell: Callable[[str], None]) -> None:
    if number in _TOLD_AT:
        tell(f"{number} {'call' if number == 1 else 'calls'} kept")
