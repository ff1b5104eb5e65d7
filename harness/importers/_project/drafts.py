"""What an importer hands over: suites, targets and answers as values, before any file is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.model.exchange import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDraft:
    """A target as `harness.yaml` writes it; `settings` are its keys there: `provider`, `model`, `params` …"""

    name: str
    settings: Mapping[str, Any]

    @property
    def model(self) -> str:
        """The model, or the deployment that stands for it."""
        return str(self.settings.get("model") or self.settings.get("deployment") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteDraft:
    """A suite in the words of a suite file.

    `keys` are its keys but `suite`, `targets`, `baseline` and `cases`, with values as YAML has them: `prompt`,
    `params`, `tools`, `assert` … `cases` are as under `cases:`, each with an `id`; many that say nothing but
    what a column of a table can say go into one of their own, `suites/NAME.cases.jsonl`.
    """

    name: str
    keys: Mapping[str, Any]
    cases: Sequence[Mapping[str, Any]]
    targets: tuple[str, ...]
    """None where the suite is asked of every target that is configured."""
    baseline: str
    heading: str = ""
    """A comment above the suite: where it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """An answer that somebody already has, to a case of a drafted suite.

    `responses` are those of each call in turn, a single one unless the suite is a workflow.
    """

    suite: str
    case: str
    target: str
    responses: tuple[Response, ...]
    sample: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDraft:
    """All that one import brings. `baseline` is the configuration's if there is none yet, and so is `judge`."""

    suites: Sequence[SuiteDraft]
    targets: Sequence[TargetDraft]
    baseline: str
    judge: str | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What goes with messages, by the name that a suite gives it: `NAME.files/ab12.png`."""
    answers: Iterable[AnswerDraft] = ()
    """Gone through once, when the suites stand: an importer may make them as they are asked for."""
