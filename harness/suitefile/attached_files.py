"""The files behind the names of attachments, found and recognised for every case before anything is sent."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harness.model.exchange import Attachment
from harness.model.suite import Case
from harness.suitefile.conversations import attached_in
from harness.suitefile.prompts import PlacedMessage
from harness.suitefile.tables import Files
from harness.templates.template import is_template, rendered
from harness.visible import shorten
from harness.yamlfile.document import Key
from harness.yamlfile.forms import Scope
from harness.yamlfile.refusal import Refusal

_REMOTE = ("http://", "https://", "data:", "ftp://", "s3://", "gs://", "file://")
MOST_TOLD = 20
"""Cases named for one and the same template of a name."""


@dataclass(frozen=True, slots=True)
class _AttachmentSite:
    """An attachment in a prompt and where its name stands."""

    keys: tuple[Key, ...]
    named: Attachment


def vary_by_case(turns: Mapping[str, Sequence[PlacedMessage]]) -> bool:
    """Whether cases decide what is attached: by a name to be filled in, or by the messages in a variable."""
    every = [turn for of_step in turns.values() for turn in of_step]
    named = [attachment.name for turn in every for attachment in turn.message.attachments]
    return any(map(is_template, named)) or any(turn.message.variable for turn in every)


def find_attachments(
    turns: Mapping[str, Sequence[PlacedMessage]], cases: Sequence[Case], files: Files, scope: Scope
) -> dict[str, Attachment]:
    """By their names, filled in; what cannot be attached is told where it is named, in the prompt or in the case.
    `turns` are those of each step and of its variants, by its name.
    """
    attachments: dict[str, Attachment] = {}
    every = [turn for of_step in turns.values() for turn in of_step]
    named = {keys: named for turn in every for keys, named in zip(turn.attached, turn.message.attachments, strict=True)}
    for site in itertools.starmap(_AttachmentSite, named.items()):
        refusals = 0
        for name, case in _names(site, cases):
            try:
                _refuse_remote(name)
                attachments[name] = files.attachment(name, site.named.kind)
            except Refusal as refused:
                refusals += 1
                if refusals <= MOST_TOLD:
                    _tell(refused, site, case, scope)
    for case, attachment in _in_conversations(every, cases):
        if attachment.name not in attachments:
            try:
                _refuse_remote(attachment.name)
                attachments[attachment.name] = files.attachment(attachment.name, attachment.kind)
            except Refusal as refused:
                place = case.location or scope.at()
                scope.tell_at(place, refused.slug, f"case {case.id!r}: {refused.message}", hint=refused.hint)
    return attachments


def _in_conversations(turns: Sequence[PlacedMessage], cases: Sequence[Case]) -> Iterator[tuple[Case, Attachment]]:
    """What messages in variables name."""
    names = dict.fromkeys(turn.message.variable for turn in turns if turn.message.variable)
    for case in cases:
        for name in names:
            for attachment in attached_in(case.vars.get(name)):
                yield case, attachment


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


def _refuse_remote(name: str) -> None:
    """Raises Refusal for an address: suites are data, and what lies elsewhere may be another picture tomorrow."""
    if name.lstrip().lower().startswith(_REMOTE):
        message = f"{shorten(name, 60)!r} is an address, and nothing is fetched from elsewhere"
        raise Refusal("remote-attachment", message, "download it into the project and name the file")
