"""A migration of the examples, offline: its evidence is scored again from the bundle alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_evidence_of_a_migration_can_be_scored_again(project):
    for name in ("harness.yaml", "suites/rewrite-query.yaml", "fixtures/rewrite-query"):
        source, target = ROOT / name, project.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    project.harness("migrate", "gpt", "claude", "--record", "none", "--bundle", "--today", "2026-11-29")
    folder = project.root / ".harness" / "migrate" / "gpt-claude"
    body = (folder / "pull-request.md").read_text()
    assert re.search(r"\| rewrite-query \| \*\*[a-z-]+\*\* \| [\d.]+/\d+ \|", body)
    assert "`gpt-5.1` is withdrawn on 2027-04-01 (in 123 days)" in body
    assert "written by hand: no measurement of any vendor" in body
    assert "3 / 15 instead of 1.25 / 10 US dollars" in body
    verified = project.harness("verify", str(folder / "evidence.zip"))
    assert verified.stdout.startswith("verified: ")
    digest = verified.stdout.strip().splitlines()[-1].removeprefix("sha256:")
    assert f"manifest sha256:{digest}" in body


def test_a_file_where_the_folder_should_be_is_refused_before_the_run(project):
    project.write("taken", "x")
    done = project.harness("migrate", "gpt", "claude", "-o", "taken")
    assert done.returncode == 2
    assert "is a file" in done.stderr
    assert not (project.root / ".harness").exists()
