"""Where a capital makes another thing, and where there is nothing to look for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.reading.exactly.letters import recased

_SMALL = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789 .-_/", max_size=60)


@given(_SMALL, _SMALL)
def test_texts_in_small_letters_differ_in_no_capital(ours, theirs):
    assert list(recased(ours, theirs)) == []


def test_a_capital_on_one_side_is_enough_to_look():
    assert list(recased("The token is dq4w9wgxcq.", "The token is dQ4w9WgXcQ.")) == [("dq4w9wgxcq", "dQ4w9WgXcQ")]
    assert list(recased("Run grep -i here.", "Run grep -I here.")) == [("-i", "-I")]
