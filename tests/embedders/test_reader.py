"""The reader of two answers: what it is asked, what it says, and that it says so whatever else is judged."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.comparison.stored import _scorer
from harness.embedders import builtin, reader
from harness.equivalence import equivalent, equivalents
from harness.equivalence.comparer import Comparer, means
from harness.errors import CheckError, MissingExtra
from harness.model.result import Difference
from harness.protocols import Doubt, Weighed

WHOLE = "You can return the item within the period and get a full refund to your card."
LESS = "You can return the item within the period and get a full refund."


class Script:
    """Says what it was told to of every doubt, and remembers them."""

    name, threshold = "script", 0.5

    def __init__(self, said):
        self.embedder, self.said, self.asked = builtin.load(), said, []

    def weigh(self, doubts):
        self.asked.extend(doubts)
        return [self.said] * len(doubts)


@pytest.fixture(scope="session")
def shipped():
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed: portproof[reader]")
    return reader.load()


def test_what_is_read_moves_the_score_and_names_the_difference():
    found = equivalent(WHOLE, LESS, embedder=Script(Weighed(0.1, "lost content")))
    assert (found.score, found.equivalent) == (0.1, False)
    assert [(reason.guard, reason.kind, reason.hard) for reason in found.reasons] == [
        ("meaning", "lost content", False)
    ]


def test_it_can_speak_for_a_pair_as_well():
    assert equivalent(WHOLE, LESS, embedder=Script(Weighed(0.9, "changed meaning"))).equivalent


def test_without_a_word_from_it_the_measurements_stand():
    assert equivalent(WHOLE, LESS, embedder=Script(None)) == equivalent(WHOLE, LESS)


@pytest.mark.parametrize(
    ("ours", "theirs", "asked"),
    [
        ("Return it within 30 days.", "Return it within 60 days.", None),
        ("The shop is open.", "The  shop is open.", None),
        ("The shop is open.", "the shop is open", None),
        ("After some thought the answer is (B).", "Clearly, the answer is (B)!", "Which letter?"),
        ("", "The shop is open.", None),
    ],
)
def test_it_is_not_asked_what_is_decided(ours, theirs, asked):
    script = Script(Weighed(0.4321, "changed meaning"))
    assert equivalent(ours, theirs, context=asked, embedder=script) == equivalent(ours, theirs, context=asked)
    assert script.asked == []


def test_it_sees_answers_without_courtesies_and_a_question_only_for_a_fact():
    script = Script(None)
    equivalent(f"Great question! {WHOLE}", LESS, context="Summarise the policy at length.", embedder=script)
    equivalent("It was built in Rome by Nero.", "Nero built it.", context="Who built it?", embedder=script)
    assert [(one.baseline, one.question) for one in script.asked] == [
        (WHOLE, None),
        ("It was built in Rome by Nero.", "Who built it?"),
    ]


PAIRS = [
    (WHOLE, LESS),
    (LESS, WHOLE),
    ("The doctor recommended rest and plenty of water.", "Plenty of rest and water were what the doctor recommended."),
    ("The nurse called the surgeon to the ward at noon.", "The nurse was called to the ward by the surgeon at noon."),
    ("Bananas are yellow.", "The stock market fell."),
    ("The shipment left the port of Hamburg.", "The shipment has left the harbour of Hamburg, they told us."),
]


def test_a_pair_is_judged_alike_whatever_is_judged_with_it(shipped):
    alone = [equivalent(*pair, embedder=shipped) for pair in PAIRS]
    assert equivalents(PAIRS, embedder=shipped) == alone
    assert equivalents(PAIRS[::-1] * 9, embedder=shipped) == alone[::-1] * 9


def test_the_order_of_the_answers_changes_only_the_name_of_the_difference(shipped):
    def said(ours, theirs):
        return shipped.weigh([Doubt(ours, theirs, None, 0.6, 1.0)])[0]

    turned = {"lost content": "added content", "added content": "lost content", "changed meaning": "changed meaning"}
    for ours, theirs in PAIRS:
        one, other = said(ours, theirs), said(theirs, ours)
        assert one.score == pytest.approx(other.score, abs=1e-4)
        assert turned[one.kind] == other.kind


def test_what_was_left_out_or_added_is_called_so(shipped):
    kinds = [equivalent(*pair, embedder="reader").reasons[0].kind for pair in PAIRS[:2]]
    assert kinds == ["lost content", "added content"]


LONG = [f"In year {year} the museum showed the works of painter number {year % 7} in its halls." for year in range(40)]


def test_of_long_answers_what_differs_is_read(shipped):
    ours, theirs = " ".join([*LONG[:20], WHOLE, *LONG[20:]]), " ".join([*LONG[:20], LESS, *LONG[20:]])
    assert reader.what_differs(ours, theirs) == (f"{LONG[19]} {WHOLE}", f"{LONG[19]} {LESS}")
    said = shipped.weigh([Doubt(ours, theirs, None, 0.6, 1.0)])[0]
    assert said.kind == "lost content"
    assert said.score < 0.6


@pytest.mark.parametrize(
    ("ours", "theirs", "read"),
    [
        (LONG, LONG[::-1], ("", "")),
        (LONG[1:], LONG, ("", LONG[0])),
        ([*LONG, WHOLE], LONG, (f"{LONG[-1]} {WHOLE}", LONG[-1])),
        ([*LONG, "Bananas are yellow fruit."], [*LONG[:5], "Shares fell sharply today."], None),
    ],
    ids=["another order", "nothing before it", "one more at the end", "most of it"],
)
def test_what_differs(ours, theirs, read):
    found = reader.what_differs(" ".join(ours), " ".join(theirs))
    assert found == read if read is not None else len(found[0]) > 1000


@pytest.mark.parametrize(
    "doubt",
    [
        Doubt(WHOLE, LESS, None, reader.LEAST - 0.01, 1.0),
        Doubt(WHOLE, LESS, None, reader.MOST + 0.01, 1.0),
        Doubt(WHOLE, LESS, None, 0.6, reader.SHARED - 0.01),
        Doubt(WHOLE * 25, LESS * 25, None, 0.6, 1.0),
        Doubt("a-" * 200, "a-" * 199, None, 0.6, 1.0),
        Doubt(" ", WHOLE, None, 0.6, 1.0),
        Doubt("def add(a, b):\n    return a + b", "def add(a, b):\n    return a - b", None, 0.6, 1.0),
        Doubt(
            "Sie können den Artikel zurückgeben und bekommen das ganze Geld auf Ihre Karte.",
            "Sie können den Artikel zurückgeben und bekommen das ganze Geld.",
            None,
            0.6,
            1.0,
        ),
    ],
    ids=["sure it differs", "sure it does not", "other words", "long", "many pieces", "empty", "code", "German"],
)
def test_it_has_nothing_to_say(shipped, doubt):
    assert shipped.weigh([doubt]) == [None]


def test_a_question_that_is_a_long_prompt_is_not_read(shipped):
    plain = Doubt(WHOLE, LESS, None, 0.6, 1.0)
    asked = Doubt(WHOLE, LESS, "Who " + "and whom and " * reader.LONGEST_QUESTION, 0.6, 1.0)
    assert shipped.weigh([asked]) == shipped.weigh([plain])


def odds_of(found):
    """Log-odds of the four classes with these against *same*."""
    return [-found, *[math.log(1 / 3)] * 3]


def moved(before, after):
    return math.log(after / (1 - after)) - math.log(before / (1 - before))


@pytest.mark.parametrize("score", [0.2, 0.45, 0.6, 0.98])
def test_the_score_moves_with_what_was_read_but_not_far(score):
    scores = [reader.weighed(score, odds_of(found)) for found in (-50, -3, -0.5, 0.0, 1, 3, 50)]
    assert all(one >= other for one, other in pairwise(scores))
    assert moved(score, scores[0]) == pytest.approx(reader.MOST_RAISED)
    assert moved(score, scores[-1]) == pytest.approx(-reader.MOST_LOWERED)


@pytest.mark.parametrize("found", [reader.RAISES, 0.6, 1.0, reader.LOWERS])
def test_where_it_is_not_sure_the_score_stays(found):
    assert reader.weighed(0.4, odds_of(found)) == pytest.approx(0.4)


def test_without_leave_it_only_lowers():
    assert reader.weighed(0.4, odds_of(-50), may_raise=False) == pytest.approx(0.4)
    assert reader.weighed(0.4, odds_of(50), may_raise=False) == reader.weighed(0.4, odds_of(50)) < 0.4


BEFORE, AFTER = "The chest was examined this morning.", "No fracture was seen."
FREELY = ("Your trial is free until the end of May.", "Nothing is debited before June, when you start to pay.")


@pytest.mark.parametrize(
    ("ours", "theirs", "free"),
    [
        (*FREELY, True),
        ("Please turn off your phone during the show.", "Phones must be switched off while the show is on.", True),
        ("Start the engine.", "Begin the engine.", True),
        ("Encrypt the file.", "Decrypt the file.", False),
        ("The court upheld the decision.", "The court overturned the decision.", False),
        ("12 in", "12 ft", False),
        ("T-cell", "B-cell", False),
        ("World War I", "World War II", False),
        ("cp a.txt b.txt", "cp b.txt a.txt", False),
        ("q.d.", "q.i.d.", False),
        ("She reports to the head of sales.", "The head of sales reports to her.", False),
        ("Apply the cream to the affected area.", "Apply the cream around the affected area.", False),
        ("The shop is open to members.", "The shop is open to members and their guests.", False),
        ("Start the course with milk.", "Begin the course with water.", False),
        (f"{BEFORE} Lungs are clear. {AFTER}", f"{BEFORE} Lungs are congested. {AFTER}", False),
        (f"{BEFORE} Lungs are clear. {AFTER}", f"Lungs are congested. {BEFORE} {AFTER}", False),
        (f"{BEFORE} {FREELY[0]}", f"{BEFORE} {FREELY[1]}", True),
        (f"Lungs are clear. {FREELY[0]}", f"Lungs are congested. {FREELY[1]}", False),
        (BEFORE, f"{BEFORE} {AFTER}", False),
        (f"{BEFORE} {AFTER}", f"{AFTER} {BEFORE}", False),
    ],
)
def test_it_speaks_for_a_pair_only_where_more_than_a_word_differs(ours, theirs, free):
    assert reader.are_worded_freely(ours, theirs) is free
    assert reader.are_worded_freely(theirs, ours) is free


def scored(shipped, ours, theirs, score=0.45):
    return shipped.weigh([Doubt(ours, theirs, None, score, 1.0)])[0].score


def test_it_raises_the_score_of_a_free_rewording(shipped):
    ours, theirs = "Please turn off your phone during the show.", "Phones must be switched off while the show is on."
    assert 0.45 < scored(shipped, ours, theirs) == pytest.approx(scored(shipped, theirs, ours), abs=1e-4)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("symptoms of flu in children", "symptoms of flu in adults"),
        ("Encrypt the file.", "Decrypt the file."),
        ("See Chapter I.", "See Chapter II."),
        ("World War I", "World War II"),
        (f"{BEFORE} Lungs are clear. {AFTER}", f"{BEFORE} Lungs are congested. {AFTER}"),
        ("Le vendeur rembourse l'acheteur.", "L'acheteur rembourse le vendeur."),
        ("Apply the cream to the affected area.", "Apply the cream around the affected area."),
    ],
)
def test_it_raises_no_score_of_what_it_knows_too_little_about(shipped, ours, theirs):
    assert scored(shipped, ours, theirs) <= 0.45
    assert scored(shipped, theirs, ours) <= 0.45


def test_it_speaks_for_no_text_of_which_it_knows_few_words(shipped):
    doubt = Doubt("Le magasin du village ouvre lundi.", "La boutique locale accueille mardi.", None, 0.45, 1.0)
    assert reader.are_worded_freely(doubt.baseline, doubt.candidate)
    assert not shipped.may_raise(doubt)
    assert shipped.may_raise(Doubt(*FREELY, None, 0.45, 1.0))


def test_no_score_is_raised_where_a_guard_objects_the_other_way_round():
    class OneWay:
        def differences(self, baseline, candidate, context):
            return [Difference("one way", "", "", "negation")] if baseline.text == LESS else []

    used = means(embedder=Script(Weighed(0.9, "changed meaning")))
    assert Comparer(replace(used, guards=())).compare(WHOLE, LESS).score == 0.9
    guarded = Comparer(replace(used, guards=(("one way", OneWay()),)))
    assert guarded.compare(WHOLE, LESS).score == equivalent(WHOLE, LESS).score < 0.9
    lowered = replace(used, second=Script(Weighed(0.1, "lost content")), guards=guarded.means.guards)
    assert Comparer(lowered).compare(WHOLE, LESS).score == 0.1


def test_judgments_are_kept_under_the_model_that_made_them(shipped, monkeypatch):
    suite = SimpleNamespace(
        output=SimpleNamespace(type="text", labels=(), language=None),
        calls_tools=False,
        equivalence=SimpleNamespace(ordered=False),
    )
    before = _scorer(suite, Comparer(means(embedder=shipped)))
    monkeypatch.setattr(shipped, "digest", "another")
    after = _scorer(suite, Comparer(means(embedder=shipped)))
    assert len({before, after, _scorer(suite, Comparer(means()))}) == 3


def test_it_takes_no_argument():
    with pytest.raises(CheckError, match="takes no argument"):
        reader.load("large")


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra) as caught:
        reader.SmallReader(reader.MODEL)
    assert caught.value.hint == "pip install 'portproof[reader]'"


def test_a_damaged_model_is_an_error(tmp_path, shipped):
    held = reader.MODEL.read_bytes()
    for content in (None, b"no model", held[:-1] + bytes([held[-1] ^ 1])):
        path = Path(tmp_path) / "model.onnx"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CheckError, match="cannot be read"):
            reader.SmallReader(path)
