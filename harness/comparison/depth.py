"""Whether the embedder can read what it is asked to compare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import cast

from harness.equivalence.pairs import Means
from harness.model.result import SuiteResult
from harness.model.suite import Suite
from harness.reading.languages import language

BY_MEANING = ("text", "auto", "json")
"""The modes that compare texts by their meaning."""
MOST = 200
"""Answers of a target that are looked at."""
_REMEDY = "sentence-transformers:paraphrase-multilingual-MiniLM-L12-v2"


def out_of_depth(suite: Suite, result: SuiteResult, means: Means) -> Iterator[str]:
    """A remark for the targets most of whose answers are in a language that the embedder does not read."""
    targets: dict[str, list[str]] = defaultdict(list)
    for target, some in _texts(result).items():
        if language := main_language(suite, means, some):
            targets[language].append(target)
    name = (means.second or means.embedder).name
    for language, names in targets.items():
        yield (
            f"{suite.name}: most answers of {', '.join(names)} are written in {language}, and the embedder"
            f" {name} reads English: equivalence is less sure (embedder: {_REMEDY} reads many languages)"
        )


def main_language(suite: Suite, means: Means, texts: Iterable[str]) -> str | None:
    """In which language most of the first texts are, if the embedder does not read it and is what compares them."""
    unread = getattr(means.embedder, "unread", None)
    if unread is None or means.reader is not None or suite.output.type not in BY_MEANING:
        return None
    some = list(islice(texts, MOST))
    foreign = Counter(named for named in map(unread, some) if named is not None)
    if 2 * foreign.total() > len(some):
        return str(foreign.most_common(1)[0][0])
    # Of one short sentence no language can be told, of several together it can.
    english = sum(language(text) == "English" for text in some)
    return cast("str | None", unread("\n".join(some))) if foreign.total() > english else None


def _texts(result: SuiteResult) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = defaultdict(list)
    for answer in result.answers:
        if answer.response is not None and answer.response.text.strip() and len(texts[answer.target]) < MOST:
            texts[answer.target].append(answer.response.text)
    return texts
