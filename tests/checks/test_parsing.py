"""The `assert:` list: what it may hold, and every mistake in it at once."""

import sys

import jsonschema
import pytest

from harness import plugins
from harness.checks.forms import assertion_names, form_of
from harness.checks.parsing import ABSENT, json_schema, parse
from harness.model.location import Location
from harness.model.suite import CheckSpec


@pytest.fixture
def read():
    """`read(list)` → the specs and the mistakes, each (keys, slug, message, hint)."""

    def parsed(raw):
        mistakes = []
        return parse(raw, lambda *mistake: mistakes.append(mistake), lambda keys: None), mistakes

    return parsed


@pytest.fixture
def mistake(read):
    """The only mistake of a list with one item."""

    def only(item):
        specs, mistakes = read([item])
        assert not specs
        assert len(mistakes) == 1, mistakes
        return mistakes[0]

    return only


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("is-json", CheckSpec(assertion="is-json")),
        ("not-is-json", CheckSpec(assertion="is-json", negated=True)),
        ({"is-json": None}, CheckSpec(assertion="is-json")),
        ({"contains": "x"}, CheckSpec(assertion="contains", value="x")),
        ({"not-contains": 5}, CheckSpec(assertion="contains", negated=True, value=5)),
        ({"equals": None}, CheckSpec(assertion="equals")),
        ({"type": "contains", "value": "x"}, CheckSpec(assertion="contains", value="x")),
        (
            {"type": "not-bleu", "value": ["a"], "threshold": 0.25, "weight": 2, "metric": "near"},
            CheckSpec(
                assertion="bleu", negated=True, value=["a"], options={"threshold": 0.25}, weight=2, metric="near"
            ),
        ),
        ({"latency": 4000}, CheckSpec(assertion="latency", options={"threshold": 4000})),
        ({"word-count": "12"}, CheckSpec(assertion="word-count", value=12)),
        ({"word-count": "{{ n }}"}, CheckSpec(assertion="word-count", value="{{ n }}")),
        ({"word-count": {"max": "{{ n }}"}}, CheckSpec(assertion="word-count", value={"max": "{{ n }}"})),
        ({"type": "latency", "threshold": "{{ n }}"}, CheckSpec(assertion="latency", options={"threshold": "{{ n }}"})),
        ({"type": "contains", "value": "x", "weight": 0}, CheckSpec(assertion="contains", value="x", weight=0)),
        (
            {"type": "assert-set", "assert": ["is-json"], "threshold": 0.5, "weight": 3, "metric": "form"},
            CheckSpec(
                assertion="assert-set",
                options={"threshold": 0.5},
                weight=3,
                metric="form",
                children=(CheckSpec(assertion="is-json"),),
            ),
        ),
        (
            {"not-assert-set": [{"contains": "x"}]},
            CheckSpec(assertion="assert-set", negated=True, children=(CheckSpec(assertion="contains", value="x"),)),
        ),
    ],
)
def test_short_and_long_forms_are_read(read, item, expected):
    assert read([item]) == ((expected,), [])


@pytest.mark.parametrize(
    ("item", "keys", "slug", "words"),
    [
        (5, (0,), "bad-assertion", "a name or a mapping"),
        ({"contains": "x", "weight": 2}, (0,), "bad-assertion", "needs `type`"),
        ({}, (0,), "bad-assertion", "needs `type`"),
        ({5: "x"}, (0,), "bad-assertion", "5 is not the name"),
        ({"type": 5}, (0, "type"), "bad-assertion", "not the name"),
        ("contians", (0, "contians"), "unknown-assertion", 'no assertion is named "contians"'),
        ("\n", (0, "\n"), "unknown-assertion", r"no assertion is named '\n'"),
        ({"not-contians": "x"}, (0, "not-contians"), "unknown-assertion", "not-contians"),
        ({"type": "contians"}, (0, "type"), "unknown-assertion", "contians"),
        ("contains", (0, "contains"), "bad-value", "needs a value"),
        ({"type": "contains"}, (0, "type"), "bad-value", "needs a value"),
        ({"contains": ["x"]}, (0, "contains"), "bad-value", "expected text or a number, found a list"),
        ({"contains": None}, (0, "contains"), "bad-value", "found nothing"),
        ({"contains": True}, (0, "contains"), "bad-value", "found true"),
        ({"contains": {"file": "x.txt"}}, (0, "contains"), "bad-value", "found a mapping"),
        ({"contains": "file://x.txt"}, (0, "contains"), "bad-value", "a check does not read"),
        ({"type": "levenshtein", "value": 5}, (0, "value"), "bad-value", "expected text, found the number 5"),
        ({"is-refusal": True}, (0, "is-refusal"), "bad-value", "takes no value"),
        ({"word-count": {"mni": 5}}, (0, "word-count"), "bad-value", "`mni` is not known here"),
        ({"word-count": {"min": 5, "max": 4}}, (0, "word-count"), "bad-value", "`min` 5 is more than `max` 4"),
        ({"regex": "(?=x)"}, (0, "regex"), "bad-value", "look-ahead"),
        ({"is-json": {"type": "objct"}}, (0, "is-json"), "bad-value", "not a JSON Schema"),
        ({"finish-reason": "stopp"}, (0, "finish-reason"), "bad-value", "one of: stop"),
        ({"is-sql": {"databaseType": "MyOwn"}}, (0, "is-sql"), "bad-value", "no dialect"),
        ({"type": "latency"}, (0, "type"), "bad-value", "needs `threshold`"),
        ({"latency": "fast"}, (0, "latency"), "bad-threshold", "without quotes"),
        ({"type": "contains", "value": "x", "wieght": 2}, (0, "wieght"), "unknown-key", "no key 'wieght'"),
        ({"type": "contains", "value": "x", "threshold": 0.5}, (0, "threshold"), "unknown-key", "no key"),
        ({"type": "equals", "value": "x", "transform": "y"}, (0, "transform"), "unknown-key", "no key"),
        ({"type": "contains", "value": "x", "metric": 5}, (0, "metric"), "bad-value", "expected a name"),
        ({"assert-set": []}, (0, "assert-set"), "bad-value", "no list of assertions"),
        ({"type": "assert-set"}, (0, "assert"), "bad-value", "no list of assertions"),
        ({"assert-set": ["is-jsn"]}, (0, "assert-set", 0, "is-jsn"), "unknown-assertion", "is-jsn"),
        ({"type": "assert-set", "assert": ["is-json"], "value": 1}, (0, "value"), "unknown-key", "no key 'value'"),
    ],
)
def test_a_mistake_has_its_place_and_its_words(mistake, item, keys, slug, words):
    place, found, message, _ = mistake(item)
    assert (place, found) == (keys, slug)
    assert words in message


@pytest.mark.parametrize(
    "threshold", [float("nan"), float("inf"), -1, -0.001, "0.8", 1.001, True, None, [0.5], 10**400]
)
def test_a_threshold_is_a_share(mistake, threshold):
    assert mistake({"type": "bleu", "value": "x", "threshold": threshold})[:2] == ((0, "threshold"), "bad-threshold")
    in_set = {"type": "assert-set", "assert": ["is-json"], "threshold": threshold}
    assert mistake(in_set)[:2] == ((0, "threshold"), "bad-threshold")


@pytest.mark.parametrize("threshold", [float("nan"), float("inf"), -1, "100", False])
@pytest.mark.parametrize("name", ["latency", "cost"])
def test_an_amount_is_finite_and_not_negative(mistake, name, threshold):
    assert mistake({"type": name, "threshold": threshold})[:2] == ((0, "threshold"), "bad-threshold")


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -1, "2", True, None, 10**400])
def test_a_weight_is_a_finite_number(mistake, weight):
    assert mistake({"type": "contains", "value": "x", "weight": weight})[:2] == ((0, "weight"), "bad-weight")


def test_weights_of_a_set_do_not_add_up_to_nothing(mistake):
    idle = {"type": "contains", "value": "x", "weight": 0}
    assert mistake({"assert-set": [idle, idle]})[1] == "bad-weight"


def test_every_mistake_is_told_and_the_rest_is_read(read):
    specs, mistakes = read(
        ["contians", {"type": "bleu", "threshold": -1, "weight": -1, "wait": 1}, "is-json", {"regex": "("}]
    )
    assert [spec.assertion for spec in specs] == ["is-json"]
    assert [(keys[0], slug) for keys, slug, *_ in mistakes] == [
        (0, "unknown-assertion"),
        (1, "unknown-key"),
        (1, "bad-value"),
        (1, "bad-threshold"),
        (1, "bad-weight"),
        (3, "bad-value"),
    ]


def test_a_misspelt_name_has_a_hint(mistake):
    assert mistake("contains-al")[3] == 'did you mean "contains-all"?'
    assert mistake({"type": "contains", "value": "x", "vaule": 1})[3] == 'did you mean "value"?'


@pytest.mark.parametrize("name", ABSENT)
def test_what_is_left_out_of_promptfoo_says_why(mistake, name):
    assert name not in plugins.names("assertions")
    _, slug, message, hint = mistake({f"not-{name}": "output.length < 5"})
    assert slug == "unknown-assertion"
    assert "left out" in message
    assert hint == ABSENT[name]


def test_no_list_is_no_check_and_another_thing_is_a_mistake(read):
    assert read(None) == ((), [])
    assert read([]) == ((), [])
    assert read("is-json")[1][0][:2] == ((), "bad-assertion")


def test_a_spec_knows_its_place():
    def locate(keys):
        return Location("a.yaml", *keys)

    assert parse([{"contains": "x"}], print, locate)[0].location == Location("a.yaml", 0)


@pytest.fixture(scope="module")
def schema():
    return {"$defs": {"assertion": json_schema()}, "$ref": "#/$defs/assertion"}


ACCEPTED = [
    "is-json",
    "not-is-json",
    {"contains": "x"},
    {"not-contains": 5},
    {"latency": 4000},
    {"word-count": {"min": 5}},
    {"word-count": "{{ n }}"},
    {"type": "is-xml", "value": {"requiredElements": ["a"]}},
    {"type": "bleu", "value": "x", "threshold": 0.5, "weight": 2, "metric": "m"},
    {"assert-set": [{"contains": "x"}, "is-json"]},
    {"type": "not-assert-set", "assert": ["is-json"], "threshold": 0.5},
]
REFUSED = [
    "contians",
    "contains",
    5,
    {},
    {"contians": "x"},
    {"contains": ["x"]},
    {"contains": "x", "weight": 2},
    {"is-refusal": True},
    {"word-count": {"mni": 5}},
    {"type": "contains"},
    {"type": "latency"},
    {"type": "bleu", "value": "x", "threshold": -1},
    {"type": "bleu", "value": "x", "threshold": "0.8"},
    {"type": "contains", "value": "x", "wieght": 2},
    {"type": "contains", "value": "x", "weight": -2},
    {"assert-set": []},
    {"assert-set": ["contians"]},
]


@pytest.mark.parametrize("item", ACCEPTED, ids=str)
def test_the_schema_accepts_what_the_loader_does(schema, read, item):
    jsonschema.Draft202012Validator(schema).validate(item)
    assert read([item])[1] == []


@pytest.mark.parametrize("item", REFUSED, ids=str)
def test_the_schema_refuses_what_the_loader_does(schema, read, item):
    assert not jsonschema.Draft202012Validator(schema).is_valid(item)
    assert read([item])[1]


def test_the_schema_is_one_and_tells_what_each_assertion_is(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    long_forms = {
        form["then"]["properties"]["type"]["enum"][0]: form["then"]["description"]
        for form in schema["$defs"]["assertion"]["else"]["then"]["allOf"]
    }
    assert set(long_forms) == set(assertion_names())
    assert long_forms["contains"] == form_of("contains").manual.splitlines()[0]


def test_reading_a_list_loads_no_heavy_library(run_python):
    code = """
        import sys
        from harness.checks.parsing import parse
        parse([{"contains": "x"}, "is-json", "is-sql", {"similar": "x"}, {"bleu": "x"}], print, lambda keys: None)
        print(sorted({"jsonschema", "sqlglot", "rapidfuzz", "numpy", "re2", "model2vec"} & set(sys.modules)))
    """
    assert run_python(code) == "[]"


@pytest.fixture
def run_python():
    import subprocess
    from textwrap import dedent

    def run(code):
        done = subprocess.run(
            [sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout.strip()

    return run


@pytest.mark.parametrize("rate", [0, -0.5, 1.2, "0.8", True])
def test_a_min_pass_rate_is_a_share_of_samples(mistake, rate):
    keys, slug, *_ = mistake({"type": "contains", "value": "x", "min_pass_rate": rate})
    assert (keys, slug) == ((0, "min_pass_rate"), "bad-min-pass-rate")


def test_a_min_pass_rate_stands_on_a_set_not_on_its_parts(mistake):
    part = {"type": "contains", "value": "x", "min_pass_rate": 0.5}
    keys, slug, *_ = mistake({"type": "assert-set", "assert": [part]})
    assert (keys, slug) == ((0, "assert", 0, "min_pass_rate"), "bad-min-pass-rate")
