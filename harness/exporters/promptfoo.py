"""promptfoo: a suite as a promptfoo configuration.

    harness export promptfoo --suite support -o promptfooconfig.yaml

Targets become providers, cases tests, the suite's own checks those of `defaultTest`; assertions keep their names. What
only harness says (equivalence, budgets, weights, references, workflows of several steps, `matches-expected` …) is
listed. `harness import promptfoo` reads the configuration back to the same requests and checks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from harness.exporters._promptfoo.checks import check_of, shared_checks
from harness.exporters._promptfoo.providers import provider_of
from harness.exporters._promptfoo.templates import data, template
from harness.importers._project.ledger import ImportLedger
from harness.importers._project.yaml_text import yaml_text
from harness.model.carrying import Exported
from harness.model.config import Config
from harness.model.suite import Case, Suite

_SCHEMA = "# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json\n"
_DEFAULTS = {"critical": False, "claim": "like-these", "least": 0.5, "group_by": None, "budgets": (), "resend": None,
             "stream": False, "tags": ()}  # fmt: skip
_ONLY_OURS = "promptfoo compares nothing with a baseline and knows no such thing"


def render(suite: Suite, config: Config, suffix: str) -> Exported:  # noqa: ARG001 - the protocol's
    """The configuration, and what it cannot say."""
    ledger = ImportLedger(suite.name)
    shared = shared_checks(suite)
    providers = [
        written for name in suite.targets if (written := provider_of(config.targets[name], suite, ledger)) is not None
    ]
    whole: dict[str, Any] = {}
    if suite.description:
        whole["description"] = suite.description
    whole["prompts"] = [{"raw": _prompt(suite, ledger), "label": suite.name}]
    whole["providers"] = providers
    if suite.samples > 1:
        whole["evaluateOptions"] = {"repeat": suite.samples}
    default: dict[str, Any] = {}
    checks = [made for check in shared if (made := check_of(check, config, "assert", ledger)) is not None]
    if checks:
        default["assert"] = checks
    # promptfoo asks a test once for every text in a list of texts, unless it is told to leave lists alone.
    if any(
        any(isinstance(value, list) and value and isinstance(value[0], str) for value in case.vars.values())
        for case in suite.cases
    ):
        default["options"] = {"disableVarExpansion": True}
    if default:
        whole["defaultTest"] = default
    whole["tests"] = [_test(case, len(shared), suite, config, ledger) for case in suite.cases]
    _lose_ours(suite, ledger)
    return Exported(pieces=(_SCHEMA, yaml_text(whole)), not_carried=ledger.not_carried)


def _prompt(suite: Suite, ledger: ImportLedger) -> str:
    if len(suite.steps) > 1 or suite.steps[0].returns:
        ledger.lose(
            "steps", "the workflow's further calls", "a test of promptfoo is one call; the first step is written"
        )
    turns = suite.steps[0].prompt
    for number, turn in enumerate(turns):
        if turn.attachments or turn.tool_calls or turn.tool_call_id:
            ledger.lose(f"prompt[{number}]", "attachments and calls of tools", "the text alone is written")
    if len(turns) == 1 and turns[0].role == "user":
        return template(turns[0].content, "prompt", ledger)
    messages = [{"role": turn.role, "content": template(turn.content, "prompt", ledger)} for turn in turns]
    return json.dumps(messages, ensure_ascii=False, indent=2)


def _test(case: Case, shared: int, suite: Suite, config: Config, ledger: ImportLedger) -> dict[str, Any]:
    place = f"cases.{case.id}"
    test: dict[str, Any] = {"description": case.id}
    if case.vars:
        test["vars"] = {name: data(value) for name, value in case.vars.items()}
    checks = [made for check in case.checks[shared:] if (made := check_of(check, config, place, ledger)) is not None]
    if checks:
        test["assert"] = checks
    if case.threshold is not None:
        test["threshold"] = case.threshold
    if case.group is not None and case.id not in suite.regrouped:
        # There it joins tests into a conversation; the importer reads it as a group, so that it comes back as it went.
        test["metadata"] = {"conversationId": case.group}
    if case.skip:
        test["providers"] = [name for name in suite.targets if name not in case.skip]
    reasons: Mapping[str, Any] = {
        "expected": case.expected, "xfail": case.xfail, "returns": case.returns, "min_pass_rate": case.min_pass_rate,
        "weight": None if case.weight == 1 else case.weight,
    }  # fmt: skip
    for name, value in reasons.items():
        if value:
            ledger.lose(place, f"`{name}`", "a test of promptfoo has no such key")
    return test


def _lose_ours(suite: Suite, ledger: ImportLedger) -> None:
    for name, usual in _DEFAULTS.items():
        if getattr(suite, name) != usual:
            ledger.lose(name, f"`{name}`", _ONLY_OURS)
    if suite.variants:
        ledger.lose("variants", "`variants`", "a prompt of one target's own is another prompt there")
    if suite.baseline_samples:
        ledger.lose("baseline_samples", "`baseline_samples`", _ONLY_OURS)
    # Always, not only where they differ from the usual: nobody should take the exported file for the same claim.
    ledger.lose("baseline", f"that `{suite.baseline}` is the baseline, and `equivalence`", _ONLY_OURS)
