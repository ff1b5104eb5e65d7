"""The project's trusted configuration: targets and the rules of the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.model.failover import Failover
from harness.model.location import Location
from harness.model.suite import Budget, EquivalenceSettings


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens."""

    input: float
    output: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How hard a target may be driven: calls in flight, requests and tokens a minute."""

    concurrency: int = 8
    rpm: float | None = None
    tpm: float | None = None
    attempts: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A named provider + model + settings.

    `settings` are the provider's own keys (its `Settings` dataclass says which); `extra` goes
    into the body as it is; `timeout_s` bounds one call as a whole, first byte to last; `vision` says
    whether the model sees images and PDF files; `served` are models that may answer in its stead;
    `resend` says that a call whose answer never came may be sent again, though it may be charged twice.
    """

    name: str
    provider: str
    model: str
    params: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    base_url: str | None = None
    api_key_env: str | None = None
    failure_domain: Mapping[str, str] = field(default_factory=dict)
    price: Price | None = None
    limits: Limits = field(default_factory=Limits)
    timeout_s: float = 120.0
    vision: bool = False
    served: tuple[str, ...] = ()
    resend: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    location: Location | None = None

    @property
    def replays_only(self) -> bool:
        """Whether nobody can be called: its answers were recorded elsewhere."""
        return self.provider == "replay"

    @property
    def vendor(self) -> str:
        return self.failure_domain.get("vendor", self.provider)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """`harness.yaml` as it stands after loading; `root` is the absolute folder it lies in. `judge` is the target that
    judges where a check names none; `budgets` hold for suites that set none; `writer` is the target that rewrites
    prompts.
    """

    root: str
    path: str
    baseline: str
    targets: Mapping[str, Target]
    judge: str | None = None
    writer: str | None = None
    failover: Failover = field(default_factory=Failover)
    equivalence: EquivalenceSettings = field(default_factory=EquivalenceSettings)
    budgets: tuple[Budget, ...] = ()
    budget_usd: float | None = None
    history: str = "sqlite:///.harness/history.db"
    recordings: str | None = None
    """Where recordings are shared: an address, or `env:NAME` of the variable that holds it; None: nowhere."""
