"""A project with two scripted vendors; see `workshop.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.hearing import Hearing
from workshop import Workshop, city_in


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setenv("GPT_KEY", "k1")
    monkeypatch.setenv("CLAUDE_KEY", "k2")
    with Hearing() as gpt, Hearing() as claude:
        made = Workshop(tmp_path, gpt, claude)
        gpt.answers = city_in
        claude.answers = city_in
        made.config()
        yield made
