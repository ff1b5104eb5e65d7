"""The process that runs the tests and says whether they pass.

The answer's code is in another one: here are only its results.

Confined like the other: tests come with a suite, and may be a stranger's too. The verdict is written last, to a pipe
that only the parent reads, so that an early exit is no success.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
import traceback
import types
from importlib import import_module
from typing import Any

from harness.sandbox.confinement import ProcessLimits, confine
from harness.sandbox.peer import Gone, Peer
from harness.sandbox.proxies import NotPlain

FILE = "tests.py"
_TOLD_CHARACTERS = 4_000
"""What fits a pipe that nobody reads until the end."""


def main(setup: dict[str, Any]) -> None:
    held = confine(ProcessLimits.of(setup["limits"]))
    if not held and setup["must_hold"]:
        os._exit(setup["not_held"])
    with os.fdopen(setup["reading"], "rb") as reading, os.fdopen(setup["writing"], "wb") as writing:
        peer = Peer(reading, writing, open_objects=False, wrote=_print)
        verdict = _verdict(peer, setup["answer"], setup["tests"])
    os.write(setup["verdict"], json.dumps(verdict).encode())
    os._exit(0)  # threads and exit handlers of the tests' have no say any more


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
    except OSError:  # the file is full
        return


def _verdict(peer: Peer, answer: str, tests: str) -> dict[str, str]:
    """`trouble`:

    why they do not pass, empty if they do; `unable`: why that cannot be said; `gone`: the answer's end.
    """
    try:
        _run(peer, answer, tests)
    except Gone:
        return {"gone": "yes"}
    except NotPlain as error:
        return {"unable": str(error)}
    except BaseException as error:  # noqa: BLE001 - SystemExit before the end of the tests is a failure, too
        return {"trouble": _describe(error, tests)[:_TOLD_CHARACTERS]}
    return {"trouble": ""}


def _run(peer: Peer, answer: str, tests: str) -> None:
    module, entries = peer.ask("call", 0, answer)
    names = Names(module, entries)
    sys.modules["answer"] = AnswerModule(module, [name for name, _, _ in entries])
    sys.modules["tests"] = types.ModuleType("tests")  # dataclasses of the tests look it up
    exec(compile(tests, FILE, "exec"), names)  # noqa: S102 - it is what the user allowed
    for name in [name for name in names if name.startswith("test") and name in names.own]:
        if callable(test := names[name]):
            test()


class Names(dict[str, Any]):
    """The names that tests see:

    their own, Python's, then the answer's as they are now. An answer cannot replace `all` or `len`.
    """

    def __init__(self, module: Any, entries: list[Any]) -> None:
        super().__init__(__name__="tests", __builtins__=builtins)
        self._module = module
        self.own: set[str] = set()
        self._modules = {
            name: value
            for name, is_module, value in entries
            if is_module and isinstance(value, str) and value.partition(".")[0] in sys.stdlib_module_names
        }
        for name, is_module, value in entries:
            # plain values may change later, and are asked for anew each time
            if not is_module and callable(value) and not name.startswith("__") and not hasattr(builtins, name):
                super().__setitem__(name, value)

    def __setitem__(self, name: str, value: Any) -> None:
        self.own.add(name)
        super().__setitem__(name, value)

    def __missing__(self, name: str) -> Any:
        if name in self._modules:
            return import_module(self._modules[name])
        if hasattr(builtins, name):
            raise KeyError(name)
        try:
            return getattr(self._module, name)
        except AttributeError:
            raise KeyError(name) from None


class AnswerModule(types.ModuleType):
    """`import answer`, `from answer import clamp`."""

    def __init__(self, module: Any, names: list[str]) -> None:
        super().__init__("answer")
        self.__dict__.update(_module=module, __all__=[name for name in names if not name.startswith("_")])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._module, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):
            super().__setattr__(name, value)
        else:
            setattr(self._module, name, value)


def _describe(error: BaseException, tests: str) -> str:
    """The error, and the line of the tests that met it."""
    what = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1:]
    if isinstance(error, SystemExit):
        what = [f"it left before the tests ended (exit code {error.code!r})"]
    places = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
    if not places or places[-1] is None:
        return " ".join(what)
    line = tests.splitlines()[places[-1] - 1].strip() if places[-1] <= len(tests.splitlines()) else ""
    return f"line {places[-1]} of the tests: {line[:200]}: {' '.join(what)}"
