"""The proof of a variant: the suite as it will be, replayed on the held-out cases in a folder beside, and bundled."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.adapting import recordings
from harness.adapting.writing import WrittenTuning, patch, with_entry
from harness.engine.run import execute
from harness.errors import HarnessError, StoreError, UsageError
from harness.evidence.bundle import STALE_AFTER, make
from harness.facts import book
from harness.files import remedy, why_unreadable, write_atomically
from harness.model.adaptation import Look
from harness.model.config import Config
from harness.model.options import Options
from harness.model.suite import Adapted, Suite
from harness.model.tuning import Tuning
from harness.planning.plan import plan
from harness.suitefile.digests import facts_digest, target_digest
from harness.suitefile.suite import load_suite

ENCODING = "utf-8"


@dataclass(frozen=True, slots=True)
class Proof:
    """The suite's text as it is to be written, the change, where the evidence lies ("" if none could be made), and what
    is to be said of it.
    """

    text: str
    patch: str
    bundle: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What is to be written down: a tuning and the look that decided on it, `portable` as the suite's own prompt."""

    candidate: str
    tuning: Tuning
    look: Look
    number: int
    proven: bool
    portable: bool
    held_out: Sequence[str]


async def prove(config: Config, suite: Suite, found: Proven, trials: Path) -> Proof:
    """Write the suite anew in a folder beside, see that it says what was proven, and bundle its replay.

    `trials` is the folder with the answers. A look that proved nothing is bundled as it is.

    Raises:
        UsageError: the file cannot be written to without rewriting what stands around the variant.
        StoreError: something cannot be read or written.
    """
    path = Path(config.root) / suite.path
    before = _read(path)
    folder = trials.parent / "proof"
    staged = replace(config, root=str(folder))
    _stage(config, suite, folder, trials, {found.candidate: found.candidate} | _portable_names(suite, found))
    adapted = _adapted(config, suite, found)
    text = _with(before, suite, found, adapted)
    again = _reloaded(staged, suite, text, found)
    adapted = replace(adapted, suite=again.digest)
    _reloaded(staged, suite, _with(before, suite, found, adapted), found)
    bundle, notices = "", list[str]()
    try:
        again = load_suite(folder / suite.path, staged)
        options = Options(record="none", targets=(found.candidate,), case_ids=tuple(found.held_out))
        run = await execute(plan(staged, (again,), options))
        place = trials.parent / f"{found.candidate}-{found.tuning.digest}.zip"
        digest = await asyncio.to_thread(make, place, run, staged, stale_after=STALE_AFTER)
        adapted, bundle = replace(adapted, bundle=digest), str(place.relative_to(config.root))
    except HarnessError as error:
        notices.append(f"no evidence bundle could be made: {error}")
    text = _with(before, suite, found, adapted)
    return Proof(text, patch(before, text, suite.path), bundle, tuple(notices))


def write(config: Config, suite: Suite, found: Proven, proof: Proof, trials: Path) -> None:
    """Put the change into the suite's file, and the answers among the project's recordings.

    Raises:
        StoreError: something cannot be written; the file is left as it was.
    """
    recordings.adopt(config, suite, trials, {found.candidate: found.candidate} | _portable_names(suite, found))
    write_atomically(Path(config.root) / suite.path, [proof.text])


def _portable_names(suite: Suite, found: Proven) -> dict[str, str]:
    return {f"{suite.baseline}-portable": suite.baseline} if found.portable else {}


def _adapted(config: Config, suite: Suite, found: Proven) -> Adapted:
    target = config.targets[found.candidate]
    return Adapted(
        day=datetime.now(UTC).date().isoformat(),
        verdict=found.look.verdict or "inconclusive",
        proven=found.proven,
        cases=found.look.cases,
        confidence=round(found.look.confidence, 6),
        look=found.number,
        suite=suite.digest,
        model=target_digest(target),
        facts=facts_digest(book().about(target)),
    )


def _with(text: str, suite: Suite, found: Proven, adapted: Adapted) -> str:
    base = suite.variants.get(found.candidate)
    own = {step.name: step.prompt for step in suite.steps}
    before = {**own, **(base.prompts if base else {})}
    entry = WrittenTuning(
        target=found.candidate,
        prompts={name: messages for name, messages in found.tuning.prompts.items() if messages != before.get(name)},
        params=found.tuning.params,
        adapted={name: value for name, value in asdict(adapted).items() if value != ""},
        portable=found.portable,
    )
    return with_entry(text, entry, own)


def _reloaded(staged: Config, suite: Suite, text: str, found: Proven) -> Suite:
    """The suite as it will be read; it must ask what was proven, and all else must be as it was.

    Raises:
        UsageError: it does not.
    """
    write_atomically(Path(staged.root) / suite.path, [text])
    again = load_suite(Path(staged.root) / suite.path, staged)
    wanted = {**{step.name: step.prompt for step in suite.steps}, **found.tuning.prompts}
    variant = again.variants.get(found.candidate)
    asked = {step.name: (variant.prompts if variant else {}).get(step.name, step.prompt) for step in again.steps}
    same = (again.cases, again.equivalence, again.least, again.claim, again.samples, again.targets)
    if asked != wanted or same_but_places(same) != same_but_places(
        (suite.cases, suite.equivalence, suite.least, suite.claim, suite.samples, suite.targets)
    ):
        raise UsageError(
            f"{suite.path}: the change would not be read back as it was meant",
            slug="not-writable",
            hint="--patch shows it; put it in by hand",
        )
    return again


def same_but_places(value: Any) -> Any:
    """A value of a suite without the places where its parts stand: these move when something is put in above them."""
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: same_but_places(getattr(value, name)) for name in value.__dataclass_fields__ if name != "location"
        }
    if isinstance(value, Mapping):
        return {key: same_but_places(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [same_but_places(item) for item in value]
    return value


def _stage(config: Config, suite: Suite, folder: Path, trials: Path, names: Mapping[str, str]) -> None:
    """The suite's files and the recordings of the trial, laid out as a project."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
        for name in suite.files:
            if name.startswith(("../", "/")):
                raise UsageError(f"{name} lies outside the project", slug="file-outside")
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(config.root) / name, place)
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written: {error.strerror}", slug="output-unwritable", hint=remedy(error)
        ) from error
    staged = replace(config, root=str(folder))
    recordings.lend(replace(config, root=str(trials)), suite, folder)
    recordings.adopt(staged, suite, trials, names)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode(ENCODING)
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: cannot be read: {why_unreadable(error)}", slug="output-unwritable") from error
