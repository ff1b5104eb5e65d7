"""Images and files that go with a message, as a prompt names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from harness.model.exchange import Attachment, AttachmentKind
from harness.visible import shorten
from harness.yamlfile.document import Key
from harness.yamlfile.forms import Scope, tell_unknown_key, wrong_type
from harness.yamlfile.refusal import Refusal

KINDS: Mapping[str, AttachmentKind] = {f"{kind}s": kind for kind in get_args(AttachmentKind)}
"""The keys of a message, and what stands under them."""
MOST_ATTACHED = 100
_REMOTE = ("http://", "https://", "data:", "ftp://", "s3://", "gs://", "file://")

Attached = Mapping[tuple[Key, ...], Attachment]
"""What is attached to a message, by its place in the document."""


def read_attached(raw: Mapping[str, Any], scope: Scope) -> Attached:
    """What stands under `images` and `files`; what is wrong is told to the scope."""
    attachments: dict[tuple[Key, ...], Attachment] = {}
    for key, kind in KINDS.items():
        if key in raw:
            attachments |= _listed(raw[key], kind, scope.into(key))
    if len(attachments) > MOST_ATTACHED:
        scope.tell("out-of-range", f"{len(attachments)} attachments to one message, at most {MOST_ATTACHED}", key=True)
    return attachments


def _listed(raw: object, kind: AttachmentKind, scope: Scope) -> Attached:
    if not isinstance(raw, list):
        scope.tell("wrong-type", f"`{kind}s`: {wrong_type('a list', raw)}", hint=f"{kind}s: [name of a file]")
        return {}
    if not raw:
        scope.tell("empty-value", f"`{kind}s` is an empty list")
    attachments: dict[tuple[Key, ...], Attachment] = {}
    for number, item in enumerate(raw):
        place = scope.into(number)
        name, place = (item["file"], place.into("file")) if _is_file(item) else (item, place)
        if isinstance(item, Mapping) and not _is_file(item):
            _tell_mapping(item, place)
        elif not isinstance(name, str):
            place.tell("wrong-type", f"an attachment: {wrong_type('text', name)}", hint="the name of a file")
        elif not name.strip():
            place.tell("empty-value", "this name is empty")
        else:
            attachments[place.keys] = Attachment(kind, name)
    return attachments


def _is_file(item: object) -> bool:
    return isinstance(item, Mapping) and set(item) == {"file"}


def _tell_mapping(item: Mapping[str, Any], scope: Scope) -> None:
    for key in item:
        if key != "file":
            tell_unknown_key(scope, (key,), ("file",))
    if "file" not in item:
        scope.tell(
            "wrong-type", "an attachment is the name of a file", hint='a placeholder must be quoted: "{{ photo }}"'
        )


def refuse_remote(name: str) -> None:
    """Raises Refusal for an address: suites are data, and what lies elsewhere may be another picture tomorrow."""
    if name.lstrip().lower().startswith(_REMOTE):
        message = f"{shorten(name, 60)!r} is an address, and nothing is fetched from elsewhere"
        raise Refusal("remote-attachment", message, "download it into the project and name the file")
