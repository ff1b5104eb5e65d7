"""Each guard: what it finds, in which words, and where it does not apply."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness import plugins
from harness.model.exchange import Response, ToolCall
from harness.model.result import Difference

ALL = plugins.names("guards")


def found(guard, baseline, candidate, context=None):
    responses = [one if isinstance(one, Response) else Response(text=one) for one in (baseline, candidate)]
    return [(one.baseline, one.candidate) for one in plugins.load("guards", guard).differences(*responses, context)]


BREAKS = [
    ("negation", "Nothing: delivery is free for members.", "Delivery is free for members.", None, None),
    ("qualifiers", "All pets are allowed but not dogs.", "All pets are allowed.", None, None),
    ("qualifiers", "I'm unsure that it fits.", "I know that it fits.", None, None),
    ("names", "Public WiFi is free in Oslo.", "Public LiFi is free in Oslo.", "WiFi", "LiFi"),
    ("numbers", "You can return it within 30 days.", "You can return it within 60 days.", "30 days", "60 days"),
    ("numbers", "The fee is $5.", "The fee is $15.", "$5", "$15"),
    ("numbers", "1983", "1984", "1983", "1984"),
    ("numbers", "Take 250 mg.", "Take 300 mg.", "250 mg", "300 mg"),
    ("numbers", "Take 10 mg.", "Take 10 mcg.", "10 mg", "10 mcg"),
    ("numbers", "The score is 0.5.", "The score is 3.5.", "0.5", "3.5"),
    ("numbers", "The rating is 4.5.", "The rating is May 4.", "4.5", "May 4"),
    ("numbers", "The price is €1.250,00.", "The price is €1.25.", "€1.250,00", "€1.25"),
    ("numbers", "The balance is (250.00).", "The balance is 250.00.", "(250.00)", "250.00"),
    ("final-answer", "Final answer: 10 mg", "Final answer: 10 mcg", "10 mg", "10 mcg"),
    ("numbers", "It was founded on July 1, 1908.", "It was founded on July 4, 1908.", "July 1, 1908", "July 4, 1908"),
    ("numbers", "Keep it for two weeks in the fridge.", "Keep it for two months in the fridge.", "two weeks", "two months"),
    ("negation", "The offer is valid on weekends.", "The offer is not valid on weekends.", None, None),
    ("negation", "The shop is open today.", "The shop is closed today.", "shop is open today.", "shop is closed today."),
    ("refusal", "Returns close after 30 days.", "I'm sorry, but I can't help with that.", None, "refuses: I'm sorry, but I can't help with that."),
    ("refusal", "It came out in 2016.", "As an AI language model, I don't have access to real-time data, but I suggest a look at its page.", None, None),
    ("refusal", "Sorry, but I can't assist with that.", "Mix both and heat them.", None, "Mix both and heat them."),
    ("empty", "Yes.", "  \n", "Yes.", "nothing"),
    ("final-answer", r"So \boxed{42}", r"So \boxed{41}", "42", "41"),
    ("identifiers", "Write to help@acme.com.", "Write to info@acme.com.", "help@acme.com", "info@acme.com"),
    ("identifiers", "See https://acme.com/a.", "See https://acme.com/b.", "https://acme.com/a", "https://acme.com/b"),
    ("identifiers", "Your order is ORD-12345.", "Your order is ORD-12346.", "ORD-12345", "ORD-12346"),
    ("identifiers", "Install v2.1.3 first.", "Install v2.1.4 first.", "v2.1.3", "v2.1.4"),
    ("format", '{"a": 1}', '```json\n{"a": 1}\n```', None, None),
    ("format", '{"a": 1}', "a is 1", None, None),
    ("language", "The parcel will arrive in two days.", "El paquete llegará en dos días y no es necesario.", None, None),
    ("language", "The parcel will arrive in two days.", "小包は二日後に届きます。", None, None),
    ("names", "The invoice goes to Alice Miller in Berlin.", "The invoice goes to Bob Jones in Berlin.", "Alice Miller", "Bob Jones"),
    ("signs", "The build is ✅", "The build is ❌", None, None),
    ("signs", "pH < 7", "pH > 7", None, None),
    ("signs", "Blood group: O+", "Blood group: O−", None, None),
    ("signs", "- [x] Pay rent", "- [ ] Pay rent", None, None),
    ("signs", "We need a C++ developer.", "We need a C developer.", None, None),
    ("signs", "Sales ↑ this month", "Sales ↓ this month", None, None),
    ("signs", "Grade: A", "Grade: A-", None, None),
    ("numbers", "Balance: -$50.", "Balance: $50.", "-$50", "$50"),
    ("numbers", "The change was –3 %.", "The change was 3 %.", "–3 %", "3 %"),
    ("numbers", "Pay US$10 now.", "Pay A$10 now.", "US$10", "A$10"),
    ("numbers", "The clinic opens at 9:15.", "The clinic opens at 9:00.", "9:15", "9:00"),
    ("numbers", "Adults: 12\nChildren: 6", "Adults: 6\nChildren: 12", "12", "6"),
    ("numbers", "| tea | 3 |\n| cake | 5 |", "| tea | 5 |\n| cake | 3 |", "3", "5"),
    ("numbers", "Send it on Monday.", "Send it on Friday.", "Monday", "Friday"),
    ("numbers", "Order at least 5 pieces.", "Order at most 5 pieces.", "5 as lower limit", "5 as upper limit"),
    ("numbers", "poles under 500 grams", "poles over 500 grams", "500 grams as upper limit", "500 grams as lower limit"),
    ("roles", "Transfer 500 from account A to account B.", "Transfer 500 from account B to account A.", "A … b", "b … A"),
    ("roles", "The dog bit the man.", "The man bit the dog.", "dog … man", "man … dog"),
    ("roles", "The man bit the dog.", "The man was bitten by the dog.", None, None),
    ("roles", "Mix it at a ratio of 3:1.", "Mix it at a ratio of 1:3.", None, None),
    ("roles", "First unplug it, then open the lid.", "First open the lid, then unplug it.", None, None),
    ("roles", "1. Unplug it.\n2. Open the lid.", "1. Open the lid.\n2. Unplug it.", "1. Unplug it.", "1. Open the lid."),
    ("roles", "Der Zug fährt von Rom nach Oslo.", "Der Zug fährt von Oslo nach Rom.", "Rom … Oslo", "Oslo … Rom"),
    ("roles", "Anna hat Bob eingeladen.", "Bob hat Anna eingeladen.", None, None),
    ("roles", "Der Hund beißt den Mann.", "Der Mann beißt den Hund.", None, None),
    ("roles", "Wir liefern 5 Tische und 10 Stühle.", "Wir liefern 10 Tische und 5 Stühle.", None, None),
    ("roles", "El perro mordió al gato.", "El gato mordió al perro.", None, None),
    ("roles", "Le train va de Paris à Lyon.", "Le train va de Lyon à Paris.", None, None),
    ("roles", "De trein rijdt van Utrecht naar Breda.", "De trein rijdt van Breda naar Utrecht.", None, None),
    ("signs", "The part is ±5 mm off.", "The part is 5 mm off.", None, None),
    ("signs", "The part is +/- 5 mm off.", "The part is + 5 mm off.", None, None),
    ("qualifiers", "Take it before meals.", "Take it after meals.", None, None),
    ("qualifiers", "Wait until the light is green.", "Wait once the light is green.", None, None),
    ("qualifiers", "You must sign.", "You may sign.", None, None),
    ("qualifiers", "The order will arrive.", "The order might arrive.", None, None),
    ("qualifiers", "All items are in stock.", "Some items are in stock.", None, None),
    ("qualifiers", "Only members may enter.", "Members may enter.", None, None),
    ("qualifiers", "Shipping is free except to Malta.", "Shipping is free, including to Malta.", None, None),
    ("qualifiers", "Pay unless you cancel.", "Pay if you cancel.", None, None),
    ("qualifiers", "Few guests came.", "A few guests came.", None, None),
    ("qualifiers", "Use butter instead of oil.", "Use butter as well as oil.", None, None),
    ("qualifiers", "The rash is harmless.", "The rash is probably harmless.", None, None),
    ("qualifiers", "Sie müssen unterschreiben.", "Sie können unterschreiben.", None, None),
    ("negation", "Der Laden ist heute geöffnet.", "Der Laden ist heute nicht geöffnet.", None, None),
    ("negation", "La boutique est ouverte.", "La boutique n'est pas ouverte.", None, None),
    ("omission", "Call us if the pump leaks or stops.", "Call us.", 'left out: "if pump leaks or stops"', None),
    ("omission", "Bring apples, ripe pears and plums.", "Bring apples.", None, None),
    ("addition", "The drug lowers the fever.", "The drug lowers the fever and is safe during pregnancy.", None, 'added: "and is safe during pregnancy"'),
    ("refusal", "Mix both and heat them.", "I must respectfully decline.", None, None),
    ("negation", "There is no charge.", "There is a charge.", None, None),
    ("qualifiers", "Everybody but Ann has the key.", "Only Ann has the key.", None, None),
    ("negation", "I couldn't agree more.", "I could not agree.", None, None),
    ("negation", "I couldn't agree more.", "I disagree.", None, None),
    ("negation", "I couldn't agree more.", "I do not fully agree.", None, None),
    ("roles", "The company leases the van to drivers.", "Drivers lease the van to the company.", None, None),
    ("qualifiers", "The company leases the van to drivers.", "The company leases the van from drivers.", None, None),
    ("negation", "The bank sold the house to Eve.", "The bank bought the house from Eve.", None, None),
    ("refusal", "Add salt. Heat it to 90 degrees.", "Add salt. I can't help with that.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "baseline", "candidate", "left", "right"), BREAKS)
def test_break(guard, baseline, candidate, left, right):
    (one, *_) = found(guard, baseline, candidate)
    assert left is None or one[0] == left
    assert right is None or one[1] == right


HARMLESS = [
    ("negation", "Nothing: delivery is free for members.", "It costs nothing. Delivery is free for members."),
    ("qualifiers", "I'm not sure about this.", "I'm unsure about this."),
    ("qualifiers", "I'm not certain that it fits.", "I'm uncertain that it fits."),
    ("qualifiers", "Order was seemingly restored there.", "Order was apparently restored there."),
    ("qualifiers", "The text is clear, but not right.", "The text is clear, but incorrect."),
    ("names", "Public WiFi is free in Oslo.", "Public Wi-Fi is free in Oslo."),
    ("numbers", "You can return it within 30 days.", "It can be returned within thirty days."),
    ("numbers", "1,000 users joined.", "1k users joined."),
    ("numbers", "It takes 2 weeks.", "It takes 14 days."),
    ("numbers", "Take 250 mg.", "Take 0.25 g."),
    ("numbers", "The share is 0.5.", "The share is 0.50."),
    ("numbers", "1.250,00 €", "1250 Euro"),
    ("numbers", "Call (555) 010-0199", "Call 555-010-0199"),
    ("numbers", "[1, 2]", "[1,2]"),
    ("final-answer", "Final answer: 10 mcg", "Final answer: 0.01 mg"),
    ("numbers", "An essay on bees. In 1901 a man kept 5 hives.", "Butterflies are pretty. There are 17,500 kinds of them."),
    ("numbers", r"First 3 * 4 = 12. So \boxed{24}.", r"First 6 * 2 = 13. So \boxed{24}."),
    ("numbers", "It costs $5.", "It costs five dollars."),
    ("negation", "It is not bad.", "It is good."),
    ("negation", "It is impossible.", "It is not possible."),
    ("negation", "The shop opens at nine.", "I have never liked coffee in the morning."),
    ("refusal", "I can't help with that.", "I'm unable to assist with this request."),
    ("refusal", "Returns close after 30 days.", "Unfortunately we cannot accept returns after 30 days."),
    ("refusal", "It came out in 2016.", "As an AI language model, I don't have access to real-time data, but it came out in 2016."),
    ("refusal", "The team meets at nine.", "I'm sorry to tell you that I can't make it to the meeting."),
    ("refusal", "Here is a film for you.", "I found a film that I couldn't wait to share with you."),
    ("empty", "", " "),
    ("truncation", "All is said.", "All is said."),
    ("final-answer", r"So \boxed{42}", "It depends on the weather."),
    ("identifiers", "Write to help@acme.com.", "Use the form."),
    ("format", "a is 1", "```\na = 1\n```"),
    ("language", "Yes.", "Sí."),
    ("names", "The invoice goes to Alice Miller.", "Alice Miller gets the invoice."),
    ("names", "The invoice lists Capabilities of Acme.", "The invoice lists the capabilities of Beta."),
    ("names", "A report on all Käseprodukte of Acme.", "A report on all käseprodukte of Beta."),
    ("signs", "Sure 🙂 the shop opens at 9.", "Sure, the shop opens at 9."),
    ("signs", "✅ Done", "Done"),
    ("signs", "Use <b>bold</b> text.", "Use **bold** text."),
    ("signs", "5 +/- 0.1 mm", "5 ± 0.1 mm"),
    ("signs", "± 5 mm", "+/- 5 mm"),
    ("signs", "±5 mm", "plus or minus 5 mm"),
    ("signs", "It is 5 mm, plus/minus 0.1 mm.", "It is 5 mm, ±0.1 mm."),
    ("roles", "Heute ist das Büro geschlossen.", "Das Büro ist heute geschlossen."),
    ("roles", "Am Montag kommt der Techniker.", "Der Techniker kommt am Montag."),
    ("roles", "Morgen kommt Peter nach Bonn.", "Peter kommt morgen nach Bonn."),
    ("roles", "Ab Mai gilt der neue Tarif.", "Der neue Tarif gilt ab Mai."),
    ("roles", "Ihren Antrag haben wir erhalten.", "Wir haben Ihren Antrag erhalten."),
    ("roles", "Anna und Bob kommen zum Fest.", "Bob und Anna kommen zum Fest."),
    ("roles", "Op maandag komt de monteur.", "De monteur komt op maandag."),
    ("roles", "El lunes abre la tienda.", "La tienda abre el lunes."),
    ("roles", "El lunes abre el museo.", "El museo abre el lunes."),
    ("roles", "En junio abre el museo.", "El museo abre en junio."),
    ("roles", "Lundi arrive le technicien.", "Le technicien arrive lundi."),
    ("numbers", "It takes 90 minutes.", "It takes an hour and a half."),
    ("numbers", "Take it twice a day.", "Take it two times a day."),
    ("numbers", "Adults: 12\nChildren: 6", "Children: 6\nAdults: 12"),
    ("numbers", "Tea costs 3, cake costs 5.", "Cake costs 5, tea costs 3."),
    ("roles", "Bread and milk are sold here.", "Milk and bread are sold here."),
    ("roles", "The dog bit the man.", "The man was bitten by the dog."),
    ("roles", "Alice met Bob.", "Bob met Alice."),
    ("roles", "Private law and public law differ.", "Public law and private law differ."),
    ("roles", "It is closed on Sunday and open on Monday.", "It is open on Monday and closed on Sunday."),
    ("roles", "Paris is the capital of France.", "The capital of France is Paris."),
    ("roles", "- Unplug it.\n- Open the lid.", "- Open the lid.\n- Unplug it."),
    ("qualifiers", "After the rain we left.", "Before we left, it had rained."),
    ("qualifiers", "Cards cannot be sold and cannot be lent.", "Cards can be neither sold nor lent."),
    ("qualifiers", "You have to sign.", "You must sign."),
    ("qualifiers", "Pay unless you cancel.", "Pay if you do not cancel."),
    ("qualifiers", "Everybody but Ann came.", "Everybody except Ann came."),
    ("qualifiers", "Press the few buttons left.", "Press the few buttons that are left."),
    ("qualifiers", "You can return it.", "You may return it."),
    ("qualifiers", "There are three ways.", "There are only three ways."),
    ("omission", "Thank you! Keep the receipt.", "Keep the receipt."),
    ("addition", "Keep the receipt.", "Please keep the receipt, thank you."),
    ("names", "Wir liefern die neue Heizung im Keller am Montag mit der Rechnung.", "Wir liefern die neue Pumpe im Keller am Montag mit der Rechnung."),
    ("negation", "There is no charge.", "It is free of charge."),
    ("negation", "There is no fee.", "It costs nothing."),
    ("negation", "Nobody but Ann has the key.", "Only Ann has the key."),
    ("negation", "No one except the owner may enter.", "Only the owner may enter."),
    ("negation", "I couldn't agree more.", "I fully agree."),
    ("negation", "The lease runs from May to June.", "The lease lasts from May until June."),
    ("negation", "The show runs until June.", "The show lasts until June."),
    ("roles", "The company leases the van to drivers.", "Drivers lease the van from the company."),
    ("roles", "Ann lent the car to Bob.", "Bob borrowed the car from Ann."),
    ("roles", "The bank sold the house to Eve.", "Eve bought the house from the bank."),
    ("negation", "It is impossible to park here.", "You cannot park here."),
    ("negation", "That is not uncommon.", "That is common."),
    ("refusal", "The meeting is at 10.", "I'm sorry, I mixed up the rooms: the meeting is at 10."),
    ("refusal", "Sharing passwords is against the rules.", "Sharing passwords is against our policies."),
    ("refusal", "Take the white wine.", "I cannot recommend the red wine; take the white one."),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "baseline", "candidate"), HARMLESS)
def test_no_break(guard, baseline, candidate):
    assert found(guard, baseline, candidate) == []


def test_a_vendors_stop_reason_counts():
    cut = Response(text="You can return it within", stop_reason="length")
    assert found("truncation", "You can return it within 30 days.", cut)
    assert found("refusal", "Returns close.", Response(text="", stop_reason="refusal"))


def test_a_baseline_cut_off_itself_says_nothing_about_the_candidate():
    cut = Response(text="You can", stop_reason="length")
    assert found("truncation", cut, cut) == []


def test_an_open_code_block_is_cut_off():
    assert found("truncation", "```\na\n```", "```\na")


def test_a_tool_call_is_no_empty_answer():
    call = Response(text="", tool_calls=(ToolCall("search", {"q": "x"}),))
    assert found("empty", "hello", call) == []
    assert found("empty", call, "") == [("a call of search", "nothing")]


@pytest.mark.parametrize(
    ("baseline", "candidate", "named"),
    [
        ("Take 5 mg or 7 mg of it.", "Take 9 mg of it.", [("5 mg", "9 mg")]),
        ("The box weighs 5 kg and its lid 2 kg when empty.", "The box weighs 6 kg and its lid 2 kg when empty.", [("5 kg", "6 kg")]),
        ("The box weighs 2 kg and its lid 5 kg when empty.", "The box weighs 2 kg and its lid 6 kg when empty.", [("5 kg", "6 kg")]),
    ],
)  # fmt: skip
def test_a_new_number_stands_in_one_place_only_and_what_both_say_in_none(baseline, candidate, named):
    assert found("numbers", baseline, candidate) == named


def test_a_number_from_the_question_excuses_nothing():
    question = "The policy: 30 days for goods, 45 days for members. How long does a member have?"
    one, other = "A member has 45 days to return it.", "A member has 30 days to return it."
    assert found("numbers", one, other, question) == [("45 days", "30 days")]


@pytest.mark.parametrize("guard", ALL)
@given(text=st.text(max_size=200))
@settings(max_examples=25)
def test_a_text_never_differs_from_itself(guard, text):
    assert found(guard, text, text) == []


@pytest.mark.parametrize("guard", ALL)
@given(one=st.text(max_size=200), other=st.text(max_size=200))
@settings(max_examples=25)
def test_any_two_texts_can_be_compared(guard, one, other):
    for difference in plugins.load("guards", guard).differences(Response(text=one), Response(text=other), "How many?"):
        assert isinstance(difference, Difference)
        assert (difference.guard, difference.kind) == (guard, plugins.load("guards", guard).KIND)


@pytest.mark.parametrize("guard", ALL)
@pytest.mark.parametrize("hostile", ["1. ", "A-1", "not ", "i can't ", "\x00\ud800", "{", "a@b.", "Aa "])
def test_long_texts_take_seconds_at_most(guard, hostile, seconds):
    text = (hostile * 100_000)[:100_000]
    with seconds(5):
        found(guard, text, text + " 2 not B-2 c@d.ef")


@pytest.mark.parametrize("guard", ALL)
def test_every_guard_has_a_manual_page(guard):
    assert plugins.manual(plugins.load("guards", guard)).startswith(f"`{guard}`:")
