"""The server's log: a line an attempt, for its owner alone."""

from __future__ import annotations

import json
import os

from harness.serving.attempts import AttemptLog


def test_the_log_is_its_owners_alone_however_wide_the_umask(tmp_path) -> None:
    before = os.umask(0)
    try:
        log = AttemptLog(tmp_path / "log.jsonl")
    finally:
        os.umask(before)
    log.end(log.begin("m", "chat", stream=False), "whole")
    log.close()
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o777 == 0o600
    assert json.loads((tmp_path / "log.jsonl").read_text())["outcome"] == "whole"
