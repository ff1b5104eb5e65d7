"""A real small model (see `servers/small_model.py`) whose answers are kept in a file: what it was asked before costs
nothing, anything else is asked of the model itself, where it is installed.

    RECORD_SMALL_MODEL=1 pytest …      # keeps what the test asked, and nothing else
"""

from __future__ import annotations

import hashlib
import json
import os
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from servers import programs
from servers.shapes import Said

RECORD = "RECORD_SMALL_MODEL" in os.environ


class Remembered:
    """`answer(body)` for a request of chat completions; to be closed. The file has the answers by a digest of the request,
    each with how it ended: one that was cut short is another answer.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, list[str]] = {} if RECORD or not path.exists() else json.loads(path.read_text())
        self._model = ExitStack()
        self._program: programs.Program | None = None
        self.missing = ""
        """Why something could not be answered: neither kept nor is there a model."""

    def answer(self, body: Any) -> Said:
        asked = {name: value for name, value in body.items() if name != "model"}
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]
        try:
            if digest not in self._kept:
                self._kept[digest] = self._ask(body)
        except pytest.skip.Exception as absent:  # in the server's thread, where nobody would hear of it
            self.missing = f"asks what is not in {self._path.name}: {absent}"
            return Said()
        text, finish = self._kept[digest]
        return Said(text, finish=finish, model="smollm2-135m")

    def _ask(self, body: Any) -> list[str]:
        if self._program is None:
            self._program = self._model.enter_context(programs.small_model())
        asked = urllib.request.Request(f"{self._program.url}/v1/chat/completions", json.dumps(body).encode())
        with urllib.request.urlopen(asked, timeout=300) as reply:
            said = json.load(reply)["choices"][0]
        return [said["message"]["content"], said["finish_reason"]]

    def close(self) -> None:
        self._model.close()
        if RECORD:
            rows = (f"{json.dumps(digest)}: {json.dumps(said)}" for digest, said in sorted(self._kept.items()))
            self._path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
