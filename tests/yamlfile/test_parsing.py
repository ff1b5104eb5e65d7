"""The guard around YAML: rows 1 to 10 of the corpus of bad inputs, and what stays readable."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import InputError
from harness.yamlfile import parsing
from harness.yamlfile.parsing import MOST_PROBLEMS, parse


def value_of(text):
    document, problems = parse(text if isinstance(text, bytes) else text.encode(), "x.yaml")
    assert not problems
    return document.value


def problems_of(text):
    try:
        _, problems = parse(text if isinstance(text, bytes) else text.encode(), "x.yaml")
    except InputError as error:
        return error.problems
    return tuple(problems)


def bomb(*, merge=False):
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in range(1, 10):
        inner = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} {{<<: [{inner}]}}" if merge else f"a{level}: &a{level} [{inner}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("a: -0.5", {"a": -0.5}),
        ("a: 1.5e3", {"a": 1500.0}),
        ("a: 1e-3", {"a": 0.001}),
        ("a: true", {"a": True}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: y", {"a": "y"}),
        ("a: none", {"a": "none"}),
        ("a: '012'", {"a": "012"}),
        ("a: !!str no", {"a": "no"}),
        ("a: ! 12", {"a": "12"}),
        ("a: !!int 3", {"a": 3}),
        ("a: !!float 3", {"a": 3.0}),
        ("a: 30 days", {"a": "30 days"}),
        ("a: gpt-5.1", {"a": "gpt-5.1"}),
        ("a: 5,000", {"a": "5,000"}),
        ("a: .5", {"a": 0.5}),
        ("a: ...b", {"a": "...b"}),
        ("a: -", {"a": [None]}),
        ("a: on time", {"a": "on time"}),
        ("{a: Why? Or not?, b: [what?, x?y]}", {"a": "Why? Or not?", "b": ["what?", "x?y"]}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ('a: "\\ud83d\\ude00"', {"a": "😀"}),
        (b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("- 1\n- [2]", [1, [2]]),
        ("é: ü", {"é": "ü"}),
    ],
)
def test_plain_values(text, value):
    found = value_of(text) if text != "a: -" else value_of("a:\n  -")
    assert found == value
    assert json.dumps(found) == json.dumps(value)  # 1, 1.0 and true are equal, but not the same


@pytest.mark.parametrize(
    ("text", "slug", "line", "words"),
    [
        (bomb(), "alias-bomb", 5, "aliases expand past 10 000 nodes"),
        (bomb(merge=True), "merge-key", 2, "merge keys"),
        ("[" * 50_000, "too-deep", 1, "nesting deeper than 50"),
        ("{a: " * 50_000, "too-deep", 1, "nesting deeper than 50"),
        ("- " * 50_000, "too-deep", 1, "nesting deeper than 50"),
        ("a: !!python/object/apply:os.system ['touch canary']", "unknown-tag", 1, "!!python/object/apply:os.system"),
        ("a: !!python/name:os.system ''", "unknown-tag", 1, "data, never code"),
        ("a: !!set {x}", "unknown-tag", 1, "!!set"),
        ("a: !!binary aGk=", "unknown-tag", 1, "!!binary"),
        ("x: 1\na: 2001-99-99", "ambiguous-value", 2, "a date"),
        ("a: !!int x", "bad-tag", 1, "marked with !!int"),
        ("a: !!timestamp x", "unknown-tag", 1, "!!timestamp"),
        ("a: " + "9" * 5000, "number-too-long", 1, "5000 digits"),
        ("a: 1.0e+999", "number-not-finite", 1, "too large"),
        ("a: 1\nb: 2\na: 3", "duplicate-key", 3, "on lines 1 and 3"),
        ('"caf\u00e9": 1\n"cafe\u0301": 2', "duplicate-key", 2, "look the same"),
        ("a: &a [*a]", "recursive-alias", 1, "*a"),
        ("a: *b", "unknown-alias", 1, "&b"),
        ("1: x", "key-not-text", 1, "a number"),
        ("true: x", "key-not-text", 1, "true or false"),
        ("? [a]\n: x", "key-not-text", 1, "a list"),
        ("a: {{ question }}", "key-not-text", 1, "a mapping"),
        ("a: 1\n---\nb: 2", "several-documents", 2, "second document"),
        ("", "empty-file", 1, "empty"),
        ("# nothing\n", "empty-file", 1, "empty"),
        ("a:\n\tb: 1", "yaml-syntax", 2, "tab"),
        ("a: b: c", "yaml-syntax", 1, "second `:`"),
        ("a: [1, 2", "yaml-syntax", 1, "a bracket is opened here and never closed"),
        ("a: 'x", "yaml-syntax", 1, "never closed"),
        ("a: @x", "yaml-syntax", 1, "cannot begin"),
        ('a: "\\d"', "yaml-syntax", 1, "escape"),
        ('a: "\\ud800"', "lone-surrogate", 1, "surrogate"),
        ('a: "\\UFFFFFFFF"', "yaml-syntax", 1, ""),
        ("%YAML 1." + "9" * 5000 + "\n---\na: 1", "yaml-syntax", 1, ""),
        ("a: x\0y", "control-character", 1, "U+0000"),
        ("a: x\x1by", "control-character", 1, "U+001B"),
        ("a: é".encode("utf-16"), "encoding", 1, "UTF-16"),
        ("a: é".encode("utf-32"), "encoding", 1, "UTF-16"),
        ("b: 1\na: é".encode("latin-1"), "encoding", 2, "Latin-1"),
        (b"a: \xed\xa0\x80", "encoding", 1, "not UTF-8"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_refused_with_its_place(text, slug, line, words, seconds):
    with seconds(5):
        problem = problems_of(text)[0]
    assert (problem.slug, problem.location.line) == (slug, line)
    assert words in problem.message
    assert len(str(problem)) < 2000


@pytest.mark.parametrize(
    "word",
    [
        "no", "Yes", "ON", "off", "012", "-017", "0o17", "0x1F", "0b11", "1:30:45", "9:30", "1_000", ".nan", "-.INF",
        "2024-05-01", "2024-5-1 10:00:00", "2001-99-99", "+4712345678", "12e4", "01.5",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["x: {}", "x: [a, {}]", "{}: x"])
def test_words_that_yaml_parsers_read_differently_must_be_quoted(word, place):
    problem = problems_of(place.format(word))[0]
    assert problem.slug == "ambiguous-value"
    assert f'quote it: "{word}"' in problem.hint
    quoted = f'"{word}"'
    assert not problems_of(place.format(quoted))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\nb: [{id: x}\nc:\n  - d: 1\n", "x.yaml:2:4", "a bracket is opened here and not closed before line 3"),
        ("a: 1\nb: [x, y\n", "x.yaml:2:4", "a bracket is opened here and never closed"),
        ("a: {b: 1\nc: 2\n", "x.yaml:1:4", "a brace is opened here and not closed before line 2"),
        ("- q: {r: {s}\n- q: {r: t}\n", "x.yaml:1:6", "a brace is opened here and not closed before line 2"),
        ('a: "x\nb: y\n', "x.yaml:1:4", "a quote is opened here and never closed"),
    ],
)
def test_what_is_left_open_is_told_where_it_was_opened(text, place, words):
    problem = problems_of(text)[-1]
    assert (str(problem.location), problem.message) == (place, words)
    assert problem.source == text.splitlines()[problem.location.line - 1]
    assert problem.hint == "close it, or quote the text that it begins"


def test_a_missing_comma_is_told_where_it_is_missing_and_where_the_list_began():
    problem = problems_of("a: [\n  x,\n  y: {z}\n  q\n]\n")[-1]
    assert problem.location.line == 4
    assert problem.hint.endswith("what is unfinished began on line 1: a: [")


def test_everything_at_once_up_to_the_first_syntax_error():
    found = problems_of("a: no\nb: 012\na: 3\nc: !x y\nd: [")
    assert [problem.slug for problem in found] == [
        "ambiguous-value", "ambiguous-value", "duplicate-key", "unknown-tag", "yaml-syntax",
    ]  # fmt: skip


def test_a_flood_of_problems_is_cut():
    assert len(problems_of("- no\n" * 10_000)) == MOST_PROBLEMS


def test_aliases_of_long_texts_count_by_their_length():
    assert problems_of("a: &a " + "x" * 1_000_000 + "\nb: [" + "*a, " * 20 + "]")[0].slug == "alias-bomb"


def test_places_of_values_keys_and_missing_things():
    document, _ = parse(b"a:\n  b: [1, {c: 2}]\nd: x\n", "x.yaml")
    assert str(document.at("a", "b", 1, "c")) == "x.yaml:2:14"
    assert str(document.at("a", "b", 1, "c", key=True)) == "x.yaml:2:11"
    assert str(document.at("a", key=True)) == "x.yaml:1:1"
    assert str(document.at("a", "nothing")) == "x.yaml:1:1"
    assert str(document.at("a", "b", 7)) == "x.yaml:2:3"
    assert str(document.at()) == "x.yaml:1:1"


def test_places_inside_texts():
    document, _ = parse(b'a: |\n  one\n  two {{ thre }}\nb: is {{ b }}\nc: "x\\n{{ y }}"\n', "x.yaml")
    assert str(document.inside(("a",), 2, "thre")) == "x.yaml:3:10"
    assert str(document.inside(("a",), 2, "absent")) == "x.yaml:3:3"
    assert str(document.inside(("b",), 1, "b")) == "x.yaml:4:10"
    assert str(document.inside(("c",), 2, "y")) == "x.yaml:5:11"


def test_the_caret_stands_under_the_place_even_with_tabs():
    problem = problems_of("a: [x, 'b\tc', no]")[0]
    source, caret = str(problem).splitlines()[1:3]
    assert source[caret.index("^") :].startswith("no")


def test_a_deep_file_does_not_kill_the_process():
    """PyYAML's C parser dies by a signal of this."""
    code = "from harness.yamlfile.parsing import parse\nparse(b'[' * 500_000, 'x')"
    limit = 512 * 1024 * 1024
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        timeout=20,
        check=False,
    )
    assert done.returncode == 1
    assert "nesting deeper than 50" in done.stderr


@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_problems(data):
    problems_of(data)


@given(
    st.lists(
        st.sampled_from([*"[]{}:,-?!&*|>'\"%@`#\n\t ~a1\\u", "<<", "!!", "---", "...", "*a", "&a ", "no"]), max_size=60
    )
)
def test_any_mixture_of_yaml_is_a_document_or_problems(parts):
    for problem in problems_of("".join(parts)):
        assert str(problem)


@given(st.text(max_size=200))
def test_a_quoted_text_arrives_as_it_is(text):
    data = f"a: {json.dumps(text)}".encode()
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert value_of(data) == {"a": text}


EXAMPLES = Path(__file__).parents[2] / "suites"
MIXED = """\
suite: demo
texts:
  - plain text, with: no colon
  - "quoted \\u00e9"
  - |
    block
      text
  - {a: [1, 2.50, true, null], "b c": é, q: Why?}
  - &x {deep: [[1]]}
  - *x
twice: 1
twice: 2
bad: no
"""


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")
def test_libyaml_says_the_same_as_pyyaml(monkeypatch):
    quick = parse(MIXED.encode(), "x.yaml")
    monkeypatch.setattr(parsing, "LIBYAML", None)
    assert parse(MIXED.encode(), "x.yaml") == quick
    assert [problem.slug for problem in quick[1]] == ["duplicate-key", "ambiguous-value"]


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")
@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
def test_libyaml_reads_the_examples_alike(monkeypatch, path):
    quick = parse(path.read_bytes(), "x.yaml")
    monkeypatch.setattr(parsing, "LIBYAML", None)
    assert parse(path.read_bytes(), "x.yaml") == quick


@pytest.mark.parametrize("text", ["a: [1\n", "a: 'x\n", "a: b: c\n", "a: @x\n"])
def test_what_neither_can_read_is_told_in_the_same_words(monkeypatch, text):
    def told():
        with pytest.raises(InputError) as caught:
            parse(text.encode(), "x.yaml")
        return caught.value.problems

    first = told()
    monkeypatch.setattr(parsing, "LIBYAML", None)
    assert told() == first
