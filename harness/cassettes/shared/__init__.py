"""Recordings that many machines share: in a PostgreSQL database or in object storage.

What is kept is what a cassette's line says, under the suite, the cassette, the key (a digest of the request, the sample
and the target's settings) and the case. So two jobs that record the same call write the same place, and the first
stays. A job *holds* a call before it asks: whoever comes second waits for the answer instead of paying for another.

Both kinds are a `SharedRecordings`; `open_at` gives one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from harness.cassettes.shared.terms import Elsewhere, Hold, InDoubt, Ours, RecordingAddress, SharedRecordings
from harness.errors import UsageError

__all__ = [
    "Elsewhere",
    "Hold",
    "InDoubt",
    "Ours",
    "RecordingAddress",
    "SharedRecordings",
    "address_of",
    "is_address",
    "open_at",
]

OFF = "off"
"""The value of the variable in `recordings: env:NAME` that leaves a machine with its own recordings."""
VARIABLE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")


def open_at(setting: str | None, env: Mapping[str, str] | None = None) -> SharedRecordings | None:
    """The shared recordings that `recordings:` of harness.yaml names; None if there are none, or they are `off`.

    Raises:
        UsageError: the variable that should hold the address is not set, or it is no such address.
        MissingExtra: the library that speaks to it is not installed.
        StoreError: it cannot be reached or used.
    """
    address = address_of(setting, os.environ if env is None else env)
    if address is None:
        return None
    if address.startswith("s3://"):
        from harness.cassettes.shared._objects import RecordingsBucket

        return RecordingsBucket(address)
    from harness.cassettes.shared._postgres import RecordingsDatabase

    return RecordingsDatabase(address)


def address_of(setting: str | None, env: Mapping[str, str]) -> str | None:
    """The address itself, read from the environment where the setting says so. Raises UsageError."""
    named = VARIABLE.fullmatch(setting or "")
    address = env.get(named[1], "").strip() if named else setting
    if named and not address:
        raise UsageError(
            f"`recordings` is {setting}, and the variable {named[1]} is not set",
            slug="shared-recordings-unset",
            hint=f"set it to an address (postgresql://… or s3://…), or to `{OFF}` for this machine's own recordings",
        )
    if address is None or address == OFF:
        return None
    if not is_address(address):
        # The address itself is not shown: it may hold a password.
        raise UsageError(
            f"{setting if named else '`recordings`'} holds no address of a PostgreSQL database or a bucket",
            slug="bad-address",
            hint="for example postgresql://host/database or s3://bucket/prefix",
        )
    return address


def is_address(text: str) -> bool:
    """Whether it begins as an address of ours does."""
    return bool(re.match(r"(postgresql(\+psycopg)?|postgres)://.|s3://[^/\s]", text))
