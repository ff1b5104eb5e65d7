"""Cassettes on disk: `fixtures/<suite>/<target>.jsonl`, one interaction a line, sorted.

A cassette is data from outside: it is parsed strictly, and a line whose key does not belong to
its request is refused.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from harness import strictjson
from harness.cassettes import damage
from harness.cassettes.lines import LinesByPlace, Place
from harness.cassettes.neutral import key_of_json, response_from_json, response_to_json
from harness.errors import StoreError
from harness.files import make_folder, why_unwritable, write_atomically
from harness.spool.hashes import Hashes
from harness.spool.mapping import SpooledMapping
from harness.spool.sequence import SpooledSequence
from harness.spool.sizes import cases_limit
from harness.yamlfile.opening import open_inside, shown
from harness.yamlfile.refusal import Refusal

if TYPE_CHECKING:
    from harness.model.exchange import Origin, Response

FOLDER = "fixtures"
BIGGEST = 500_000_000
"""Bytes of a cassette that is read: a hundred thousand long answers."""
TOGETHER = 4
"""Recordings of a large cassette that are read for one: who asks for them in no order reads three for nothing."""
MOST_NUMBER = 2**63 - 1
"""Of a sample or call."""
ORIGINS = ("live", "imported", "authored")
_MEND = (
    "restore the file from version control; or delete the line, and have its answer anew with harness run --record new"
)
_AWAY = "recordings are kept in a file of this name; move away what lies there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A recorded exchange; `request` is the neutral request as JSON, `settings` what else of the target decides the
    answer, `recorded_at` ISO 8601 in UTC, `call` which of the calls of a workflow it is, `address` a digest of the
    address that was asked.
    """

    key: str
    case: str
    sample: int
    settings: Mapping[str, Any]
    request: Mapping[str, Any]
    response: Response
    recorded_at: str
    origin: Origin = "live"
    call: int = 0
    address: str = ""

    @property
    def place(self) -> Place:
        return self.case, self.sample, self.call


class Cassette:
    """The recorded interactions of one suite with one target: of a large one they lie on disk, and are read when they
    are asked for.
    """

    def __init__(self, interactions: Iterable[Interaction] = ()) -> None:
        most = cases_limit()
        self._interactions: SpooledSequence[Interaction] = SpooledSequence(most=most, page=TOGETHER)
        self._keys = Hashes()
        numbers: SpooledMapping[Place, int] = SpooledMapping(tuple, most=most)
        for number, interaction in enumerate(interactions):
            self._interactions.append(interaction)
            self._keys.append(interaction.key)
            numbers[interaction.place] = number
        self.by_place: Mapping[Place, Interaction] = _ByPlace(numbers, self._interactions)

    def holds(self, key: str) -> bool:
        """Whether exactly this request and sample is recorded."""
        return any(self._interactions[number].key == key for number in self._keys.numbers(key))

    def find(self, key: str, case: str) -> Interaction | None:
        """The recording of exactly this request and sample, preferably made for this case."""
        first: Interaction | None = None
        for number in self._keys.numbers(key):
            interaction = self._interactions[number]
            if interaction.key != key:
                continue
            if interaction.case == case:
                return interaction
            first = first or interaction
        return first

    def nearest(self, case: str, sample: int, call: int) -> Interaction | None:
        """A recording of the same call of the same case made for another request."""
        return self.by_place.get((case, sample, call)) or self.by_place.get((case, 0, call))


@dataclass(frozen=True, slots=True)
class _ByPlace(Mapping[Place, Interaction]):
    """Interactions by their numbers."""

    numbers: Mapping[Place, int]
    interactions: Sequence[Interaction]

    def __getitem__(self, place: Place) -> Interaction:
        return self.interactions[self.numbers[place]]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)


def live_interaction(key: str, exchange: Mapping[str, Any], response: Response) -> Interaction:
    """An interaction of a live answer; `exchange` has its fields by name but these, and may have more."""
    names = ("case", "sample", "call", "settings", "request", "recorded_at", "address")
    return Interaction(key=key, response=response, **{name: exchange[name] for name in names})


def path_of(root: Path, suite: str, target: str) -> Path:
    """Where the cassette of a suite and target lies."""
    return root / FOLDER / suite / f"{target}.jsonl"


def read(path: Path) -> Cassette:
    """The cassette at `path`; an empty one if there is no such file.

    Raises:
        StoreError: it cannot be read, or a line is not an interaction (names file and line).
    """
    return Cassette(_interactions(path))


def merge(path: Path, recorded: Iterable[Interaction]) -> None:
    """Write new interactions into the cassette; each replaces what was recorded for its place, and what a workflow
    recorded for calls after its last one.

    Safe beside other processes doing the same. The file is replaced whole or not at all.

    Raises:
        StoreError: the cassette cannot be read or written.
    """
    _require_inside(path)
    try:
        make_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be made: {error.strerror}", slug="cassette-unwritable") from error
    with _locked(path.parent):
        lines = LinesByPlace()
        # Read under the lock: another process may have written since this one read it first.
        for interaction in _interactions(path):
            lines.put(interaction.place, line(interaction))
        for interaction in recorded:
            lines.put(interaction.place, line(interaction), fresh=True)
        write_atomically(path, lines.merged())


def require_writable(path: Path) -> None:
    """Refuse a place where no cassette could be written, before its answers are paid for.

    Raises:
        StoreError: something is in the way, or the place leads out of the project.
    """
    _require_inside(path)
    if why := why_unwritable(path):
        raise StoreError(
            f"{shown(path)}: recordings cannot be written: {why}",
            slug="cassette-unwritable",
            hint="move away what is in the way, or check the permissions; nothing was sent. --live records nothing",
        )


def line(interaction: Interaction) -> str:
    """The interaction as it stands in a cassette."""
    fields = {
        "key": interaction.key,
        "case": interaction.case,
        "sample": interaction.sample,
        **({"call": interaction.call} if interaction.call else {}),
        "settings": interaction.settings,
        "request": interaction.request,
        "response": response_to_json(interaction.response),
        "served_model": interaction.response.served_model,
        "recorded_at": interaction.recorded_at,
        "origin": interaction.origin,
        **({"address": interaction.address} if interaction.address else {}),
    }
    # Lone surrogates cannot be written as UTF-8; such a line falls back to escapes.
    line = json.dumps(fields, ensure_ascii=False, allow_nan=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(fields, ensure_ascii=True, allow_nan=False)
    return line + "\n"


def _interactions(path: Path) -> Iterator[Interaction]:
    root, number = _root_of(path), 0
    name, place = path.relative_to(root).as_posix(), shown(path)
    try:
        # A cassette may come from a stranger, like a suite: a device, a pipe or a link out of the project is none.
        with open_inside(root.resolve(), root.resolve(), name, BIGGEST) as raw:
            for number, line in enumerate(raw, 1):
                if line.strip():
                    yield parse(line.decode(), f"{place}:{number}")
    except Refusal as error:
        if not path.exists() and not path.is_symlink():
            return
        hint = _AWAY if error.slug == "file-not-regular" else _MEND
        _refuse(place, str(error).removeprefix(f"{name} "), hint)
    except UnicodeDecodeError as error:
        _refuse(f"{place}:{number}", f"not UTF-8, from byte {error.start + 1:,} of the line on")
    except OSError as error:
        _refuse(place, error.strerror or str(error))


def _root_of(path: Path) -> Path:
    """The project's root for a cassette of a project, else the folder that it lies in."""
    folder = next((folder for folder in path.parents if folder.name == FOLDER), None)
    if folder is None:
        return path.parent
    while folder.parent.name == FOLDER:  # a suite may have the folder's name
        folder = folder.parent
    return folder.parent


def _require_inside(path: Path) -> None:
    """Nothing is written through a link that leads out of the project. Raises StoreError."""
    root = _root_of(path)
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise StoreError(
            f"{path.parent}: leads outside the project {root}; nothing was written there",
            slug="cassette-unwritable",
            hint="recordings lie in the project; replace the link by a folder",
        )


def parse(line: str, place: str) -> Interaction:
    """The interaction of a cassette's line; `place` is where it stands. Raises StoreError if it is none."""
    data: Any = None
    try:
        data = strictjson.read(line, distinct=False)
    except RecursionError:
        _refuse(place, "nested too deeply")
    except ValueError as error:
        _refuse(place, damage.of_text(line, error))
    try:
        interaction = Interaction(
            key=data["key"],
            case=data["case"],
            sample=data["sample"],
            settings=data["settings"],
            request=data["request"],
            response=response_from_json(data["response"], data.get("served_model")),
            recorded_at=data["recorded_at"],
            origin=data["origin"],
            call=data.get("call", 0),
            address=data.get("address", ""),
        )
        numbered = all(type(n) is int and abs(n) <= MOST_NUMBER for n in (interaction.sample, interaction.call))
        texts = isinstance(interaction.case, str) and isinstance(interaction.address, str)
        valid = texts and numbered and interaction.origin in ORIGINS and isinstance(interaction.settings, dict)
        expected = key_of_json(interaction.request, interaction.sample, interaction.settings)
    except RecursionError:
        _refuse(place, "nested too deeply")
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, KeyError) and error.args == ("settings",):
            _refuse(place, "recorded by an older version, whose keys did not cover the target's settings")
        _refuse(place, damage.of_fields(data, error))
    if not valid:
        what = "`case`, `sample`, `call`, `settings`, `address` or `origin` is wrong"
        _refuse(place, f"{what} (origin: {', '.join(ORIGINS)})")
    if interaction.key != expected:
        _refuse(place, "its key does not belong to its request and settings; the line was edited by hand or damaged")
    return interaction


def _refuse(place: str, why: str, hint: str = _MEND) -> NoReturn:
    raise StoreError(f"{place}: {why}", slug="cassette-unreadable", hint=hint)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; it goes with the process, so a killed one leaves none behind."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)
