"""Verifying a bundle: is it whole, and do its answers come to its numbers when they are scored here?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from harness import strictjson
from harness.errors import InputError, StoreError, UsageError
from harness.evidence import manifest, rules
from harness.evidence.archive import unpack
from harness.evidence.bundle import describe, unpacked, used_by
from harness.evidence.differences import NOT_THERE, Discrepancy, as_json, differences, unequal, unsaid
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
from harness.model.summary import Sentence
from harness.resultsfile.reading import run_from_json
from harness.summary import phrases
from harness.summary.remarks import lenient
from harness.version import __version__

MOST_VALUES = 10_000_000
"""In the results: 9,156 answers with their checks come to half a million."""
LONGEST_NOTICE = 300
"""Characters shown of a remark."""
_CLAIMS = ("run", "started_at", "proven_on", "newest_answer", "origins")
"""What the manifest says that results and recordings say, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of it. `digest` stands for the whole bundle; `findings` are empty if all is as it should be;
    `changes` say what scores otherwise here than where the bundle was made, `cautions` how the suites compare answers
    less strictly than by default, as it was found here, and what nobody can check.
    """

    manifest: Manifest
    digest: str
    run: Run
    findings: tuple[Discrepancy, ...]
    changes: tuple[str, ...]
    cautions: tuple[Sentence, ...]

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
    again = _scored(path, run, about, files=files, embedders=embedders)
    return Verification(
        manifest=about,
        digest=digest,
        run=run,
        findings=(*findings, *again.findings),
        changes=again.changes if again.findings else (),
        cautions=again.cautions,
    )


@dataclass(frozen=True, slots=True)
class _Again:
    """What came of scoring once more."""

    findings: tuple[Discrepancy, ...]
    changes: tuple[str, ...] = ()
    cautions: tuple[Sentence, ...] = ()


def _parsed(data: bytes) -> Any:
    """Raises ValueError: not JSON, a name twice in one object, or so many values that they would fill the memory."""
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES:,} values")
    return strictjson.read(data)


def _told(about: Manifest, written: Mapping[str, Any], run: Run) -> Iterator[Discrepancy]:
    """What scoring again cannot find: fields that no run has, and the circumstances of this one."""
    # Another version may know fields of which this one finds nothing; its own it always writes.
    is_ours = about.scored_by.harness == __version__
    for finding in unequal(RESULTS, written, as_json(run)):
        if is_ours or (finding.said, finding.found) != (NOT_THERE, "null"):
            yield finding
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


def _twice(run: Run) -> Iterator[Discrepancy]:
    """Suites that the results hold more than once."""
    for name, times in Counter(suite.name for suite in run.suites).items():
        if times > 1:
            yield Discrepancy(f"the suite {name!r:.200}", f"in the results {times} times", "can be there once")


def _scored(
    path: Path,
    run: Run,
    about: Manifest,
    *,
    files: Mapping[str, bytes],
    embedders: Collection[str],
) -> _Again:
    """Where scoring the bundle's answers does not give its numbers, and what scores otherwise here."""
    if repeated := tuple(_twice(run)):
        return _Again(repeated)
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
            return _Again((Discrepancy(_inside(str(problem.location), root), "a suite", str(problem.message)),))
        except StoreError as error:
            if error.slug == "bundle-unreadable":
                raise
            return _Again((Discrepancy("its recordings", "can be replayed", _inside(str(error), root)),))
        except UsageError as error:
            if error.slug == "embedder-not-trusted":
                raise
            return _Again((Discrepancy("its suites", "can be run again", _inside(str(error), root)),))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise unreadable(f"{path}: {RESULTS} or {CONFIG} is malformed: {error}") from error


def _compared(run: Run, about: Manifest, config: Config, suites: tuple[Suite, ...]) -> _Again:
    again = describe(run, suites, used_by(run, config, suites), {}, timedelta(days=about.stale_after_days))
    claims = (unequal(f"{MANIFEST}, {name}", getattr(about, name), getattr(again, name)) for name in _CLAIMS)
    rescored = rescore(run, config, suites)
    return _Again(
        (*chain.from_iterable(claims), *differences(run, rescored)),
        tuple(changes(about.scored_by, again.scored_by)),
        (*map(Sentence, lenient(rescored)), *_unchecked(run, rescored)),
    )


def _unchecked(run: Run, rescored: Run) -> Iterator[Sentence]:
    """What the run remarks and no scoring gives: of how the answers were had, or anybody's addition."""
    for notice in unsaid(run, rescored):
        yield Sentence(f"the results say, and scoring again cannot check: {phrases.name(notice, LONGEST_NOTICE)}")


def _inside(text: str, root: Path) -> str:
    """Without the folder that is gone when anybody reads this."""
    return text.replace(f"{root}/", "")
