"""What a server asks for is understood, and never more than a day of it."""

from __future__ import annotations

import email.utils
import time

import httpx2
import pytest

from harness.providers._retry_after import retry_after_of


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        (["0"], 0.0),
        (["7"], 7.0),
        ([" 1.5 "], 1.5),
        (["-5"], 0.0),
        (["nan"], None),
        (["inf"], None),
        (["1e308"], 86_400.0),
        (["31536000"], 86_400.0),
        (["soon"], None),
        ([""], None),
        (["Wed, 21 Oct 2015 07:28:00 GMT"], 0.0),
        (["Wed, 21 Oct 2015 07:28:00"], 0.0),
        (["Wed, 99 Oct 2015 99:28:00 GMT"], None),
        (["3", "9"], 9.0),
        (["soon", "9"], 9.0),
        ([], None),
    ],
)
def test_retry_after(values, seconds) -> None:
    assert retry_after_of(httpx2.Headers([("retry-after", value) for value in values])) == seconds


def test_milliseconds() -> None:
    assert retry_after_of(httpx2.Headers({"retry-after-ms": "1500"})) == 1.5


def test_a_date_to_come() -> None:
    date = email.utils.formatdate(time.time() + 30, usegmt=True)
    got = retry_after_of(httpx2.Headers({"retry-after": date}))
    assert got is not None
    assert 27 < got <= 30
