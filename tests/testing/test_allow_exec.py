"""Under pytest, too, code is run only by leave of the command line."""

from __future__ import annotations

import json

from command_line import Project

ANSWERS = [
    {"prompt_id": "clamp", "prompt": "Write clamp.", "model": model, "output": output}
    for model, output in (
        ("right", "```python\ndef clamp(x, low, high):\n    return max(low, min(x, high))\n```"),
        ("wrong", "def clamp(x, low, high):\n    return min(low, max(x, high))"),
    )
]
TESTS = "assert clamp(5, 0, 3) == 3\nassert clamp(-1, 0, 3) == 0\n"


def test_code_is_run_by_leave_only(fresh):
    fresh.write("answers.jsonl", "".join(json.dumps(row) + "\n" for row in ANSWERS))
    assert Project(fresh.root).harness("import", "outputs", "answers.jsonl", "--suite", "code").returncode == 0
    suite = fresh.root / "suites" / "code.yaml"
    suite.write_text(suite.read_text() + "assert:\n  - {type: passes-tests, value: {file: clamp_tests.py}}\n")
    (suite.parent / "clamp_tests.py").write_text(TESTS)

    refused = fresh.pytest("suites/code.yaml", "-q")
    assert "--allow-exec" in refused.out
    allowed = fresh.pytest("suites/code.yaml", "-q", "--harness-allow-exec")
    assert "line 1 of the tests" in allowed.out
    assert allowed.counts == {"passed": 2, "failed": 1}  # the right answer, and the verdict
