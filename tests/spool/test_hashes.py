from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.spool.hashes import Hashes


@given(st.lists(st.sampled_from("abc") | st.text(max_size=3)), st.lists(st.sampled_from("abc")), st.text(max_size=3))
def test_numbers_are_found_by_the_text_also_after_more_came(texts: list[str], more: list[str], other: str) -> None:
    hashes, added = Hashes(), []
    for some in (texts, more):
        for text in some:
            hashes.append(text)
        added += some
        for asked in (*added, other):
            wanted = [number for number, text in enumerate(added) if hash(text) == hash(asked)]
            assert list(hashes.numbers(asked)) == wanted
