"""The command line: a room of commands for each topic, and beside the rooms what several of them share.

Nothing is loaded here: `_app.py` puts the commands together, one file each.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
from types import FrameType


def main() -> None:
    """The entry point `harness`."""
    # While programs are loaded there is nothing to save, and a traceback would say nothing. `_edge.py` takes over.
    signal.signal(signal.SIGINT, _leave)
    # All that is left frees itself with the process: Python would search it for garbage several times before.
    atexit.register(gc.freeze)
    from harness.cli._app import run

    run()


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)
