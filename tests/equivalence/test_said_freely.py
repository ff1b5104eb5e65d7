"""Rewordings in which a guard has no evidence of a break, and what differs though it looks like them."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent


def guards(baseline, candidate):
    return {reason.guard for reason in equivalent(baseline, candidate).reasons if reason.hard}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The fee is no more than 20 euros.", "The fee is not over 20 euros."),
        ("Bags may weigh no more than 20 kg.", "Bags must not weigh over 20 kg."),
        ("The trip never takes longer than 3 hours.", "The trip takes at most 3 hours."),
        ("It costs up to 20 euros.", "It does not cost more than 20 euros."),
        ("You may take up to 3.", "You must not take over 3."),
        ("It must not exceed 5 pages.", "Write no more than 5 pages."),
    ],
)
def test_to_deny_a_limit_is_to_set_one(one, other):
    assert not guards(one, other)
    assert not guards(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bags must not weigh over 20 kg.", "Bags must weigh over 20 kg."),
        ("The trip never takes longer than 3 hours.", "The trip takes longer than 3 hours."),
        ("It does not cost more than 20 euros.", "It costs more than 20 euros."),
        ("You must not be under 18.", "You must be under 18."),
        ("You may take at least 3.", "You must take at least 3."),
        ("Bags must not weigh over 20 kg.", "Bags must not weigh under 20 kg."),
        ("Bags must not weigh over 20 kg.", "Bags must weigh at least 20 kg."),
    ],
)
def test_another_limit_is_one(one, other):
    assert guards(one, other)
    assert guards(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It's a fixed rate.", "The rate doesn't change."),
        ("The exam is closed-book.", "You may not use any books in the exam."),
        ("Hold off on the update until Monday.", "Don't install the update before Monday."),
        ("You will lose the deposit.", "The deposit is non-refundable."),
        ("The heating is switched off in May.", "In May there is no heating."),
        ("There's nothing wrong with the engine.", "The engine is fine."),
    ],
)
def test_what_may_deny_by_its_meaning_is_no_contradiction(one, other):
    assert "negation" not in guards(one, other)
    assert "negation" not in guards(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Breakfast is included.", "We don't offer breakfast."),
        ("Pets aren't allowed.", "You can bring pets."),
        ("The parcel has arrived.", "The parcel wasn't delivered."),
        ("The drug is safe.", "The drug isn't harmless."),
        ("He lost the match.", "He did not lose the match."),
        ("The heating is switched off.", "The heating isn't switched off."),
        ("Hold off on the update.", "Don't hold off on the update."),
    ],
)
def test_what_denies_another_word_is_not_called_the_same(one, other):
    assert not equivalent(one, other).equivalent
    assert not equivalent(other, one).equivalent


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("退款将在5个工作日内到账。", "退款会在5个工作日之内退回。"),
        ("我们将在24小时内回复您。", "您将在24小时内收到我们的答复。"),
        ("返品は30日以内にお願いします。", "30日以内に返品してください。"),
    ],
)
def test_a_sentence_without_spaces_is_no_code(one, other):
    assert "identifiers" not in guards(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("退款将在5个工作日内到账。", "退款会在7个工作日之内退回。"),
        ("我们将在24小时内回复您。", "您将在48小时内收到我们的答复。"),
    ],
)
def test_another_number_in_a_sentence_without_spaces_is_one(one, other):
    assert "numbers" in guards(one, other)
    assert "numbers" in guards(other, one)


def test_a_code_amid_a_language_without_spaces_is_one():
    assert "identifiers" in guards("请使用A4纸打印。", "请使用A5纸打印。")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We don't accept cash in our stores.", "Cash isn't taken at our shops."),
        ("The machine slices the bread into pieces.", "The machine cuts the bread."),
        ("He failed the driving test.", "He did not pass his driving test."),
        ("Please allow 5 to 7 days for delivery.", "Delivery takes 5–7 days."),
    ],
)
def test_words_near_one_another_say_the_same(one, other):
    assert equivalent(one, other).equivalent
    assert equivalent(other, one).equivalent


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Refunds are made to the card you paid with.", "We refund any payment card."),
        ("Please allow 5 to 7 days for delivery.", "Delivery takes 5–7 weeks."),
        ("You can cancel the order.", "Cancellation of the order is required."),
        ("All rooms have a view of the street.", "Some rooms have a view of the road."),
    ],
)
def test_words_near_one_another_do_not_hide_what_differs(one, other):
    assert not equivalent(one, other).equivalent
    assert not equivalent(other, one).equivalent


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "They stay in the recycle bin for 30 days and are then removed for good.",
            "Deleted files sit in the recycle bin for 90 days before being erased permanently.",
        ),
        (
            "Your parcel left the warehouse this morning and should be with you on Thursday.",
            "It was sent out from our warehouse this morning, so expect it Saturday.",
        ),
    ],
)
def test_the_one_value_of_a_unit_counts_however_it_is_worded(one, other):
    assert "numbers" in guards(one, other)
    assert "numbers" in guards(other, one)
    assert "numbers" not in guards(one, other.replace("90 days", "30 days").replace("Saturday", "Thursday"))
