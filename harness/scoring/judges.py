"""Who may judge: which target a check or a suite names, and that nobody judges its own answers.

A model is known to prefer what it wrote itself, so the same model under another target's name is refused, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from harness.errors import CheckError
from harness.model.config import Config, Target
from harness.model.result import Reply, WorkId
from harness.model.suite import CheckSpec, Suite
from harness.scoring.score import judged_specs


def judges_of(config: Config, suites: Iterable[Suite]) -> list[Target]:
    """The targets that may be asked to judge."""
    names = {name for suite in suites for name in _judge_names(config, suite)}
    return [target for name, target in config.targets.items() if name in names]


def judge_of(config: Config, spec: CheckSpec) -> Target | None:
    """The target that judges a check; None where neither the check nor the configuration names one."""
    return config.targets.get(spec.options.get("provider") or config.judge or "")


def require_impartial(config: Config, judge: Target, judged: Iterable[WorkId], replies: Mapping[WorkId, Reply]) -> None:
    """Raises CheckError if one of the answers is the judge's own."""
    for sample in judged:
        reply = replies.get(sample)
        served = reply.response.served_model if reply and reply.response else None
        if is_itself(judge, config.targets[sample.target], served):
            named = judge.name == sample.target
            what = "itself" if named else f"{sample.target!r}, which is the same model"
            raise CheckError(
                f"the judge {judge.name!r} cannot judge {what}", hint="name another: provider: TARGET in the check"
            )


def is_itself(judge: Target, judged: Target, served: str | None = None) -> bool:
    """Whether a judge would judge its own kind: the same target, or the same model of one provider or vendor.
    `served` is the model that the judged answer says it is from.
    """
    if judge.name == judged.name:
        return True
    related = judge.vendor == judged.vendor or judge.provider == judged.provider
    models = {judged.model.casefold(), (served or "").casefold()} - {""}
    return related and judge.model.casefold() in models


def _judge_names(config: Config, suite: Suite) -> Iterator[str]:
    if suite.equivalence.judge:
        yield suite.equivalence.judge
    checks = [check for case in suite.cases for check in case.checks]
    checks += [check for step in suite.steps for check in step.checks]
    # Cases share the checks of their suite: of ten thousand cases each check is looked at once.
    for spec in judged_specs({id(check): check for check in checks}.values()):
        judge = judge_of(config, spec)
        if judge is not None:
            yield judge.name
