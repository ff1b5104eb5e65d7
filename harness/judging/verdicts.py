"""A judge's verdict: the last JSON object in its reply that has the asked-for form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from harness import strictjson
from harness.errors import CheckError
from harness.model.exchange import Response

Form = Mapping[str, Callable[[Any], bool]]
"""The keys a verdict must have, and what holds for their values. Further keys do not matter."""
LONGEST = 100_000
"""Characters of a reply that are read, from its end."""
SHOWN = 200


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_yes_no(value: object) -> bool:
    return isinstance(value, bool)


def is_share(value: object) -> bool:
    return is_number(value, 0, 1)


def is_number(value: object, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def verdict(reply: Response, form: Form) -> Mapping[str, Any]:
    """The last object of that form.

    Raises:
        CheckError: the reply holds none.
    """
    try:
        fitting = [reply_object for reply_object in _objects(reply.text[-LONGEST:]) if _fits(reply_object, form)]
    except RecursionError:  # no verdict nests that deeply
        fitting = []
    if fitting and reply.stop_reason != "length":
        return fitting[-1]
    raise _without_verdict(reply)


def reason_of(reply_object: Mapping[str, Any]) -> str:
    """The reason as one line of bearable length."""
    line = " ".join(str(reply_object.get("reason", "")).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _without_verdict(reply: Response) -> CheckError:
    if reply.stop_reason == "length":
        hint = "give the judge more room: params: {max_tokens: …} of its target"
        return CheckError("the judge's reply was cut off before its verdict was complete", hint=hint)
    if reply.stop_reason in ("refusal", "filter"):
        return CheckError("the judge declined to judge this answer")
    ending = " ".join(reply.text.split())[-SHOWN:]
    return CheckError(f"the judge's reply holds no verdict of the asked-for form; it ends: {json.dumps(ending)}")


def _fits(reply_object: Mapping[str, Any], form: Form) -> bool:
    return all(name in reply_object and holds(reply_object[name]) for name, holds in form.items())


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects in a text, those inside of others left out."""
    # Two values under one key are no verdict: readers disagree about which one counts.
    decoder = strictjson.decoder()
    start = 0
    while (at := text.find("{", start)) >= 0:
        try:
            reply_object, start = decoder.raw_decode(text, at)
        except ValueError:
            start = at + 1
        else:
            yield reply_object
