from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harness.errors import UsageError
from harness.periods import period, since, stamp

NOW = datetime(2026, 3, 31, 12, 0, 0, 999, tzinfo=UTC)


@pytest.mark.parametrize(("text", "hours"), [("12h", 12), ("1d", 24), ("30d", 720), (" 2W ", 336)])
def test_spans(text, hours):
    assert period(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "d", "0d", "-3d", "1.5d", "30", "30m", "30 days", "999999d", "1٣d"])
def test_what_is_no_span(text):
    with pytest.raises(UsageError, match=r"--keep: .* is not a span of time"):
        period(text, "--keep")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30d", "2026-03-01T12:00:00+00:00"),
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("2026-03-01T10:00+02:00", "2026-03-01T08:00:00+00:00"),
    ],
)
def test_moments(text, moment):
    assert stamp(since(text, NOW)) == moment


@pytest.mark.parametrize("text", ["yesterday", "0001-01-01T00:00+05:00", "2026-13-01", ""])
def test_what_is_no_moment(text):
    with pytest.raises(UsageError, match=r"--since: .* is no span and no date"):
        since(text, NOW)
