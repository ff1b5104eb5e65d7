"""Keys and personal data: found by shape and check digit, replaced alike, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.redaction.redactor import Redactor

KEYS = (
    "sk-proj-abcdefghijklmnop1234", "sk-ant-api03-abcdefghijklmnop-AA", "AKIAABCDEFGHIJKLMNOP",
    "AIza" + "a" * 35, "ghp_" + "a1" * 18, "glpat-" + "x" * 20, "xoxb-1234567890-abc", "hf_" + "Q" * 34,
    "sk_live_" + "a" * 24, "gsk_" + "b" * 40, "npm_" + "c" * 36,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
)  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
def test_keys_by_their_shapes(key):
    assert Redactor().text(f"before {key} after") == "before [key 1] after"
    assert Redactor(personal=False).text(f'{{"a": "{key}"}}') == '{"a": "[key 1]"}'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to a.b+c@mail.example.org.", "write to [e-mail 1]."),
        ("a@b.example and A@b.example, a@b.example", "[e-mail 1] and [e-mail 1], [e-mail 1]"),
        ("DE89 3704 0044 0532 0130 00", "[IBAN 1]"),
        ("GB82WEST12345698765432!", "[IBAN 1]!"),
        ("4111-1111-1111-1111", "[card 1]"),
        ("+1 (555) 123-4567", "[phone 1]"),
        ("call +49 30 901820", "call [phone 1]"),
    ],
)
def test_personal_data(text, kept):
    assert Redactor().text(text) == kept
    assert Redactor(personal=False).text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112", "order 1234567890123456", "0000 0000 0000 0000", "DE89 3704 0044 0532 0130 01",
        "30 days, 1,234.50 EUR on 2026-03-01", "version 1.2.3.4", "user@localhost", "@team #1", "sk-short",
        "task-abcdefghijklmnopqrstuvwx", "3.14159265358979323846", "+1 for that",
    ],
)  # fmt: skip
def test_ordinary_text_stays(text):
    assert Redactor().text(text) == text


def test_what_is_known_for_a_key_is_replaced_however_it_looks():
    redactor = Redactor(known=["hunter2hunter2", "none"])
    assert redactor.value({"a": ["x hunter2hunter2", "none"]}) == {"a": ["x [key 1]", "none"]}
    assert redactor.counts == {"key": 1}


def test_pictures_stay_whole():
    data = "4111111111111111" * 4
    value = {"source": {"type": "base64", "data": data}, "url": f"data:image/png;base64,{data}"}
    assert Redactor().value(value) == value


@given(st.lists(st.sampled_from([*KEYS, "a@b.example", "4111111111111111", "words", "[key 1]"]), max_size=6))
def test_it_is_done_once_and_for_all(parts):
    text = " | ".join(parts)
    once = Redactor().text(text)
    assert Redactor().text(once) == once
    assert len(re.findall(r"\|", once)) == len(re.findall(r"\|", text))
    assert not any(key in once for key in KEYS)
