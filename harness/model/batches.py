"""Batches of calls at a vendor: what the vendor says of one, of each of its calls, and how far a run's batches are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.model.exchange import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorBatch:
    """A batch as its vendor describes it. `state` is the vendor's word; of `total` calls `answered` have an answer and
    `failed` have none and get none. `results` are the vendor's names of what can be fetched once it has `ended`.
    `problems` say why it was refused as a whole, by the number of the line (from 1; None where no line is to blame).
    Times are ISO 8601; `ends_by` is "" where the vendor does not say.
    """

    id: str
    state: str
    ended: bool
    total: int = 0
    answered: int = 0
    failed: int = 0
    created_at: str = ""
    ends_by: str = ""
    results: tuple[str, ...] = ()
    problems: Mapping[int | None, str] = field(default_factory=dict)
    cancelled: bool = False
    refused: bool = False
    """Nothing of it was processed: the vendor did not accept what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What came of looking for a batch of which nobody knows whether its vendor received it. `batch` is the one;
    `suspects` are the ids of those that may be it, which cannot be told before they have ended.
    """

    batch: VendorBatch | None = None
    suspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """What came of one call: the `body` of an answer in the vendor's shape, or the trouble instead."""

    custom_id: str
    body: Any = None
    trouble: Trouble | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStatus:
    """How far a batch of a run is. `token` is our name for it, `id` the vendor's ("" while it is not known); `note`
    says what is wrong, "" if nothing is. `expected_usd` is at the price of a batch, None where no price is known.
    """

    target: str
    token: str
    id: str
    state: str
    total: int
    answered: int
    failed: int
    submitted_at: str
    ends_by: str = ""
    expected_usd: float | None = None
    note: str = ""
