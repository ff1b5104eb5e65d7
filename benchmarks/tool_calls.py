"""How often does "equivalent tool call" agree with the labels of recorded function calls?

    python benchmarks/tool_calls.py [--data FOLDER] [--import FOLDER]

The pairs are answers of two models to one question of the Berkeley Function-Calling Leaderboard. Label 1: the same calls
after decoding, or both among the accepted answers; 0: exactly one is accepted. By vendors and by how the calls were
asked for: the share judged as the label says, with its 95 % interval; the share of different calls that are called
equivalent, and of equivalent ones called different. Many pairs share a question, so intervals are over questions (a
bootstrap of questions, seeded).

`--import` writes a project with the recorded calls of a few models as suites with `tools`, to be run without a vendor.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import equivalence
from harness.written_calls import read as read_calls

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
DRAWS = 1000
FEWEST = 60
"""Pairs of two vendors, below which they are counted under "others"."""
TYPES = {"dict": "object", "float": "number", "tuple": "array", "any": "string"}
"""The data's words for types, and JSON Schema's."""


@dataclass(frozen=True, slots=True)
class Judged:
    label: bool
    equivalent: bool
    question: str
    vendors: str
    modes: str

    @property
    def right(self) -> bool:
        return self.label == self.equivalent


def rows_of(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def judged(data: Path) -> list[Judged]:
    rows = rows_of(data / "pairs" / "bfcl_toolcall_pairs.jsonl.gz")
    vendors = {row["model"]: row["vendor"] for row in rows_of(data / "outputs" / "bfcl.jsonl.gz")}
    found = equivalence.equivalents([(row["a"], row["b"], row["context"]) for row in rows], mode="tool-calls")
    return [
        Judged(
            bool(row["label"]),
            one.equivalent,
            str(row["group"]),
            " / ".join(sorted((vendors[row["model_a"]], vendors[row["model_b"]]))),
            " / ".join(sorted(row[name].split()[0] for name in ("mode_a", "mode_b"))),
        )
        for row, one in zip(rows, found, strict=True)
    ]


def interval(rows: Sequence[Judged]) -> tuple[float, float]:
    """95 %, by drawing questions anew."""
    by_question: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        by_question[row.question][0] += row.right
        by_question[row.question][1] += 1
    questions, chance = list(by_question.values()), random.Random(0)
    shares = []
    for _ in range(DRAWS):
        drawn = chance.choices(questions, k=len(questions))
        shares.append(sum(right for right, _ in drawn) / sum(count for _, count in drawn))
    shares.sort()
    return shares[int(0.025 * DRAWS)], shares[int(0.975 * DRAWS)]


def share(rows: Iterable[bool]) -> str:
    known = list(rows)
    return f"{sum(known) / len(known):.3f}" if known else "–"


def line(name: str, rows: Sequence[Judged]) -> str:
    low, high = interval(rows)
    wrongly_same = share(row.equivalent for row in rows if not row.label)
    wrongly_other = share(not row.equivalent for row in rows if row.label)
    agreed = share(row.right for row in rows)
    return f"| {name} | {len(rows)} | {agreed} [{low:.3f}, {high:.3f}] | {wrongly_same} | {wrongly_other} |"


def table(rows: Sequence[Judged]) -> str:
    counted = Counter(row.vendors for row in rows)
    sections: list[tuple[str, Callable[[Judged], str]]] = [
        ("all", lambda _: "all pairs"),
        ("modes", lambda row: f"asked for: {row.modes}"),
        ("vendors", lambda row: row.vendors if counted[row.vendors] >= FEWEST else "other vendors"),
    ]
    head = "| pairs | number | agreement [95 %] | different called equivalent | equivalent called different |\n"
    lines = []
    for _, key in sections:
        groups: dict[str, list[Judged]] = defaultdict(list)
        for row in rows:
            groups[key(row)].append(row)
        lines += [line(name, groups[name]) for name in sorted(groups, key=lambda name: -len(groups[name]))]
    return head + "|---|---|---|---|---|\n" + "\n".join(lines)


def schema(raw: Any) -> Any:
    """The data's schema as JSON Schema."""
    if isinstance(raw, list):
        return [schema(item) for item in raw]
    if not isinstance(raw, Mapping):
        return raw
    changed = {key: schema(value) for key, value in raw.items()}
    if isinstance(changed.get("type"), str):
        changed["type"] = TYPES.get(changed["type"].lower(), changed["type"])
    return changed


def project(data: Path, folder: Path, models: Sequence[str], most: int) -> tuple[int, int]:
    """Write `answers.jsonl` for `harness import outputs`, one file a category; returns answers taken and left out."""
    prompts = {row["prompt_id"]: row for row in rows_of(data / "outputs" / "bfcl_prompts.jsonl.gz")}
    taken, unreadable = 0, 0
    chosen: dict[str, list[dict[str, Any]]] = defaultdict(list)
    questions: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(data / "outputs" / "bfcl.jsonl.gz"):
        seen = questions[row["category"]]
        if row["model"] not in models or (row["prompt_id"] not in seen and len(seen) >= most):
            continue
        calls = read_calls(row["output"])
        if calls is None and row["category"] != "relevance":
            unreadable += 1
        seen.add(row["prompt_id"])
        taken += 1
        fields = {
            name: row[name]
            for name in ("prompt_id", "prompt", "model", "vendor", "latency_s", "tokens_in", "tokens_out")
        }
        fields |= {"output": "" if calls else row["output"], "stop_reason": "tool" if calls else "stop"}
        fields |= {"tool_calls": [{"name": one.name, "arguments": dict(one.arguments)} for one in calls or []]}
        fields |= {"tools": schema(prompts[row["prompt_id"]]["functions"])}
        chosen[row["category"]].append(fields)
    folder.mkdir(parents=True, exist_ok=True)
    for category, rows in chosen.items():
        (folder / f"{category}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return taken, unreadable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--import", dest="folder", type=Path, help="write answers for `harness import outputs` here")
    parser.add_argument("--model", action="append", help="a model whose calls are taken (repeatable)")
    parser.add_argument("--most", type=int, default=40, help="questions of each category at most")
    options = parser.parse_args()
    if options.folder:
        models = options.model or ["gpt-4o-2024-08-06-FC", "claude-3-5-sonnet-20240620-FC", "mistral-large-2407"]
        taken, unreadable = project(options.data, options.folder, models, options.most)
        print(f"{taken} answers; in {unreadable} of them no calls could be read, and their text was kept")
        return
    print(table(judged(options.data)))


if __name__ == "__main__":
    main()
