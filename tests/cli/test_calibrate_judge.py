"""`harness calibrate --judge`: how a judge agrees with people's labels."""

from __future__ import annotations

import json
import re

import pytest

PAIRS = [
    {"baseline": "within 30 days", "candidate": "in a month", "label": 1, "context": "How long?"},
    {"baseline": "within 30 days", "candidate": "within 60 days", "label": 0},
    {"baseline": "yes", "candidate": "certainly", "label": 1},
    {"baseline": "yes", "candidate": "no", "label": 0},
]
ANSWER = re.compile(r"--- answer [AB] \w{32} ---\n(.*)")


def same(prompt):
    """Right but for one pair, which it sees as the same in one order only."""
    pair = tuple(ANSWER.findall(prompt))
    found = set(pair) == {"within 30 days", "in a month"} or pair == ("yes", "no")
    return json.dumps({"reason": "so", "same": found or set(pair) == {"yes", "certainly"}})


@pytest.fixture
def desk(project, vendor):
    vendor.says = same
    project.write(
        "harness.yaml",
        f"""
        baseline: gpt
        targets:
          gpt: {{provider: openai, model: gpt-4.1}}
          umpire: {{provider: openai-compatible, model: llama, base_url: {vendor.url}/v1, price: {{input: 1, output: 1}}}}
        """,
    )
    project.write("labelled.jsonl", "".join(json.dumps(pair) + "\n" for pair in PAIRS))
    return project


def test_it_says_how_the_judge_agrees_and_replays_what_was_said(desk, vendor):
    done = desk.harness("calibrate", "labelled.jsonl", "--judge", "umpire", "--budget", "1")
    assert done.returncode == 0, done.stderr
    assert "4 labelled pairs, 2 equivalent and 2 different; judge umpire (llama)." in done.stdout
    assert re.search(r"accuracy +1\.000  95 % interval 0\.510 to 1\.000", done.stdout)
    assert re.search(r"Cohen's kappa +1\.000", done.stdout)
    assert re.search(r"same in both orders +0\.750", done.stdout)
    assert len(vendor.requests) == 8
    assert (desk.root / "fixtures/calibrate-labelled/judges/umpire.jsonl").is_file()
    again = desk.harness("calibrate", "labelled.jsonl", "--judge", "umpire", "--record", "none")
    assert again.stdout.replace("$0.0000", "") == re.sub(r"\$[\d.]+", "", done.stdout)
    assert len(vendor.requests) == 8


def test_pairs_it_could_not_judge_are_in_no_figure(desk, vendor):
    vendor.says = lambda prompt: "Hm." if "certainly" in prompt else same(prompt)
    done = desk.harness("calibrate", "labelled.jsonl", "--judge", "umpire")
    assert done.returncode == 4
    assert "3 labelled pairs" in done.stdout
    assert "1 pair could not be judged" in done.stdout
    assert "pair 3: the judge's reply holds no verdict" in done.stdout


def test_the_budget_holds(desk, vendor):
    done = desk.harness("calibrate", "labelled.jsonl", "--judge", "umpire", "--budget", "0.0001")
    assert done.returncode == 4
    assert not vendor.requests


def test_an_unknown_judge_is_refused(desk, vendor):
    done = desk.harness("calibrate", "labelled.jsonl", "--judge", "umpir")
    assert done.returncode == 2
    assert 'did you mean "umpire"?' in done.stderr
    mixed = desk.harness("calibrate", "labelled.jsonl", "--judge", "umpire", "--embedder", "builtin")
    assert mixed.returncode == 2
    assert not vendor.requests
