"""`openai:<model>`: embeddings of OpenAI's API, such as `openai:text-embedding-3-small`.

Texts leave this machine, calls are paid, and scoring then depends on the vendor: the default `builtin` does
neither. The key is read from OPENAI_API_KEY and sent to api.openai.com only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from harness.errors import CheckError

if TYPE_CHECKING:
    from harness.protocols import Vectors

VENDOR = "openai"
THRESHOLD = 0.5
HOST = "https://api.openai.com/v1"
KEY_ENV = "OPENAI_API_KEY"
TIMEOUT_S = 60.0
ATTEMPTS = 3
_PASSING, _SERVER = (408, 409, 429), 500
LONGEST_WAIT_S = 10.0
LONGEST_REASON = 300
"""Characters of a refusal that are shown."""
BATCH = 256
"""Texts in one request; the API takes 2,048."""
BATCH_CHARACTERS = 200_000
"""Characters in one request: the API takes 300,000 tokens."""
LONGEST_TEXT = 24_000
"""Characters of a text that are embedded: the API takes 8,191 tokens."""


def load(argument: str) -> OpenAIModel:
    """Raises CheckError without a model or a key."""
    if not argument.strip():
        raise CheckError("the embedder 'openai' needs a model", hint="embedder: openai:text-embedding-3-small")
    key = os.environ.get(KEY_ENV, "").strip()
    if not key:
        raise CheckError(
            f"the embedder 'openai' needs a key in {KEY_ENV}", hint=f"export {KEY_ENV}=…, or use embedder: builtin"
        )
    return _connected(argument, key)


@cache
def _connected(argument: str, key: str) -> OpenAIModel:
    import httpx2

    # A redirect would take the key and the texts to another host; a proxy of the environment would read them.
    client = httpx2.Client(
        base_url=HOST,
        headers={"authorization": f"Bearer {key}"},
        timeout=TIMEOUT_S,
        follow_redirects=False,
        trust_env=False,
    )
    return OpenAIModel(argument, client)


class OpenAIModel:
    """Asks once for each batch of distinct texts, again after a limit or an outage, up to ATTEMPTS times."""

    threshold = THRESHOLD

    def __init__(self, model: str, client: Any, wait: Any = time.sleep) -> None:
        self.name = f"openai:{model}"
        self._model, self._client, self._wait = model, client, wait

    def embed(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        asked = list(dict.fromkeys(_clean(text) for text in texts if text.strip()))
        rows = {text: row for batch in _batches(asked) for text, row in zip(batch, self._ask(batch), strict=True)}
        width = len(next(iter(rows.values()), ()))
        vectors: Vectors = np.zeros((len(texts), width), dtype=np.float32)
        for index, text in enumerate(texts):
            if text.strip():
                vectors[index] = rows[_clean(text)]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        lengths[lengths == 0] = 1
        vectors /= lengths
        return vectors

    def _ask(self, batch: list[str]) -> list[Any]:
        import httpx2

        body = {"model": self._model, "input": batch, "encoding_format": "float"}
        for attempt in range(ATTEMPTS):
            answer: httpx2.Response | None = None
            try:
                answer = self._client.post("/embeddings", json=body)
            except httpx2.HTTPError as error:
                problem = f"{type(error).__name__}: {error}"
            else:
                if answer.is_success:
                    return self._read(batch, answer)
                problem = f"status {answer.status_code}: {answer.text[:LONGEST_REASON]}"
            if attempt + 1 == ATTEMPTS or not _may_pass(answer):
                raise CheckError(f"{self.name} cannot be asked: {problem}")
            self._wait(_pause(answer, attempt))
        raise AssertionError("unreachable")

    def _read(self, batch: list[str], answer: Any) -> list[Any]:
        """The vectors in the order of the texts; a compatible server may answer 200 with anything."""
        try:
            # The API promises an `index`, not an order.
            items = sorted(answer.json()["data"], key=lambda item: item["index"])
            vectors = [[float(number) for number in item["embedding"]] for item in items]
            order = [item["index"] for item in items]
        except (ValueError, TypeError, KeyError) as error:
            raise CheckError(f"{self.name} answered no vectors: {answer.text[:LONGEST_REASON]}") from error
        if order != list(range(len(batch))):
            raise CheckError(f"{self.name} answered {len(items)} vectors for {len(batch)} texts")
        if len({len(vector) for vector in vectors}) != 1:
            raise CheckError(f"{self.name} answered vectors of different lengths")
        return vectors


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and (len(batch) == BATCH or size + len(text) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def _clean(text: str) -> str:
    return text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")


def _may_pass(answer: Any) -> bool:
    """Limits, outages and lost connections (no answer), unless the account's quota is spent."""
    if answer is None:
        return True
    return "insufficient_quota" not in answer.text and (answer.status_code in _PASSING or answer.status_code >= _SERVER)


def _pause(answer: Any, attempt: int) -> float:
    """What the server asks for, else a second, doubled each time; bounded."""
    try:
        asked = float(answer.headers["retry-after"])
    except (AttributeError, KeyError, ValueError):
        asked = 2.0**attempt
    return min(max(asked, 0.0), LONGEST_WAIT_S)
