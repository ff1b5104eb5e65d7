"""helicone: requests that Helicone exported, made into suites of real cases with the recorded answers.

    npx @helicone/export --include-body --format jsonl
    harness import helicone requests.jsonl --suite support

Each line has `request_body` and `response_body` in the vendor's own words; a session is a group. Everything else is as
with `harness import traces`: drawing, weights, templates, and what is taken out of texts.
"""

from __future__ import annotations

from harness.importers import traces

TAKES = traces.TAKES
take_over = traces.take_over
