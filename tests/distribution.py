"""Which worker of pytest-xdist runs which tests, so that what is dear to make is made once and not once a worker."""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "a model taught on the spot": (
        "tests/providers/test_transformers.py",
        "tests/providers/test_transformers_serve.py",
        "tests/cli/test_cold_start.py",
        "tests/cli/test_real_servers.py",
        "tests/providers/test_aimock.py",
    ),
    "a cluster of Ray": ("tests/sending/test_engines.py",),
    "servers that keep": ("tests/history/", "tests/cassettes/shared/", "tests/sending/test_sharing.py"),
    "a process that has loaded pytest": ("tests/testing/",),
    "a bundle": ("tests/evidence/",),
}
"""Modules and folders that share what is made once a session. In this order they begin, before all others: what takes
longest must not be last, while the other workers have nothing left to do."""


class Together(LoadScopeScheduling):
    """The tests of a module, and those of modules that stand together above, go to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return next((name for name, places in TOGETHER.items() if module.startswith(places)), module)

    def _assign_work_unit(self, node: Any) -> None:
        first = next((name for name in TOGETHER if name in self.workqueue), None)
        if first:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)
