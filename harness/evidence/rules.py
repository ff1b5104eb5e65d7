"""The part of a configuration that decides what is asked and how answers are judged: `config.json`.

Addresses, names of key variables and the history stay at home: with recordings none of them matters.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast, get_args

from harness import strictjson
from harness.cassettes.settings import deciding_settings
from harness.evidence.manifest import CONFIG, unreadable
from harness.model.comparison import Ask, Measure
from harness.model.config import Config, Price, Target
from harness.model.suite import Budget, EquivalenceSettings

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def to_bytes(config: Config) -> bytes:
    rules = {
        "baseline": config.baseline,
        "targets": {name: _target(target) for name, target in config.targets.items()},
        "judge": config.judge,
        "equivalence": asdict(config.equivalence),
        "budgets": [asdict(budget) for budget in config.budgets],
    }
    return (json.dumps(rules, indent=1) + "\n").encode()


def _target(target: Target) -> Mapping[str, Any]:
    settings = deciding_settings(target)  # recordings are kept under them
    return {
        "provider": target.provider,
        "model": target.model,
        "params": dict(target.params),
        "extra": dict(target.extra),
        "settings": {name: value for name, value in settings.items() if name not in ("provider", "extra")},
        "failure_domain": dict(target.failure_domain),
        "price": asdict(target.price) if target.price else None,
        "vision": target.vision,
        "served": list(target.served),
    }


def from_bytes(data: bytes, root: str) -> Config:
    """A configuration that can only replay: it holds no address and no key. Raises StoreError if it is malformed."""
    try:
        fields = strictjson.read(data)
        return Config(
            root=root,
            path=f"{root}/{CONFIG}",
            baseline=fields["baseline"],
            targets={name: _read_target(name, target) for name, target in fields["targets"].items()},
            judge=_read_judge(fields.get("judge"), fields["targets"]),
            equivalence=_read_equivalence(**fields["equivalence"]),
            budgets=tuple(_read_budget(**budget) for budget in fields["budgets"]),
        )
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise unreadable(f"{CONFIG} is malformed: {error}") from error


def _read_judge(name: Any, targets: Mapping[str, Any]) -> str | None:
    if name is not None and name not in targets:
        raise ValueError("the judge is no target")
    return None if name is None else str(name)


def _read_equivalence(
    *, margin: float, confidence: float, threshold: float | None, guards: Sequence[str] | None, ask: Ask, **rest: Any
) -> EquivalenceSettings:
    if not (0 < margin < 1 and 0 < confidence < 1 and (threshold is None or 0 < threshold <= 1)):
        raise ValueError("margin, confidence or threshold is no share")
    if ask not in get_args(Ask):
        raise ValueError("`ask` is neither same nor as-good")
    return EquivalenceSettings(
        margin=margin,
        confidence=confidence,
        threshold=threshold,
        guards=None if guards is None else tuple(guards),
        ask=ask,
        **rest,
    )


def _read_budget(*, measure: str, limit: float, relative: bool) -> Budget:
    if measure not in get_args(Measure) or not 0 < limit < math.inf or type(relative) is not bool:
        raise ValueError("a budget is neither a factor nor a figure")
    return Budget(cast("Measure", measure), limit, relative)


def _read_target(name: str, fields: Mapping[str, Any]) -> Target:
    if not _NAME.fullmatch(name):  # recordings are looked for under it
        raise ValueError(f"{name[:100]!r} is no name of a target")
    price = fields["price"]
    return Target(
        name=name,
        provider=str(fields["provider"]),
        model=str(fields["model"]),
        params=dict(fields["params"]),
        extra=dict(fields["extra"]),
        settings=dict(fields["settings"]),
        failure_domain=dict(fields["failure_domain"]),
        price=None if price is None else Price(float(price["input"]), float(price["output"])),
        vision=bool(fields["vision"]),
        served=tuple(map(str, fields["served"])),
    )
