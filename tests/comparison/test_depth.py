"""The embedder says when it is out of its depth."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import factories
import pytest

from harness.comparison.depth import out_of_depth
from harness.embedders import builtin
from harness.equivalence.comparer import means

ENGLISH = "You can return the goods within thirty days if they were not used."
FOREIGN = {
    "Spanish": "Puede devolver el producto en un plazo de treinta días si no lo ha usado y está en su embalaje.",
    "German": "Sie können die Ware innerhalb von dreißig Tagen zurückgeben, wenn sie nicht benutzt worden ist.",
    "Japanese": "未使用の商品は三十日以内であれば返品できます。",
    "Cyrillic script": "Товар можно вернуть в течение тридцати дней, если им не пользовались.",
    "another language": "Zwrot pieniędzy jest możliwy w ciągu trzydziestu dni od zakupu, jeśli towar nie był używany.",
}


def said(*texts, output="text", embedder="builtin", target="claude"):
    """What is remarked of a target with these answers."""
    cases = [factories.case(f"c{n}", factories.answer(target, text)) for n, text in enumerate(texts)]
    suite = SimpleNamespace(name="help", output=SimpleNamespace(type=output))
    return list(out_of_depth(suite, factories.suite("help", cases), means(embedder=embedder)))


@pytest.mark.parametrize(("language", "text"), FOREIGN.items())
def test_a_foreign_language_is_remarked_once_for_a_target(language, text):
    (remark,) = said(text, text, ENGLISH)
    assert remark.startswith(f"help: most answers of claude are written in {language}, and the embedder builtin reads")
    assert "sentence-transformers:" in remark


@pytest.mark.parametrize(
    "texts",
    [
        (ENGLISH, ENGLISH, FOREIGN["Spanish"]),
        ("42",),
        ("",),
        ('{"order_id": "A-1187", "qty": 3, "sku": "KX99-221"}',),
        ("Ask Mr Kowalczyk from Wrocław about the invoice before you pay it to anybody.",),
    ],
)
def test_english_and_what_is_too_short_to_tell_are_left_alone(texts):
    assert said(*texts) == []


@pytest.mark.parametrize("output", ["label", "code", "tool-calls"])
def test_it_does_not_matter_where_meaning_is_not_compared(output):
    assert said(FOREIGN["German"], output=output) == []


def test_targets_of_one_language_share_a_remark():
    text = FOREIGN["German"]
    cases = [factories.case("c", factories.answer("gpt", text), factories.answer("claude", text))]
    suite = SimpleNamespace(name="help", output=SimpleNamespace(type="text"))
    (remark,) = out_of_depth(suite, factories.suite("help", cases), means())
    assert "of gpt, claude are written in German" in remark


def test_other_embedders_say_nothing():
    silent = SimpleNamespace(name="x", threshold=0.5, embed=builtin.load().embed)
    assert said(FOREIGN["German"], embedder=silent) == []
    found = replace(means(), reader=SimpleNamespace())
    suite = SimpleNamespace(name="help", output=SimpleNamespace(type="text"))
    cases = [factories.case("c", factories.answer("gpt", FOREIGN["German"]))]
    assert list(out_of_depth(suite, factories.suite("help", cases), found)) == []
