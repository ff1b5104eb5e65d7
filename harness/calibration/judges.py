"""How well a judge for equivalence agrees with people's labels."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.calibration.labelled import LabelledPair
from harness.errors import CheckError, UsageError
from harness.judging.sameness import Sameness, sameness
from harness.model.config import Config, Target
from harness.model.events import RunStarted
from harness.model.options import Options
from harness.plugins import suggest
from harness.protocols import Listener
from harness.scoring.judge_tasks import JudgeTask, sample_call, settle
from harness.scoring.open_judgment import OpenJudgment
from harness.sending.calls import Calls
from harness.sending.resume import NewRun
from harness.sending.run_folders import new_run_id
from harness.stats.agreement import AgreementTable, Estimate, accuracy, kappa, share, table


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAgreement:
    """`consistency` is the share of pairs about which the judge says the same whichever answer comes first.
    `troubles` say why pairs could not be judged; these are in no figure. `cost_usd` is what was spent on it now.
    """

    judge: Target
    counted: AgreementTable
    accuracy: Estimate | None
    kappa: Estimate | None
    consistency: Estimate | None
    troubles: Sequence[str]
    cost_usd: float


async def agreement(  # noqa: PLR0917
    pairs: Sequence[LabelledPair], config: Config, judge: str, name: str, options: Options, emit: Listener
) -> JudgeAgreement:
    """Put every pair to the judge, both ways round. Its replies are recorded under `fixtures/calibrate-NAME`.

    Raises:
        UsageError: there is no such target, or a budget cannot be kept; nothing was sent.
        StoreError: a journal or recording cannot be read or written.
    """
    target = _target(config, judge)
    start = NewRun(new_run_id(), {})
    # Apart from the runs: what is asked here is no run that could be resumed.
    folder = Path(config.root) / ".harness" / "calibrations"
    calls = Calls(config, options, start, stop=asyncio.Event(), emit=emit, folder=folder)
    tasks = [_task(pair, number, target, name) for number, pair in enumerate(pairs, 1)]
    try:
        if options.record != "none":
            calls.require_bounds([sample_call(target)])
        emit(RunStarted(start.run_id, {}))
        await settle(tasks, calls, emit, {})
    finally:
        calls.close()
    return _agreement(target, list(zip(pairs, tasks, strict=True)), calls.spent_usd)


def _target(config: Config, judge: str) -> Target:
    if judge not in config.targets:
        hint = suggest(judge, tuple(config.targets))
        raise UsageError(f"--judge: no target is named {judge!r}", slug="unknown-target", hint=hint)
    return config.targets[judge]


def _task(pair: LabelledPair, number: int, judge: Target, name: str) -> JudgeTask:
    judgment = OpenJudgment(sameness(pair.baseline, pair.candidate, pair.context))
    return JudgeTask(f"calibrate-{name}", f"pair {number}", judge, judgment)


def _agreement(judge: Target, judged: Sequence[tuple[LabelledPair, JudgeTask]], cost_usd: float) -> JudgeAgreement:
    judgments: list[tuple[LabelledPair, Sameness]] = []
    troubles: list[str] = []
    for pair, task in judged:
        try:
            judgments.append((pair, task.judgment.finding()))
        except CheckError as error:
            troubles.append(f"{task.about}: {error}")
    counted = table((pair.equivalent, answer.same) for pair, answer in judgments)
    return JudgeAgreement(
        judge=judge,
        counted=counted,
        accuracy=accuracy(counted),
        kappa=kappa(counted),
        consistency=share(sum(answer.consistent for _, answer in judgments), len(judgments)),
        troubles=troubles,
        cost_usd=cost_usd,
    )
