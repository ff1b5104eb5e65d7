"""Making a bundle: what a run rests on is gathered, scored once more, and written if the numbers are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.cassettes import store
from harness.cassettes.store import Interaction
from harness.errors import StoreError, UsageError
from harness.evidence import manifest, rules
from harness.evidence.archive import pack
from harness.evidence.differences import Discrepancy, as_json, differences
from harness.evidence.manifest import CONFIG, MANIFEST, PROJECT, RESULTS, Manifest, digest_of
from harness.evidence.rescoring import rescore, suites_of
from harness.evidence.scorers import scorer
from harness.model.config import Config
from harness.model.result import Run
from harness.model.suite import Suite
from harness.periods import stamp
from harness.resultsfile.writing import pieces

STALE_AFTER = timedelta(days=30)


def make(path: Path, run: Run, config: Config, *, stale_after: timedelta = STALE_AFTER) -> str:
    """Write the evidence of a run to `path`; returns the digest of its manifest, which stands for all of it.

    The same run, project and programs give the same bytes.

    Raises:
        UsageError: the suites and recordings have changed since, or the run recorded nothing, so that scoring them
            once more does not give its numbers.
        StoreError: something cannot be read or written.
    """
    run = undrilled(run)
    suites = suites_of(run, config)
    used = used_by(run, config, suites)
    files = {
        RESULTS: "".join(pieces(run)).encode(),
        CONFIG: rules.to_bytes(config),
        **dict(_project(config, suites)),
        **dict(_cassettes(used)),
    }
    with unpacked(files) as root:
        # From the bytes that go into the bundle, not from `config`: what a verifier will read is what is tried.
        replayed = rules.from_bytes(files[CONFIG], str(root))
        again = rescore(run, replayed, suites_of(run, replayed))
    _require_same(run, list(differences(run, again)))
    about = manifest.to_bytes(describe(run, suites, used, files, stale_after))
    pack(path, {**files, MANIFEST: about})
    return digest_of(about)


def undrilled(run: Run) -> Run:
    """The run without what is kept of drills: no recording bears it out, so a bundle does not claim it."""
    if run.readiness is None:
        return run
    outages = (
        replace(outage, suites=tuple(replace(survival, drilled=None) for survival in outage.suites))
        for outage in run.readiness
    )
    return replace(run, readiness=tuple(outages))


@contextmanager
def unpacked(files: Mapping[str, bytes]) -> Iterator[Path]:
    """The project's files of a bundle in a folder of their own, for as long as they are needed.

    Raises:
        StoreError: they cannot be written.
    """
    with TemporaryDirectory(prefix="harness-evidence-") as folder:
        root = Path(folder).resolve()
        try:
            for name in (name for name in files if name.startswith(PROJECT)):
                place = root / name.removeprefix(PROJECT)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(files[name])
        except OSError as error:
            raise manifest.unreadable(f"{name}: cannot be unpacked: {error.strerror}") from error
        yield root


Used = Mapping[str, Sequence[Interaction]]
"""The interactions of one suite that a run rests on, by the name of their cassette."""


def used_by(run: Run, config: Config, suites: Sequence[Suite]) -> Mapping[str, Used]:
    """The interactions that a run rests on, by suite.

    Raises:
        StoreError: a cassette cannot be read.
    """
    return {suite.name: _used(config, run, suite) for suite in suites}


def _used(config: Config, run: Run, suite: Suite) -> Used:
    """Those recorded for its cases, of its targets and of what judged them; a cassette may hold more."""
    (result,) = (result for result in run.suites if result.name == suite.name)
    cases = {case.id for case in result.cases}
    targets = {answer.target for answer in result.answers}
    folder = store.path_of(Path(config.root), suite.name, suite.baseline).parent
    interactions: dict[str, Sequence[Interaction]] = {}
    for path in sorted(folder.rglob("*.jsonl")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        judgments = "/" in name  # which tell what they judge in words of their own
        if judgments or name in targets:
            cassette = sorted(store.read(path).by_place.items())
            interactions[name] = [interaction for _, interaction in cassette if judgments or interaction.case in cases]
    return interactions


def _cassettes(used: Mapping[str, Used]) -> Iterator[tuple[str, bytes]]:
    for suite, targets in used.items():
        for target, interactions in targets.items():
            name = store.path_of(Path(PROJECT), suite, target).as_posix()
            yield name, "".join(map(store.line, interactions)).encode()


def _project(config: Config, suites: Sequence[Suite]) -> Iterator[tuple[str, bytes]]:
    """The suites and the files they name."""
    for name in dict.fromkeys(name for suite in suites for name in (suite.path, *suite.files)):
        if name.startswith(("../", "/")):
            raise UsageError(f"{name} lies outside the project", slug="file-outside", hint="move it below harness.yaml")
        try:
            yield PROJECT + name, (Path(config.root) / name).read_bytes()
        except OSError as error:
            raise StoreError(f"{name}: cannot be read: {error.strerror}", slug="results-unreadable") from error


def _require_same(run: Run, findings: Sequence[Discrepancy]) -> None:
    if not findings:
        return
    more = f" (and {len(findings) - 1:,} more)" if len(findings) > 1 else ""
    raise UsageError(
        f"run {run.id} cannot be proven from the suites and recordings as they are now: {findings[0]}{more}",
        slug="not-reproducible",
        hint="bundle a run of today: harness run --history --record new && harness report --bundle proof.zip",
    )


def describe(
    run: Run, suites: Sequence[Suite], used: Mapping[str, Used], files: Mapping[str, bytes], stale_after: timedelta
) -> Manifest:
    """What a bundle of these files says of itself, made here and now.

    Raises:
        StoreError: an interaction was recorded at no moment.
    """
    interactions = [interaction for targets in used.values() for kept in targets.values() for interaction in kept]
    moments = sorted(stamp(_moment(interaction.recorded_at)) for interaction in interactions) or [
        stamp(_moment(run.started_at))
    ]
    scored_by, days = scorer(suites), stale_after / timedelta(days=1)
    return Manifest(
        run=run.id,
        started_at=run.started_at,
        proven_on=moments[0],
        newest_answer=moments[-1],
        stale_after_days=days,
        origins=dict(sorted(Counter(interaction.origin for interaction in interactions).items())),
        circumstances=manifest.circumstances_of(as_json(run), scored_by, days),
        scored_by=scored_by,
        files={name: digest_of(files[name]) for name in sorted(files)},
    )


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise StoreError(f"not a moment in ISO 8601: {written!r}", slug="cassette-unreadable") from error
    return moment.replace(tzinfo=moment.tzinfo or UTC)
