"""harness report --bundle and harness verify, from the command line."""

from __future__ import annotations

import json
import re
import zipfile

import pytest


@pytest.fixture
def proven(live_project):
    """A live run of both vendors, and its bundle; returns the project and the digest."""
    assert live_project.harness("run", "-q").returncode == 0
    made = live_project.harness("report", "--bundle", "proof.zip", "-o", "again.md")
    assert made.returncode == 0, made.stderr
    assert re.fullmatch(r"sha256:[0-9a-f]{64}\n", made.stdout)
    assert (live_project.root / "again.md").exists()
    return live_project, made.stdout.strip()


def test_a_live_run_is_proven_elsewhere_without_vendor_project_or_key(proven, tmp_path_factory):
    project, digest = proven
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    proof = str(project.root / "proof.zip")
    project.root = elsewhere
    checked = project.harness("verify", proof, "--fresh", "--digest", digest)
    assert checked.returncode == 0, checked.stdout
    lines = checked.stdout.splitlines()
    assert lines[0] == "verified: 24 answers and 1 verdict scored again here, with the same numbers"
    assert "recordings: 24 live" in checked.stdout
    assert "(its oldest answer), stale after 30 days: holds until " in checked.stdout
    assert lines[-1] == digest
    assert list(elsewhere.iterdir()) == []
    other = project.harness("verify", proof, "--digest", "sha256:" + "0" * 64)
    assert (other.returncode, "the bundle's digest" in other.stdout) == (1, True)


def test_one_digit_changed(proven):
    project, _ = proven
    with zipfile.ZipFile(project.root / "proof.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    results = json.loads(files["results.json"])
    results["suites"][0]["comparisons"][0]["lower"] += 0.1
    files["results.json"] = json.dumps(results).encode()
    with zipfile.ZipFile(project.root / "tampered.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    told = project.harness("verify", "tampered.zip")
    assert told.returncode == 1
    assert told.stdout.startswith("NOT VERIFIED: 2 differences\n")
    assert "  results.json: as it was bundled → changed since\n" in told.stdout
    assert re.search(r"  greet: comparison with claude, lower: -0\.\d+ → -0\.\d+\n", told.stdout)


def test_stale_evidence_says_so_and_fails_where_freshness_is_asked_for(proven):
    project, _ = proven
    cassettes = [*(project.root / "fixtures/greet").iterdir()]
    for path in cassettes:
        path.write_text(re.sub(r'"recorded_at": "\d{4}', '"recorded_at": "2020', path.read_text()))
    assert project.harness("report", "--bundle", "old.zip", "--stale-after", "12w").returncode == 0
    told = project.harness("verify", "old.zip")
    assert told.returncode == 0
    assert re.search(
        r"proven on 2020-\S+ \(its oldest answer\), stale after 84 days: STALE since 202[01]-", told.stdout
    )
    assert project.harness("verify", "old.zip", "--fresh").returncode == 1


def test_what_cannot_be_bundled_or_read(live_project):
    assert live_project.harness("run", "--live", "-q", "-k", "c00").returncode == 0
    told = live_project.harness("report", "--bundle", "proof.zip")
    assert (told.returncode, told.stdout) == (2, "")
    assert "error[not-reproducible]" in told.stderr
    assert "greet/c00 [gpt, sample 0]" in told.stderr
    told = live_project.harness("verify", "harness.yaml")
    assert (told.returncode, "error[bundle-unreadable]" in told.stderr) == (5, True)
    told = live_project.harness("report", "--bundle", "proof.zip", "--stale-after", "soon")
    assert (told.returncode, "error[bad-period]" in told.stderr) == (2, True)
