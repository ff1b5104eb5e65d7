"""Shared recordings in object storage (the S3 API): an object each.

Nothing is overwritten unseen: a recording and a hold are written on the condition that nothing is there yet, or that
what is there is what was read. Times are the storage's own.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from harness.cassettes.shared import terms
from harness.cassettes.shared.terms import Elsewhere, Hold, InDoubt, Ours, RecordingAddress, packed, unpacked, unusable
from harness.cassettes.store import Interaction
from harness.errors import MissingExtra, StoreError

Result = TypeVar("Result")
RECORDINGS, HOLDS, JOBS = "recordings", "holds", "jobs"
SUFFIX = ".json.gz"
_HINTS = (
    ("NoSuchBucket", "there is no such bucket", "make it, or mend `recordings` in harness.yaml"),
    ("AccessDenied", "access is denied", "the key needs to list, read, write and delete below the prefix"),
    ("SignatureDoesNotMatch", "the secret key is wrong", "check AWS_SECRET_ACCESS_KEY"),
    ("InvalidAccessKeyId", "the key is not known there", "check AWS_ACCESS_KEY_ID and AWS_ENDPOINT_URL"),
    ("ExpiredToken", "the credentials have expired", "renew them"),
    ("PermanentRedirect", "the bucket lies in another region", "set AWS_REGION to it"),
    ("AuthorizationHeaderMalformed", "the bucket lies in another region", "set AWS_REGION to it"),
    ("error sending request", "nobody answers at its address", "check AWS_ENDPOINT_URL and the network"),
    ("redirect without LOCATION", "the bucket lies in another region", "set AWS_REGION to it"),
    ("builder error", "its address is no https:// one", "AWS_ALLOW_HTTP=true allows http:// on a network of your own"),
    ("InstanceCredentials", "no credentials were found", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    ("169.254.169.254", "no credentials were found", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
)
"""What stands in an answer of a storage, what it means, and what helps."""


class RecordingsBucket:
    """A prefix of a bucket; its library tries again by itself what a storage could not do at once."""

    threads = 32

    def __init__(self, address: str) -> None:
        """Raises MissingExtra or StoreError."""
        try:
            import obstore
            from obstore import exceptions
        except ImportError as error:
            raise MissingExtra("obstore", "s3") from error
        self._api = obstore
        self._exists = (exceptions.AlreadyExistsError, exceptions.PreconditionError)
        self._troubles = (exceptions.BaseError, OSError, ValueError)
        self.place = address
        self._store = self._opened(terms.PATIENCE_S)
        self._versions: dict[str, str] = {}
        """Of each hold of ours, what identifies it as we wrote it."""
        self._now: datetime | None = None
        # What is wrong from the start is told at once, without patience.
        once = self._opened(1.0)
        self._done(lambda: next(iter(self._api.list(once, RECORDINGS, chunk_size=1)), None))

    def _opened(self, patience_s: float) -> Any:
        from datetime import timedelta

        from obstore.store import S3Store

        retries = 2 if patience_s < terms.PATIENCE_S else 20
        client: dict[str, Any] = {"timeout": "30s", "connect_timeout": "5s"}
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
        if _is_own_machine(endpoint):
            client["allow_http"] = True
        settings: dict[str, Any] = {
            "retry_config": {"max_retries": retries, "retry_timeout": timedelta(seconds=patience_s)},
            "client_options": client,
            **({"endpoint": endpoint} if endpoint else {}),
        }
        return self._done(lambda: S3Store.from_url(self.place, **settings))

    def fetch(self, addresses: Collection[RecordingAddress]) -> Mapping[RecordingAddress, Interaction]:
        with ThreadPoolExecutor(self.threads) as pool:
            found = zip(addresses, pool.map(self._recorded, addresses), strict=True)
            return {address: interaction for address, interaction in found if interaction is not None}

    def of_suite(self, suite: str) -> Iterator[tuple[RecordingAddress, Interaction]]:
        paths = list(self._paths(f"{RECORDINGS}/{suite}/"))

        def read(path: str) -> tuple[RecordingAddress, Interaction] | None:
            cassette, _, name = path.removeprefix(f"{RECORDINGS}/{suite}/").rpartition("/")
            address = RecordingAddress(suite, cassette, name.removesuffix(SUFFIX).partition("-")[0], "")
            read = self._read(path)
            if read is None:
                return None
            interaction = unpacked(read[0], address, self.place)
            return address._replace(case=interaction.case), interaction

        with ThreadPoolExecutor(self.threads) as pool:
            yield from (found for found in pool.map(read, paths) if found is not None)

    def add(self, address: RecordingAddress, interaction: Interaction, *, replace: bool = False) -> bool:
        body = packed(interaction)
        is_ours = self._add(_general(address), address, body, replace=replace)
        if is_ours is None:  # another case's recording has the place: this one gets its own
            is_ours = self._add(_special(address), address, body, replace=replace)
        self._delete(_hold(address))
        return bool(is_ours)

    def _add(self, path: str, address: RecordingAddress, body: bytes, *, replace: bool) -> bool | None:
        """Whether the body is kept at the path; None if it holds another case's recording."""
        if self._put(path, body, mode="create") is not None:
            return True
        there = self._read(path)
        if there is None:  # deleted between the two
            return self._put(path, body, mode="create") is not None
        if there[0] == body:
            return True
        try:
            if unpacked(there[0], address, self.place).case != address.case:
                return None
        except StoreError:  # damaged: `replace` is what mends it
            if not replace:
                raise
        return replace and self._put(path, body, mode="overwrite") is not None

    def hold(self, address: RecordingAddress, job: str, *, resend: bool, may_bury: bool) -> Hold:
        held = self._take(address, job, resend=resend, may_bury=may_bury)
        # Looked at under the hold: whoever held it before has recorded, or never will.
        recorded = self._recorded(address, of_any_case=False)
        if recorded is None:
            return held
        if isinstance(held, Ours):
            self._delete(_hold(address))
        return recorded

    def _take(self, address: RecordingAddress, job: str, *, resend: bool, may_bury: bool) -> Hold:
        path, body = _hold(address), _hold_body(job, "waiting")
        version = self._put(path, body, mode="create")
        if version is None:
            there = self._read(path)
            if there is None:
                return Elsewhere("")
            holder = json.loads(there[0])
            is_doubtful = holder["state"] == "doubt"
            if (
                holder["job"] != job
                and holder["state"] in ("waiting", "sent")
                and may_bury
                and self._is_dead(holder["job"])
            ):
                is_doubtful, is_free = holder["state"] == "sent", holder["state"] == "waiting"
            else:
                is_free = holder["state"] == "free" or holder["job"] == job
            if not (is_free or (is_doubtful and resend)):
                return InDoubt(holder["job"]) if is_doubtful else Elsewhere(holder["job"])
            version = self._put(path, body, mode={"e_tag": there[1]})
            if version is None:
                return Elsewhere("")
        self._versions[path] = version
        return Ours()

    def sent(self, address: RecordingAddress, job: str) -> bool:
        return self._change(address, job, "sent")

    def give_up(self, address: RecordingAddress, job: str, *, in_doubt: bool) -> None:
        self._change(address, job, "doubt" if in_doubt else "free")

    def _change(self, address: RecordingAddress, job: str, state: str) -> bool:
        path, body = _hold(address), _hold_body(job, state)
        known = self._versions.get(path)
        version = None if known is None else self._put(path, body, mode={"e_tag": known})
        if version is None:
            there = self._read(path)
            if there is None or there[0] != body:
                return False
            version = there[1] or ""  # ours: the confirmation was lost, and the write tried again
        self._versions[path] = version
        return True

    def renew(self, job: str) -> None:
        self._put(f"{JOBS}/{job}", b"", mode="overwrite")
        if self._now is None:
            self._require_conditions(job)
        self._now = self._time_of(job)

    def retire(self, job: str) -> None:
        self._delete(f"{JOBS}/{job}")

    def counts(self) -> Mapping[tuple[str, str], int]:
        counted: Counter[tuple[str, str]] = Counter()
        for path in self._paths(f"{RECORDINGS}/"):
            _, suite, rest = path.split("/", 2)
            counted[suite, rest.rpartition("/")[0]] += 1
        return dict(sorted(counted.items()))

    def close(self) -> None:
        """Nothing is held."""

    def _require_conditions(self, job: str) -> None:
        """A storage that writes whatever the condition would let two jobs pay for one call. Raises StoreError."""
        if self._put(f"{JOBS}/{job}", b"", mode="create") is not None:
            raise unusable(self.place, "it does not keep to conditional writes", "use another storage, or PostgreSQL")

    def _is_dead(self, job: str) -> bool:
        """By the storage's own clock, as the last sign of life of this job has it."""
        seen = self._time_of(job)
        return self._now is not None and (seen is None or (self._now - seen).total_seconds() > terms.LEASE_S)

    def _time_of(self, job: str) -> datetime | None:
        def look() -> datetime | None:
            try:
                moment: datetime = self._api.head(self._store, f"{JOBS}/{job}")["last_modified"]
            except FileNotFoundError:
                return None
            return moment

        return self._done(look)

    def _recorded(self, address: RecordingAddress, *, of_any_case: bool = True) -> Interaction | None:
        read = self._read(_general(address))
        general = None if read is None else unpacked(read[0], address, self.place)
        if general is None or general.case == address.case:
            return general
        read = self._read(_special(address))
        if read is not None:
            return unpacked(read[0], address, self.place)
        return general if of_any_case else None

    def _paths(self, prefix: str) -> Iterator[str]:
        listed = iter(self._done(lambda: self._api.list(self._store, prefix)))
        while (part := self._done(lambda: next(listed, None))) is not None:
            yield from (item["path"] for item in part)

    def _read(self, path: str) -> tuple[bytes, str | None] | None:
        def read() -> tuple[bytes, str | None] | None:
            try:
                got = self._api.get(self._store, path)
            except FileNotFoundError:
                return None
            return bytes(got.bytes()), got.meta["e_tag"]

        return self._done(read)

    def _put(self, path: str, body: bytes, *, mode: Any) -> str | None:
        """What identifies the object as it was written; None if the condition did not hold."""

        def put() -> str | None:
            try:
                written: str | None = self._api.put(self._store, path, body, mode=mode)["e_tag"]
            except self._exists:
                return None
            return written or ""

        return self._done(put)

    def _delete(self, path: str) -> None:
        self._versions.pop(path, None)
        self._done(lambda: self._api.delete(self._store, path))

    def _done(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except StoreError:
            raise
        except self._troubles as error:
            text = str(error)
            for mark, meaning, hint in _HINTS:
                if mark in text:
                    raise unusable(self.place, meaning, hint) from error
            raise unusable(self.place, text.partition("\n")[0][:300]) from error


def _general(address: RecordingAddress) -> str:
    return f"{RECORDINGS}/{address.suite}/{address.cassette}/{address.key}{SUFFIX}"


def _special(address: RecordingAddress) -> str:
    return _general(address).replace(f"{address.key}{SUFFIX}", f"{address.key}-{_digest(address.case)}{SUFFIX}")


def _hold(address: RecordingAddress) -> str:
    return f"{HOLDS}/{address.suite}/{address.cassette}/{address.key}-{_digest(address.case)}.json"


def _digest(case: str) -> str:
    """A case's name may hold what no path should."""
    return hashlib.sha256(case.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _hold_body(job: str, state: str) -> bytes:
    return json.dumps({"job": job, "state": state}).encode()


def _is_own_machine(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"
