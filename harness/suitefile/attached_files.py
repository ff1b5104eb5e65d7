"""The files behind the names of attachments, found and recognised for every case before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harness.model.exchange import Attachment
from harness.model.suite import Case
from harness.suitefile.attachments import refuse_remote
from harness.suitefile.conversations import attached_in
from harness.suitefile.steps import Placed
from harness.suitefile.tables import Files
from harness.suitefile.variants import Tuned
from harness.templates.template import is_template, rendered
from harness.yamlfile.document import Key
from harness.yamlfile.forms import Scope
from harness.yamlfile.refusal import Refusal

MOST_TOLD = 20
"""Cases named for one and the same template of a name."""


@dataclass(frozen=True, slots=True)
class _AttachmentSite:
    """An attachment in a prompt and where its name stands."""

    named: Attachment
    keys: tuple[Key, ...]


def find_attachments(
    steps: Sequence[Placed], variants: Mapping[str, Tuned], cases: Sequence[Case], files: Files, scope: Scope
) -> dict[str, Attachment]:
    """By their names, filled in; what cannot be attached is told where it is named, in the prompt or in the case."""
    attachments: dict[str, Attachment] = {}
    for site in _sites(steps, variants):
        refusals = 0
        for name, case in _names(site, cases):
            try:
                refuse_remote(name)
                attachments[name] = files.attachment(name, site.named.kind)
            except Refusal as refused:
                refusals += 1
                if refusals <= MOST_TOLD:
                    _tell(refused, site, case, scope)
    for case, attachment in _in_conversations(steps, variants, cases):
        if attachment.name not in attachments:
            try:
                refuse_remote(attachment.name)
                attachments[attachment.name] = files.attachment(attachment.name, attachment.kind)
            except Refusal as refused:
                place = case.location or scope.at()
                scope.tell_at(place, refused.slug, f"case {case.id!r}: {refused.message}", hint=refused.hint)
    return attachments


def _in_conversations(
    steps: Sequence[Placed], variants: Mapping[str, Tuned], cases: Sequence[Case]
) -> Iterator[tuple[Case, Attachment]]:
    """What messages in variables name."""
    prompts = [placed.prompt for placed in steps] + [
        prompt for tuned in variants.values() for prompt in tuned.prompts.values()
    ]
    names = dict.fromkeys(turn.message.variable for prompt in prompts for turn in prompt if turn.message.variable)
    for case in cases:
        for name in names:
            for attachment in attached_in(case.vars.get(name)):
                yield case, attachment


def _sites(steps: Sequence[Placed], variants: Mapping[str, Tuned]) -> Iterator[_AttachmentSite]:
    """Each once: a variant shares turns with the suite's prompt."""
    seen: set[tuple[Key, ...]] = set()
    for placed in steps:
        prompts = [tuned.prompts.get(placed.step.name, ()) for tuned in variants.values()]
        for turn in (turn for prompt in (placed.prompt, *prompts) for turn in prompt):
            for keys, named in zip(turn.attached, turn.message.attachments, strict=True):
                # Variants share the prompts that they do not change.
                if keys not in seen:
                    seen.add(keys)
                    yield _AttachmentSite(named, keys)


def _names(site: _AttachmentSite, cases: Sequence[Case]) -> Iterator[tuple[str, Case | None]]:
    """The name for each case, each name once; what cannot be filled in is told elsewhere."""
    if not is_template(site.named.name):
        yield site.named.name, None
        return
    seen: set[str] = set()
    for case in cases:
        name, flaws = rendered(site.named.name, case.vars)
        # A name that cannot be filled in is told with the placeholders; here it would be told twice.
        if not flaws and name not in seen:
            seen.add(name)
            yield name, case


def _tell(refused: Refusal, site: _AttachmentSite, case: Case | None, scope: Scope) -> None:
    suite_scope = replace(scope, keys=())
    if case is None:
        suite_scope.tell(refused.slug, refused.message, *site.keys, hint=refused.hint)
    else:
        place = case.location or suite_scope.at(*site.keys)
        suite_scope.tell_at(place, refused.slug, f"case {case.id!r}: {refused.message}", hint=refused.hint)
