"""A known drift, watched: one vendor's models in March and June 2023, from a published study.

    python benchmarks/drift_study.py [--data ../shared/data/outputs] [--trials 200]

L. Chen, M. Zaharia and J. Zou, "How is ChatGPT's behavior changing over time?" (2023), found GPT-4 worse at four tasks, and
GPT-3.5 as ready as before to answer opinion polls. Their recorded answers become nights: a suite for each task, run by
harness on the answers of March, which are pinned, and on those of June. The first column of verdicts is the hard case: seven nights,
all of them June. Then seven nights of March come first. A recording holds one answer a date, and so no noise from night to
night; the last columns make up for it: every night asks 60 questions anew, drawn from all of the date's, so that nights differ more
than real ones do. Told are the nights from the change to the alarm, and alarms in quiet years.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import random
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from harness import api, history
from harness.drift.judge import judge
from harness.drift.reading import DriftQuestion
from harness.importers import answers
from harness.model.carrying import ImportOptions
from harness.model.drift import Drift
from harness.model.result import Run
from harness.stats import drift

DATA = Path(__file__).parents[2] / "shared" / "data" / "outputs"
MODELS = {"gpt-4": ("gpt-4-0314", "gpt-4-0613"), "gpt-3.5": ("gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613")}
"""What the vendor served under the name, in March and in June."""
CHECKS: Mapping[str, Any] = {
    "prime": {"icontains": "[{{ reference }}]"},
    "happynumber": {"contains": "{{ reference }}"},
    "opinionqa": {"regex": r"^\s*\(?[A-Z]\)"},
    "leetcode": {"starts-with": "class Solution"},
    "sensitive": "not-is-refusal",
}
"""What a good answer is, in harness's own assertions: right, an option chosen, code that runs as it is, an answer at all."""
PINNED = datetime(2023, 3, 1, 2, tzinfo=UTC)
NIGHTS, SLOTS, WATCHES = 7, 60, 20


@dataclass(frozen=True)
class Task:
    """The same questions, answered by the same model at two dates."""

    name: str
    model: str
    march: Run
    june: Run

    @property
    def title(self) -> str:
        return f"{self.name} {self.model}"


def tasks(data: Path, folder: Path, names: Sequence[str] = tuple(CHECKS), most: int | None = None) -> Iterator[Task]:
    """Every task and model, its answers (to the first `most` questions) imported and checked by harness."""
    for name in names:
        with gzip.open(data / f"llmdrift_{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for model, dates in MODELS.items():
            by_date = [{row["prompt_id"]: row for row in rows if row["model"] == served} for served in dates]
            shared = sorted(by_date[0].keys() & by_date[1].keys())[:most]
            march, june = (
                run_of(folder / f"{name}-{served}", name, model, [one[key] for key in shared])
                for served, one in zip(dates, by_date, strict=True)
            )
            yield Task(name, model, march, june)


def run_of(root: Path, name: str, model: str, rows: Sequence[Mapping[str, Any]]) -> Run:
    """Import recorded answers into a project of their own and run its suite on them."""
    (root / "suites").mkdir(parents=True)
    config = {"baseline": model, "targets": {model: {"provider": "replay", "model": model}}}
    (root / "harness.yaml").write_text(yaml.safe_dump(config))
    cases = [
        {"id": row["prompt_id"], "vars": {"question": row["prompt"], "reference": row.get("reference") or ""}}
        for row in rows
    ]
    suite = {"suite": name, "prompt": "{{ question }}", "assert": [CHECKS[name]], "cases": cases}
    (root / "suites" / f"{name}.yaml").write_text(yaml.safe_dump(suite))
    given = [
        {"case": row["prompt_id"], "target": model, "output": row["output"], "served_model": row["model"]}
        for row in rows
    ]
    (root / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in given))
    answers.take_over(
        root / "answers.jsonl", ImportOptions(suite=name, root=root, models=(), baseline=None, origin="imported")
    )
    return api.run(root / "suites", config=root / "harness.yaml", record="none")


def judged(task: Task, march_nights: int, june_nights: int, folder: Path) -> Drift:
    """The pinned run and those nights, in a history, read by `harness drift`.

    Equivalence to the pinned answers is left out: of one answer a date nobody can tell noise from change.
    """
    runs = [task.march] * (1 + march_nights) + [task.june] * june_nights
    with tempfile.TemporaryDirectory(dir=folder) as root, history.open("sqlite:///h.db", root) as past:
        for day, run in enumerate(runs):
            begun = (PINNED + timedelta(days=day)).isoformat()
            past.add(replace(run, id=f"night-{day:03}", started_at=begun, finished_at=begun), nightly=True)
        past.pin("baseline", "night-000")
        config = api.configuration(folder / f"{task.name}-{MODELS[task.model][0]}" / "harness.yaml")
        return judge(past, config, DriftQuestion(pinned="baseline", since=PINNED.isoformat(), suites={}))


def verdict(found: Drift) -> str:
    """The watches that drift, with the night of the change and the nights until it was certain."""
    drifting = [f"{one.watch} (night {one.night}, after {one.found_after})" for one in found.of("drifting")]
    return ", ".join(drifting) or "steady"


def failures(run: Run) -> list[float]:
    return [float(answer.outcome == "fail") for answer in run.suites[0].answers]


def settings() -> drift.Settings:
    return drift.Settings(0.05, drift.threshold_for(WATCHES, 0.1))


def delays(task: Task, trials: int) -> list[int | None]:
    """Nights of fresh questions from the change to the alarm, after a pinned run and ten quiet nights."""
    march, june, rng = failures(task.march), failures(task.june), random.Random(1)
    found = []
    for _ in range(trials):
        quiet = [rng.choices(march, k=SLOTS) for _ in range(11)]
        later = [rng.choices(june, k=SLOTS) for _ in range(drift.FORESEEN)]
        alarms = drift.read(settings(), quiet[0], quiet[1:] + later).alarms
        found.append(next((night - 9 for night in alarms if night >= 10), None))
    return found


def quiet_alarms(task: Task, years: int) -> int:
    """Years of fresh March questions in which there is any alarm."""
    march, rng = failures(task.march), random.Random(2)
    nights = ([rng.choices(march, k=SLOTS) for _ in range(366)] for _ in range(years))
    return sum(bool(drift.read(settings(), year[0], year[1:]).alarms) for year in nights)


def shown(found: Sequence[int | None]) -> str:
    known = sorted(one if one is not None else drift.FORESEEN + 1 for one in found)
    middle, slow = statistics.median_high(known), known[int(0.95 * len(known))]
    return "–".join(str(one) if one <= drift.FORESEEN else "never" for one in (middle, slow))


def row(task: Task, folder: Path, trials: int) -> str:
    good = [1 - statistics.fmean(failures(run)) for run in (task.march, task.june)]
    quiet = quiet_alarms(task, max(1, trials // 2))
    return " | ".join(
        [
            task.title,
            str(len(task.march.suites[0].cases)),
            f"{good[0]:.2f} → {good[1]:.2f}",
            verdict(judged(task, 0, NIGHTS, folder)),
            verdict(judged(task, NIGHTS, NIGHTS, folder)),
            shown(delays(task, trials)),
            f"{quiet} of {max(1, trials // 2)}",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--trials", type=int, default=200)
    given = parser.parse_args()
    if not given.data.is_dir():
        raise SystemExit(f"skipped: the recorded answers are not at {given.data}")
    print(
        "task | cases | pass rate | 7 nights of June | 7 of March, 7 of June | nights, median–95 % | quiet years with an alarm"
    )
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for task in tasks(given.data, folder):
            print(f"| {row(task, folder, given.trials)} |", flush=True)


if __name__ == "__main__":
    main()
