"""Models that read both answers together: a real one made on the spot, and how they fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from servers.fixtures import require

from harness.embedders import nli
from harness.equivalence import equivalent, equivalents
from harness.errors import CheckError, MissingExtra

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


INFERENCE, ONE_OUTPUT = "contradiction,entailment,neutral", "LABEL_0"


@pytest.fixture(scope="module")
def judged(local_python, tmp_path_factory):
    """What the tiny models' program prints; to load its libraries takes longer than all it does with them."""
    require(local_python, "sentence_transformers")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    folder = str(tmp_path_factory.mktemp("tiny"))
    command = [local_python, str(HERE / "tiny_cross_encoder.py"), folder, INFERENCE, ONE_OUTPUT]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_model_of_inference_counts_the_weaker_direction(judged):
    found = judged[INFERENCE]
    assert found["ours"] == pytest.approx([min(one[1], other[1]) for one, other in found["straight"]], abs=1e-5)
    assert found["long"] == found["builtin"]


def test_a_cross_encoder_with_one_output_is_read_both_ways(judged):
    found = judged[ONE_OUTPUT]
    assert found["ours"] == pytest.approx([(one[0] + other[0]) / 2 for one, other in found["straight"]], abs=1e-5)


class Model:
    """Says the same of every pair and remembers what it was shown."""

    def __init__(self, labels):
        self.config = SimpleNamespace(id2label=dict(enumerate(labels)))


@pytest.mark.parametrize("labels", [["toxic", "fine"], ["entailment", "entailed", "neutral"]])
def test_a_model_of_another_kind_is_refused(labels, monkeypatch):
    monkeypatch.setattr(nli, "model", lambda kind, name: Model(labels))
    with pytest.raises(CheckError, match='no label "entailment"'):
        nli.load(f"model-{labels[0]}")


def test_it_needs_a_model():
    with pytest.raises(CheckError, match="needs a model"):
        nli.load(" ")


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra) as caught:
        nli.load("nowhere")
    assert caught.value.hint == "pip install 'portproof[local]'"


class Sure:
    """A reader that takes everything for the same, and cannot read what holds "unreadable"."""

    name, threshold = "sure", 0.5

    def __init__(self, says=0.99):
        self.embedder, self.says = nli.builtin.load(), says

    def read(self, pairs):
        return [None if "unreadable" in ours else self.says for ours, _, _ in pairs]


def test_the_reader_decides_what_is_open_and_never_overrides_a_hard_break():
    reader = Sure()
    assert equivalent("Bananas are yellow.", "The stock market fell.", embedder=reader).score == 0.99
    broken = equivalent("Return it within 30 days.", "Return it within 60 days.", embedder=reader)
    assert not broken.equivalent
    assert broken.reasons[0].guard == "numbers"


@pytest.mark.parametrize("context", [None, "What was in the news?", "Who was in the news?"])
def test_what_the_reader_cannot_read_is_judged_by_measurements(context):
    pair = ("This unreadable text is about bananas.", "The stock market fell.", context)
    assert equivalents([pair], embedder=Sure()) == equivalents([pair])


@pytest.mark.parametrize("context", [None, "What was in the news?", "Who was in the news?"])
def test_what_the_reader_says_is_the_score_whatever_was_asked(context):
    pair = ("Bananas are yellow.", "The stock market fell.")
    assert equivalent(*pair, context=context, embedder=Sure(0.2)).score == 0.2
