"""The whole message as JSON, `harness.notice/1`, for programs.

    {"schema": "harness.notice/1", "id": "…", "kind": "nightly", "title": "…", "lines": ["…"], "text": "…",
     "changed": true, "exit_code": 1, "run": "…", "version": "…", "details": {…}}

`kind` is `nightly`, `drift`, `readiness` or `calendar`; `text` is title and lines in one. `exit_code` is the command's,
`changed` whether the last night brought news. A message that is sent again has the same `id`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.model.notice import Notice
from harness.version import __version__

HOSTS = ()
SCHEMA = "harness.notice/1"


def body(notice: Notice) -> Mapping[str, Any]:
    return {
        "schema": SCHEMA,
        "id": notice.id,
        "kind": notice.kind,
        "title": notice.title,
        "lines": list(notice.lines),
        "text": "\n".join([notice.title, *notice.lines]),
        "changed": notice.changed,
        "exit_code": notice.exit_code,
        "run": notice.run,
        "version": __version__,
        "details": dict(notice.details),
    }
