"""What every call has in common, whether it answers a case or a judge's question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from harness.model.exchange import Request
from harness.model.result import WorkId


class Call(Protocol):
    """One call of a model to be made, whatever for."""

    @property
    def id(self) -> WorkId: ...
    @property
    def request(self) -> Request: ...
    @property
    def settings(self) -> Mapping[str, Any]:
        """What of the target decides the answer beside the request."""

    @property
    def key(self) -> str: ...
    @property
    def cassette(self) -> str:
        """Where it is recorded, within the suite's recordings."""


@dataclass(frozen=True, slots=True)
class QuestionCall:
    """A question on its way to a target that is no target of the suite; whoever asks says where it is recorded."""

    id: WorkId
    request: Request
    settings: Mapping[str, Any]
    key: str


AnyCall = TypeVar("AnyCall", bound=Call)
