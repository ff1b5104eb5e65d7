"""Stage 1: what can be mended without a model's help. Every remedy that sees its break adds its sentence; then they
are tried where else the target may heed them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from harness import plugins
from harness.adapting.stages._prompts import Place, Prompt, added, system_moved, with_prompt
from harness.model.tuning import Edit, Symptoms, Tried, Tuning
from harness.protocols import Proposals

NUMBER = 1
NEEDS_WRITER = False
ROUNDS = 3
"""A mended break may show the next one: a document that is JSON at last lacks a key."""


def proposals(best: Tried, attempt: int) -> Proposals:
    del attempt
    for _ in range(ROUNDS):
        start = best
        for tuning in _placed(best):
            tried = yield tuning
            assert isinstance(tried, Tried)  # noqa: S101 - a prompt is answered by what became of it
            if tried.accepted:
                best = tried
                break
        if best is start:
            return


def _edits(symptoms: Symptoms) -> tuple[list[Edit], Prompt]:
    """What the remedies say, and the messages as they have changed them, one after the other."""
    edits = []
    for name in plugins.names("adapting.remedies"):
        edit = plugins.load("adapting.remedies", name).edit(symptoms)
        # Said once is enough: what did not help where it stands is tried at another place.
        if edit is None or _is_in(edit, symptoms.prompt):
            continue
        edits.append(edit)
        if edit.messages is not None:
            symptoms = replace(symptoms, prompt=edit.messages)
    return edits, symptoms.prompt


def _placed(best: Tried) -> Iterator[Tuning]:
    """All edits together, in the system message, then in the user's; then the system message itself moved; then each
    sentence alone, for they may be in each other's way.
    """
    edits, prompt = _edits(best.symptoms)
    has_system = any(message.role == "system" for message in prompt)
    places: tuple[Place, ...] = ("system", "user") if has_system else ("user", "system")
    symptoms = best.symptoms
    if not (symptoms.step is symptoms.suite.steps[0] or symptoms.step.fresh):
        places = ("user",)  # vendors take a system message at the beginning only
    if edits:
        yield from (_tuning(best, prompt, edits, place) for place in places)
    moved = system_moved(prompt)
    if moved != prompt:
        yield _tuning(best, moved, edits, "user", moved=True)
    if len(edits) > 1:
        yield from (_tuning(best, prompt, [edit], places[0]) for edit in edits if edit.messages is None)


def _tuning(best: Tried, prompt: Prompt, edits: Sequence[Edit], place: Place, *, moved: bool = False) -> Tuning:
    sentences = [edit.instruction for edit in edits if edit.instruction]
    if sentences:
        prompt = added(prompt, sentences, place)
    notes = ["moves the system message into the user's turn"] if moved else []
    notes += [edit.note for edit in edits]
    where = f" (in the {place} message)" if sentences else ""
    symptoms = best.symptoms
    return replace(
        best.tuning,
        prompts=with_prompt(best.tuning, symptoms.suite, symptoms.step, prompt),
        params={**best.tuning.params, **{name: value for edit in edits for name, value in edit.params.items()}},
        note="; ".join(notes) + where,
    )


def _is_in(edit: Edit, prompt: Prompt) -> bool:
    said = bool(edit.instruction) and any(edit.instruction in message.content for message in prompt)
    return said and edit.messages is None and not edit.params
