"""Answers in a language that the embedder does not read: what differs by meaning there is not known to differ."""

from __future__ import annotations

import json

import pytest

from harness import api, plugins
from harness.model.carrying import ImportOptions

CONFIG = """\
baseline: a
targets:
  a: {provider: replay, model: m-a}
  b: {provider: replay, model: m-b}
"""
GERMAN = [
    ("Der Bus zum Werk {n} fährt alle 20 Minuten.", "Nach Werk {n} kommt dreimal in der Stunde ein Bus."),
    ("Die Bibliothek {n} ist im zweiten Stock.", "Sie finden Bibliothek {n} eine Treppe über dem ersten Stock."),
]
ENGLISH = [
    ("The bus to plant {n} runs on the ring road.", "Lunch in canteen {n} is served by the caterers."),
    ("Library {n} is on the upper floor.", "The gym near gate {n} smells of paint."),
]


@pytest.mark.parametrize(
    ("worded", "verdict", "causes"), [(GERMAN, "inconclusive", ("by meaning alone",)), (ENGLISH, "does-not-port", ())]
)
def test_no_meaning_proves_anything_in_a_language_that_is_not_read(tmp_path, worded, verdict, causes):
    (tmp_path / "harness.yaml").write_text(CONFIG)
    (tmp_path / "suites").mkdir()
    rows = "".join(f"  - {{vars: {{n: 'Frage {number}'}}}}\n" for number in range(30))
    (tmp_path / "suites" / "s.yaml").write_text(f"suite: s\nprompt: '{{{{ n }}}}'\ncases:\n{rows}", encoding="utf-8")
    answers = [
        {"case": f"case-{number + 1}", "target": target, "sample": sample, "output": text.format(n=number + 3)}
        for number in range(30)
        for target, sample, text in (
            ("a", 0, worded[number % 2][0]), ("a", 1, worded[number % 2][0]), ("b", 0, worded[number % 2][1])
        )
    ]  # fmt: skip
    source = tmp_path / "answers.jsonl"
    source.write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
    plugins.load("importers", "answers").take_over(source, ImportOptions(suite="s", root=tmp_path))
    comparison = api.run(config=tmp_path / "harness.yaml", record="none", baseline_samples=2).suites[0].comparisons[0]
    assert (comparison.verdict, comparison.causes, comparison.matches) == (verdict, causes, 0)
