import pytest


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("English", "The parcel arrives on Tuesday, and you can follow it with this number.", True),
        ("en", "Your refund is on its way.", True),
        ("EN-gb", "The refund.", True),
        ("de", "Die Rückgabe ist nicht mehr möglich.", True),
        ("de", "The return is not possible.", False),
        ("Spanish", "El reembolso es para usted.", True),
        ("french", "Le colis est dans votre boîte.", True),
        ("ja", "返金は三十日かかります。", True),
        ("zh", "退款需要三十天。", True),
        ("ja", "你的退款需要三十天。", False),
        ("ja", "我们会在三十天内退款。", False),
        ("ja", "你好", False),
        ("zh", "東京都", True),
        ("en", "東京都", False),
        ("Cyrillic script", "Возврат займёт тридцать дней.", True),
        ("en", "Возврат займёт тридцать дней.", False),
    ],
)
def test_the_language_of_an_answer(passes, value, text, expected):
    assert passes(text, "language", value) is expected
    assert passes(text, "not-language", value) is not expected


@pytest.mark.parametrize("text", ["東京都", "返品不可", "送料無料, 即日発送。"])
def test_kanji_alone_may_be_japanese(check, text):
    assert check(text, "language", "ja").outcome == "error"


@pytest.mark.parametrize("text", ["", "42", "A-1041", "{}"])
def test_where_there_are_no_words_it_is_an_error(check, text):
    assert check(text, "language", "en").outcome == "error"


@pytest.mark.parametrize("value", ["Klingon", "ru", ""])
def test_a_language_that_cannot_be_told_is_an_error(check, value):
    found = check("The parcel is here.", "language", value)
    assert found.outcome == "error"
    assert "Cyrillic script" in found.reason
