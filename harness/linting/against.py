"""A target that is not configured yet, made of `VENDOR/MODEL`: enough to compile a request, not to send one."""

from __future__ import annotations

import re

from harness import plugins
from harness.errors import UsageError
from harness.facts import bare, book
from harness.model.config import Target

PLACEHOLDER = "http://localhost"
"""Stands for the address of a provider that needs one; nothing is sent to it."""
_SIGNS = r"[-._ ]+"
_LEAST_WORD = 3
"""Letters of a word in which one may be a slip; of a shorter one it makes another word."""


def target_of(name: str) -> Target:
    """Raises UsageError for a vendor that is unknown, or a model that is missing or a known one misspelt."""
    vendor, slash, model = name.partition("/")
    if not (slash and model.strip() and vendor):
        near = book().whole_name(name.strip("/"))
        hint = f'did you mean "{near}"?' if near else "for example anthropic/claude-opus-5"
        raise UsageError(f"--against {name!r}: expected VENDOR/MODEL", slug="bad-target", hint=hint)
    providers = tuple(kind for kind in plugins.names("providers") if kind != "replay")
    if vendor not in providers:
        hint = plugins.suggest(vendor, providers)
        raise UsageError(f"--against {name!r}: no provider is named {vendor!r}", slug="unknown-provider", hint=hint)
    provider = plugins.load("providers", vendor)
    target = Target(
        name=name,
        provider=vendor,
        model=model,
        base_url=PLACEHOLDER if "base_url" in getattr(provider, "NEEDS", ()) else None,
        failure_domain={"vendor": provider.VENDOR},
        vision=bool(getattr(provider, "VISION", False)),
    )
    near = book().nearest(target)
    if book().about(target) is None and near and is_slip(bare(model), near):
        raise UsageError(
            f"--against {name!r}: no model of {vendor} has this name",
            slug="bad-target",
            hint=f'did you mean "{vendor}/{near}"?',
        )
    return target


def is_slip(said: str, name: str) -> bool:
    """Whether `said` is `name` with a slip of the pen: one letter wrong, too many, too few or exchanged with the next
    in one of its words, or another sign between words. A figure that differs is none: it may be a newer model.
    """
    ours, theirs = re.split(_SIGNS, said.lower()), re.split(_SIGNS, name.lower())
    if "".join(ours) == "".join(theirs):
        return True
    if len(ours) != len(theirs):
        return False
    pairs = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    return len(pairs) == 1 and min(map(len, pairs[0])) >= _LEAST_WORD and _one_letter(*pairs[0])


def _one_letter(one: str, other: str) -> bool:
    """Whether one letter, and no figure, makes the difference, or two that changed places."""
    begin = _shared(one, other)
    end = _shared(one[begin:][::-1], other[begin:][::-1])
    one, other = one[begin : len(one) - end], other[begin : len(other) - end]
    if any(sign.isdigit() for sign in one + other):
        return False
    return max(len(one), len(other)) <= 1 or (len(one) == len(other) and one == other[::-1])


def _shared(one: str, other: str) -> int:
    """Characters with which both begin."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))
