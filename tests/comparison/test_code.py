"""What code of another form proves."""

from __future__ import annotations

import pytest
from replayed import compared

ORDER = (
    "def f(a):\n    x = a + {n}\n    y = a * {n}\n    return x - y",
    "def f(a):\n    y = a * {n}\n    x = a + {n}\n    return x - y",
)
ADDED = ("def f(x):\n    return x + {n}", "def f(x):\n    return x - {n}")
QUERY = ("SELECT a FROM t WHERE x = {n} AND y = 2;", "select a from t where y = 2 and x = {n};")
OTHER = ("SELECT a FROM t WHERE x = {n};", "SELECT b FROM t WHERE x = {n};")


@pytest.mark.parametrize(
    ("forms", "verdict", "causes"),
    [
        (ORDER, "inconclusive", ("by meaning alone",)), (QUERY, "inconclusive", ("by meaning alone",)),
        (ADDED, "does-not-port", ()), (OTHER, "does-not-port", ()),
    ],
)  # fmt: skip
def test_no_form_of_code_alone_proves_anything(tmp_path, forms, verdict, causes):
    found = compared(
        tmp_path, [(forms[0].format(n=n + 2), forms[1].format(n=n + 2)) for n in range(30)], "{type: code}"
    )
    assert (found.verdict, found.causes, found.matches) == (verdict, causes, 0)
    if causes:
        assert "by the form of its code alone" in found.reasons[0]


@pytest.mark.parametrize(
    "forms",
    [
        ("def f(x):\n    return x + {n}", "def f(x):\n    return {n} + x"),
        ("SELECT id FROM orders WHERE c = {n};", "select id from orders where c = {n};"),
    ],
)
def test_what_has_one_effect_is_the_same(tmp_path, forms):
    found = compared(tmp_path, [(forms[0].format(n=n), forms[1].format(n=n)) for n in range(30)], "{type: code}")
    assert found.matches == 30
