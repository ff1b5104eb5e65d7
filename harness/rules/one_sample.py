"""One sample a case, and answers are drawn at random.

With a temperature above 0 the next run has other answers: one draw a case is all that the verdict rests on.

Fix: `samples: 3` or more, or `harness run --samples auto`.
Source: docs/statistics.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, Remark, SuiteView

CODE = "HP804"
SCOPE = "suite"
SEVERITY = "note"


def check(view: SuiteView) -> Iterator[Remark]:
    heat = view.suite.params.get("temperature")
    if view.suite.samples == 1 and heat:
        yield Remark(
            f"`samples: 1` at temperature {heat}: a single draw of each answer",
            Place(("params", "temperature")),
            hint="samples: 3, or --samples auto",
            targets=view.suite.targets,
        )
