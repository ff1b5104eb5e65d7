"""Embedders outside the package: what they ask for, and how they fail."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import httpx2 as httpx
import numpy as np
import pytest

from harness.embedders import openai as by_openai
from harness.embedders import sentence_transformers as by_sentences
from harness.errors import CheckError, MissingExtra


class Client:
    """Answers each request with the next of its answers; an exception is raised."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def post(self, path, *, json):
        assert (path, json["model"], json["encoding_format"]) == ("/embeddings", "m", "float")
        self.asked.append(list(json["input"]))
        answer = self.answers.pop(0) if self.answers else answered(len(json["input"]))
        if isinstance(answer, Exception):
            raise answer
        return answer


def answered(count, width=3):
    rows = [{"index": index, "embedding": [float(index + 1)] * width} for index in reversed(range(count))]
    return httpx.Response(200, json={"data": rows})


def failed(status, code=None, headers=None):
    return httpx.Response(status, headers=headers or {}, json={"error": {"message": "no", "code": code}})


def test_distinct_texts_are_asked_once_and_blank_ones_never():
    client = Client()
    found = by_openai.OpenAIModel("m", client).embed(["a", "b", "a", " "])
    assert client.asked == [["a", "b"]]
    assert np.linalg.norm(found, axis=1).round(5).tolist() == [1, 1, 1, 0]


def test_batches_are_bounded(monkeypatch):
    monkeypatch.setattr(by_openai, "BATCH", 2)
    client = Client()
    by_openai.OpenAIModel("m", client).embed(["a", "b", "c"])
    assert client.asked == [["a", "b"], ["c"]]


@pytest.mark.parametrize(
    ("status", "headers", "waited"),
    [(429, {"retry-after": "3"}, 3.0), (500, {}, 1.0), (429, {"retry-after": "999"}, 10.0)],
)
def test_what_may_pass_is_asked_again(status, headers, waited):
    waits = []
    by_openai.OpenAIModel("m", Client(failed(status, headers=headers)), wait=waits.append).embed(["a"])
    assert waits == [waited]


def test_a_lost_connection_may_come_back():
    client = Client(httpx.ConnectError("no route"))
    by_openai.OpenAIModel("m", client, wait=lambda _: None).embed(["a"])
    assert len(client.asked) == 2


@pytest.mark.parametrize("error", [failed(401), failed(429, code="insufficient_quota")])
def test_what_will_not_pass_is_told_at_once(error):
    client = Client(error)
    with pytest.raises(CheckError, match="cannot be asked"):
        by_openai.OpenAIModel("m", client).embed(["a"])
    assert len(client.asked) == 1


def test_it_gives_up_in_the_end():
    client = Client(*[failed(500)] * 9)
    with pytest.raises(CheckError):
        by_openai.OpenAIModel("m", client, wait=lambda _: None).embed(["a"])
    assert len(client.asked) == by_openai.ATTEMPTS


@pytest.mark.parametrize(
    "answer",
    [
        answered(2),
        httpx.Response(200, json={"data": []}),
        httpx.Response(200, json={}),
        httpx.Response(200, json=[1]),
        httpx.Response(200, text="<html>"),
    ],
)
def test_a_wrong_answer_is_no_vector(answer):
    with pytest.raises(CheckError):
        by_openai.OpenAIModel("m", Client(answer)).embed(["a"])


def test_a_key_and_a_model_are_needed(monkeypatch):
    with pytest.raises(CheckError, match="OPENAI_API_KEY"):
        by_openai.load("m")
    with pytest.raises(CheckError, match="needs a model"):
        by_openai.load("")


def test_the_key_goes_to_the_vendor_only(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.example/v1")
    client = by_openai.load("m")._client
    assert client.base_url.host == "api.openai.com"
    assert client.follow_redirects is False


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra) as caught:
        by_sentences.load("all-MiniLM-L6-v2")
    assert caught.value.hint == "pip install 'portproof[local]'"


def test_a_model_that_cannot_be_had_is_told(monkeypatch):
    def library(name, *, local_files_only=False):
        raise OSError(f"no {name}, {local_files_only}")

    monkeypatch.setitem(sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=library))
    with pytest.raises(CheckError, match="no missing, False"):
        by_sentences.load("missing")


def test_sentence_vectors_are_clean(monkeypatch):
    model = SimpleNamespace(
        encode=lambda texts, **_: np.ones((len(texts), 4)) / 2, get_sentence_embedding_dimension=lambda: 4
    )
    monkeypatch.setitem(
        sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=lambda *_, **__: model)
    )
    found = by_sentences.load("some-model").embed(["a", "", "\ud800"])
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1).tolist() == [1, 0, 1]
    assert by_sentences.load("some-model").embed([]).shape == (0, 4)
