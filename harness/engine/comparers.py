"""The comparers of a run's suites, by suite name, one for each distinct setting."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from harness import plugins
from harness.model.suite import EquivalenceSettings
from harness.planning.plan import Plan

if TYPE_CHECKING:
    from harness.equivalence.comparer import Comparer

_SHIPPED = "builtin"
"""The embedder that needs nothing that could be missing."""


class Comparers(Mapping[str, "Comparer"]):
    """What is a part of harness itself is made when it is first wanted: loading it takes longer than all that is loaded
    to send the first call. Anything else is made at once, so that what cannot be had is told before anything is sent.
    Safe to share between threads.
    """

    def __init__(self, plan: Plan) -> None:
        """Raises UsageError for an unknown embedder or guard, CheckError where the embedder cannot be had."""
        self._settings = {suite.name: suite.equivalence for suite in plan.suites}
        self._modes = {suite.output.type for suite in plan.suites}
        self._allow_exec = plan.options.allow_exec
        self._made: dict[EquivalenceSettings, Comparer] = {}
        self._lock = threading.Lock()
        for settings in dict.fromkeys(self._settings.values()):
            if not _is_shipped(settings):
                self._of(settings)

    def __getitem__(self, suite: str) -> Comparer:
        return self._of(self._settings[suite])

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)

    def make_all(self) -> None:
        """Ahead of their use, with all that they load. Raises as they do when they are made."""
        from harness.equivalence.comparer import load

        for mode in self._modes:
            load(mode)
        for settings in self._settings.values():
            self._of(settings)

    def _of(self, settings: EquivalenceSettings) -> Comparer:
        from harness.equivalence.comparer import Comparer

        with self._lock:
            if settings not in self._made:
                self._made[settings] = Comparer.of(settings, allow_exec=self._allow_exec)
            return self._made[settings]


def _is_shipped(settings: EquivalenceSettings) -> bool:
    """Whether nothing of others takes part, and nothing is wrong that making would tell."""
    guards = plugins.names("guards") if settings.guards is None else settings.guards
    is_sound = settings.threshold is None or 0 <= settings.threshold <= 1
    return settings.embedder == _SHIPPED and is_sound and all(plugins.is_ours("guards", name) for name in guards)
