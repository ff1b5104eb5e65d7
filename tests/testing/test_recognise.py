from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.testing.recognise import looks_like_suite

PLAIN = 'suite: s\nprompt: "{{ q }}"\ncases:\n  - {id: c, vars: {q: x}}\n'


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "prompt: x\nsuit: s\n",
        '"suite" : s\n',
        "description: d\ntags: [a]\nsuite: s\n",
        '{suite: s, prompt: "{{ q }}", cases: [{}]}\n',
        '{"prompt": "x",\n "suite": "s"}\n',
        '{\n  "description": "d",\n  "cases": []\n}\n',
        "  suite: s\n  prompt: x\n",
        "# licence\n" * 20_000 + PLAIN,
        "\n\n   \n# c\n%YAML 1.2\n---\n# more\n" + PLAIN,
        "--- {suite: s}\n",
        "---   # the suite\n" + PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "? suite\n: s\n",
        "!!str suite: s\n",
        "&a suite: s\n",
        '"s\\x75ite": s\n',
        "!!map {suite: s}\n",
        "--- !!map\nx: {prompt: 1}\nsuite: s\n",
        "x: [1, {a: b}]\n'suite'\t: s\n",
        "description: |\n  long\n  text\n'cases'   : []\n",
    ],
)
def test_a_suite_in_any_style(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_bytes(text.encode())
    assert looks_like_suite(path)
    path.write_bytes(text.encode("utf-16"))
    assert looks_like_suite(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# suite: s\n",
        "- suite: s\n  prompt: x\n",
        "  - {suite: s}\n",
        "[{suite: s}]\n",
        "- id: a\n  prompt: b\n",
        "stages: [build]\nbuild:\n  suite: s\n",
        "  jobs:\n    prompt: x\n",
        "jobs: {test: {script: [x]}}\n",
        "suites: [a]\n",
        "description: |\n  suite: s\n",
        "{a: [b, c]}\n",
        "{{ helm }}: x\n",
        "just text\n",
        "a: 'prompt'\n",
        "'a': prompt\nb: suite\n",
    ],
)
def test_what_is_no_suite(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_text(text)
    assert not looks_like_suite(path)


def test_a_large_file_of_another_kind_is_not_read_to_its_end(tmp_path, seconds):
    path = tmp_path / "x.yaml"
    path.write_text("other:\n" + "  - {a: b}\n" * 300_000)
    with seconds(5):
        assert not looks_like_suite(path)


@given(st.binary(max_size=100))
def test_any_bytes(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    assert looks_like_suite(path) in (True, False)
