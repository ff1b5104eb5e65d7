"""What several remedies ask of the answers."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.tuning import Pairing, Symptoms

MOST_WORDS = 8
"""A longer answer is no bare value."""
CHARACTERS_A_TOKEN, ROOM = 4, 3
"""Roughly, in English; and how much shorter than the limit an answer is that was not cut for it."""


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


def words(text: str) -> int:
    return len(text.split())


def broken_by(symptoms: Symptoms, *kinds: str) -> list[Pairing]:
    """The failing cases with a difference, or a failed check, of one of these names."""
    return [
        pairing
        for pairing in symptoms.failing
        if any(difference.guard in kinds for difference in pairing.differences)
        or any(check.assertion.removeprefix("not-") in kinds for check in pairing.failed)
    ]


def short_answers(symptoms: Symptoms) -> bool:
    """Whether the baseline answers with a bare value."""
    lengths = [words(text) for text in symptoms.accepted]
    return bool(lengths) and max(lengths) <= MOST_WORDS


def cut_short(symptoms: Symptoms) -> int | None:
    """The limit of tokens, where answers end at it that need so many; one that rambles needs no longer answers."""
    asked = symptoms.call.request.params if symptoms.call else {}
    cap = symptoms.params.get("max_tokens") or asked.get("max_tokens")
    if cap is None or not any(pairing.candidate.stop_reason == "length" for pairing in symptoms.failing):
        return None
    longest = max((len(text) for text in symptoms.accepted), default=0)
    return int(cap) if longest > cap * CHARACTERS_A_TOKEN / ROOM else None


def most(values: Sequence[bool]) -> bool:
    return bool(values) and sum(values) > len(values) / 2
