"""`python forks.py`: pytest, started once and forked for each run, since a start costs more than most runs.

Each line on its standard input asks for a run, each on its standard output is the exit code of one. A run has a process,
a folder, an environment and modules of its own; only the libraries below are loaded before it begins. What is about
loading is therefore tried in a fresh interpreter.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from traceback import format_exc

LOADED = (
    "pytest", "_pytest.fixtures", "_pytest.terminal", "anthropic", "openai", "harness.api", "harness.reports.json", "harness.terminal",
    "harness.providers.anthropic", "harness.providers.openai", "harness.testing.settings",
)  # fmt: skip
"""What a run loads anyway. Plugins are left out: pytest must load them itself, and rewrites what they assert."""


def run(cwd: str, env: dict[str, str], arguments: list[str], output: str) -> int:
    """Becomes `python -m pytest …` in that folder; what is written goes to the file."""
    import pytest

    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.path.insert(0, cwd)
    # pytest warns of what it would have rewritten, had it not been there.
    already = ["-W", "ignore:Module already imported so cannot be rewritten"]
    sys.argv = ["pytest", *already, *arguments]
    with open(output, "wb") as file, open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    return int(pytest.main())


def serve() -> None:
    for name in LOADED:
        import_module(name)
    gc.freeze()  # a collection in a child leaves the shared pages alone
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asked = json.loads(line)
            try:
                sys.exit(run(**asked))
            except Exception:
                Path(asked["output"]).write_text(format_exc())  # past whatever pytest had captured
                raise
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
