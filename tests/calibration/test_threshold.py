"""Labelled pairs, and the threshold fitted to them."""

import gzip
import json

import numpy as np
import pytest
import yaml

from harness import plugins
from harness.calibration import threshold as calibration
from harness.calibration.labelled import LabelledPair, read_labelled
from harness.calibration.threshold import calibrate, score
from harness.cli.measuring._calibration import lines
from harness.equivalence.comparer import Comparer
from harness.errors import InputError
from harness.model.suite import EquivalenceSettings
from harness.stats.threshold import ScoredPair

COMPARER = Comparer.of(EquivalenceSettings())


def test_rows_are_read_under_either_name(tmp_path):
    path = tmp_path / "labelled.jsonl.gz"
    rows = [
        {"a": "x", "b": "y", "label": 1, "context": "why?"},
        {"baseline": "x", "candidate": "", "label": 0, "mode": "json", "more": 3},
        {"a": "x", "b": "y", "label": True},
    ]
    with gzip.open(path, "wt") as file:
        file.write("\n".join(map(json.dumps, rows)) + "\n\n")
    assert read_labelled(path, "label") == [
        LabelledPair("x", "y", True, "why?", "label"),
        LabelledPair("x", "", False, None, "json"),
        LabelledPair("x", "y", True, None, "label"),
    ]


def test_every_bad_row_is_told_with_its_line(tmp_path):
    path = tmp_path / "labelled.jsonl"
    bad = [
        "{",
        "[]",
        '{"a": "x", "label": 1}',
        '{"a": 3, "b": "y", "label": 1}',
        '{"a": "x", "b": "y", "label": 2}',
        '{"a": "x", "b": "y"}',
        '{"a": "x", "b": "y", "label": 1, "context": 4}',
        '{"a": "x", "b": "y", "label": 1, "mode": ["text"]}',
    ]
    path.write_text("\n".join(['{"a": "x", "b": "y", "label": 1}', *bad]))
    with pytest.raises(InputError) as error:
        read_labelled(path)
    assert [problem.location.line for problem in error.value.problems] == list(range(2, 10))
    told = [problem.message for problem in error.value.problems]
    assert 'lacks "candidate" (or "b")' in told[2]
    assert '"label" should be 1 (equivalent) or 0 (different), found 2' in told[4]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", None])
def test_a_file_without_pairs_is_told(tmp_path, content):
    path = tmp_path / "labelled.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_labelled(path)
    assert error.value.slug == "labelled-unreadable"


TEXTS = [
    ("Refunds take 30 days.", "You get a refund within 30 days.", None, "text"),
    ("Refunds take 30 days.", "Refunds take 60 days.", None, "text"),
    ("It is open.", "The sky is blue and full of birds today.", None, "text"),
    ("Same.", "Same.", None, "text"),
    ("yes", "yes", None, "label"),
    ("yes", "well, yes indeed", None, "label"),
    ('{"a": 1}', '{"a": 2}', None, "json"),
    ('{"a": "the parcel arrived late today"}', '{"a": "the package came late today"}', None, "json"),
    ("def f(x): return x", "def f(y): return y", None, "code"),
    ("def f(x): return x", "def f(y): return y + 1", None, "code"),
]


@pytest.mark.parametrize("pair", TEXTS, ids=lambda pair: f"{pair[3]}-{pair[1][:12]}")
@pytest.mark.parametrize("threshold", [0.02, 0.31, 0.5, 0.77, 0.99])
def test_a_score_tells_what_any_threshold_would_say(pair, threshold):
    baseline, candidate, context, mode = pair
    (found,) = score([LabelledPair(baseline, candidate, True, context, mode)], COMPARER)
    at = Comparer.of(EquivalenceSettings(threshold=threshold))
    decided = at.compare(baseline, candidate, mode=mode, context=context).equivalent
    if mode == "json" and abs(found.score - threshold) <= 1 / calibration.STEPS:
        pytest.skip("nearer than it is sought")
    assert (found.score >= threshold) == decided


def pairs_of(rows):
    return [LabelledPair(f"baseline {number}", "candidate", label) for number, (label, _) in enumerate(rows)]


@pytest.fixture
def scoring(monkeypatch):
    """Scores as given instead of judged ones."""

    def fake(rows):
        monkeypatch.setattr(calibration, "score", lambda *_: [ScoredPair(label, value) for label, value in rows])
        return pairs_of(rows)

    return fake


def noisy(count, middle, seed=1):
    random = np.random.default_rng(seed)
    labels = random.random(count) < 0.5
    return [
        (bool(label), float(np.clip(random.normal(middle + (0.2 if label else -0.2), 0.15), 0, 1))) for label in labels
    ]


def test_a_threshold_off_the_mark_is_moved_and_shown_to_gain(scoring):
    found = calibrate(scoring(noisy(600, 0.75)), EquivalenceSettings())
    assert found.present == 0.5
    assert found.threshold == pytest.approx(0.75, abs=0.08)
    assert found.is_better
    assert found.after.balanced > found.before.balanced + 0.1
    said = "\n".join(lines(found))
    assert "The refitted threshold is better" in said
    assert f"equivalence: {{embedder: builtin, threshold: {found.threshold:g}}}" in said


@pytest.mark.parametrize("name", ["reader", "sentence-transformers:all-MiniLM-L6-v2", 'nli:/models, "mine"}: 1'])
def test_the_advice_can_be_pasted_and_brings_the_embedder_it_was_made_for(scoring, monkeypatch, name):
    monkeypatch.setattr(calibration.Comparer, "of", lambda _: COMPARER)
    found = calibrate(scoring(noisy(600, 0.75)), EquivalenceSettings(embedder=name))
    advised = yaml.safe_load(list(lines(found))[-1])
    assert advised == {"equivalence": {"embedder": name, "threshold": pytest.approx(found.threshold, rel=1e-5)}}


def test_labels_that_say_nothing_gain_nothing(scoring):
    random = np.random.default_rng(3)
    rows = [(bool(random.random() < 0.5), float(random.random())) for _ in range(400)]
    found = calibrate(scoring(rows), EquivalenceSettings())
    assert not found.is_better
    assert found.after.balanced < 0.58
    assert "no threshold helps" in "\n".join(lines(found))


def test_a_bound_is_kept_at_its_price(scoring):
    rows = noisy(2000, 0.5, seed=5)
    found = calibrate(scoring(rows), EquivalenceSettings(), most_false_equivalent=0.02)
    assert found.threshold > 0.6
    assert found.after.false_equivalent < 0.04 < found.before.false_equivalent
    said = "\n".join(lines(found))
    assert ("keeps the bound" in said) != ("more than the 2.0% asked for" in said)


@pytest.mark.parametrize("rows", [[(True, 0.9)] * 200, [(True, 0.9)] * 29 + [(False, 0.1)] * 400, [(False, 0.0)]])
def test_too_few_labels_are_said_to_be_too_few(scoring, rows):
    found = calibrate(scoring(rows), EquivalenceSettings())
    assert found.too_few
    said = "\n".join(lines(found))
    assert "Too few labels to tell" in said
    assert "threshold:" not in said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(label, score / 100) for label in (True, False) for score in range(5, 95)], "no threshold helps"),
        ([(label, 0.2 if label else 0.8) for label in (True, False)] * 50, "the wrong way round"),
        ([(label, 0.2 if label else 0.8) for label in (True, False)] * 10, "the wrong way round"),
    ],
)
def test_scores_that_tell_nothing_are_never_advised_to_be_kept(scoring, rows, said):
    shown = "\n".join(lines(calibrate(scoring(rows), EquivalenceSettings())))
    assert said in shown
    assert "a coin has 0.5" in shown
    assert "--judge" in shown
    assert "eep" not in shown


def test_pairs_about_one_question_stay_together(scoring):
    rows = noisy(200, 0.75)
    scoring(rows)
    pairs = [LabelledPair("b", "c", label, "the only question") for label, _ in rows]
    found = calibrate(pairs, EquivalenceSettings())
    assert found.too_few


def test_the_command_reads_a_file_and_the_projects_settings(tmp_path, monkeypatch, capsys):
    import typer

    from harness.cli.measuring.calibrate import calibrate as run

    (tmp_path / "harness.yaml").write_text(
        "baseline: a\ntargets: {a: {provider: replay, model: m}}\nequivalence: {threshold: 0.9, guards: []}\n"
    )
    (tmp_path / "labelled.jsonl").write_text('{"a": "x", "b": "x", "label": 1}\n{"a": "x", "b": "z", "label": 0}\n')
    monkeypatch.chdir(tmp_path)
    run(tmp_path / "labelled.jsonl")
    said = capsys.readouterr().out
    assert "2 labelled pairs, 1 equivalent and 1 different; embedder builtin, threshold now 0.9." in said
    assert "Too few labels" in said
    from harness.cli._edge import command

    with pytest.raises(typer.Exit) as left:
        command(run)(tmp_path / "labelled.jsonl", mode="prose")
    assert left.value.exit_code == 2
    assert "prose" in capsys.readouterr().err


def test_an_embedder_of_ones_own_choice_has_its_own_threshold(tmp_path, monkeypatch):
    from harness.cli.measuring.calibrate import _settings

    for name in ("project", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "project" / "harness.yaml").write_text(
        "baseline: a\ntargets: {a: {provider: replay, model: m}}\n"
        "equivalence: {threshold: 0.9, embedder: 'openai:text-embedding-3-small'}\n"
    )
    monkeypatch.chdir(tmp_path / "project")
    assert _settings(None, "builtin").threshold is None
    assert _settings(None, None).threshold == 0.9
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert _settings(None, None) == EquivalenceSettings()
    assert "builtin" in plugins.names("embedders")
