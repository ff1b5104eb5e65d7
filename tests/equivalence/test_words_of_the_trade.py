"""One word, sign or place exchanged in sentences of clinics, courts, banks, kitchens and consoles; and mere rewording."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent
from harness.model.exchange import Response, ToolCall
from harness.reading.exactly.commands import turned_about
from harness.reading.relations import are_one, opposite

OTHER = """
    The patient denies chest pain. / The patient reports chest pain.
    The drug is indicated in asthma. / The drug is contraindicated in asthma.
    Biopsy shows a benign lesion. / Biopsy shows a malignant lesion.
    Hypoglycaemia was noted overnight. / Hyperglycaemia was noted overnight.
    The court granted the motion. / The court denied the motion.
    This clause survives termination. / This clause expires on termination.
    The judge overruled the objection. / The judge sustained the objection.
    The fund outperformed the index. / The fund underperformed the index.
    The bank raised its base rate. / The bank cut its base rate.
    Prices rose in March. / Prices fell in March.
    Simmer until the sauce has thickened. / Simmer until the sauce has thinned.
    The build passed on main and failed on dev. / The build failed on main and passed on dev.
    Sales rose in May but fell in June. / Sales fell in May but rose in June.
    He reports to Maria. / Maria reports to him.
    I trust them. / They trust me.
    Our branch in Springfield, IL is open. / Our branch in Springfield, MA is open.
    The cake is gluten-free. / The cake contains gluten.
    Set it in the [http] section. / Set it in the [https] section.
    Overtime must be approved in advance. / Overtime must be approved afterwards.
    Play Am7 then D7. / Play AM7 then D7.
    White plays bxc3. / White plays Bxc3.
    `ffmpeg -i in.mp4 out.avi` / `ffmpeg -i out.avi in.mp4`
    mysqldump shop > shop.sql / mysqldump shop < shop.sql
    psql -h db1 shop / psql -h db1 Shop
    Der Preis ist gestiegen. / Der Preis ist gesunken.
    Le prix a augmenté. / Le prix a baissé.
    Los precios subieron. / Los precios bajaron.
"""
SAME = """
    Patient denies chest pain or fever. / The patient denies chest pain and fever.
    The motion was granted by the court. / The court granted the motion.
    The cake is gluten-free. / The cake has no gluten.
    The cake is gluten-free. / The cake is gluten free.
    Overtime must be approved in advance. / Overtime must be approved ahead of time.
    Ship it to Cambridge, MA. / Ship it to Cambridge, Massachusetts.
    Our branch in Springfield, IL is open. / Our branch in Springfield, Illinois is open.
    Sales rose in May but fell in June. / Sales fell in June but rose in May.
    The wound is healing with no discharge. / The wound is healing without discharge.
    Run `ruff check a.py b.py` now. / Now run `ruff check a.py b.py`.
    The new one is less noisy than the old one. / The new one is not as noisy as the old one.
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" / ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("baseline", "candidate"), rows(OTHER))
def test_another_word_of_the_trade_says_another_thing(baseline, candidate):
    assert not equivalent(baseline, candidate).equivalent
    assert not equivalent(candidate, baseline).equivalent


@pytest.mark.parametrize(("baseline", "candidate"), rows(SAME))
def test_rewording_says_the_same(baseline, candidate):
    assert equivalent(baseline, candidate).equivalent
    assert equivalent(candidate, baseline).equivalent


@pytest.mark.parametrize(
    ("one", "other"),
    rows("rose / fell\nbought / sold\nupload / download\nencrypt / decrypt\nactivat / deactivat\nprenatal / postnatal"),
)
def test_opposites_by_their_past_and_their_beginnings(one, other):
    assert opposite(one, other)
    assert opposite(other, one)


@pytest.mark.parametrize(("one", "other"), rows("index / undex\npart / depart\nport / deport\ninter / intra"))
def test_what_is_left_behind_a_short_beginning_makes_no_opposite(one, other):
    assert not opposite(one, other)


def test_words_that_are_synonyms_in_one_sense_and_opposites_in_another():
    assert not are_one("pass", "fail")


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ('{"unit": "MB"}', '{"unit": "Mb"}', False),
        ('{"branch": "Main"}', '{"branch": "main"}', False),
        ('{"cmd": "cp a b"}', '{"cmd": "cp b a"}', False),
        ('{"when": "after lunch"}', '{"when": "before lunch"}', False),
        ('{"size": "10 mm"}', '{"size": "10mm"}', True),
        ('{"status": "Refund was sent."}', '{"status": "The refund was sent"}', True),
        ('{"status": "Refund was sent."}', '{"status": "Refund will be sent."}', False),
    ],
)
def test_texts_in_documents(ours, theirs, is_same):
    assert equivalent(ours, theirs, mode="json").equivalent is is_same


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ("flights from Oslo to Rome", "flights from Rome to Oslo", False),
        ("Call Ana before lunch", "Call Ana after lunch", False),
        ("The invoice was paid.", "The invoice will be paid.", False),
        ("hotels with a pool", "hotels with pool", True),
        ("Call Ana before lunch", "call Ana before lunch", True),
        ("flights before 10:00", "flights before 10 am", True),
    ],
)
def test_texts_of_arguments(ours, theirs, is_same):
    both = [Response(text="", tool_calls=(ToolCall("find", {"query": text}),)) for text in (ours, theirs)]
    assert equivalent(*both, mode="tool-calls").equivalent is is_same


def test_operands_of_commands_that_nobody_listed():
    assert turned_about("robocopy C:\\a D:\\b", "robocopy D:\\b C:\\a") == ("C:\\a", "D:\\b")
    assert turned_about("`pytest a.py b.py`", "`pytest b.py a.py`") is None
    assert turned_about("the notes/a.md beats notes/b.md", "the notes/b.md beats notes/a.md") is None
