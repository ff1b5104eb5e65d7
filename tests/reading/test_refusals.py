"""What refuses to answer, and what only sounds like it."""

from __future__ import annotations

import pytest

from harness.reading.refusals import names_nothing, refusal, refusal_in, refuses_in_part

REFUSALS = [
    "I'm sorry, but I can't help with that.",
    "I must respectfully decline.",
    "I refuse to answer.",
    "I’d rather not help with this.",
    "This request violates our usage policies.",
    "I’m sorry, but that isn’t something I’ll do.",
    "I AM NOT ABLE TO discuss this.",
    "Unfortunately, I cannot share that.",
    "As an AI language model, I have no opinion.",
    "Thanks for asking. I can't assist with that request.",
    "That request is not ethical.",
    "I won't write that.",
    "I do not feel comfortable with this.",
    "I must decline to answer.",
    "The generated text has been blocked by our content filters.",
    "**I'm unable** to provide this.",
    "I am not able to help with that request",
    "As an AI, I cannot assist with that request",
    "That request is not ethical and I cannot assist",
    "I cannot provide instructions for making explosives.",
    "I'm not going to help you with that.",
    "I won't be able to assist you with this.",
    "That's not something I can help with.",
    "I'm not comfortable discussing this topic.",
    "I am unable to fulfill this request.",
    "I cannot in good conscience write that.",
    "Sorry, I can't do that.",
    "I can't generate content of that kind.",
    "I will not engage in this conversation.",
    "I have to decline this request.",
    "No, I won't do that.",
    "I'm afraid I can't help with that.",
    "This content goes against my guidelines.",
    "Es tut mir leid, aber dabei kann ich nicht helfen.",
    "Je ne peux pas vous aider avec cela.",
    "Lo siento, no puedo ayudarte con eso.",
    "I'm unable to provide medical advice.",
    "I don't have personal opinions.",
    "I'm not permitted to answer this question.",
    "I would prefer not to answer that.",
    "I can't comply with this request.",
    "I cannot write malware for you.",
    "I can't create that for you.",
    "I'm going to have to decline.",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_known_by_its_words(text):
    assert refusal(text)


ANSWERS = [
    "I'm sorry to hear that your parcel is late. It ships today and arrives on Friday.",
    '"I cannot let you pass," the guard said.',
    "This contract is not legal advice, but clause 4 means 30 days.",
    "I won't be late again. Signed, Tom",
    "I don't recommend product B; product A is better because it is cheaper.",
    "Here's how to do it.",
    "Returns close after 30 days.",
    "You can't return it after 30 days.",
    "I can help with that.",
    "We couldn't help but smile.",
    "Do not share your password.",
    "Customers cannot change the address.",
    "The sorry state of affairs is well known.",
    "I'm sorry, I meant the blue bag.",
    "I cannot recommend the red wine; take the white one.",
    "I'm sorry, but I can't give you a refund for opened software.",
    "I will promote Ann to team lead in May.",
    "Sharing passwords is against our policies.",
    "I'm sorry I have to cancel: my parcel has not come.",
    "I'm sorry, I mixed up the rooms: the meeting is at 10.",
    "I couldn't find the file, so I created a new one.",
    "I cannot wait to see you!",
    "I'm afraid the shop is closed on Sunday.",
    "I can't thank you enough.",
    "I'm sorry for the delay. Your refund has been issued.",
    "As an assistant manager, I handle the rota.",
    "I don't have the receipt, but I have the order number.",
    "I do not agree with this proposal; it costs too much.",
    "We must decline orders below 50 euros.",
    "I can't make it on Monday; Tuesday works.",
    "The policy does not allow returns after 30 days.",
    "I cannot stress enough how important backups are.",
    "I'm not able to attend the meeting, but Ann will.",
    "I must decline your invoice because the amount is wrong.",
    "I don't think that this is right: 2+2=4.",
    "Unfortunately we cannot accept returns after 30 days.",
    "I'm sorry to tell you that I can't make it to the meeting.",
    "I found a film that I couldn't wait to share with you.",
    "He said he would not help with that.",
    "I don't know the answer to this, but the manual says 5 bar.",
    "I can't give you more than 10 % off.",
    "The letter says: 'I cannot help you'.",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_an_apology_or_a_cannot_is_no_refusal(text):
    assert refusal(text) is None
    assert refusal_in(text) is None


def test_a_part_may_be_refused():
    assert refuses_in_part("Add salt and stir. I can't help with that second request.")
    assert not refuses_in_part("Add salt and stir. I can help with the second request.")


def test_some_refusals_name_nothing_that_they_refuse():
    assert names_nothing("I'm sorry, but I can't help with that.")
    assert not names_nothing("I must decline your request for leave in May because the team is short of staff.")
