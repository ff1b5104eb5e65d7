"""Calls are made from this process, which is the default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import cast

from harness import plugins
from harness.model.config import Target
from harness.model.options import Options
from harness.protocols import Connection
from harness.sending.gate import Pace


class ThisProcess:
    """Connects to targets directly."""

    def pace(self, target: Target) -> Pace:
        return Pace(target.limits)

    def connect(self, target: Target, env: Mapping[str, str] = os.environ) -> Connection:
        return cast("Connection", plugins.load("providers", target.provider).connect(target, env))

    def close(self) -> None:
        """There is nothing to be let go of."""


def start(options: Options) -> ThisProcess:  # noqa: ARG001  (the protocol's)
    return ThisProcess()
