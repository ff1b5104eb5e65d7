"""Verifying a bundle: is it whole, and do its answers come to its numbers when they are scored here?"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from harness.errors import InputError, StoreError, UsageError
from harness.evidence import manifest, rules
from harness.evidence.archive import unpack
from harness.evidence.bundle import describe, unpacked, used_by
from harness.evidence.differences import Discrepancy, as_json, differences, unequal
from harness.evidence.manifest import (
    CONFIG,
    MANIFEST,
    PROJECT,
    RESULTS,
    Manifest,
    circumstances_of,
    digest_of,
    unreadable,
)
from harness.evidence.rescoring import require_trusted, rescore, suites_of
from harness.evidence.scorers import changes
from harness.model.config import Config
from harness.model.result import Run
from harness.model.suite import Suite
from harness.resultsfile.reading import run_from_json

MOST_VALUES = 10_000_000
"""In the results: 9,156 answers with their checks come to half a million."""
_CLAIMS = ("run", "started_at", "proven_on", "newest_answer", "origins")
"""What the manifest says that results and recordings say, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of it. `digest` stands for the whole bundle; `findings` are empty if all is as it should be;
    `changes` say what scores otherwise here than where the bundle was made.
    """

    manifest: Manifest
    digest: str
    run: Run
    findings: tuple[Discrepancy, ...]
    changes: tuple[str, ...]

    def stale(self, now: datetime) -> bool:
        return now >= self.manifest.stale_on


def verify(path: Path, *, expected: str | None = None, embedders: Collection[str] = ()) -> Verification:
    """Check every file against the manifest, then score the answers once more and compare every number.

    No network is used and nothing outside a temporary folder is read or written. `expected` is the digest the bundle
    should have; `embedders` are those, beyond `builtin`, that may be loaded for it.

    Raises:
        StoreError: it cannot be read, or is no bundle.
        UsageError: it wants an embedder that is not trusted.
    """
    files = unpack(path)
    for name in (MANIFEST, RESULTS, CONFIG):
        if name not in files:
            raise unreadable(f"{path}: holds no {name}")
    about = manifest.from_bytes(files[MANIFEST])
    try:
        written = _parsed(files[RESULTS])
        run = run_from_json(written)
        for moment in (run.started_at, run.finished_at):
            datetime.fromisoformat(moment)
    except (ValueError, TypeError, AttributeError, RecursionError, StoreError) as error:
        raise unreadable(f"{path}: {RESULTS}: {error}") from error
    digest = digest_of(files[MANIFEST])
    findings = [*_whole(about, files), *_told(about, written, run)]
    if expected is not None and digest != expected.strip().lower():
        findings.insert(0, Discrepancy("the bundle's digest", expected, digest))
    scored, changed = _scored(path, run, about, files, embedders)
    return Verification(
        manifest=about, digest=digest, run=run, findings=(*findings, *scored), changes=changed if scored else ()
    )


def _parsed(data: bytes) -> Any:
    """Raises ValueError: not JSON, or of so many values that reading them would fill the memory."""
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES:,} values")
    return json.loads(data)


def _told(about: Manifest, written: Mapping[str, Any], run: Run) -> Iterator[Discrepancy]:
    """What scoring again cannot find: fields that no run has, and the circumstances of this one."""
    yield from unequal(RESULTS, written, as_json(run))
    if about.circumstances != circumstances_of(written, about.scored_by, about.stale_after_days):
        yield Discrepancy(
            RESULTS,
            "when, by what and at what cost the run was made, how each answer was come by",
            "not as it was bundled",
        )


def _whole(about: Manifest, files: Mapping[str, bytes]) -> Iterator[Discrepancy]:
    """What was changed, added or taken away since the manifest was written."""
    for name in sorted({*about.files, *files} - {MANIFEST}):
        if name not in files:
            yield Discrepancy(name, "in the manifest", "not in the bundle")
        elif name not in about.files:
            yield Discrepancy(name, "not in the manifest", "in the bundle")
        elif digest_of(files[name]) != about.files[name]:
            yield Discrepancy(name, "as it was bundled", "changed since")


def _scored(
    path: Path, run: Run, about: Manifest, files: Mapping[str, bytes], embedders: Collection[str]
) -> tuple[tuple[Discrepancy, ...], tuple[str, ...]]:
    """Where scoring the bundle's answers does not give its numbers, and what scores otherwise here."""
    for suite in run.suites:
        if PROJECT + str(suite.path) not in files:
            raise unreadable(f"{path}: holds no suite {suite.path!r:.200}")
    with unpacked(files) as root:
        config = rules.from_bytes(files[CONFIG], str(root))
        try:
            suites = suites_of(run, config)
            require_trusted(suites, embedders)
            return _compared(run, about, config, suites)
        except InputError as error:
            problem = error.problems[0]
            return (Discrepancy(_inside(str(problem.location), root), "a suite", str(problem.message)),), ()
        except StoreError as error:
            if error.slug == "bundle-unreadable":
                raise
            return (Discrepancy("its recordings", "can be replayed", _inside(str(error), root)),), ()
        except UsageError as error:
            if error.slug == "embedder-not-trusted":
                raise
            return (Discrepancy("its suites", "can be run again", _inside(str(error), root)),), ()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise unreadable(f"{path}: {RESULTS} or {CONFIG} is malformed: {error}") from error


def _compared(
    run: Run, about: Manifest, config: Config, suites: tuple[Suite, ...]
) -> tuple[tuple[Discrepancy, ...], tuple[str, ...]]:
    again = describe(run, suites, used_by(run, config, suites), {}, timedelta(days=about.stale_after_days))
    claims = (unequal(f"{MANIFEST}, {name}", getattr(about, name), getattr(again, name)) for name in _CLAIMS)
    findings = (*chain.from_iterable(claims), *differences(run, rescore(run, config, suites)))
    return findings, tuple(changes(about.scored_by, again.scored_by))


def _inside(text: str, root: Path) -> str:
    """Without the folder that is gone when anybody reads this."""
    return text.replace(f"{root}/", "")
