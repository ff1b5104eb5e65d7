"""langfuse: observations that Langfuse exported, made into suites of real cases with the recorded answers.

    harness import langfuse observations.jsonl --suite support

Lines of `observations_v2/` (or `observations/`) of a blob export, or of its API: those of the type GENERATION are
calls, with `input`, `output`, `model` and `modelParameters`; sessions and traces are groups. Everything else is as
with `harness import traces`: drawing, weights, templates, and what is taken out of texts.
"""

from __future__ import annotations

from harness.importers import traces

TAKES = traces.TAKES
take_over = traces.take_over
