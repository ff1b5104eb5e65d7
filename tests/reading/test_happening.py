"""What has happened, is under way, or is still to come: told where one sentence says it is done and the other not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.small_words.happening import happened_otherwise

OTHERWISE = """
    The refund was sent. / The refund will be sent.
    I have reset your password. / I will reset your password.
    We've shipped it. / We'll ship it.
    The courier picked it up. / The courier will pick it up.
    The outage has been resolved. / The outage is being resolved.
    We have processed your claim. / We are processing your claim.
    The parcel was delivered. / The parcel is going to be delivered.
    The parties have signed it. / The parties have yet to sign it.
    The outage is resolved. / The outage is being resolved.
    The bug was fixed. / The bug is about to be fixed.
    The train has already left. / The train will soon leave.
"""
ALIKE = """
    Refunds are sent weekly. / Refunds will be sent weekly.
    The form is signed. / The form has been signed.
    The order has not been sent yet. / The order will be sent.
    It was sent. / It has been sent.
    We are shipping it on Monday. / We will ship it on Monday.
    He said he would go. / He said he will go.
    It has been improving. / It is improving.
    The signed form will be returned. / The signed form is returned.
    Once it has been approved, we pay. / Once it is approved, we will pay.
    They will have left by noon. / They will leave by noon.
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" / ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("done", "open_"), rows(OTHERWISE))
def test_done_against_still_to_be_done(done, open_):
    assert happened_otherwise(done, open_) is not None
    assert happened_otherwise(open_, done) is not None


@pytest.mark.parametrize(("baseline", "candidate"), rows(ALIKE))
def test_another_tense_of_the_same(baseline, candidate):
    assert happened_otherwise(baseline, candidate) is None
    assert happened_otherwise(candidate, baseline) is None


WORDS = st.lists(
    st.sampled_from("will have has was were is are being been be not yet to going about we sent send".split()),  # noqa: SIM905
    max_size=9,
).map(" ".join)


@given(WORDS, WORDS)
def test_either_side_may_come_first(one, other):
    assert happened_otherwise(one, one) is None
    assert (happened_otherwise(one, other) is None) == (happened_otherwise(other, one) is None)
