"""The recorded answers of a suite, in the order of its cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness.cassettes import store
from harness.cassettes.store import Interaction
from harness.model.config import Config
from harness.model.options import Options
from harness.model.suite import Suite
from harness.planning.plan import plan
from harness.planning.works import Work


def recorded(suite: Suite, config: Config) -> Iterator[tuple[Work, Interaction]]:
    """Each call with its recording, those of a workflow in turn, for as many samples as were recorded.

    A recording made for another prompt or setting than the suite's is left out: a run would not replay it.
    """
    root = Path(config.root)
    cassettes = {target: store.read(store.path_of(root, suite.name, target)) for target in suite.targets}
    for first in plan(config, [suite], Options()).works:
        if first.id.sample:
            continue
        samples = sorted({place[1] for place in cassettes[first.id.target].by_place if place[0] == first.id.case})
        for sample in samples:
            call: Work | None = first.drawn_again(sample)
            while call is not None:
                found = cassettes[call.id.target].find(call.key, call.id.case)
                if found is None:
                    break
                yield call, found
                course = call.course.after(found.response)
                call = call.following(course) if course.request else None
