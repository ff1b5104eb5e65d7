"""The pages that come from the code are those in the repository."""

from __future__ import annotations

import ast
import importlib.util
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "scripts" / "reference.py"


def test_the_generated_pages_are_up_to_date():
    spec = importlib.util.spec_from_file_location("reference", SCRIPT)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    stale = [path.name for path, text in reference.pages().items() if not path.exists() or path.read_text() != text]
    assert stale == [], "run: python scripts/reference.py"


def test_the_same_choices_stand_in_one_order():
    """`typing` takes `Literal["a", "b"]` and `Literal["b", "a"]` for the same and keeps the one that it saw first: what a
    schema lists would hang on which module was loaded before which.
    """
    orders = defaultdict(set)
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "harness").rglob("*.py"))
    for text in texts:
        for node in ast.walk(ast.parse(text)) if "Literal[" in text else ():
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("Literal", "typing.Literal"):
                choices = tuple(ast.unparse(node.slice).strip("()").split(", "))
                orders[frozenset(choices)].add(choices)
    assert len(orders) > 50
    assert [found for found in orders.values() if len(found) > 1] == []
