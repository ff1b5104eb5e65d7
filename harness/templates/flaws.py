"""What can be wrong with a template, before it is known in which file it stands."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.location import Problem
from harness.yamlfile.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a template, in its `line` (from 1) at `word`, if there is one."""

    slug: str
    message: str
    line: int = 1
    word: str = ""
    hint: str = ""

    def problem(self) -> Problem:
        """Without a place, for templates that stand in no file."""
        return Problem(self.slug, self.message, hint=self.hint)


class TemplateRefused(Refusal):
    """A template that cannot be used, whatever the variables."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.slug, flaw.message, flaw.hint)
        self.flaw = flaw
