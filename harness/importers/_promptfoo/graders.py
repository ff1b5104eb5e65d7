"""Who judges in promptfoo's model-graded assertions, as targets of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from harness.importers._project.drafts import TargetDraft
from harness.importers._project.ledger import ImportLedger
from harness.importers._promptfoo.providers import read_provider

DEFAULT = "openai:gpt-4.1"
"""promptfoo asks a model of OpenAI where nobody names a grader; which one depends on its version."""


class Graders:
    """The judges of one configuration by what names them; each is a target that no suite takes for a candidate."""

    def __init__(self, taken: set[str], ledger: ImportLedger) -> None:
        self._taken, self._ledger = taken, ledger
        self._targets: dict[str, TargetDraft] = {}

    @property
    def targets(self) -> list[TargetDraft]:
        return list(self._targets.values())

    def named(self, raw: Any, place: str) -> str:
        """The target that judges: the one that `raw` describes, else promptfoo's default."""
        if isinstance(raw, Mapping) and "id" not in raw and ("text" in raw or "embedding" in raw):
            raw = raw.get("text")
        if raw is None:
            self._ledger.lose(
                "", "promptfoo's default grader", f"the target `judge` stands for it ({DEFAULT}); name your own"
            )
            raw = DEFAULT
        key = json.dumps(raw, sort_keys=True, default=str)
        if key not in self._targets:
            item = {**raw, "label": "judge"} if isinstance(raw, Mapping) else {"id": str(raw), "label": "judge"}
            if not isinstance(item.get("id"), str):
                self._ledger.lose(place, "a grader", "it has no id; promptfoo's default grader judges")
                return self.named(None, place)
            self._targets[key] = read_provider(item, place, self._taken, self._ledger).target
        return self._targets[key].name
