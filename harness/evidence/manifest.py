"""What a bundle says of itself: `evidence.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from harness import strictjson
from harness.errors import StoreError

SCHEMA = "harness.evidence/1"
MANIFEST, RESULTS, CONFIG, PROJECT = "evidence.json", "results.json", "config.json", "project/"
_COME_BY = ("source", "origin", "attempts", "error")
_KIND, _, _VERSION = SCHEMA.partition("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """What scored: versions of programs, and by name each embedder's digest (where it has one) and threshold."""

    harness: str
    python: str
    packages: Mapping[str, str]
    embedders: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`proven_on` is the day of the oldest answer, `files` are digests (SHA-256) by name.

    Moments are ISO 8601 in UTC.
    """

    run: str
    started_at: str
    proven_on: str
    newest_answer: str
    stale_after_days: float
    origins: Mapping[str, int]
    circumstances: str
    """Digest of what no scoring can find again, see `circumstances_of`."""
    scored_by: Scorer
    files: Mapping[str, str]

    @property
    def stale_on(self) -> datetime:
        return datetime.fromisoformat(self.proven_on) + timedelta(days=self.stale_after_days)


def circumstances_of(results: Mapping[str, Any], scored_by: Scorer, stale_after_days: float) -> str:
    """Of what a results file says and no recording does.

    When and by what the run was made, whether it was cut, what it called and cost, and how each answer was come by;
    what made the bundle, and how long it holds.
    """
    answers = [
        [suite["name"], case["id"], *(answer[name] for name in ("target", "sample", *_COME_BY))]
        for suite in results["suites"]
        for case in suite["cases"]
        for answer in case["responses"]
    ]
    circumstances = [results["run"], results["totals"], answers, asdict(scored_by), stale_after_days]
    return digest_of(json.dumps(circumstances, sort_keys=True).encode())


def to_bytes(manifest: Manifest) -> bytes:
    return (json.dumps({"schema": SCHEMA, **asdict(manifest)}, indent=1, sort_keys=True) + "\n").encode()


def from_bytes(data: bytes) -> Manifest:
    """Raises StoreError if it is not a manifest of this version."""
    try:
        fields = strictjson.read(data)
        kind, _, version = str(fields.pop("schema")).partition("/")
        if kind == _KIND and version.isdigit() and int(version) > int(_VERSION):
            raise StoreError("the bundle was written by a newer version of harness", slug="store-newer")
        manifest = Manifest(**fields | {"scored_by": Scorer(**fields["scored_by"])})
        _check(f"{kind}/{version}", manifest)
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise unreadable(f"{MANIFEST} is no manifest: {error}") from error
    return manifest


def _check(schema: str, manifest: Manifest) -> None:
    if schema != SCHEMA:
        raise ValueError(f"its schema is no {SCHEMA}")
    if not all(isinstance(name, str) and isinstance(digest, str) for name, digest in manifest.files.items()):
        raise TypeError("files are names with digests")
    if not all(type(times) is int for times in manifest.origins.values()):
        raise TypeError("origins are counts")
    if not isinstance(manifest.circumstances, str):
        raise TypeError("circumstances are a digest")
    for moment in (manifest.started_at, manifest.newest_answer, manifest.proven_on):
        if datetime.fromisoformat(moment).tzinfo is None:
            raise ValueError("a moment has no offset from UTC")
    if isinstance(manifest.stale_after_days, bool) or not manifest.proven_on < manifest.stale_on.isoformat():
        raise ValueError("stale_after_days is no span of time")


def unreadable(message: str) -> StoreError:
    return StoreError(message, slug="bundle-unreadable", hint="`harness report RUN --bundle proof.zip` writes one")


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
