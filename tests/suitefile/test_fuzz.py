"""Whatever stands in the files: a suite or an InputError, never another exception."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.errors import InputError
from harness.model.config import Config
from harness.model.suite import Suite
from harness.suitefile.forms.config import ConfigForm, TargetForm
from harness.suitefile.forms.suite import SuiteForm
from harness.suitefile.requests import opening_request
from harness.yamlfile.forms import Form

thorough = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

WORDS = st.sampled_from(
    [
        "gpt", "claude", "anthropic", "openai", "azure", "{{ x }}", "{{ y.z }}", "{% if %}", "a b", "", "no", "json",
        "label", "user", "system", "../x", "x.csv", "rows.jsonl", "contains", "https://x.test", "http://gpu", "sk-1",
        "builtin", "\u202e",
    ]
)  # fmt: skip
NUMBERS = st.integers(-3, 5) | st.floats(width=16) | st.just(10**400) | st.just(-(10**400))
FIELDS = {name for form in (SuiteForm, ConfigForm, TargetForm) for name in form.model_fields}
INNER = (
    "assert schema id vars file expected role content system user tool_calls name type labels temperature stop api x "
    "deployment input output margin guards order contains not-regex assert-set weight value parameters gpt anthropic"
)
KEYS = st.sampled_from(sorted(FIELDS | set(INNER.split())))
VALUES = st.recursive(
    WORDS | NUMBERS | st.booleans() | st.none() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


FOREIGN = re.compile(
    r"Value error|Assertion failed|Input should|instance of|pydantic|valid (string|integer|number|list|dict)|\bcheck \d"
)
"""Words of the library that reads the files."""


@contextmanager
def refused() -> Iterator[None]:
    """What is refused is refused in our words, each problem in one line."""
    try:
        yield
    except InputError as error:
        for problem in error.problems:
            assert not FOREIGN.search(problem.message + problem.hint), problem
            assert "\n" not in problem.message, problem


def key_of(form: type[Form]):
    return st.sampled_from([info.alias or name for name, info in form.model_fields.items()])


def yaml_of(value):
    """JSON is YAML; what JSON writes and our YAML refuses (NaN) is welcome here."""
    return json.dumps(value, ensure_ascii=True)


@pytest.fixture
def base():
    return {"suite": "demo", "prompt": "{{ x }}", "cases": [{"id": "a", "vars": {"x": "1"}}]}


@thorough
@given(changes=st.dictionaries(key_of(SuiteForm), VALUES, max_size=4))
def test_any_values_in_a_suite(project, base, changes):
    with refused():
        suite = project.suite(yaml_of(base | changes))
        assert isinstance(suite, Suite)
        config = project.config()
        for name in suite.targets:
            assert opening_request(suite, suite.cases[0], config.targets[name]).messages


@thorough
@given(case=st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_values_in_a_case(project, base, case):
    with refused():
        assert isinstance(project.suite(yaml_of(base | {"cases": [case]})), Suite)


@thorough
@given(
    changes=st.dictionaries(key_of(ConfigForm), VALUES, max_size=3), target=st.dictionaries(KEYS, VALUES, max_size=5)
)
def test_any_values_in_a_configuration(project, changes, target):
    base = {"baseline": "a", "targets": {"a": {"provider": "openai", "model": "m"} | target}}
    with refused():
        assert isinstance(project.config(yaml_of(base | changes)), Config)


@thorough
@given(data=st.binary(max_size=200))
def test_any_bytes(project, data):
    with refused():
        assert isinstance(project.suite(data), Suite)
    with refused():
        assert isinstance(project.suite(b"suite: d\nprompt: p\ncases: [{}]\n" + data), Suite)


@thorough
@given(text=st.text(max_size=100))
def test_any_text_as_a_prompt(project, text):
    with refused():
        suite = project.suite(yaml_of({"suite": "d", "prompt": text, "cases": [{}]}))
        assert opening_request(suite, suite.cases[0], project.config().targets["gpt"]).messages
