"""Variants: a re-tuned prompt or other parameters for one target, or for all of one vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.model.config import Config, Target
from harness.model.exchange import Message
from harness.model.suite import Variant
from harness.plugins import suggest
from harness.suitefile._forms import Scope, validate
from harness.suitefile._prompts import Prompt, patch_prompt
from harness.suitefile._suite_forms import VariantForm


@dataclass(frozen=True, slots=True)
class Tuned:
    """A variant as one target gets it; `prompt` empty if it keeps the suite's."""

    prompt: Prompt
    variant: Variant


def messages_of(prompt: Prompt) -> tuple[Message, ...]:
    return tuple(turn.message for turn in prompt)


def read_variants(raw: Mapping[str, Any], prompt: Prompt, config: Config, scope: Scope) -> dict[str, Tuned]:
    """What each target gets, by its name: variants for its provider, its vendor and itself, the later ones on top.

    A name that is a target's means that target only, even if a vendor has the same name.
    """
    forms = _forms(raw, config, scope)
    # Each is read once against the suite's prompt, so that what is wrong is told once.
    for name, form in forms.items():
        if form.prompt is not None:
            patch_prompt(form.prompt, prompt, scope.into(name, "prompt"))
    found: dict[str, Tuned] = {}
    for target in config.targets.values():
        names = [name for name in _names(target, config) if name in forms]
        if names:
            found[target.name] = _tuned(names, forms, prompt, Scope(scope.document, [], scope.keys))
    return found


def _forms(raw: Mapping[str, Any], config: Config, scope: Scope) -> dict[str, VariantForm]:
    known = dict.fromkeys(name for target in config.targets.values() for name in reversed(_names(target, config)))
    forms: dict[str, VariantForm] = {}
    for name, fields in raw.items():
        one = scope.into(name)
        if name not in known:
            message = f"no target or vendor is named {name!r}"
            scope.tell("unknown-target", message, name, key=True, hint=suggest(name, tuple(known)))
        form = validate(VariantForm, fields, one)
        if isinstance(fields, dict) and fields.get("prompt", "") is None:
            one.tell("empty-value", "`prompt` has no value", "prompt")
        if form is not None:
            forms[name] = form
    return forms


def _names(target: Target, config: Config) -> tuple[str, ...]:
    """What the target answers to, the most particular last."""
    general = dict.fromkeys((target.provider, target.vendor))
    return (*(name for name in general if name not in config.targets), target.name)


def _tuned(names: list[str], forms: Mapping[str, VariantForm], prompt: Prompt, scope: Scope) -> Tuned:
    params: dict[str, Any] = {}
    changed: Prompt = ()
    for name in names:
        form = forms[name]
        params |= form.params.chosen() if form.params else {}
        if form.prompt is not None:
            changed = patch_prompt(form.prompt, changed or prompt, scope.into(name, "prompt"))
    return Tuned(changed, Variant(prompt=messages_of(changed) or None, params=params))
