"""Reasons stand in one order in every process, whatever the order in which Python walks its sets."""

import json
import os
import subprocess
import sys

import pytest

PAIRS = {
    "letters of names": (
        "Register `\\App\\CheckIPs`, `\\App\\RunAll`, `\\App\\GetUrl` and `\\App\\SetIds` there.",
        "Register `\\App\\CheckIps`, `\\App\\RunALL`, `\\App\\GetURL` and `\\App\\SetIDs` there.",
    ),
    "articles": (
        "See Art. 5, Art. 7, Section 9 and Clause 12.",
        "See Art. 5a, Art. 7b, Section 9c and Clause 12d.",
    ),
    "numerals": (
        "Stage II, class III, type IV and phase I were meant.",
        "Stage III, class IV, type II and phase II were meant.",
    ),
    "towns": (
        "We fly to Portland, OR, Salem, MA, Athens, GA and Dover, DE.",
        "We fly to Portland, ME, Salem, OR, Athens, OH and Dover, NH.",
    ),
    "what is done": (
        "We shipped the parcel and paid the bill.",
        "We will ship the parcel and will pay the bill.",
    ),
}
JUDGED = """
import json, sys
from harness.equivalence import equivalents
print(json.dumps([repr(found) for found in equivalents([tuple(pair) for pair in json.load(sys.stdin)])]))
"""


def judged(seed):
    done = subprocess.run(
        [sys.executable, "-c", JUDGED],
        input=json.dumps(list(PAIRS.values())),
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(PAIRS, json.loads(done.stdout), strict=True))


@pytest.fixture(scope="module")
def of_seeds():
    return [judged(seed) for seed in range(1, 5)]


@pytest.mark.parametrize("kind", PAIRS)
def test_reasons_stand_in_one_order(of_seeds, kind):
    assert len({found[kind] for found in of_seeds}) == 1
    assert "reasons=()" not in of_seeds[0][kind]
