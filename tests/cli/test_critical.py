"""A critical suite that is unproven says that it is what the exit code is about."""

from __future__ import annotations

import json


def test_exit_code_3_names_the_critical_suite(project):
    project.write(
        "harness.yaml",
        """
        baseline: gpt
        targets:
          gpt: {provider: openai, model: gpt}
          claude: {provider: anthropic, model: claude}
        """,
    )
    for name in ("calls", "notes"):
        project.write(
            f"suites/{name}.yaml",
            f"suite: {name}\ncritical: {str(name == 'calls').lower()}\nparams: {{max_tokens: 9}}\nprompt: Say {{{{ x }}}}\ncases: [{{id: c, vars: {{x: a}}}}]\n",
        )
        rows = [{"case": "c", "target": target, "output": "a"} for target in ("gpt", "claude")]
        source = project.write("answers.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        assert project.harness("import", "answers", str(source), "--suite", name).returncode == 0
    ran = project.harness("run", "--record", "none")
    assert ran.returncode == 3
    assert "Exit code 3: calls is a critical suite, and no candidate is proven to take over." in " ".join(
        ran.stderr.split()
    )
    rest = project.harness("run", "--record", "none", "suites/notes.yaml")
    assert rest.returncode == 0
    assert "critical" not in rest.stderr
