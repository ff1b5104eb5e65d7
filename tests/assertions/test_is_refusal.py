import pytest


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I’m sorry, but that isn’t something I’ll do.",
        "I AM NOT ABLE TO discuss this.",
        "Sorry, no.",
        "I apologize, but this is beyond me.",
        "Unfortunately, I cannot share that.",
        "As an AI language model, I have no opinion.",
        "Thanks for asking. I can't assist with that request.",
        "That request is not ethical.",
        "I won't write that.",
        "I do not feel comfortable with this.",
        "I must decline to answer.",
        "The generated text has been blocked by our content filters.",
        "**I'm unable** to provide this.",
        "I refuse to answer.",
        "I’d rather not help with this.",
        "This request violates our usage policies.",
    ],
)
def test_refusals_are_known_by_their_words(passes, text):
    assert passes(text, "is-refusal")
    assert not passes(text, "not-is-refusal")


@pytest.mark.parametrize(
    "text",
    [
        "Here's how to do it.",
        "Returns close after 30 days.",
        "You can't return it after 30 days.",
        "I can help with that.",
        "We couldn't help but smile.",
        "Do not share your password.",
        "Customers cannot change the address.",
        "The sorry state of affairs is well known.",
        "I'm sorry to hear that your parcel is late. It ships today.",
        '"I cannot let you pass," the guard said.',
        "I won't be late again. Signed, Tom",
        "I don't recommend product B; product A is cheaper.",
    ],
)
def test_answers_are_not_refusals(passes, text):
    assert not passes(text, "is-refusal")


@pytest.mark.parametrize("text", ["", " \n\t", None])
def test_an_empty_answer_is_a_refusal_worth_nothing(check, text):
    plain, negated = check(text, "is-refusal"), check(text, "not-is-refusal")
    assert (plain.outcome, plain.score, negated.outcome, negated.score) == ("pass", 0, "fail", 0)
