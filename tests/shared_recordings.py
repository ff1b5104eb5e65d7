"""A recording with its address, and asking for a call."""

from __future__ import annotations

from harness.cassettes.neutral import key_of, request_to_json
from harness.cassettes.shared import RecordingAddress
from harness.cassettes.store import Interaction
from harness.model.exchange import Message, Request, Response

SETTINGS = {"provider": "openai"}


def recording(case: str = "a", text: str = "yes", prompt: str = "Hi") -> tuple[RecordingAddress, Interaction]:
    request = Request(model="m", messages=(Message("user", prompt),))
    made = Interaction(
        key=key_of(request, 0, SETTINGS),
        case=case,
        sample=0,
        settings=SETTINGS,
        request=request_to_json(request),
        response=Response(text=text, served_model="m-1"),
        recorded_at="2026-11-22T00:00:00+00:00",
    )
    return RecordingAddress("refunds", "claude", made.key, case), made


def hold(recordings, address, job, *, resend=False, may_bury=False):
    return recordings.hold(address, job, resend=resend, may_bury=may_bury)
