"""What of a configuration goes into a bundle: nothing by accident, and nothing that scoring needs is missing."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from harness.errors import StoreError
from harness.evidence import rules
from harness.model.config import Config, Failover, Price, Target
from harness.model.suite import Budget, EquivalenceSettings

STAYS_AT_HOME = {"root", "path", "failover", "budget_usd", "history", "recordings", "writer"}
OF_A_TARGET_STAYS = {"resend", "base_url", "api_key_env", "limits", "timeout_s", "location"}
CONFIG = Config(
    root="/home/me/project",
    path="/home/me/project/harness.yaml",
    baseline="gpt",
    targets={
        "gpt": Target(
            name="gpt",
            provider="azure",
            model="gpt-5",
            params={"stop": ["x"], "temperature": 0.5},
            extra={"reasoning": "high"},
            base_url="https://secret.example",
            api_key_env="SECRET",
            failure_domain={"vendor": "openai", "cloud": "azure"},
            price=Price(1.25, 10),
            vision=True,
            served=("gpt-5-eu",),
            settings={"deployment": "prod-5", "proxy": "http://private.example"},
        ),
        "own": Target(name="own", provider="replay", model="m"),
    },
    failover=Failover(order=("own",)),
    equivalence=EquivalenceSettings(
        margin=0.05, guards=("numbers", "negation"), threshold=0.4, ordered=True, judge="own", ask="as-good"
    ),
    budgets=(Budget("cost", 1.2, relative=True), Budget("ttft", 2.0, relative=False)),
    budget_usd=5,
    history="postgresql://me:secret@h/d",
    recordings="postgresql://me:secret@h/r",
)


def test_every_key_either_goes_along_or_stays_at_home():
    written = json.loads(rules.to_bytes(CONFIG))
    assert set(written) | STAYS_AT_HOME == {one.name for one in fields(Config)}
    for target in written["targets"].values():
        assert set(target) | OF_A_TARGET_STAYS | {"name"} == {one.name for one in fields(Target)}


def test_what_goes_along_comes_back_and_the_rest_is_gone():
    found = rules.from_bytes(rules.to_bytes(CONFIG), "/tmp/x")
    assert (found.equivalence, found.budgets) == (CONFIG.equivalence, CONFIG.budgets)
    bare = replace(CONFIG.targets["gpt"], base_url=None, api_key_env=None, settings={"deployment": "prod-5"})
    assert found.targets == {"gpt": bare, "own": CONFIG.targets["own"]}
    assert found.root == "/tmp/x"
    assert b"secret" not in rules.to_bytes(CONFIG).lower()
    assert b"private" not in rules.to_bytes(CONFIG).lower()


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data.pop("baseline"),
        lambda data: data["targets"].update({"../x": data["targets"]["gpt"]}),
        lambda data: data["targets"]["gpt"].pop("price"),
        lambda data: data["targets"]["gpt"].update(price={"input": "much", "output": 1}),
        lambda data: data["targets"].update(gpt=3),
        lambda data: data["equivalence"].update(confidence=1.5),
        lambda data: data["equivalence"].update(margin=None),
        lambda data: data["equivalence"].update(more=1),
        lambda data: data["equivalence"].update(ask="nothing"),
        lambda data: data["budgets"][0].update(measure="tokens"),
        lambda data: data["budgets"][0].update(limit=-1),
        lambda data: data["budgets"][0].pop("relative"),
        lambda data: data.update(targets=[1]),
    ],
)
def test_what_is_malformed_is_refused(edit):
    data = json.loads(rules.to_bytes(CONFIG))
    edit(data)
    with pytest.raises(StoreError, match="is malformed"):
        rules.from_bytes(json.dumps(data).encode(), "/tmp/x")
