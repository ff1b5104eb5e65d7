from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.config import Config, Target
from harness.model.suite import CheckSpec, EquivalenceSettings, Step, Suite
from harness.planning import needs

SUITE = Suite(name="s", path="s.yaml", steps=(Step(prompt=()),), cases=(), targets=("a",), baseline="a")


@pytest.fixture(autouse=True)
def _nothing_is_installed(monkeypatch):
    monkeypatch.setattr(needs, "find_spec", lambda name: None)


def told(config=None, **changes):
    targets = {"a": Target(name="a", provider="openai", model="m")}
    return needs.lacking(
        config or Config(root=".", path="harness.yaml", baseline="a", targets=targets), [replace(SUITE, **changes)]
    )


def test_what_needs_nothing_is_not_named():
    assert told() == ()


def test_each_need_is_named_once_with_what_installs_it():
    check = CheckSpec(assertion="is-sql")
    steps = (Step(prompt=(), checks=(CheckSpec(assertion="assert-set", children=(check, check)),)),)
    assert told(steps=steps, equivalence=EquivalenceSettings(embedder="reader")) == (
        "embedder: reader needs 'onnxruntime', which is not installed: pip install 'portproof[reader]'",
        "the check is-sql needs 'sqlglot', which is not installed: pip install 'portproof[sql]'",
    )


def test_targets_and_addresses_are_looked_at():
    targets = {
        "a": Target(name="a", provider="transformers", model="m"),
        "b": Target(name="b", provider="transformers", model="m"),  # no suite asks it
    }
    config = Config(
        root=".",
        path="harness.yaml",
        baseline="a",
        targets=targets,
        recordings="s3://bucket/team",
        history="postgresql+psycopg://u:secret@h/db",
    )
    said = told(config)
    assert [sentence.partition(" needs")[0] for sentence in said] == [
        "target a (provider: transformers)", "recordings: s3://…", "history: postgresql://…",
    ]  # fmt: skip
    assert "'torch' and 'transformers', which are not installed" in said[0]
    assert "secret" not in "".join(said)


def test_every_extra_named_is_one():
    from importlib.metadata import metadata

    tables = (needs.PROVIDERS, needs.EMBEDDERS, needs.ASSERTIONS, needs.ADDRESSES)
    named = {extra for table in tables for packages in table.values() for _, extra in packages}
    try:
        extras = metadata("portproof").get_all("Provides-Extra")
    except ModuleNotFoundError:
        pytest.skip("not installed as a package")
    assert named <= set(extras)
