"""Making a bundle, and what is in it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from importlib import metadata
from pathlib import Path

import pytest

import harness
from harness import api
from harness.errors import StoreError, UsageError
from harness.evidence.bundle import make
from harness.evidence.manifest import MANIFEST, from_bytes
from harness.evidence.verification import verify
from harness.model.result import Drilled
from harness.resultsfile.reading import run_from_json
from harness.version import DISTRIBUTION

EXAMPLES = Path(__file__).parents[2]


@pytest.fixture
def copied(bundled, tmp_path):
    """The project again, to be changed."""
    root = tmp_path / "project"
    shutil.copytree(bundled.root, root)
    return root


def bundle(root, run, **more):
    return make(root / "new.zip", run, api.configuration(root / "harness.yaml"), **more)


def test_the_same_run_gives_the_same_bytes_wherever_the_project_lies(bundled, copied):
    assert bundle(copied, bundled.run) == bundled.digest
    assert (copied / "new.zip").read_bytes() == bundled.path.read_bytes()


def test_it_holds_results_recordings_suites_with_their_files_and_versions(bundled):
    files = bundled.files()
    assert {name for name in files if not name.startswith("project/fixtures/")} == {
        "config.json", "evidence.json", "results.json", "project/suites/refund-helpdesk.yaml",
        "project/suites/rewrite-query.yaml", "project/suites/data/refund-policy.md",
    }  # fmt: skip
    assert sum(name.startswith("project/fixtures/") for name in files) == 6
    assert run_from_json(json.loads(files["results.json"])) == bundled.run
    about = from_bytes(files[MANIFEST])
    assert set(about.files) == set(files) - {MANIFEST}
    assert about.scored_by.harness == harness.__version__
    assert about.scored_by.embedders["builtin"]["digest"]
    # Run from a folder, nobody knows what it needs.
    assert ("numpy" in about.scored_by.packages) is bool(list(metadata.distributions(name=DISTRIBUTION)))
    assert about.origins.keys() == {"authored"}


def test_nothing_in_it_tells_an_address_a_key_or_a_password(bundled, secrets):
    written = (bundled.root / "harness.yaml").read_text()
    assert all(word in written for word in secrets)
    for name, data in bundled.files().items():
        for word in secrets:
            assert word.encode() not in data, name


def test_it_is_proven_on_the_day_of_its_oldest_answer(bundled, copied):
    path = copied / "fixtures/rewrite-query/llama.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    next(line for line in lines if line["case"] == "boots-size")["recorded_at"] = "2025-12-31T23:00:00-02:00"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    bundle(copied, bundled.run, stale_after=timedelta(hours=36))
    about = from_bytes(replace(bundled, path=copied / "new.zip").files()[MANIFEST])
    assert about.proven_on == "2026-01-01T01:00:00+00:00"
    assert about.newest_answer > about.proven_on
    assert (about.stale_after_days, f"{about.stale_on:%Y-%m-%d %H}") == (1.5, "2026-01-02 13")


def test_recordings_of_other_cases_stay_at_home(bundled, copied):
    run = harness.run(config=copied / "harness.yaml", record="none", cases="late-return", targets=["claude"])
    bundle(copied, run)
    files = replace(bundled, path=copied / "new.zip").files()
    cassettes = {name: data.count(b"\n") for name, data in files.items() if "fixtures" in name}
    folder = "project/fixtures/refund-helpdesk"
    assert cassettes == {f"{folder}/gpt.jsonl": 2, f"{folder}/claude.jsonl": 2}  # each answered twice


def test_a_workflow_of_several_calls(tmp_path):
    root = tmp_path / "project"
    for name in ("suites/track-order.yaml", "harness.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLES / name, root / name)
    for name in ("suites/data", "fixtures/track-order"):
        shutil.copytree(EXAMPLES / name, root / name)
    run = harness.run(config=root / "harness.yaml", record="none")
    assert any(answer.steps for answer in run.suites[0].answers)
    bundle(root, run)
    assert verify(root / "new.zip").findings == ()


def test_a_comparison_of_two_targets_can_be_bundled_too(copied):
    run = harness.compare("claude", "llama", config=copied / "harness.yaml", record="none", samples=1)
    assert bundle(copied, run)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("suites/refund-helpdesk.yaml", "min: 5, max: 70", "min: 5, max: 71"), "refund-helpdesk, digest"),
        (("suites/data/refund-policy.md", "30 days", "31 days"), "refund-helpdesk, digest"),
        (
            ("fixtures/refund-helpdesk/llama.jsonl", "60 days", "61 days"),
            r"refund-helpdesk/late-return \[llama, sample 0\]",
        ),
        (("harness.yaml", "margin: 0.10", "margin: 0.20"), "refund-helpdesk, digest"),
    ],
)
def test_what_has_changed_since_the_run_is_not_proven_by_it(bundled, copied, change, says):
    name, before, after = change
    path = copied / name
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    with pytest.raises(UsageError, match=f"cannot be proven .*{says}") as caught:
        bundle(copied, bundled.run)
    assert caught.value.slug == "not-reproducible"
    assert not (copied / "new.zip").exists()


def test_a_run_that_recorded_nothing_is_not_proven(bundled, copied):
    shutil.rmtree(copied / "fixtures")
    with pytest.raises(UsageError, match="cannot be proven"):
        bundle(copied, bundled.run)


def test_a_suite_that_is_gone_and_a_place_that_cannot_be_written(bundled, copied):
    with pytest.raises(StoreError, match="cannot be written"):
        make(copied / "suites", bundled.run, bundled.config)
    (copied / "suites/rewrite-query.yaml").unlink()
    with pytest.raises(UsageError, match="rewrite-query"):
        bundle(copied, bundled.run)


def test_what_was_drilled_is_no_claim_of_a_bundle(bundled, tmp_path):
    drilled = Drilled(at="2026-11-29T05:00:00+00:00", answered=True, verdict="ports", offline=True)
    outages = tuple(
        replace(outage, suites=tuple(replace(survival, drilled=drilled) for survival in outage.suites))
        for outage in bundled.run.readiness
    )
    path = tmp_path / "drilled.zip"
    assert make(path, replace(bundled.run, readiness=outages), bundled.config) == bundled.digest
    assert verify(path).findings == ()
