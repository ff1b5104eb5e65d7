"""A run of answers that were written down: one suite, two targets, nothing sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from harness import api, plugins
from harness.model.carrying import ImportOptions
from harness.model.result import Comparison

CONFIG = """\
baseline: a
targets:
  a: {provider: replay, model: m-a}
  b: {provider: replay, model: m-b}
"""


def compared(root: Path, pairs: Sequence[tuple[str, str]], output: str, more: Iterable[str] = ()) -> Comparison:
    """How b compares with a, whose two answers to each case are the first of its pair; `output` is what the suite says
    of its answers, `more` are lines of the suite.
    """
    (root / "harness.yaml").write_text(CONFIG)
    (root / "suites").mkdir()
    rows = "".join(f"  - {{vars: {{n: 'Number {number}'}}}}\n" for number in range(len(pairs)))
    suite = "".join(f"{line}\n" for line in ("suite: s", "prompt: '{{ n }}'", f"output: {output}", *more, "cases:"))
    (root / "suites" / "s.yaml").write_text(suite + rows, encoding="utf-8")
    answers = [
        {"case": f"case-{number + 1}", "target": target, "sample": sample, "output": text}
        for number, (ours, theirs) in enumerate(pairs)
        for target, sample, text in (("a", 0, ours), ("a", 1, ours), ("b", 0, theirs))
    ]
    source = root / "answers.jsonl"
    source.write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
    plugins.load("importers", "answers").take_over(source, ImportOptions(suite="s", root=root))
    return api.run(config=root / "harness.yaml", record="none", baseline_samples=2).suites[0].comparisons[0]
