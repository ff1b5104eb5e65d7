"""How far a reader has to walk: files entered, and entered again, on two ways through the code.

    python benchmarks/walks.py

A way is followed as a reader would follow it: a function that calls into another file enters it once, however often it
runs and however many functions there it calls. "Again" are the entries of a file that was entered before.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from usage import told

HARNESS = str(Path(__file__).parent.parent / "harness")


def entries(way: Callable[[], object]) -> list[tuple[str, str]]:
    """Calling function and file entered, each pair once, in order."""
    walked: dict[tuple[str, str], None] = {}

    def enter(frame: FrameType, event: str, _: Any) -> None:
        caller, file = frame.f_back, frame.f_code.co_filename
        # A library's frame is skipped: what it calls back was handed over by one of ours.
        while caller is not None and not caller.f_code.co_filename.startswith(HARNESS):
            caller = caller.f_back
        # A comprehension or lambda is read where it stands.
        ours = file.startswith(HARNESS) and not frame.f_code.co_name.startswith("<")
        if event == "call" and ours and caller and caller.f_code.co_filename != file:
            function = caller.f_code.co_qualname.partition(".<locals>")[0]
            walked[f"{caller.f_code.co_filename}:{function}".removeprefix(HARNESS), file.removeprefix(HARNESS)] = None

    sys.setprofile(enter)
    try:
        way()
    finally:
        sys.setprofile(None)
    return list(walked)


def main() -> None:
    from harness import api
    from harness.reports import markdown
    from harness.summary import of
    from harness.terminal.run import show_run
    from harness.terminal.screen import Screen

    run = api.run((), record="none")
    summary = of(run)
    screen = Screen(out=io.StringIO(), env={})
    ways: dict[str, Callable[[], object]] = {
        "a case from YAML to its request": lambda: list(api.prepare((), record="none").works),
        "a run to its summary": lambda: of(run),
        "a summary to the terminal": lambda: show_run(summary, screen),
        "a summary to Markdown": lambda: list(markdown.render(summary)),
        "a run to the terminal": lambda: show_run(of(run), screen),
        "a run to Markdown": lambda: list(markdown.render(of(run))),
    }
    for title, way in ways.items():
        walk = entries(way)
        files = list(dict.fromkeys(file for _, file in walk))
        print(f"{title}: files {len(files)}, entered {len(walk)} times, {len(walk) - len(files)} of them again")
        if "-v" in sys.argv:
            print("\n".join(f"    {file}  from {caller}" for caller, file in walk))


if __name__ == "__main__":
    told(__doc__)
    main()
