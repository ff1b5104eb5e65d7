"""How much of promptfoo configurations `harness import promptfoo` carries over.

    python benchmarks/import_promptfoo.py FOLDER [FOLDER …] [--each] [--reasons]

Every file below the folders that looks like a promptfoo configuration is imported into an empty project, once, in this
process. Then each target gets the same made-up answer to every case, and the project is run offline: a configuration
`runs` if every check of it could be computed, judges' ones left aside (nobody is asked). `silent` counts assertions of
the file that were neither carried over nor listed: the file is walked here once more, by other code than the importer's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from harness import api
from harness.errors import HarnessError
from harness.importers import promptfoo
from harness.importers._project.recordings import record
from harness.importers._promptfoo.assertions import AssertionReader
from harness.model.carrying import Imported, ImportOptions
from harness.model.exchange import Response
from harness.model.options import Options
from harness.planning.plan import plan
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites

ANSWER = '{"answer": "Returns close after 30 days."}'
KEYS = {"prompts", "providers", "targets", "tests", "scenarios", "defaultTest"}


@dataclass
class Outcome:
    """What became of one file."""

    state: str = "crashed"
    runs: bool = False
    reasons: list[str] = field(default_factory=list)
    assertions: int = 0
    listed: int = 0
    silent: list[str] = field(default_factory=list)
    note: str = ""


def configurations(folders: list[Path]) -> Iterator[Path]:
    """Files with the keys of a configuration."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix not in (".yaml", ".yml", ".json") or not path.is_file() or path.stat().st_size > 5_000_000:
                continue
            if "node_modules" in path.parts or (path.suffix == ".json" and "promptfoo" not in path.name):
                continue
            named = path.name.startswith("promptfooconfig")
            try:
                value = yaml.load(
                    path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
                )
            except (yaml.YAMLError, UnicodeDecodeError):
                value = None
            if named or (isinstance(value, dict) and {"prompts", "tests"} <= value.keys() and KEYS & value.keys()):
                yield path


def written_assertions(raw: Any) -> list[str]:
    """The places of assertions that stand in the file itself."""
    places: list[str] = []
    if not isinstance(raw, dict):
        return places
    default = raw.get("defaultTest")
    parts = [("defaultTest", default)] if isinstance(default, dict) else []
    tests = raw.get("tests")
    if isinstance(tests, list):
        parts += [(f"tests[{number}]", test) for number, test in enumerate(tests) if isinstance(test, dict)]
    for place, test in parts:
        asserts = test.get("assert")
        if isinstance(asserts, list):
            places += [f"{place}.assert[{number}]" for number in range(len(asserts))]
    return places


def measured(path: Path) -> Outcome:
    """Import one file and run it."""
    outcome = Outcome()
    seen: dict[str, int] = {}
    read = AssertionReader.read

    def watched(self: AssertionReader, raw: Any, place: str, view: Any, options: Any) -> list[Any]:
        items = read(self, raw, place, view, options)
        seen[place] = max(len(items), seen.get(place, 0))
        return items

    with tempfile.TemporaryDirectory() as folder:
        AssertionReader.read = watched  # type: ignore[method-assign]
        try:
            done = promptfoo.take_over(path, ImportOptions(suite="imported", root=Path(folder)))
        except HarnessError as error:
            outcome.state, outcome.note = "refused", str(error).splitlines()[0]
            return outcome
        except Exception:  # noqa: BLE001 - what is counted
            outcome.note = traceback.format_exc()
            return outcome
        finally:
            AssertionReader.read = read  # type: ignore[method-assign]
        outcome.state = "named losses" if done.not_carried else "all carried"
        outcome.reasons = [f"{item.what}: {item.reason}" for item in done.not_carried]
        audit(path, done, seen, outcome)
        try:
            outcome.runs, outcome.note = runs_offline(Path(folder))
        except Exception:  # noqa: BLE001 - what is counted
            outcome.state, outcome.note = "crashed", traceback.format_exc()
    return outcome


def audit(path: Path, done: Imported, seen: dict[str, int], outcome: Outcome) -> None:
    """Find assertions of the file that are neither in the suites nor listed."""
    listed = {item.place.partition(": ")[2] for item in done.not_carried}
    places = written_assertions(yaml.safe_load(path.read_text(encoding="utf-8")))
    outcome.assertions = len(places)
    for place in places:
        is_listed = any(other == place or other.startswith((f"{place}.", f"{place}[")) for other in listed)
        outcome.listed += is_listed
        if not seen.get(place) and not is_listed:
            outcome.silent.append(place)


def runs_offline(root: Path) -> tuple[bool, str]:
    """Whether every check that needs no judge can be computed on an answer."""
    config = load_config(root / "harness.yaml")
    suites = load_suites([root / "suites"], config)
    # What needs `price` or a time is known of live answers only.
    response = Response(text=ANSWER, latency_s=0.5, ttft_s=0.1)
    record(root, ((work, response) for work in plan(config, suites, Options()).works), "authored")
    run = api.run(config=root / "harness.yaml", record="none")
    troubled = [
        f"{check.assertion}: {check.reason}"
        for suite in run.suites
        for case in suite.cases
        for answer in case.answers
        for check in answer.checks
        if check.outcome == "error"
        and "judge" not in check.reason
        and "price" not in check.reason
        and "no recording" not in check.reason
    ]
    return not troubled, "; ".join(dict.fromkeys(troubled))[:300]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--each", action="store_true", help="a line for every file")
    parser.add_argument("--reasons", action="store_true", help="how often each reason was given")
    arguments = parser.parse_args()
    outcomes: dict[Path, Outcome] = {}
    for path in configurations(arguments.folders):
        outcomes[path] = measured(path)
        if arguments.each or outcomes[path].state == "crashed":
            outcome = outcomes[path]
            sys.stdout.write(f"{outcome.state:13} {'runs' if outcome.runs else '    '} {path}  {outcome.note}\n")
    states = Counter(outcome.state for outcome in outcomes.values())
    imported = states["all carried"] + states["named losses"]
    runs = sum(outcome.runs for outcome in outcomes.values())
    if arguments.reasons:
        reasons = Counter(reason for outcome in outcomes.values() for reason in set(outcome.reasons))
        sys.stdout.writelines(f"{count:5}  {reason}\n" for reason, count in reasons.most_common(100))
    assertions = sum(outcome.assertions for outcome in outcomes.values())
    listed = sum(outcome.listed for outcome in outcomes.values())
    silent = sum(len(outcome.silent) for outcome in outcomes.values())
    sys.stdout.write(
        f"configurations   {len(outcomes)}\n"
        f"imported         {imported}\n"
        f"  all carried    {states['all carried']}\n"
        f"  named losses   {states['named losses']}\n"
        f"refused          {states['refused']}\n"
        f"crashed          {states['crashed']}\n"
        f"run offline      {runs}  ({runs / max(len(outcomes), 1):.0%})\n"
        f"assertions       {assertions}  listed {listed}  silently dropped {silent}\n"
    )


if __name__ == "__main__":
    main()
