"""Stage 2: the baseline's own accepted answers as examples in the conversation, chosen for variety and for the kinds
of case that broke. Only cases to learn from are shown; none of them is then asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from harness.adapting.stages._prompts import with_examples, with_prompt
from harness.errors import InputError
from harness.model.tuning import Pairing, Symptoms, Tried
from harness.protocols import Proposals
from harness.summary.phrases import count_of
from harness.templates.template import render

NUMBER = 2
NEEDS_WRITER = False
COUNTS = (4, 2, 8, 12, 16)
"""Examples to try: a few first; the more there are, the dearer is each call from then on."""
LONGEST = 6_000
"""Characters of all examples together."""


def proposals(best: Tried, attempt: int) -> Proposals:
    del attempt
    symptoms = best.symptoms
    opening = symptoms.step is symptoms.suite.steps[0] or symptoms.step.fresh
    if not opening or symptoms.step.tools or any(message.attachments for message in symptoms.prompt):
        return  # a turn of an example would need what a tool returned, or the file that went with it
    labels = len(set(symptoms.accepted))
    fitting = [
        pairing for pairing in symptoms.pairings if pairing.accepted and pairing.case.id not in best.tuning.examples
    ]
    for count in sorted({*COUNTS, labels}, key=lambda number: (number != labels and number not in COUNTS[:1], number)):
        # At least a third stays unseen, or nothing would tell a prompt that helps from one that gives answers away.
        if not 0 < count <= len(fitting) * 2 // 3:
            continue
        chosen = list(_chosen(fitting, count))
        shown = list(_shown(symptoms, chosen))
        if len(shown) < count:
            continue
        tried = yield replace(
            best.tuning,
            prompts=with_prompt(best.tuning, symptoms.suite, symptoms.step, with_examples(symptoms.prompt, shown)),
            examples=best.tuning.examples | {pairing.case.id for pairing in chosen},
            note=_joined(best.tuning.note, f"shows {count_of(count, 'answer')} of the baseline"),
        )
        assert isinstance(tried, Tried)  # noqa: S101 - a prompt is answered by what became of it


def _chosen(fitting: Sequence[Pairing], count: int) -> Iterator[Pairing]:
    """Answers that differ from each other first, those that broke before the others, in turns by kind of break."""
    left = sorted(fitting, key=lambda pairing: (pairing.good >= pairing.floor, len(pairing.baseline.text)))
    answers: list[str] = []
    kinds: list[str] = []
    for _ in range(count):
        ranks = [(answers.count(_answer(one)), kinds.count(one.kind), at) for at, one in enumerate(left)]
        best = left[min(ranks)[-1]]
        left.remove(best)
        answers.append(_answer(best))
        kinds.append(best.kind)
        yield best


def _shown(symptoms: Symptoms, chosen: Sequence[Pairing]) -> Iterator[tuple[str, str]]:
    """Question and answer, as long as they are not too long together."""
    question = next(message.content for message in reversed(symptoms.prompt) if message.role == "user")
    room = LONGEST
    for pairing in chosen:
        try:
            asked = render(question, pairing.case.vars)
        except InputError:
            return  # it uses the answers of earlier steps, which stand in no case
        room -= len(asked) + len(pairing.baseline.text)
        if room < 0:
            return
        yield asked, pairing.baseline.text.strip()


def _answer(pairing: Pairing) -> str:
    return " ".join(pairing.baseline.text.casefold().split())


def _joined(before: str, note: str) -> str:
    return note if before == "as it is" else f"{before}; {note}"
