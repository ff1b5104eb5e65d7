"""Who gives and who gets, from either side."""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same

from harness.reading.small_words.transfers import given_back, transfer

TURNED = """
    Ben gave Tom the key. / Ben got the key from Tom.
    Ann owes Ben 20 dollars. / Ann is owed 20 dollars by Ben.
    Ann lends books to Ben. / Ann borrows books from Ben.
    The farm buys milk from the shop. / The farm sells milk to the shop.
    The pool reopened in May. / The pool closed in May.
    The bank lent the firm money. / The bank borrowed money from the firm.
    Mia sent Leo the file. / Mia received the file from Leo.
    The tenant pays the landlord 500 euros. / The tenant gets 500 euros from the landlord.
    Eva taught Max chess. / Eva learned chess from Max.
    The city rents the hall to the club. / The city rents the hall from the club.
    Anna inherited the house from Karl. / Anna left the house to Karl.
    I owe you 10 euros. / You owe me 10 euros.
    The company hired Jane. / Jane hired the company.
    The supplier invoiced us. / We invoiced the supplier.
    Tom handed Ben the letter. / Tom was handed the letter by Ben.
    Ann was given a ring by Ben. / Ann gave Ben a ring.
    The shop closed in March. / The shop reopened in March.
    Sara told Nina the news. / Sara heard the news from Nina.
    The bank owes the customer 40 dollars. / The customer owes the bank 40 dollars.
    Ben took the money from Ann. / Ben gave the money to Ann.
    The key was given to Tom by Ben. / The key was given to Ben by Tom.
    Nora borrowed a drill from Paul. / Nora lent Paul a drill.
    The buyer pays the agent a fee. / The buyer receives a fee from the agent.
    We shipped the parts to the factory. / We received the parts from the factory.
    Grandma left. She gave Lea the ring. / Grandma left. She got the ring from Lea.
    The school was given the land by the church. / The school gave the church the land.
    You owe the library two books. / The library owes you two books.
    The museum loaned the painting to the gallery. / The museum borrowed the painting from the gallery.
    Kim will send Lou the contract. / Kim will receive the contract from Lou.
    The coach taught the boys the rules. / The coach learned the rules from the boys.
    He was paid 50 dollars by the club. / He paid the club 50 dollars.
    We will send her an email. / She will send us an email.
    Give me five red pens and two blue cups. / Give me five blue pens and two red cups.
"""
FROM_THE_OTHER_SIDE = """
    Ben gave Tom the key. / Tom got the key from Ben.
    Ann owes Ben 20 dollars. / Ben is owed 20 dollars by Ann.
    Ann lends books to Ben. / Ben borrows books from Ann.
    The farm sells milk to the shop. / The shop buys milk from the farm.
    Mia sent Leo the file. / Leo received the file from Mia.
    Eva taught Max chess. / Max learned chess from Eva.
    The pool reopened in May. / The pool opened again in May.
    Ben gave Tom the key. / Ben gave the key to Tom.
    Ben gave Tom the key. / Tom was given the key by Ben.
    Ann was given a ring by Ben. / Ben gave Ann a ring.
    Ann got a letter from Ben. / Ann received a letter from Ben.
    The bank lent the firm money. / The firm borrowed money from the bank.
    Sara told Nina the news. / Nina heard the news from Sara.
    Tom handed Ben the letter. / Ben was handed the letter by Tom.
    I owe you 10 euros. / You are owed 10 euros by me.
    The city rents the hall to the club. / The club rents the hall from the city.
    The tenant pays the landlord 500 euros. / The landlord gets 500 euros from the tenant.
    The key was given to Tom by Ben. / Ben gave Tom the key.
    Nora borrowed a drill from Paul. / Paul lent Nora a drill.
    The buyer pays the agent a fee. / The agent receives a fee from the buyer.
    We shipped the parts to the factory. / We shipped the factory the parts.
    The school was given the land by the church. / The church gave the school the land.
    We will send her an email. / She will get an email from us.
    You owe the library two books. / You owe two books to the library.
    Kim will send Lou the contract. / Lou will receive the contract from Kim.
    The museum loaned the painting to the gallery. / The gallery borrowed the painting from the museum.
    He was paid 50 dollars by the club. / The club paid him 50 dollars.
    Ben sold Ann the car in May. / Ann bought the car from Ben in May.
    The shop sends each customer a receipt. / Each customer gets a receipt from the shop.
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" / ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("ours", "theirs"), rows(TURNED))
def test_giver_and_receiver_turned(ours, theirs):
    assert_different(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), rows(FROM_THE_OTHER_SIDE))
def test_one_handing_over_from_its_two_sides(ours, theirs):
    assert_same(ours, theirs)
    assert given_back(ours, theirs) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Ben did not give Tom the key.",
        "The firm pays.",
        "The key was given.",
        "Ben gave Tom the key and got the map from Tom.",
        "The hall is rented.",
    ],
)
def test_nothing_is_read_where_it_is_not_told_who_gives_whom(sentence):
    assert transfer(sentence) is None
