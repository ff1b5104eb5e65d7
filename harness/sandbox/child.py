"""Where both processes begin: `python -I -S -B -u -c "…" main answer|tests`, told on standard input what to do."""

from __future__ import annotations

import json
import site
import sys


def main(side: str, root: str) -> None:
    setup = json.loads(sys.stdin.read())
    # loaded before anything is given up: afterwards the folder of harness cannot be listed any more
    from harness.sandbox import answer, tests

    sys.path.remove(root)
    site.setquit()  # `exit` and `quit`, which -S leaves out; its paths stay out
    {"answer": answer, "tests": tests}[side].main(setup)
