"""pytest-xdist: one folder for all workers of a session. Imported by every distributed run, so it stays light."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

FOLDER_KEY = pytest.StashKey[Path]()
FOLDER_INPUT = "harness_folder"
"""Under this name the controller tells its workers where they share what they find."""


def share(node: WorkerController) -> None:
    """Give the worker the session's folder. It is made only when a suite runs, and goes when the controller ends."""
    stash = node.config.stash
    if FOLDER_KEY not in stash:
        stash[FOLDER_KEY] = Path(tempfile.gettempdir(), f"harness-{uuid4().hex}")
        atexit.register(shutil.rmtree, stash[FOLDER_KEY], ignore_errors=True)
    node.workerinput[FOLDER_INPUT] = str(stash[FOLDER_KEY])


def folder(config: pytest.Config) -> Path | None:
    """The folder shared with other processes; None if there are none."""
    given = getattr(config, "workerinput", {}).get(FOLDER_INPUT)
    return Path(given) if given else config.stash.get(FOLDER_KEY, None)
