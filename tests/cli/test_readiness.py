"""harness readiness, as users run it."""

from __future__ import annotations


def test_the_starter_is_not_ready_and_is_told_what_is_missing(project):
    assert project.harness("init", "mine").returncode == 0
    project.root = project.root / "mine"
    suite = next((project.root / "suites").glob("*.yaml"))
    suite.write_text(suite.read_text() + "\ncritical: true\n")
    ran = project.harness("readiness", "--record", "none", "-o", "ready.json")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Not ready:" in ran.stdout
    assert "what would make it green" in ran.stdout
    assert "vendor:openai" in ran.stdout
    assert '"readiness": {' in (project.root / "ready.json").read_text()
