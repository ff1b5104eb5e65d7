"""Whether the embedder can read what it is asked to compare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from harness.equivalence.pairs import Means
from harness.model.result import SuiteResult
from harness.model.suite import Suite

BY_MEANING = ("text", "auto", "json")
"""The modes that compare texts by their meaning."""
MOST = 200
"""Answers of a target that are looked at."""
_REMEDY = "sentence-transformers:paraphrase-multilingual-MiniLM-L12-v2"


def out_of_depth(suite: Suite, result: SuiteResult, means: Means) -> Iterator[str]:
    """A remark for the targets most of whose answers are in a language that the embedder does not read."""
    unread = getattr(means.embedder, "unread", None)
    if unread is None or means.reader is not None or suite.output.type not in BY_MEANING:
        return
    targets: dict[str, list[str]] = defaultdict(list)
    for target, some in _texts(result).items():
        foreign = Counter(language for text in some if (language := unread(text)) is not None)
        if 2 * foreign.total() > len(some):
            targets[foreign.most_common(1)[0][0]].append(target)
    name = (means.second or means.embedder).name
    for language, names in targets.items():
        yield (
            f"{suite.name}: most answers of {', '.join(names)} are written in {language}, and the embedder"
            f" {name} reads English: equivalence is less sure (embedder: {_REMEDY} reads many languages)"
        )


def _texts(result: SuiteResult) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = defaultdict(list)
    for answer in result.answers:
        if answer.response is not None and answer.response.text.strip() and len(texts[answer.target]) < MOST:
            texts[answer.target].append(answer.response.text)
    return texts
