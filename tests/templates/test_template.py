"""Templates: what they can do, what they cannot, and what they cost."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import InputError
from harness.model.numerals import Numeral
from harness.templates import jinja
from harness.templates.template import compile_template, is_template, render, undeclared

VARS = {
    "name": "Ada",
    "n": 3,
    "x": 1.5,
    "yes": True,
    "nothing": None,
    "list": ["a", "b", 3],
    "map": {"k": "v", "items": 7, "deep": {"z": [1, 2]}, "_x": 1},
    "rows": [{"id": 1}, {"id": 2}],
    "s": "  Hello World ",
    "format": "{0.__class__}",
}


def refusal(source, variables=VARS):
    with pytest.raises(InputError) as caught:
        render(source, variables)
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain", "plain"),
        ("Hi {{ name }}!\n", "Hi Ada!\n"),
        ("{{ n }} {{ x }} {{ yes }} {{ nothing }}", "3 1.5 true null"),
        ("{{ list }} {{ map.deep }}", '["a", "b", 3] {"z": [1, 2]}'),
        ("{{ map.k }}{{ map['k'] }}{{ map.items }}{{ map.deep.z[1] }}{{ list[0] }}{{ list[-1] }}", "vv72a3"),
        ("{% if n > 2 and not nothing %}a{% elif yes %}b{% else %}c{% endif %}", "a"),
        ("{% for r in rows %}{{ loop.index }}:{{ r.id }}{{ ',' if not loop.last }}{% endfor %}", "1:1,2:2"),
        ("{% for k, v in map.deep|items %}{{ k }}={{ v }}{% endfor %}", "z=[1, 2]"),
        ("{% for k in map.deep %}{{ k }}{% else %}none{% endfor %}", "z"),
        ("{% for a in list if a != 'a' %}{{ a }}{% endfor %}", "b3"),
        ("{{ s|trim|upper }} {{ s|lower|title|trim }} {{ 'abC'|capitalize }}", "HELLO WORLD Hello World Abc"),
        ("{{ list|length }}{{ list|first }}{{ list|last }}{{ list|join('-') }}", "3a3a-b-3"),
        ("{{ map|tojson }}", '{"k": "v", "items": 7, "deep": {"z": [1, 2]}, "_x": 1}'),
        ("{{ {}|tojson }}".replace("{}", "rows"), '[{"id": 1}, {"id": 2}]'),
        ("{{ 2.567|round(1) }} {{ '7'|int }} {{ x|int }} {{ n|string }} {{ 2.5|round }}", "2.6 7 1 3 2"),
        ("{{ absent|default('d') }}{{ ''|default('e', true) }}{{ map.no|default(n) }}", "de3"),
        ("{{ 'yes' if absent is defined else 'no' }}{{ n is number }}{{ name is string }}", "notruetrue"),
        ("{{ nothing is none }}{{ map is mapping }}{{ list is sequence }}{{ 4 is even }}", "truetruetruetrue"),
        ("{{ 'a' in list }}{{ 'z' not in map }}{{ -1 < n }}", "truetruetrue"),
        ("{{ name or 'x' }}", "Ada"),
        ("{% raw %}{{ name }} {% x %}{% endraw %}", "{{ name }} {% x %}"),
        ("{{ '{{' }}", "{{"),
        ("{#id} and {# not a comment #} {{ n }}", "{#id} and {# not a comment #} 3"),
        ("a\r\nb", "a\r\nb"),
        ("{{- name -}}  x", "Adax"),
    ],
)  # fmt: skip
def test_what_templates_do(source, text):
    assert render(source, VARS) == text


@pytest.mark.parametrize(
    "value",
    [
        "{{7*7}}",
        "{% raw %}",
        "{0.__class__}",
        "%s %(x)s",
        "${x}",
        "{{ name }}",
        "<b>&\"'</b>",
        "\x00\x1b[31m",
        "\ud800",
        "{%",
        "a\r\nb\n",
    ],
)
def test_values_arrive_as_they_are(value):
    assert render("<{{ v }}>", {"v": value}) == f"<{value}>"
    assert render("{% for one in v %}{{ one }}{% endfor %}", {"v": [value]}) == value


@given(st.text())
def test_any_text_arrives_as_it_is(value):
    assert render("{{ v }}", {"v": value}) == value


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''['__cla' 'ss__'] }}",
    "{{ name|attr('__class__') }}",
    "{{ name.format }}",
    "{{ name.upper() }}",
    "{{ format.format(name) }}",
    "{{ '%s'|format(name) }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ joiner }}",
    "{{ namespace }}",
    "{{ lipsum.__globals__ }}",
    "{{ lipsum(n=100000) }}",
    "{{ range(9) }}",
    "{{ dict }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ loop }}",
    "{{ config }}",
    "{{ request }}",
    "{{ env.OPENAI_API_KEY }}",
    "{{ environ }}",
    "{{ __import__('os') }}",
    "{{ map._x }}",
    "{{ map.keys }}",
    "{{ map['pop'] }}",
    "{{ list.append }}",
    "{{ list.append(1) }}",
    "{% for a in list %}{{ loop.cycle }}{% endfor %}",
    "{% for a in list %}{{ loop._iterable }}{% endfor %}",
    "{% for a in list %}{{ loop.changed(a) }}{% endfor %}",
    "{% for a in list recursive %}{{ loop(list) }}{% endfor %}",
    "{% set a = 1 %}",
    "{% set a %}x{% endset %}",
    "{% macro m() %}{% endmacro %}",
    "{% import 'x' as x %}",
    "{% from 'x' import y %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% block a %}{% endblock %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with a=1 %}{% endwith %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% do list.append(1) %}",
    "{{ [1]|map('upper') }}",
    "{{ rows|map(attribute='__class__') }}",
    "{{ rows|sum }}",
    "{{ rows|groupby('id') }}",
    "{{ name|xmlattr }}",
    "{{ name|pprint }}",
    "{{ name is callable }}",
    "{{ name is filter }}",
    "{{ name|·counted }}",
    "{{ {'a': 1} }}",
    "{{ name[0:1] }}",
    "{{ name ~ name }}",
    "{{ 7*7 }}",
    "{{ 1 + 1 }}",
    "{{ +n }}",
    "{{ -n }}",
    "{{ list|join(*list) }}",
    "{{ '\\ud800' }}",
    "{{ 1e999 }}",
    "{{ _x }}",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_nothing_gets_out(source, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    problem = refusal(source)
    assert problem.slug in ("template-not-allowed", "template-syntax", "undefined-variable")
    assert "canary" not in str(problem)


LARGE = "x" * 4_000_000
BOMBS = [
    "{{ 'a'*10**9 }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{% for a in many %}{% for b in many %}x{% endfor %}{% endfor %}",
    "{% for a in many %}{% for b in list %}{% for c in list %}x{% endfor %}{% endfor %}{% endfor %}",
    "{{ lipsum(n=100000) }}",
    "{{ 'a'|center(1000000000) }}",
    "{% for a in many %}{{ large }}{% endfor %}",
    "{% for a in many %}{{ large|upper|length }}{% endfor %}",
    "{% for a in many %}{% if large == other %}{% endif %}{% endfor %}",
    "{% for a in many %}{% if 'y' in large %}{% endif %}{% endfor %}",
    "{% for a in many %}{% if nested == nested2 %}{% endif %}{% endfor %}",
    "{{ quotes" + "|tojson" * 25 + " }}",
    "{{ many|join(large) }}",
    "{{ wide|tojson(1000000) }}",
    "{{ 2.5|round(999999999) }}{{ absent }}",
    "{{ " + "(" * 3000 + "n" + ")" * 3000 + " }}",
    "{{ " + "not " * 3000 + "n }}",
    "{{ n" + ".a" * 3000 + " }}",
    "{{ n" + "|int" * 3000 + " }}",
    "{{ " + " or ".join(["n"] * 5000) + " }}",
    "{% if n %}" * 200 + "{% endif %}" * 200,
    "{{ " + "9" * 5000 + " }}",
    "{{ n }}" * 200_000,
    "{{ n }}" * 30_000,
    "{% raw %}" * 10_000,
    "{" * 100_000 + "{{ n",
]


@pytest.mark.parametrize("source", BOMBS, ids=lambda source: source[:40])
def test_nothing_explodes(source, seconds):
    variables = {
        **VARS,
        "many": list(range(90_000)),
        "large": LARGE,
        "other": LARGE[:-1] + "y",
        "quotes": '"' * 1000,
        "nested": [[LARGE]],
        "nested2": [["".join(["x"] * 4_000_000)]],
        "wide": [[]] * 1000,
    }
    tracemalloc.start()
    with seconds(30):  # traced; an idle machine without tracing needs less than one
        problem = refusal(source, variables)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 256 * 1024 * 1024
    assert len(str(problem)) < 1000


def test_a_long_loop_is_fine():
    text = render("{% for a in many %}{{ a }}{% endfor %}", {"many": list(range(90_000))})
    assert text.endswith("89999")


@pytest.mark.parametrize(
    ("source", "slug", "words"),
    [
        ("a {{ b", "template-syntax", "cannot be read"),
        ("{% if a %}", "template-syntax", "cannot be read"),
        ("{{ order id }}", "template-syntax", "cannot be read"),
        ("{{ name|uper }}", "template-not-allowed", "no filter 'uper'"),
        ("{{ name|length > 'a' }}", "template-failed", "not supported"),
        ("{{ name|int }}", "template-failed", "'Ada' is no number"),
        ("{{ n|join }}", "template-failed", "needs a list"),
        ("{{ n|length }}", "template-failed", "`length` needs"),
        ("{{ []|first }}", "template-failed", "not empty"),
        ("{{ name|items }}", "template-failed", "needs a mapping"),
        ("{% for a in name %}{% endfor %}", "template-failed", "needs a list"),
        ("{{ name|upper('x') }}", "template-failed", "argument"),
        ("{{ name.x }}", "undefined-variable", "a text has no 'x'"),
        ("{{ nothing.x }}", "undefined-variable", "an empty value has no 'x'"),
        ("{{ list[7] }}", "undefined-variable", "a list of 3 has no '7'"),
        ("{{ map.kk }}", "undefined-variable", "keys k, items, deep, _x"),
    ],
)
def test_what_is_wrong_is_said(source, slug, words):
    problem = refusal(source)
    assert problem.slug == slug
    assert words in problem.message


@pytest.mark.parametrize(
    "use",
    [
        "{{ nam }}", "{{ nam.x }}", "{{ nam['x'] }}", "{{ nam|upper }}", "{{ list|join(nam) }}",
        "{% if nam %}{% endif %}",
        "{% for a in nam %}{% endfor %}", "{{ nam == 1 }}", "{{ 1 == nam }}", "{{ nam < 1 }}", "{{ 'a' in nam }}",
        "{{ nam in list }}", "{{ nam is string }}", "{{ nam or 1 }}", "{{ 1 if nam }}", "{{ [nam] }}", "{{ map[nam] }}",
        "{{ not nam }}", "{{ nam is even }}", "{{ nam|length }}",
    ],
)  # fmt: skip
def test_any_use_of_a_missing_variable_is_told(use):
    problem = refusal(use)
    assert (problem.slug, problem.message) == ("undefined-variable", "there is no variable 'nam'")
    assert problem.hint == 'did you mean "name"?'


def test_all_missing_variables_at_once():
    with pytest.raises(InputError) as caught:
        render("{{ a }}{% for x in list %}{{ b }}{% endfor %}{{ map.c }}", VARS)
    assert [problem.message.split("'")[1] for problem in caught.value.problems] == ["a", "b", "c"]


def test_undeclared():
    assert undeclared("{{ a.b }} {% for c in d %}{{ c }}{{ loop.index }}{% endfor %} {{ e|default(f) }}") == {
        "a",
        "d",
        "e",
        "f",
    }
    assert undeclared("nothing") == set()
    with pytest.raises(InputError):
        undeclared("{{ 1 + 1 }}")


def test_compiled_once():
    assert compile_template("{{ a }}") is compile_template("{{ a }}")
    assert compile_template("{{ a }}\n{{ b }}").names == {"a": 1, "b": 2}
    assert not is_template("a { b } %")


def test_a_template_is_compiled_once_for_ten_thousand_prompts(seconds):
    source = "Policy: {{ policy }}\nQuestion: {{ question }}\n"
    render(source, {"policy": "", "question": ""})
    with seconds(10):
        for number in range(10_000):
            render(source, {"policy": "p" * 500, "question": number})


PIECES = [
    *"{%}n|.,()[]'-1\\ \n",
    "{{",
    "}}",
    "{%",
    "%}",
    "for",
    "in",
    "endfor",
    "if",
    "endif",
    "list",
    "upper",
    "==",
    "is",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_template_is_filled_in_or_refused(parts):
    with suppress(InputError):
        assert isinstance(render("".join(parts), VARS), str)


PLAIN = st.lists(
    st.sampled_from(
        ["{{ a }}", "{{b}}", "{{ missing }}", "{{- a -}}", "text", " ", "\n", "{", "}}", "é", "{{ none }}"]
    ),
    max_size=8,
).map("".join)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(Numeral("12.50"))
NESTED = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))


@given(PLAIN, st.fixed_dictionaries({}, optional={"a": NESTED, "b": NESTED}))
def test_what_is_nothing_but_names_and_text_is_filled_in_as_by_jinja(source, variables):
    try:
        template = compile_template(source)
    except InputError:
        return
    if template.code is not None:
        # The constant `none` is no name, and goes the long way.
        assert (template.plain is None) == ("none" in source)
        assert jinja.fill(template, variables) == jinja.fill(replace(template, plain=None), variables)


def test_what_is_filled_in_directly_is_no_longer_than_anything_else():
    template = compile_template("{{ a }}{{ missing }}{{ a }}")
    long = {"a": "x" * 6_000_000}
    assert jinja.fill(template, long) == jinja.fill(replace(template, plain=None), long)
    assert "longer than" in jinja.fill(template, long)[2]
