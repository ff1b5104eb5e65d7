"""Nothing that is a key or personal data survives; what is none stays; the same value is always the same placeholder."""

from __future__ import annotations

import base64
import json
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.redaction.numbers import is_card, is_iban
from harness.redaction.redactor import Redactor

MIXED, LOWER_HEX = string.ascii_letters + string.digits, "0123456789abcdef"
FORMS = (
    ("sk-proj-", 48, MIXED), ("sk-ant-api03-", 90, MIXED + "-_"), ("sk-or-v1-", 64, LOWER_HEX), ("sk-", 48, MIXED),
    ("AIza", 35, MIXED), ("gsk_", 52, MIXED), ("xai-", 80, MIXED), ("pplx-", 48, MIXED), ("hf_", 34, MIXED), ("r8_", 37, MIXED),
    ("AKIA", 16, string.ascii_uppercase + string.digits), ("ghp_", 36, MIXED), ("github_pat_", 82, MIXED), ("glpat-", 20, MIXED),
    ("xoxb-", 50, string.digits), ("sk_live_", 24, MIXED), ("whsec_", 32, MIXED), ("npm_", 36, MIXED), ("pypi-AgE", 90, MIXED),
    ("dapi", 32, LOWER_HEX), ("hvs.", 24, MIXED), ("nvapi-", 64, MIXED), ("lsv2_pt_", 40, LOWER_HEX), ("ya29.", 100, MIXED),
    ("", 32, LOWER_HEX), ("", 84, MIXED), ("", 32, MIXED), ("", 40, MIXED), ("AC", 32, LOWER_HEX), ("shpat_", 32, LOWER_HEX),
)  # fmt: skip


def planted(count: int, seed: int = 1) -> list[str]:
    """Keys made up on the spot: real in form, nobody's."""
    rng = random.Random(seed)
    return [
        prefix + "".join(rng.choice(letters) for _ in range(length))
        for prefix, length, letters in (FORMS[number % len(FORMS)] for number in range(count))
    ]


WAYS = (
    "my key is {} please use it",
    "Authorization: Bearer {}",
    '{{"api_key": "{}"}}',
    "export OPENAI_API_KEY={}\n",
    "https://example.org/v1?key={}&q=1",
    "curl -H 'x-api-key: {}' https://example.org",
    "({})",
    "{}",
    "postgres://app:{}@db.example.org/x",
    '\\"token\\": \\"{}\\"',
)


@pytest.mark.parametrize("way", WAYS)
def test_none_of_a_hundred_planted_keys_survives(way):
    redactor = Redactor()
    for key in planted(100):
        assert key not in redactor.text(way.format(key)), way
    assert redactor.counts["key"] == 100


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (
            "write to Ann.Lee+x@mail.example.co.uk or ann.lee+X@MAIL.example.co.uk.",
            "write to [e-mail 1] or [e-mail 1].",
        ),
        ("müller@exämple.de", "[e-mail 1]"),
        ("card 4111 1111 1111 1111 12/27, again 4111-1111-1111-1111", "card [card 1] 12/27, again [card 1]"),
        ("pay 3 x 5500005555555559 today", "pay 3 x [card 1] today"),
        ("IBAN DE89 3704 0044 0532 0130 00 paid by GB29NWBK60161331926819", "IBAN [IBAN 1] paid by [IBAN 2]"),
        ("call +49 (0)30 901820 or +1-202-555-0143", "call [phone 1] or [phone 2]"),
        ("call (202) 555-0143 or 202.555.0143", "call [phone 1] or [phone 1]"),
        ("Tel.: 0171 2345678, phone number is 5550143999", "Tel.: [phone 1], phone number is [phone 2]"),
        ("SSN 536-90-4399", "SSN [SSN 1]"),
        ("password: hunter2!x and pwd=S3cretWord", "password: [key 1] and pwd=[key 2]"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY----- end", "[key 1] end"),
        ("mongodb://root:pa55@host:27017", "mongodb://root:[key 1]@host:27017"),
    ],
)
def test_personal_data_and_secrets_become_placeholders(text, clean):
    assert Redactor().text(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "On 2026-03-01 at 10:15:38 the order 100-2345 of 12,345,678.90 EUR shipped.",
        "Return within 30 days; invoice 2026-000123; version 1.2.3; build 20260301.1.",
        "The password: forgotten by everyone. Which token is best? The secret is patience.",
        "see https://example.org/docs/getting-started-with-the-application-programming-interface",
        "uuid 123e4567-e89b-12d3-a456-426614174000, timestamp 1767225600000, isbn 978-3-16-148410-0",
        "def calculate_total_price_for_customer_order_with_discount(amount): pass",
        "4111 1111 1111 1112 is no card; NO93 8601 1117 948 is no account",
        "The bearer of this letter, basic authentication-mechanisms, token classification-models",
        "name @home, a@b, x == y, 50 % off, 555 0143",
    ],
)
def test_what_is_none_stays(text):
    assert Redactor().text(text) == text


def test_values_of_json_are_cleaned_names_included_and_secrets_by_their_name():
    redactor = Redactor()
    value = {"to": ["ann@example.org", {"ann@example.org": 4111111111111111}], "api_key": "letmein", "n": 3, "ok": True}
    assert redactor.value(value, "arguments") == {
        "to": ["[e-mail 1]", {"[e-mail 1]": "[card 1]"}],
        "api_key": "[key 1]",
        "n": 3,
        "ok": True,
    }
    assert redactor.found == {("e-mail", "arguments"): 2, ("card", "arguments"): 1, ("key", "arguments"): 1}


def test_basic_credentials_of_a_header_go():
    credentials = base64.b64encode(b"user:pa55").decode()
    assert credentials not in Redactor().text(f"Authorization: Basic {credentials}")


def test_what_was_cleaned_is_not_cleaned_again():
    redactor = Redactor()
    once = redactor.text(
        json.dumps({"password": "hunter2!", "mail": "a@example.org", "auth": "Bearer abcdefghijkl123456"})
    )
    assert redactor.text(once) == once


@given(st.text(max_size=200))
def test_any_text_is_read_and_comes_out_the_same_twice(text):
    redactor = Redactor()
    once = redactor.text(text)
    assert Redactor().text(text) == once
    assert redactor.text(once) == once


@given(st.integers(0, 10**14 - 1))
def test_a_number_is_a_card_by_its_last_digit_alone(middle):
    body = f"4{middle:014d}"
    assert sum(is_card(body + str(digit)) for digit in range(10)) == 1


def test_an_account_is_one_by_its_check_digits():
    assert is_iban("NO93 8601 1117 947")
    assert not any(is_iban(f"NO{digits:02d}86011117947") for digits in range(100) if digits != 93)


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "1 " * 100_000, "a@" * 100_000, "AB12 " * 40_000, "sk-" * 60_000, "://" * 60_000, '=\\"' * 60_000],
)
def test_texts_made_to_hinder_are_read_to_their_end(text):
    # A pattern that backtracks would take hours over these.
    assert Redactor().text(text)
