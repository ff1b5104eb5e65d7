"""What judges will be asked about the answers of a run, some of which are still to be had."""

from __future__ import annotations

from harness.model.exchange import Response
from harness.model.result import Reply, StepTaken
from harness.planning.plan import Plan
from harness.planning.samples import Samples
from harness.planning.workflow import asked
from harness.planning.works import Work
from harness.scoring.judge_tasks import JudgeCall
from harness.scoring.judges import judges_of
from harness.scoring.review import presumed_review
from harness.sending.recordings import Recordings
from harness.sending.tokens import LATIN_CHARACTERS_PER_TOKEN

USUAL_TOKENS = 200
"""Taken for the length of an answer without `max_tokens`; of those with it half is taken."""


def first_questions(plan: Plan, recordings: Recordings) -> list[JudgeCall]:
    """The first round of questions, each once: exact where answers are recorded, about stand-ins of a likely length
    where not. What a judge is asked next depends on its replies.
    """
    if not judges_of(plan.config, plan.suites):
        return []
    replies = {work.sample: reply for work in plan.works if (reply := _reply(plan, work, recordings)) is not None}
    calls = [
        task.call(question, number)
        for task in presumed_review(plan, replies).tasks
        for number, question in enumerate(task.judgment.questions, 1)
    ]
    return list({call.identity: call for call in calls}.values())


def _reply(plan: Plan, work: Work, recordings: Recordings) -> Reply | None:
    """The recorded answer, else a stand-in; None if nobody would be asked for one."""
    target = plan.config.targets[work.id.target]
    samples = Samples(lambda _: None, 1)
    following: Work | None = work
    while following is not None:
        replayed = plan.options.record in ("none", "new") or target.replays_only
        recorded = recordings.replay(following, lambda _: None) if replayed else None
        if recorded is None:
            return None if plan.options.record == "none" or target.replays_only else _stand_in(work)
        following = samples.take(following, recorded)
    return samples.replies[work.sample]


def _stand_in(work: Work) -> Reply:
    """An answer unlike any other, about as long as the real one."""
    most = work.request.params.get("max_tokens")
    length = round((USUAL_TOKENS if most is None else most / 2) * LATIN_CHARACTERS_PER_TOKEN)
    response = Response(text=f"{work.id} ".ljust(length, "x"))
    steps = tuple(StepTaken(step.name, asked(work.request), response) for step in work.course.suite.steps)
    return Reply(response=response, steps=steps)
