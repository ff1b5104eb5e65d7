"""What the command line understands, and how it answers what it does not."""

from __future__ import annotations

import os

import pytest

from harness.assertions.similar import check as similar
from harness.checks.parsing import parse
from harness.cli._env_file import load_env_file
from harness.cli._options import split
from harness.errors import UsageError
from harness.protocols import Subject


def test_names_with_commas_between_them_are_several():
    assert split(["a,b", "c", " d , "]) == ("a", "b", "c", "d")
    assert split(None) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A_NAME=1\n", {"A_NAME": "1"}),
        ("# c\n\nexport A_NAME='x y'\n", {"A_NAME": "x y"}),
        ('A_NAME="x=y"  # why\n', {"A_NAME": "x=y"}),
        ("\ufeffA_NAME=\n", {"A_NAME": ""}),
    ],
)
def test_an_env_file_is_read(tmp_path, monkeypatch, text, values):
    monkeypatch.setenv("A_NAME", "before")
    monkeypatch.delenv("A_NAME")
    path = tmp_path / ".env"
    path.write_text(text, encoding="utf-8")
    load_env_file(path)

    assert {name: os.environ[name] for name in values} == values


def test_a_line_of_an_env_file_that_is_none_is_told_without_its_text(tmp_path):
    path = tmp_path / ".env"
    path.write_text("A_NAME=1\nsk-secret\n")
    with pytest.raises(UsageError, match=r"\.env:2: expected NAME=VALUE") as caught:
        load_env_file(path)
    assert "sk-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"word-count": {"max": "fifty"}}, "`max`: expected a number, found the text 'fifty'"),
        ({"word-count": {"min": "ten", "max": 50}}, "`min`: expected a number, found the text 'ten'"),
        ({"word-count": {"mni": 10}}, "`mni` is not known here, expected a number or a mapping with some of min, max"),
        ({"trajectory:step-count": {"max": "fifty"}}, "`max`: expected a whole number"),
        ({"is-json": {"type": "objekt"}}, 'did you mean "object"?'),
    ],
)
def test_a_wrong_value_is_told_by_its_part(item, words):
    told = []
    assert parse([item], lambda *mistake: told.append(" ".join(map(str, mistake))), lambda _keys: None) == ()
    assert words in told[0]


def test_a_low_similarity_names_both_texts():
    class Embedder:
        name, threshold = "fake", 0.5

        def embed(self, texts):
            import numpy as np

            return np.eye(len(texts))

    score = similar(Subject(text="got this", embedder=Embedder), ["wanted this"])
    assert not score.passed
    assert 'expected "wanted this", got "got this"' in score.reason
