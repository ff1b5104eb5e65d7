"""What a user writes against the public functions: `mypy --strict` reads it with the package, a test runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import harness
from harness.api import calendar, configuration, resume
from harness.errors import HarnessError, InputError
from harness.model.events import Answered, Event
from harness.model.result import Run
from harness.summary import of


class Counted:
    """A listener of one's own."""

    def __init__(self) -> None:
        self.characters = 0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Answered) and event.reply.response is not None:
            self.characters += len(event.reply.response.text)


def verdicts(run: Run) -> dict[str, str]:
    return {f"{suite.name}/{found.candidate}": found.verdict for suite in run.suites for found in suite.comparisons}


def facts(suite: Path) -> Iterator[str | float | None]:
    counted = Counted()
    run = harness.run(suite, targets=["claude"], record="none", listeners=[counted])
    other = harness.compare("gpt", "llama", str(suite), record="none")
    yield from (*verdicts(run).values(), *verdicts(other).values())
    name = run.suites[0].name
    lower: float | None = run.comparison(name, "claude").lower
    yield lower
    yield counted.characters
    totals: str = of(other).totals
    yield totals
    yield harness.evaluate("yes, within 30 days", [{"contains": "30 days"}])[0].score
    yield harness.equivalent("30 days", "60 days").score
    yield from (found.score for found in harness.equivalents([("free of charge", "costs nothing")]))
    yield harness.noninferiority([1.0] * 40, [1.0] * 40, margin=0.1).verdict
    yield from (loaded.name for loaded in harness.load(suite).suites)
    yield len(harness.lint(suite).open)
    yield from (entry.model for entry in calendar())
    yield configuration().baseline
    yield harness.__version__


async def later(run_id: str) -> tuple[Run, Run]:
    return await resume(run_id), await harness.arun(record="none")


def trouble(suite: Path) -> tuple[str, int]:
    try:
        harness.run(suite)
    except InputError as error:
        return error.problems[0].slug, error.exit_code
    except HarnessError as error:
        return error.slug, error.exit_code
    return "", 0
