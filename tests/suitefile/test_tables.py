"""Tables of cases, and files behind variables."""

from __future__ import annotations

import csv
import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.errors import InputError
from harness.model.suite import Case
from harness.spool import sizes
from harness.spool.pages import Pages
from harness.suitefile import table_formats, table_rows, tables
from harness.suitefile.columns import misspelt
from harness.suitefile.digests import digest
from harness.suitefile.table_rows import FOREIGN, OWN_COLUMNS, meaning

SUITE = "suite: d\nprompt: hello\ncases: [{{file: {}}}]\n"


@pytest.fixture
def table(project):
    """Writes a table and loads its cases."""

    def load(name, content):
        project.write(f"suites/{name}", content)
        return project.suite(SUITE.format(name)).cases

    return load


@pytest.fixture
def troubles(table):
    """(line, slug, message) of everything wrong with a table."""

    def load(name, content):
        with pytest.raises(InputError) as caught:
            table(name, content)
        assert {problem.location.path for problem in caught.value.problems} <= {f"suites/{name}", "suites/demo.yaml"}
        return [(problem.location.line, problem.slug, problem.message) for problem in caught.value.problems]

    return load


def rows(cases):
    return [(case.id, dict(case.vars), case.expected) for case in cases]


def test_csv_is_text_throughout(table):
    content = '\ufeffid,n,text,expected\r\na,012,"x, ""y""\r\nz",no\r\n\r\n,1e3,,\r\n'
    cases = table("t.csv", content.encode())
    assert rows(cases) == [
        ("a", {"n": "012", "text": 'x, "y"\r\nz'}, "no"),
        ("case-2", {"n": "1e3", "text": ""}, None),
    ]
    assert [case.location.line for case in cases] == [2, 5]


def test_csv_with_long_fields_leaves_the_library_as_it_was(table):
    before = csv.field_size_limit()
    assert len(table("t.csv", "x\n" + "y" * 500_000)[0].vars["x"]) == 500_000
    assert csv.field_size_limit() == before


def test_jsonl_keeps_types(table):
    content = '{"id": 17, "n": 1.5, "m": {"a": [true, null]}, "expected": "e"}\n\n{"t": "\\ud83d\\ude00"}'
    assert rows(table("t.jsonl", content)) == [
        ("17", {"n": 1.5, "m": {"a": [True, None]}}, "e"),
        ("case-2", {"t": "😀"}, None),
    ]


def test_yaml(table):
    content = "- id: a\n  n: 1\n  m: {x: [1]}\n- {expected: e}\n"
    cases = table("t.yaml", content)
    assert rows(cases) == [("a", {"n": 1, "m": {"x": [1]}}, None), ("case-2", {}, "e")]
    assert str(cases[1].location) == "suites/t.yaml:4:1"


@pytest.mark.parametrize(
    ("name", "content", "line", "slug", "words"),
    [
        ("t.csv", "", 1, "no-cases", "empty"),
        ("t.csv", "a,b\n", 3, "no-cases", "holds no cases"),
        ("t.csv", "a,b\n1,2,3\n", 2, "bad-row", "3 fields, but the header names 2 columns"),
        ("t.csv", "a,b\n1\n", 2, "bad-row", "1 fields"),
        ("t.csv", "a;b\n1;2\n", 1, "bad-row", "not separated by commas"),
        ("t.csv", "a,a\n1,2\n", 1, "duplicate-key", "two columns are named 'a'"),
        ("t.csv", "a,\n1,2\n", 1, "bad-row", "column 2 has no name"),
        ("t.csv", 'a\n"x', 2, "bad-row", "cannot be read"),
        ("t.csv", b"a\nx\n\xe9\n", 3, "encoding", "not UTF-8"),
        ("t.csv", "a,b\nx,y\n".encode("utf-16"), 1, "encoding", "not UTF-8"),
        ("t.jsonl", '{"a": 1}\n{"a": }\n', 2, "bad-row", "no JSON"),
        ("t.jsonl", "[1]\n", 1, "bad-row", "expected an object"),
        ("t.jsonl", '{"a": 1, "a": 2}\n', 1, "bad-row", "stands twice"),
        ("t.jsonl", '{"a": NaN}\n', 1, "bad-row", "NaN is no finite number"),
        ("t.jsonl", '{"a": 1e999}\n', 1, "bad-row", "no finite number"),
        ("t.jsonl", '{"a": "\\ud800"}\n', 1, "bad-row", "surrogate"),
        ("t.jsonl", '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}\n", 1, "bad-row", ""),
        ("t.jsonl", '{"a": ' + "[" * 60 + "]" * 60 + "}\n", 1, "bad-row", "nesting deeper than 50"),
        ("t.jsonl", '{"a": ' + "9" * 5000 + "}\n", 1, "bad-row", "digits"),
        ("t.jsonl", b'{"a": "\xe9"}\n', 1, "encoding", "not UTF-8"),
        ("t.jsonl", '{"id": true}\n', 1, "wrong-type", "`id`: expected text, got boolean"),
        ("t.jsonl", '{"expected": 5}\n', 1, "wrong-type", "`expected`: expected text, got number"),
        ("t.jsonl", '{"a": {"file": "x.md"}}\n', 1, "nested-file", "named in the suite only"),
        ("t.jsonl", "", 3, "no-cases", "holds no cases"),
        ("t.yaml", "a: 1\n", 1, "wrong-type", "expected a list of cases"),
        ("t.yaml", "- 5\n", 1, "bad-row", "expected a mapping, got number"),
        ("t.yaml", "- a: 1\n- a: no\n", 2, "ambiguous-value", "true or false"),
        ("t.yaml", "- a: [\n", 1, "yaml-syntax", "never closed"),
        ("t.yaml", "- file: t.yaml\n", 1, "nested-file", "cannot name another"),
        ("t.yaml", "- {x: 1, y: {file: z}}\n", 1, "nested-file", "named in the suite only"),
        ("t.tsv", "a\tb\n", 3, "cases-format", ".tsv"),
        ("t", "a", 3, "cases-format", "nameless"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_bad_rows_with_their_line(troubles, name, content, line, slug, words):  # noqa: PLR0917
    ((found_line, found_slug, message),) = troubles(name, content)
    assert (found_line, found_slug) == (line, slug)
    assert words in message


def test_all_bad_rows_up_to_a_bound(troubles):
    assert len(troubles("t.csv", "a,b\n" + "1\n" * 500)) == table_rows.MOST_PROBLEMS


def test_ids_are_unique_across_tables(project):
    project.write("suites/a.csv", "id\nx\n")
    problem = project.problem("suite: d\nprompt: p\ncases:\n  - id: X\n  - file: a.csv\n")
    assert (problem.slug, str(problem.location)) == ("duplicate-id", "suites/a.csv:2:1")
    assert "suites/demo.yaml:4:9" in problem.message


def test_a_table_has_no_other_keys(project):
    project.write("suites/a.csv", "id\nx\n")
    problem = project.problem("suite: d\nprompt: p\ncases: [{file: a.csv, vars: {}}]\n")
    assert problem.slug == "unknown-key"


def test_too_many_cases(table, monkeypatch):
    monkeypatch.setattr(table_rows, "MOST_CASES", 10)
    with pytest.raises(InputError, match="more than 10 cases"):
        table("t.csv", "a\n" + "1\n" * 11)


def test_a_table_that_is_too_big(table, monkeypatch):
    monkeypatch.setattr(tables, "BIGGEST_TABLE", 1000)
    with pytest.raises(InputError, match="too big"):
        table("t.csv", "a\n" + "1\n" * 1000)


def test_the_text_of_a_file_is_filled_in_as_it_is(project):
    project.write("suites/p.md", b"\xef\xbb\xbf{{ x }}\r\n{% raw %} %s ${y}")
    suite = project.suite("suite: d\nprompt: '{{ p }}'\ncases: [{vars: {p: {file: p.md}}}]\n")
    assert suite.cases[0].vars == {"p": "{{ x }}\r\n{% raw %} %s ${y}"}


def test_a_mapping_with_more_than_a_file_is_a_value(project):
    suite = project.suite("suite: d\nprompt: p\ncases: [{vars: {p: {file: a, line: 1}}}]\n")
    assert suite.cases[0].vars == {"p": {"file": "a", "line": 1}}


@pytest.mark.parametrize("content", [b"\xe9", "é".encode("utf-16")])
def test_a_file_that_is_no_utf8(project, content):
    project.write("suites/p.md", content)
    problem = project.problem("suite: d\nprompt: p\ncases: [{vars: {p: {file: p.md}}}]\n")
    assert (problem.slug, problem.location.line, problem.location.column) == ("encoding", 3, 27)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.text(min_size=1).filter(
    lambda key: (
        meaning(key) == key
        and key not in OWN_COLUMNS
        and not key.startswith(FOREIGN)
        and key.casefold() not in table_rows.CASE_KEYS
    )
)
quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(data=st.dictionaries(KEYS, JSON, max_size=4))
def test_any_json_object_is_a_row(table, data):
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return
    if any(isinstance(value, dict) and set(value) == {"file"} for value in data.values()):
        return
    (case,) = table("t.jsonl", json.dumps({**data, "not blank": 1}))
    assert case.vars == {**data, "not blank": 1}


@quick
@given(data=st.binary(max_size=200), name=st.sampled_from(["t.csv", "t.jsonl", "t.yaml"]))
def test_any_bytes_are_cases_or_problems(project, table, data, name):
    with suppress(InputError):
        table(name, b"a,b\n" + data if name == "t.csv" else data)


TABLE = "suite: demo\nprompt: '{{ q }}'\ncases: [{file: %s}]\n"


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("t.csv", "id,q,expected\na,When?,30 days\n,,\n,,\n", 1),
        ("t.csv", "id,q,expected\n,,\na,When?,30 days\n", 1),
        ("t.csv", "id,q,expected\na,When?,x\n , ,\u00a0\n\t\n,\n,,,,,\n\n", 1),
        ("t.csv", 'id,q,expected\na,When?,x\n"","",""\n"  ",,\n', 1),
        ("t.csv", "id,q,expected\nb,,\n", 1),
        ("t.csv", "id,q,expected\n,0,\n", 1),
        ("t.jsonl", '{"q": "x"}\n{"id": "", "q": " ", "expected": null}\n\n', 1),
        ("t.yaml", "- {q: x}\n- {q: ''}\n", 1),
        ("t.jsonl", '{"q": "x"}\n{"q": 0}\n{"q": false}\n{"q": []}\n', 4),
    ],
)
def test_a_row_of_nothing_is_no_case(project, name, text, count):
    project.write(f"suites/{name}", text)
    assert len(project.suite(TABLE % name).cases) == count


@pytest.mark.parametrize(("name", "text"), [("t.csv", "id,q\n,\n,\n"), ("t.jsonl", '{"q": ""}\n')])
def test_a_table_of_blank_rows_holds_no_cases(project, name, text):
    project.write(f"suites/{name}", text)
    assert project.problem(TABLE % name).slug == "no-cases"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "ID,q,Expected,GROUP\na,When?,30 days,s\n"),
        ("t.csv", " id , q , expected , Group\na,When?,30 days,s\n"),
        ("t.csv", "\ufeffId,q,EXPECTED,group\na,When?,30 days,s\n"),
        ("t.jsonl", '{"ID": "a", "q": "When?", "Expected": "30 days", " group": "s"}\n'),
        ("t.yaml", "- {Id: a, q: When?, Expected: 30 days, group: s}\n"),
    ],
)
def test_headings_mean_the_same_whatever_their_capitals_and_spaces(project, name, text):
    project.write(f"suites/{name}", text)
    (case,) = project.suite(TABLE % name).cases
    assert (case.id, case.expected, case.group, dict(case.vars)) == ("a", "30 days", "s", {"q": "When?"})


def test_other_headings_keep_their_capitals(project):
    project.write("suites/t.csv", "q,Q,expected_by,Ideal\nx,y,z,i\n")
    (case,) = project.suite(TABLE % "t.csv").cases
    assert dict(case.vars) == {"q": "x", "Q": "y", "expected_by": "z", "Ideal": "i"}


@pytest.mark.parametrize(
    ("name", "text", "slug", "line"),
    [
        ("t.csv", "id,ID,q\na,b,c\n", "duplicate-key", 1),
        ("t.csv", "q, q\na,b\n", "duplicate-key", 1),
        ("t.csv", "q,expected, Expected\na,b,c\n", "duplicate-key", 1),
        ("t.csv", "q,__expected\na,equals: x\n", "foreign-column", 1),
        ("t.jsonl", '{"q": "x"}\n{"q": "y", "id": "a", "ID": "b"}\n', "duplicate-key", 2),
        ("t.jsonl", '{"q": "x", "__expected": "y"}\n', "foreign-column", 1),
    ],
)
def test_headings_that_cannot_be_told_apart_are_told(project, name, text, slug, line):
    project.write(f"suites/{name}", text)
    problem = project.problem(TABLE % name)
    assert (problem.slug, problem.location.line) == (slug, line)


@pytest.mark.parametrize("name", ["id", "ID", "expected", "group"])
def test_what_belongs_to_the_case_is_no_variable_and_said_to_be_none(project, name):
    project.write("suites/t.csv", f"{name},q\na,x\n")
    problem = project.problem(f"suite: demo\nprompt: '{{{{ {name} }}}}'\ncases: [{{file: t.csv}}]\n")
    assert "is no variable" in problem.hint


def test_a_weight_and_canned_returns_come_from_a_table(project):
    row = (
        '{"id": "a", "q": "x", "group": "g", "weight": 2.5, "returns": [{"tool": "look", "result": "{{ as it is }}"}]}'
    )
    project.write("suites/t.jsonl", row + "\n")
    suite = project.suite(
        "suite: demo\nprompt: '{{ q }}'\ntools: [{name: look}]\ncases: [{file: t.jsonl}]\n",
    )
    (case,) = suite.cases
    assert (case.weight, case.returns[0].tool, case.returns[0].result) == (2.5, "look", "{{ as it is }}")
    assert not suite.single_call
    assert suite.digest == digest(suite)


@pytest.mark.parametrize(
    ("column", "slug"),
    [
        ('"weight": "12 kg"', "out-of-range"),
        ('"weight": 0', "out-of-range"),
        ('"weight": true', "out-of-range"),
        ('"returns": "soon"', "wrong-type"),
        ('"returns": [{"tool": "other", "result": 1}]', "unknown-tool"),
        ('"weight": 3', "misplaced-weight"),
    ],
)
def test_weights_and_returns_that_cannot_be_are_told(project, column, slug):
    project.write("suites/t.jsonl", f'{{"id": "a", "q": "x", {column}}}\n')
    problem = project.problem("suite: demo\nprompt: '{{ q }}'\ntools: [{name: look}]\ncases: [{file: t.jsonl}]\n")
    assert (problem.slug, problem.location.line) == (slug, 1)


def test_cases_of_a_long_table_are_written_once_and_not_read_while_they_load(project, monkeypatch):
    lines = [{"id": f"c{n}", "q": f"question {n}", "of": f"g{n % 3}", "expected": "yes"} for n in range(40)]
    project.write("suites/t.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    text = (
        "suite: demo\nprompt: '{{ q }}'\noutput: {type: label, labels: ['yes', 'no']}\ngroup_by: of\n"
        "assert: [{contains: '{{ of }}'}]\ncases: [{file: t.jsonl}]\n"
    )
    short = project.suite(text)
    written, read = [], []
    monkeypatch.setattr(sizes, "SHORT", 2)
    of_one, of_some = Pages.add, Pages._read
    monkeypatch.setattr(Pages, "add", lambda *given: (written.append(isinstance(given[1], Case)), of_one(*given))[1])
    monkeypatch.setattr(Pages, "_read", lambda *given: (read.append(1), of_some(*given))[1])
    long = project.suite(text)
    assert (sum(written), len(read)) == (40, 0)
    assert long.digest == short.digest == digest(long)
    assert list(long.cases) == list(short.cases)
    assert long.cases[7].group == "g1"
    assert {check.assertion for check in long.cases[7].checks} == {"contains", "matches-expected"}
    assert all(case.checks[0] is long.cases[0].checks[0] for case in long.cases)


LONG = json.dumps({"q": "x" * 1000})


@pytest.mark.parametrize(
    ("name", "content", "line", "slug"),
    [
        ("t.jsonl", '{"other": "1"}\n' + LONG + '\n{"q": "1", "nope": "2"}\n', 2, "file-too-big"),
        ("t.jsonl", '{"other": "1"}\n{"other": "2"}\n{"other": "3"}\n{"q": "1", "nope": "2"}\n', 4, "too-many-cases"),
        ("t.jsonl", '{"other": "1"}\n{"q": "1", "nope": }\n', 2, "bad-row"),
        ("t.jsonl", b'{"other": "1"}\n{"q": "\xe9", "nope": "2"}\n', 2, "encoding"),
        ("t.yaml", "- other: one\n- q: no\n  nope: two\n", 2, "ambiguous-value"),
    ],
)
@pytest.mark.parametrize("first", ["", "group_by: nope\n"])
def test_nothing_is_told_of_variables_that_rows_not_read_may_have(  # noqa: PLR0917
    project, monkeypatch, name, content, line, slug, first
):
    monkeypatch.setattr(table_formats, "LONGEST_LINE", 500)
    monkeypatch.setattr(table_rows, "MOST_CASES", 3)
    project.write(f"suites/{name}", content)
    problem = project.problem(f"suite: d\n{first}prompt: 'Say {{{{ q }}}} {{{{ nope }}}}'\ncases: [{{file: {name}}}]\n")
    assert (problem.slug, problem.location.path, problem.location.line) == (slug, f"suites/{name}", line)


@pytest.mark.parametrize("broken", [b'y,"open\n', b"\xe9,z\n"])
def test_a_header_names_all_columns_whatever_becomes_of_the_rows(project, broken):
    project.write("suites/t.csv", b"q,r\nx,y\n" + broken)
    text = "suite: d\nprompt: 'Say {{ qq }} and {{ r }}'\ncases: [{file: t.csv}]\n"
    typo, row = project.problems(text)
    assert (typo.slug, typo.hint) == ("undefined-variable", 'did you mean "q"?')
    assert (row.location.path, row.location.line) == ("suites/t.csv", 3)
    project.write("suites/t.csv", b"q,r\n" + broken)
    assert len(project.problems(text.replace("qq", "q"))) == 1


def test_nothing_is_told_of_variables_of_a_table_that_is_not_there(project):
    text = "suite: d\nprompt: '{{ q }}'\ncases: [{vars: {other: one}}, {file: nosuch.csv}]\n"
    assert project.problem(text).slug != "undefined-variable"


@pytest.mark.parametrize("key", sorted(table_rows.CASE_KEYS))
@pytest.mark.parametrize("name", ["t.jsonl", "t.csv", "t.yaml"])
def test_a_column_named_as_a_key_of_a_case_is_refused_unless_a_template_uses_it(project, name, key):
    value = "yes"
    content = {"t.csv": f"q,{key.upper()}\nx,{value}\n", "t.yaml": f"- {{q: x, {key}: 'yes'}}\n"}
    project.write(f"suites/{name}", content.get(name, json.dumps({"q": "x", key: value}) + "\n"))
    written = key.upper() if name == "t.csv" else key
    text = f"suite: d\nprompt: 'Say {{{{ q }}}}'\ncases: [{{file: {name}}}]\n"
    problem = project.problem(text)
    assert (problem.slug, problem.location.path) == ("misplaced-column", f"suites/{name}")
    assert problem.location.line == (2 if name == "t.csv" else 1)
    assert repr(written) in problem.message
    project.suite(text.replace("{{ q }}", "{{ q }} {{ " + written + " }}"))
    project.suite(text + f'assert: [{{contains: "{{{{ {written} }}}}"}}]\n')


def test_a_mapping_of_variables_in_a_row(project):
    project.write("suites/t.jsonl", '{"id": "a", "vars": {"q": "x"}}\n')
    problem = project.problem("suite: d\nprompt: hello\ncases: [{file: t.jsonl}]\n")
    assert problem.hint.startswith("leave `vars` out: each field")


@pytest.mark.parametrize(
    ("column", "meant"),
    [("expcted", "expected"), ("wieght", "weight"), ("groups", "group"), ("ids", "id"), ("height", ""), ("idea", "")],
)
def test_a_column_that_is_nearly_a_known_one(project, column, meant):
    project.write("suites/t.csv", f"q,{column}\nx,y\n")
    (*told,) = misspelt(project.suite("suite: d\nprompt: '{{ q }}'\ncases: [{file: t.csv}]\n"))
    assert [f'did you mean "{meant}"?' in sentence for sentence in told] == [True] * bool(meant)
    used = "suite: d\nprompt: '{{ q }} {{ " + column + " }}'\ncases: [{file: t.csv}]\n"
    assert not list(misspelt(project.suite(used)))
