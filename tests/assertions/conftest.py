"""Checking one answer in one line."""

from __future__ import annotations

import pytest

from harness.scoring.evaluation import evaluate


@pytest.fixture
def check():
    """`check(text, name, value=…, threshold=…)` → the check; other facts about the answer by `facts`."""

    def checked(text, name, value=..., facts=None, **keys):
        item = {"type": name, **keys} | ({} if value is ... else {"value": value})
        return evaluate(text, item, **(facts or {}))[0]

    return checked


@pytest.fixture
def passes(check):
    """Whether the check passes; anything but pass or fail is a failure of the test."""

    def passed(text, name, value=..., facts=None, **keys):
        found = check(text, name, value, facts, **keys)
        assert found.outcome in ("pass", "fail"), found
        return found.outcome == "pass"

    return passed
