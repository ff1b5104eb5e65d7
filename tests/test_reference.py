"""The pages that come from the code are those in the repository."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "scripts" / "reference.py"


def test_the_generated_pages_are_up_to_date():
    spec = importlib.util.spec_from_file_location("reference", SCRIPT)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    stale = [path.name for path, text in reference.pages().items() if not path.exists() or path.read_text() != text]
    assert stale == [], "run: python scripts/reference.py"
