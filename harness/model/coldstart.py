"""How soon a model on this machine is ready, measured in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdStart:
    """Seconds from the start of the process. `trouble` says why there are none; `ready` whether it was in time."""

    target: str
    model: str
    loaded_s: float | None = None
    first_token_s: float | None = None
    tokens_per_s: float | None = None
    within_s: float | None = None
    trouble: str = ""

    @property
    def ready(self) -> bool:
        if self.trouble or self.first_token_s is None:
            return False
        return self.within_s is None or self.first_token_s <= self.within_s

    def __str__(self) -> str:
        if self.trouble or self.loaded_s is None or self.first_token_s is None:
            return self.trouble or "it did not answer"
        told = f"loaded in {self.loaded_s:.1f} s, first token after {self.first_token_s:.1f} s"
        speed = f", then {self.tokens_per_s:.0f} tokens/s" if self.tokens_per_s is not None else ""
        wanted = f" (ready_within_s: {self.within_s:g})" if self.within_s is not None else ""
        return told + speed + wanted
