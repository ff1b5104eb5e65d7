"""Variants: a re-tuned prompt or other parameters for one target, or for all of one vendor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.model.config import Config, Target
from harness.model.suite import Adapted, Variant
from harness.plugins import suggest
from harness.suitefile.forms.suite import VariantForm
from harness.suitefile.prompts import PlacedMessage, Prompt, patch_prompt
from harness.suitefile.steps import Placed, refuse_system
from harness.yamlfile.document import Key
from harness.yamlfile.forms import Scope, validate


@dataclass(frozen=True, slots=True)
class Tuned:
    """A variant as one target gets it; `prompts` of the steps that it changes, by name."""

    prompts: Mapping[str, Prompt]
    variant: Variant


def read_variants(raw: Mapping[str, Any], steps: Sequence[Placed], config: Config, scope: Scope) -> dict[str, Tuned]:
    """What each target gets, by its name: variants for its provider, its vendor and itself, the later ones on top.

    A name that is a target's means that target only, even if a vendor has the same name.
    """
    forms = _forms(raw, config, scope)
    # Each is read once against the suite's prompts, so that what is wrong is told once.
    for name, form in forms.items():
        _check_kind(form, steps, scope.into(name))
        _patched({}, form, steps, scope.into(name))
    variants: dict[str, Tuned] = {}
    silent = Scope(scope.document, [], scope.keys)
    for target in config.targets.values():
        params: dict[str, Any] = {}
        prompts: dict[str, Prompt] = {}
        adapted: Adapted | None = None
        names = [name for name in _names(target, config) if name in forms]
        for name in names:
            form = forms[name]
            params |= form.params.model_dump(exclude_unset=True) if form.params else {}
            adapted = Adapted(**form.adapted.model_dump()) if form.adapted else adapted
            prompts = _patched(prompts, form, steps, silent.into(name))
        if names:
            messages = {name: tuple(turn.message for turn in prompt) for name, prompt in prompts.items()}
            variants[target.name] = Tuned(prompts, Variant(prompts=messages, params=params, adapted=adapted))
    return variants


def turns_by_step(steps: Sequence[Placed], variants: Mapping[str, Tuned]) -> dict[str, tuple[PlacedMessage, ...]]:
    """Every turn of each step's prompt and of its variants, by the step's name: once, where variants share it."""
    turns: dict[str, tuple[PlacedMessage, ...]] = {}
    for placed in steps:
        name = placed.step.name
        prompts = [placed.prompt, *(tuned.prompts.get(name, ()) for tuned in variants.values())]
        # A variant may attach other files to a turn that it shares.
        turns[name] = tuple({(turn.keys, turn.attached): turn for prompt in prompts for turn in prompt}.values())
    return turns


def _forms(raw: Mapping[str, Any], config: Config, scope: Scope) -> dict[str, VariantForm]:
    possible = dict.fromkeys(name for target in config.targets.values() for name in reversed(_names(target, config)))
    forms: dict[str, VariantForm] = {}
    for name, fields in raw.items():
        place = scope.into(name)
        if name not in possible:
            message = f"no target or vendor is named {name!r}"
            scope.tell("unknown-target", message, name, key=True, hint=suggest(name, tuple(possible)))
        form = validate(VariantForm, fields, place)
        if isinstance(fields, dict) and fields.get("prompt", "") is None:
            place.tell("empty-value", "`prompt` has no value", "prompt")
        if form is not None:
            forms[name] = form
    return forms


def _names(target: Target, config: Config) -> tuple[str, ...]:
    """What the target answers to, the most particular last."""
    general = dict.fromkeys((target.provider, target.vendor))
    return (*(name for name in general if name not in config.targets), target.name)


def _check_kind(form: VariantForm, steps: Sequence[Placed], scope: Scope) -> None:
    """A suite of steps is changed by step, another by its prompt."""
    names = tuple(placed.step.name for placed in steps if placed.step.name)
    if names and form.prompt is not None:
        message, hint = "this suite has steps; a variant changes them by name", "steps: {" + names[0] + ": …}"
        scope.tell("misplaced-key", message, "prompt", key=True, hint=hint)
    for name in form.steps:
        if not names:
            scope.tell("misplaced-key", "this suite has a `prompt`, not `steps`", "steps", key=True, hint="prompt: …")
            return
        if name not in names:
            hint = suggest(name, names)
            scope.tell("unknown-step", f"there is no step {name!r}", "steps", name, key=True, hint=hint)


def _patched(
    prompts: Mapping[str, Prompt], form: VariantForm, steps: Sequence[Placed], scope: Scope
) -> dict[str, Prompt]:
    """The prompts with those that the variant changes; the others are the suite's."""
    # A copy: the suite's own prompts serve the other targets.
    patched = dict(prompts)
    for placed in steps:
        name = placed.step.name
        keys: tuple[Key, ...] = ("steps", name) if name else ("prompt",)
        patch = form.steps.get(name) if name else form.prompt
        if patch is not None:
            patched[name] = patch_prompt(patch, patched.get(name) or placed.prompt, scope.into(*keys))
            refuse_system(patched[name], scope.into(*keys), opening=placed.opening)
    return patched
