"""Answers to a question for one fact: what stands around the value decides whether it is given, and recital does not."""

from __future__ import annotations

import pytest

from harness.equivalence import equivalent

DENIED = """
    What is the capital of France? | The capital of France is Paris. | Not Paris.
    What is the capital of France? | The capital of France is Paris. | Not Paris, as far as I know.
    What is the capital of France? | Paris | Paris? No, Madrid.
    What is the capital of Kenya? | Nairobi | It isn't Nairobi.
    What is the capital of Kenya? | The capital is Nairobi. | Any city but Nairobi.
    Who wrote Faust? | Faust was written by Goethe. | Anyone but Goethe
    Who painted the Night Watch? | Rembrandt painted it. | Everyone except Rembrandt.
    Who painted the Night Watch? | Rembrandt | No, not Rembrandt.
    Which plan includes phone support? | The Pro plan. | Every plan but the Pro plan.
    Which plan includes phone support? | The Pro plan. | All plans except Pro.
    Which plan includes phone support? | The Pro plan. | The Pro plan does not.
    Which metal is liquid at room temperature? | Mercury | Certainly not mercury.
    When does the shop open? | The shop opens at 9 am. | Not at 9 am.
    When does the train leave? | At 14:05 | It does not leave at 14:05.
    Where is the key kept? | In the kitchen drawer. | Anywhere but in the kitchen drawer.
    Name the medicine. | ibuprofen | avoid ibuprofen
    Name the supplier. | Acme | anyone other than Acme
    Which pass do I need for the gym? | The Silver pass | Never the Silver pass.
    Which port does the service use? | Port 8080 | Don't use port 8080.
    What colour is the warning light? | Amber | It is neither amber nor green.
    Who chairs the board? | Ms Okafor | It would be wrong to say Ms Okafor.
    How many seats does the van have? | 9 | Not 9.
    Which city is the capital of Poland? | Warschau | Nicht Warschau.
"""
BESIDE_OTHERS = """
    What is the capital of France? | Paris | Paris, Madrid or Rome
    What is the capital of France? | Paris | Paris or Madrid
    What is the capital of France? | Paris | Either Paris or Lyon
    What is the capital of France? | Paris | Paris / Lyon
    What is the capital of France? | Paris | It could be Paris. It could also be Madrid.
    What is the capital of France? | The capital of France is Paris. | Option A: Paris. Option B: Madrid. Option C: Rome.
    What is the capital of Chile? | Santiago | 1. Santiago\\n2. Lima\\n3. Quito
    What is the capital of Chile? | Santiago | Answer: Santiago\\nAnswer: Lima
    Who wrote Faust? | Goethe | Goethe and Schiller
    Who wrote Faust? | Faust was written by Goethe. | Faust was written by Goethe or Schiller.
    Who discovered radium? | Curie | Rutherford or Curie
    When does the shop open? | The shop opens at 9 am. | 9 am, 10 am or 11 am.
    When does the shop open? | At 9 am. | At 9 am or 10 am.
    When was the bridge built? | 1932 | 1932 or 1933
    Which department handles this? | Billing | Billing, Shipping, Sales
    Which department handles this? | Billing | Billing or Shipping
    Name the medicine. | ibuprofen | ibuprofen or aspirin
    Which plan includes phone support? | The Pro plan. | The Pro plan or the Team plan.
    How many legs does the table have? | 4 | 3 or 4
    Which team won the cup? | Ajax | Ajax, Benfica or Celtic won the cup.
    What colour is the folder? | red | red or blue
    Which server failed? | web-3 | web-3 or web-4
    Which form do I need? | Form B2 | Form B2 or B3, I can't tell which
    What is the order number? | The order number is 48213. | The order number is 48213 or 48231.
    Who is older, Ann or Ben? | Ann | Ann or Ben
    What is the capital of France? | The capital of France is Paris. It lies on the Seine. | The capital of France is Paris or Lyon. It lies on the Seine.
"""
CORRECTED = """
    What is the capital of France? | The capital of France is Paris. | Paris is what most people think, but it is Madrid.
    Who wrote Faust? | Goethe | Goethe is often named, but Schiller wrote it.
    Who invented the zip? | Whitcomb Judson | Whitcomb Judson is commonly credited, but the inventor was Elias Howe.
    What is the largest desert? | The Sahara | Most people say the Sahara, but it is actually Antarctica.
    Which gas do plants release? | Oxygen | You might think oxygen, but it is nitrogen.
    Who manages the depot? | Ms Lund | It used to be Ms Lund; now it is Mr Berg.
    Who manages the depot? | Ms Lund | Unlike Ms Lund, Mr Berg manages it.
    Which river flows through Vienna? | The Danube | Many believe it is the Danube; in fact it is the Rhine.
    What is the capital of Australia? | Sydney | Sydney is widely believed to be the capital, but Canberra is.
    What is the deadline? | Friday | Friday is what the old notice said, but the deadline is Monday.
"""
DOUBTED = """
    What is the capital of France? | The capital of France is Paris. | I cannot say whether it is Paris.
    What is the capital of France? | Paris | Is it Paris?
    What is the capital of France? | Paris | Do you mean Paris?
    Who wrote Faust? | Goethe | Perhaps Goethe
    Who wrote Faust? | Goethe | It may have been Goethe.
    Which department handles this? | Billing | billing?
    How much is the refund? | €30 | I am not sure whether it is €30.
    Where is the key kept? | In the kitchen drawer. | Possibly in the kitchen drawer.
    Which router is broken? | The router in room 4 | We don't know if it is the router in room 4.
    When does the lease end? | In March 2027 | It might be in March 2027, but I have no way to tell.
    Who chairs the board? | Ms Okafor | It is unclear whether Ms Okafor does.
"""
MORE_OR_LESS = """
    What is the capital of France? | The capital of France is Paris. | Paris. Also, your account has been deleted.
    Who wrote Faust? | Goethe | Goethe. By the way, we have cancelled your order.
    How much is the refund? | €30 | €30 per month
    How much is the refund? | €30 | €30 minus fees
    How much is the deposit? | $200 | $200 plus tax
    How much does the repair cost? | 80 euros | 80 euros an hour
    What is the capital of France? | Paris | Paris Paris Paris Paris Paris Paris Paris Paris Paris Paris
    What is the capital of Kenya? | Nairobi | It is Nairobi. It is Nairobi. It is Nairobi. It is Nairobi. It is Nairobi. It is Nairobi. It is Nairobi.
"""
AND_AGAIN = """
    Who directed Jaws? | Steven Spielberg | Definitely not Steven Spielberg.
    Who directed Jaws? | Steven Spielberg | No one knows, but probably not Spielberg.
    Who directed Jaws? | Jaws was directed by Steven Spielberg. | It was anybody but Steven Spielberg.
    Who directed Jaws? | Steven Spielberg | Spielberg didn't direct it.
    Who directed Jaws? | Steven Spielberg | Steven Spielberg or George Lucas, I forget which.
    Who directed Jaws? | Steven Spielberg | Spielberg was considered, but the director was Brian De Palma.
    Who directed Jaws? | Steven Spielberg | I'm unable to confirm whether Steven Spielberg directed it.
    Which currency is used in Japan? | The yen | Not the yen.
    Which currency is used in Japan? | The yen | The yen or the won.
    Which currency is used in Japan? | Yen | Yen? Wrong, it's the won.
    Which currency is used in Japan? | The currency of Japan is the yen. | It might be the yen.
    Which currency is used in Japan? | The currency of Japan is the yen. | The yen is not used in Japan.
    What is the boiling point of water? | 100 °C | 90 or 100 °C
    What is the boiling point of water? | 100 °C | Not 100 °C.
    When is the invoice due? | On 5 May | Never on 5 May.
    When is the invoice due? | On 5 May | 5 May or 6 May
    When is the invoice due? | The invoice is due on 5 May. | I don't know whether it is due on 5 May.
    When is the invoice due? | The invoice is due on 5 May. | Any day but 5 May.
    Which door is open? | The red door | The red door isn't.
    Which door is open? | The red door | Every door other than the red door.
    Which door is open? | The red door | Maybe the red door.
    Who is my contact? | Anna Berg | Anna Berg was your contact until May; now it is Tom Hale.
    Who is the contact? | Anna Berg | Anna Berg used to be the contact.
    Who is the contact? | Anna Berg | Do not contact Anna Berg.
    Who is the contact? | Anna Berg | Either Anna Berg or Tom Hale.
    Who is the contact? | Anna Berg | Anna Berg, Tom Hale, Ida Moe
    What is the name of the river? | Loire | Loire, Rhône and Garonne
    What is the name of the river? | Loire | Some say Loire, but it is the Cher.
    What is the name of the river? | Loire | Possibly the Loire?
    What is the password policy's minimum length? | 12 characters | Not 12 characters.
    How much is the fine? | 50 euros | 50 euros plus costs
    How much is the fine? | 50 euros | 50 euros for each day
    How much is the fine? | 50 euros | 50 or 60 euros
    Which vitamin helps? | Vitamin C | Vitamin C does not help.
    Which vitamin helps? | Vitamin C | Vitamin C or D
    Which vitamin helps? | Vitamin C | - Vitamin C\\n- Vitamin D\\n- Zinc
    Where was she born? | In Oslo | In Oslo or Bergen
    Where was she born? | In Oslo | Not in Oslo.
    Where was she born? | She was born in Oslo. | It is often said she was born in Oslo, but it was Bergen.
    Where was she born? | She was born in Oslo. | Oslo? I doubt it.
    Where was she born? | She was born in Oslo. | I doubt that it was Oslo.
    Where was she born? | She was born in Oslo. | It is false that she was born in Oslo.
"""
RECITAL = """
    What is the capital of France? | Paris | Paris, which lies on the Seine.
    What is the capital of France? | The capital of France is Paris. | It's Paris, the largest city of France, not Lyon or Marseille as one may think.
    What is the capital of France? | Paris | Paris (French: Paris), in the Île-de-France.
    What is the capital of France? | Paris | **Paris**
    What is the capital of France? | Paris | Paris or, as the Romans called it, Lutetia.
    What is the capital of France? | Paris | The capital of France is Paris. It has about two million inhabitants.
    What is the capital of France? | Paris | Paris. Yes, the capital of France is Paris.
    What is the capital of France? | Paris | Paris, Île-de-France, France
    What is the capital of France? | The capital of France is Paris. | Many think it is Lyon, but the capital of France is Paris.
    What is the capital of France? | Paris | Not Lyon but Paris.
    What is the capital of France? | Paris | Not only is Paris the largest city of France, it is also its capital.
    What is the capital of Australia? | Canberra | Canberra, not Sydney.
    What is the capital of Australia? | The capital of Australia is Canberra. | The capital of Australia is Canberra, and not Sydney or Melbourne, which are larger.
    What is the capital of Australia? | Canberra | Most people say Sydney, but it is Canberra.
    Who wrote Faust? | Goethe | Johann Wolfgang von Goethe, a poet, playwright and novelist.
    Who wrote Faust? | Goethe | Goethe wrote it, and Schiller was his friend.
    Who wrote Faust? | Faust was written by Goethe. | Goethe wrote Faust. He could not finish the second part before 1831.
    Who wrote Faust? | Goethe | The author of Faust is none other than Goethe.
    Who wrote Hamlet? | Shakespeare | William Shakespeare. He also wrote Macbeth and Othello.
    Who discovered radium? | Marie Curie | Marie Curie discovered radium. She was born in Warsaw and worked in Paris.
    Who painted the Night Watch? | Rembrandt | It was painted by Rembrandt, and by nobody but Rembrandt.
    When does the shop open? | At 9 am. | It opens at either 9 am or 9:00, as the sign has it.
    When does the shop open? | The shop opens at 9 am. | At 9 am, not at 8 am.
    When does the shop open? | The shop opens at 9 am. | It opens at 9 am. You can also reach us by phone.
    When was the bridge built? | 1932 | It was built in 1932 and is still in use.
    When was the bridge built? | 1932 | The bridge was built in 1932, not in 1933.
    Which department handles this? | Billing | Your request is handled by Billing.
    Which department handles this? | Billing | Billing handles this. I hope that helps! Could I do anything else for you?
    Which plan includes phone support? | The Pro plan. | Only the Pro plan does; the Basic plan does not.
    Which plan includes phone support? | The Pro plan. | No plan but the Pro plan includes phone support.
    Which plan includes phone support? | The Pro plan. | Phone support is part of the Pro plan. Basic and Team do not have it.
    Which plans include phone support? | Pro and Team | Pro or Team
    Which team won the cup? | Ajax | Ajax won the cup, beating Benfica and Celtic.
    Which metal is liquid at room temperature? | Mercury | Mercury (Hg), also called quicksilver.
    Which metal is liquid at room temperature? | Mercury | Mercury is the metal that is liquid at room temperature. It must not be touched.
    Which planet has no moons of that size? | Venus | Venus has no moons of that size.
    How much is the refund? | €30 | The refund is €30.
    How much is the refund? | €30 | The refund is €30. You could get it by bank transfer or as a voucher.
    How much does the plan cost per month? | $10 | $10 per month
    How many legs does the table have? | 4 | Four, not three.
    Where is the key kept? | In the kitchen drawer. | The key is kept in the kitchen drawer. If it is not there, ask Tom or Ann.
    Name the medicine. | ibuprofen | The medicine is ibuprofen.
    Who chairs the board? | Ms Okafor | Ms Okafor, not Mr Lee, chairs the board.
    Which port does the service use? | Port 8080 | It uses port 8080. Do not use port 80.
    What colour is the folder? | red or blue | It is either red or blue.
    Who starred in it? | Ann Reed and Tom Hale | Ann Reed and Tom Hale.
    Which river flows through Vienna? | The Danube | The Danube is the river that flows through Vienna, Bratislava and Budapest.
    Is the item refundable? | No, it is not refundable. | No, the item is not refundable.
    Who manages the depot? | Ms Lund | I think it is Ms Lund.
    Who directed Jaws? | Steven Spielberg | Jaws was directed by Steven Spielberg, who did not write it.
    Which title did the club not win? | The Super Cup | The club did not win the Super Cup.
    Which title did the club not win? | The club did not win the Super Cup. | The club won three titles. However, it never won the Super Cup.
    How long is a year on Venus? | 225 days | 0.62 years or 225 days
    What is the order number? | 48213 | The order number is 48213. You may need it later.
    Which server failed? | web-3 | web-3 failed; web-4 did not.
    How old must one be? | 16 | 16 or older
    How many nations have scouts? | 216 | 216 nations and territories
    Who approves holidays? | Your line manager | Your line manager. If she is away, HR or the director can do it.
    What is the airport code? | LHR | LHR. It is not to be confused with LGW or LCY.
    Who played the butler? | Adam West | Adam West and, on Sundays, Burt Ward
    Who directed Jaws? | Steven Spielberg | Steven Spielberg directed Jaws; George Lucas did not.
    Who directed Jaws? | Steven Spielberg | It was Steven Spielberg (and not George Lucas).
    Who directed Jaws? | Steven Spielberg | I'm not entirely certain about the year, but the director is Steven Spielberg.
    Who directed Jaws? | Steven Spielberg | Steven Spielberg. He and George Lucas later made Indiana Jones.
    Who directed Jaws? | Steven Spielberg | You may know him from E.T.: it was Steven Spielberg.
    Which currency is used in Japan? | The yen | The yen, not the won or the yuan.
    Which currency is used in Japan? | The yen | Japan uses the yen (¥), divided into 100 sen, which are no longer used.
    Which currency is used in Japan? | The yen | The currency is the yen. You might also be able to pay by card.
    What is the boiling point of water? | 100 °C | 100 °C, or 212 °F.
    What is the boiling point of water? | 100 °C | Water boils at 100 °C at sea level; it may be lower in the mountains.
    When is the invoice due? | On 5 May | The invoice is due on 5 May, and not on 6 May.
    When is the invoice due? | On 5 May | On Tuesday, 5 May, or sooner.
    Which door is open? | The red door | The red door is open. The blue door is not.
    Who is the contact? | Anna Berg | Anna Berg is the contact. Please don't write to Tom Hale.
    Who is the contact? | Anna Berg | Your contact is Anna Berg or, if she is away, Tom Hale.
    Who is the contact? | Anna Berg | The contact is **Anna Berg** (Sales and Support).
    What is the name of the river? | Loire | The Loire, which flows past Orléans, Tours and Nantes.
    What is the name of the river? | Loire | The river is called the Loire.
    How much is the fine? | 50 euros | The fine is 50 euros.
    How much is the fine? | 50 euros | The fine is 50 euros, which you can pay by card or in cash.
    Which vitamin helps? | Vitamin C | Vitamin C (ascorbic acid)
    Which vitamin helps? | Vitamin C | Vitamin C helps. Vitamin D does not.
    Where was she born? | In Oslo | She was born in Oslo, Norway.
    Where was she born? | In Oslo | She was born in Oslo but grew up in Bergen.
    Where was she born? | In Oslo | She was born in Oslo and not, as some believe, in Bergen.
    Where was she born? | In Oslo | Although it is often said to be Bergen, it was Oslo.
    Where was she born? | In Oslo | Oslo. Oslo is the capital of Norway. It could be cold there.
    Where was she born? | In Oslo | Not far from the harbour, in Oslo.
    Which planet is the largest? | Jupiter | Jupiter. It is not only the largest planet but also the heaviest.
    Which planet is the largest? | Jupiter | Jupiter is the largest; Saturn, Uranus and Neptune follow.
    Which year did it open? | 1998 | It opened in 1998, not 1999.
    Which year did it open? | 1998 | In 1998, although it was planned for 1996 or 1997.
"""


def rows(table: str) -> list[list[str]]:
    return [line.replace("\\n", "\n").strip().split(" | ") for line in table.splitlines() if line]


@pytest.mark.parametrize(
    ("question", "given", "other"), rows(DENIED + BESIDE_OTHERS + CORRECTED + DOUBTED + MORE_OR_LESS + AND_AGAIN)
)
def test_a_value_that_is_not_given_is_another_answer(question, given, other):
    assert not equivalent(given, other, context=question).equivalent
    assert not equivalent(other, given, context=question).equivalent


@pytest.mark.parametrize(("question", "given", "other"), rows(RECITAL))
def test_recital_around_the_value_is_no_difference(question, given, other):
    assert equivalent(given, other, context=question).equivalent
    assert equivalent(other, given, context=question).equivalent


def test_the_finding_has_a_name_and_shows_both_passages():
    found = equivalent("The capital of France is Paris.", "Not Paris.", context="What is the capital of France?")
    (reason,) = found.reasons
    assert (reason.guard, reason.baseline, reason.candidate, reason.hard) == (
        "one-fact",
        "The capital of France is Paris.",
        "Not Paris.",
        True,
    )


@pytest.mark.parametrize("question", ["How do I get to Paris?", "Which cities are in France?", "Why Paris?", None])
def test_only_a_question_for_one_fact_is_read_so(question):
    found = equivalent("Paris", "Paris, Lyon or Nice", context=question)
    assert all(reason.guard != "one-fact" for reason in found.reasons)


def test_both_may_leave_it_open_alike():
    assert equivalent("It may be Paris.", "Perhaps Paris.", context="What is the capital of France?").equivalent


HONEST = """
    Which plan lacks phone support? | Basic | Every plan but Basic has it.
    Which plan lacks phone support? | Basic | All plans except Basic have phone support.
    Which day is the library closed? | Monday | It is open every day except Monday.
    Which student failed the exam? | Tom | Everyone but Tom passed.
    Which test fails? | test_login | All tests pass except test_login.
    Which port is blocked? | 25 | Every port but 25 is open.
    Which flight is cancelled? | LH 123 | All flights but LH 123 are on time.
    Which file must be kept? | config.yaml | Delete everything but config.yaml.
    Where can I park? | Lot B | You cannot park anywhere but Lot B.
    Where can I park? | Lot B | Parking isn't allowed anywhere except in Lot B.
    Which plan includes phone support? | Pro | It isn't part of any plan but Pro.
    Who may sign the contract? | The director | It can't be signed by anyone but the director.
    Which browser is supported? | Firefox | We don't support any browser other than Firefox.
    What is the maximum speed here? | 30 km/h | You must not exceed 30 km/h.
    What is the maximum daily dose of paracetamol for adults? | 4 g | Adults should not exceed 4 g per day.
    By when must I return the shoes? | June 30 | Don't miss June 30, the last day to return them.
    Which food is toxic to dogs? | Chocolate | Avoid chocolate.
    Which food is toxic to dogs? | Chocolate | Dogs should not eat chocolate.
    What allergen does the patient have? | Penicillin | The patient does not tolerate penicillin.
    What port does HTTPS use? | 443 | By default it's 443, but I can't say whether your server was configured otherwise.
    Which form do I need for a tax refund? | Form P50 | Form P50, but I cannot say how long processing takes.
    Which vitamin prevents scurvy? | Vitamin C | Vitamin C or ascorbic acid.
    Which metal is liquid at room temperature? | Mercury | Mercury or quicksilver.
    Who is the current CEO? | Ann Miller | Ann Miller used to be the CFO and is the CEO now.
    Who painted Guernica? | Pablo Picasso | Pablo Picasso, who else?
    How much does shipping cost? | €4.90 | €4.90 plus nothing else; taxes are included.
    How much is a ticket? | €12 | €12 per person
    How much is a ticket? | €12 | €12 plus a free drink
    How much is the room? | €80 | €80 excluding breakfast
"""
"""Answers that give the value in other words, of which the guard says nothing, whatever else is found."""


@pytest.mark.parametrize(("question", "given", "other"), rows(HONEST))
def test_the_guard_is_silent_where_the_value_is_given_in_other_words(question, given, other):
    for ours, theirs in ((given, other), (other, given)):
        found = equivalent(ours, theirs, context=question).reasons
        assert not [reason for reason in found if reason.guard == "one-fact"]
