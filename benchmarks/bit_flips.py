"""Which flipped bits of what harness keeps are noticed?

    python benchmarks/bit_flips.py [--flips 60] [--seed 1]

Flips one random bit at a time in a run's journal, a cassette and the history, and reads it again: *noticed* (it is said
to be damaged, or nothing is read), *harmless* (what is read is the same), *unnoticed* (something else is read, without a
word; each is shown).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from harness import api, history
from harness.cassettes import store
from harness.cassettes.neutral import response_from_json
from harness.errors import HarnessError
from harness.sending import journal as journals
from harness.sending.journal_contents import read

ROOT = Path(__file__).resolve().parents[1]
CASSETTE = ROOT / "fixtures" / "classify-ticket" / "gpt.jsonl"
ADDRESS = "sqlite:///h.db"
NOW = "2026-11-29T00:00:00+00:00"
Look = Callable[[], object]
"""What is read from the file; raises `_NoticedError` or a HarnessError where damage is seen."""


class _NoticedError(Exception):
    """The damage was seen."""


def journal(folder: Path) -> tuple[Path, Look]:
    """Of 20 answers and four calls in doubt."""

    async def write() -> Path:
        kept = journals.create(folder, "r1", {"suites": ["suites"], "options": {"record": "new"}})
        for number, line in enumerate(CASSETTE.read_text().splitlines()[:24]):
            data = json.loads(line)
            call = await kept.intend(f"classify-ticket/c{number}/gpt/0", data["key"], 1, 0.01, NOW)
            if number < 20:
                exchange = {name: data[name] for name in ("case", "sample", "settings", "request", "recorded_at")}
                response = response_from_json(data["response"], data.get("served_model"))
                await kept.answered(call, response, 0.002, json.dumps(exchange))
        kept.close()
        return kept.path

    path = asyncio.run(write())

    def look() -> object:
        contents = read(path)
        if contents.damage:
            raise _NoticedError(contents.damage)
        return repr((dict(contents.meta), contents.responses, contents.in_doubt, contents.recorded, contents.spent_usd))

    return path, look


def cassette(folder: Path) -> tuple[Path, Look]:
    path = Path(shutil.copy(CASSETTE, folder / "gpt.jsonl"))
    return path, lambda: repr(store.read(path))


def past(folder: Path) -> tuple[Path, Look]:
    """Of one run of the example."""
    run = api.run([ROOT / "suites" / "classify-ticket.yaml"], config=ROOT / "harness.yaml", record="none")
    with history.open(ADDRESS, folder) as opened:
        opened.add(run)
    path = folder / "h.db"
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()

    def look() -> object:
        with history.open(ADDRESS, folder) as opened:
            if troubles := opened.check():
                raise _NoticedError(troubles[0])
            return repr(opened.load())

    return path, look


def outcome(look: Look, sound: object) -> str:
    try:
        return "harmless" if look() == sound else "unnoticed"
    except (_NoticedError, HarnessError):
        return "noticed"


def flipped(path: Path, look: Look, flips: int, rng: random.Random) -> tuple[Counter[str], list[str]]:
    """How many came to which end, and the surroundings of those that nothing noticed."""
    whole, sound = path.read_bytes(), look()
    counts: Counter[str] = Counter()
    unnoticed = []
    for _ in range(flips):
        place, bit = rng.randrange(len(whole)), rng.randrange(8)
        changed = bytearray(whole)
        changed[place] ^= 1 << bit
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        path.write_bytes(changed)
        end = outcome(look, sound)
        counts[end] += 1
        if end == "unnoticed":
            unnoticed.append(f"byte {place}: {bytes(changed[max(place - 30, 0) : place + 20])!r}")
    path.write_bytes(whole)
    return counts, unnoticed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flips", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    print(f"{'':10}{'noticed':>10}{'harmless':>10}{'unnoticed':>11}")
    for name, make in (("journal", journal), ("cassette", cassette), ("history", past)):
        with tempfile.TemporaryDirectory() as folder:
            counts, unnoticed = flipped(*make(Path(folder)), options.flips, rng)
        print(f"{name:10}{counts['noticed']:>10}{counts['harmless']:>10}{counts['unnoticed']:>11}")
        for line in unnoticed:
            print(f"    {line}")


if __name__ == "__main__":
    main()
