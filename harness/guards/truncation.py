"""`truncation`: the candidate's answer was cut off and the baseline's was not.

The vendor's own word counts first (stop reason "length" or "context"). Without it an answer counts as cut
when it ends inside a code block, or on a word or comma after which something must follow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference

KIND = "truncated"
_CUT = ("length", "context")
_LEAST_WORDS = 20
_DANGLING = frozenset(
    "the a an and or of to in on for with by from at that which because but is are was were your their".split()  # noqa: SIM905
)
_SENTENCES = re.compile(r"\w{3}[.!?] +[A-Z]")
_LAST_WORD = re.compile(r"\w+\Z")


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    del context
    # Where the baseline is cut as well, the limit of tokens is the suite's and says nothing of the candidate.
    if _is_cut(baseline) or not (_is_cut(candidate) or _breaks_off(baseline.text, candidate.text)):
        return ()
    return (
        Difference(
            "truncation",
            f"… {_last(baseline.text)}",
            f"cut off after … {_last(candidate.text)}",
            KIND,
            side="candidate",
        ),
    )


def breaks_off(response: Response, *, prose: bool) -> bool:
    """Whether an answer looks cut for itself, with no other beside it: so says the vendor, or it ends where nobody
    ends. One such answer is a slip; of many, somebody should know. `prose`: it is text, which ends with a sentence.
    """
    if response.stop_reason in _CUT:
        return True
    text = response.text.rstrip()
    if not prose:
        return False
    return _is_cut(response) or (_dangles(text) and " " in text) or _leaves_a_sentence(text)


def _leaves_a_sentence(text: str) -> bool:
    """Whether the last of several sentences in a long paragraph lacks its end; links and the like may stand there."""
    paragraph = text.rpartition("\n")[2]
    words = paragraph.split()
    return len(words) > _LEAST_WORDS and words[-1].isalpha() and _SENTENCES.search(paragraph) is not None


def _is_cut(response: Response) -> bool:
    if response.stop_reason in _CUT:
        return True
    text = response.text.rstrip()
    # An odd number of fences leaves a block open.
    if text.count("```") % 2:
        return True
    return _dangles(text) and len(text.split(None, _LEAST_WORDS)) > _LEAST_WORDS


def _breaks_off(baseline: str, candidate: str) -> bool:
    """Whether a short answer repeats the other's words up to a word after which something must follow."""
    if not _dangles(candidate.rstrip()):
        return False
    ours, theirs = baseline.split(), candidate.split()
    return len(theirs) < len(ours) and ours[: len(theirs)] == theirs


def _dangles(text: str) -> bool:
    """Whether it ends on a comma or a word after which something must follow."""
    if text.endswith(","):
        return True
    if not (text[-1:].isalnum() or text[-1:] == "_"):
        return False
    last = _LAST_WORD.search(text[-20:])
    return last is not None and last[0].lower() in _DANGLING


def _last(text: str) -> str:
    return " ".join(text[-300:].split()[-6:])
