"""The process that has the answer's code, and nothing else: it is asked for results, and knows no expected one."""

from __future__ import annotations

import os
import sys
import types
from typing import Any

from harness.sandbox.confinement import ProcessLimits, confine
from harness.sandbox.peer import Gone, Peer, Printed

FILE = "answer.py"
_PRINTED_CHARACTERS = 4_000_000


def main(setup: dict[str, Any]) -> None:
    held = confine(ProcessLimits.of(setup["limits"]))
    with os.fdopen(setup["reading"], "rb") as reading, os.fdopen(setup["writing"], "wb") as writing:
        peer = Peer(reading, writing, open_objects=True, wrote=lambda _: None)
        sys.stdout = sys.stderr = Printed(peer.tell, _PRINTED_CHARACTERS)
        peer.give(load)
        if not held and setup["must_hold"]:
            peer.tell("")
            os._exit(setup["not_held"])
        try:
            peer.serve()
        except Gone:
            os._exit(0)  # threads and exit handlers of the answer's have no say any more


def load(source: str) -> list[Any]:
    """Its module, and its names in order, each with whether it is a module of the standard library (then by name)."""
    module = types.ModuleType("answer")
    sys.modules["answer"] = module
    try:
        exec(compile(source, FILE, "exec"), module.__dict__)  # noqa: S102 - it is what the user allowed
    except BaseException:
        module.__dict__.clear()  # what filled the memory goes, so that there is room to say so
        raise
    return [module, [[name, *_entry(value)] for name, value in module.__dict__.items() if not name.startswith("__")]]


def _entry(value: Any) -> tuple[bool, Any]:
    if isinstance(value, types.ModuleType) and value.__name__.partition(".")[0] in sys.stdlib_module_names:
        return True, value.__name__
    return False, value
