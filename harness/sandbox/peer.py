"""One end of the conversation of two processes: asks, and answers what is asked meanwhile.

A message is four bytes of length and JSON. `open_objects` says whether the other side may do anything with what it
was given (the answer's side) or only what a test can have meant by passing it (the tests' side).
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from harness.sandbox.proxies import SPECIALS, NotPlain, handle_of, make_object, make_type
from harness.sandbox.values import BadForm, Form, Shared, contents, from_form, refill, to_form

LONGEST_MESSAGE = 64_000_000
_MANY_SHARED = 256
_OWN = {"tests", "io", "_io"}
"""Modules of whose objects the answer may use attributes: what the tests define, and files."""
_PASSED_SPECIALS = {
    "__len__", "__iter__", "__next__", "__getitem__", "__contains__", "__eq__", "__lt__", "__hash__", "__str__",
    "__repr__",
    "__bool__", "__enter__", "__exit__",
}  # fmt: skip
_PLAIN_BASES: tuple[Any, ...] = (int, float, str, bytes, tuple, frozenset)
_CONTAINER_BASES = (list, dict, set, bytearray)


class Gone(BaseException):
    """The other process has ended, or speaks no sense."""


class Peer:
    def __init__(
        self, reading: BinaryIO, writing: BinaryIO, *, open_objects: bool, wrote: Callable[[str], None]
    ) -> None:
        self._reading, self._writing = reading, writing
        self._open_objects = open_objects
        self._wrote = wrote
        self._shared = Shared(0 if open_objects else 1)
        self._given: list[Any] = []
        self._given_numbers: dict[int, int] = {}
        self._proxies: dict[int, Any] = {}
        self._types: dict[int, type[Any]] = {}
        self._lock = threading.RLock()

    # asking

    def ask(self, verb: str, handle: int, *arguments: Any, **keywords: Any) -> Any:
        """Raises what was raised over there, or Gone."""
        if self._open_objects and threading.current_thread() is not threading.main_thread():
            raise RuntimeError("what the tests passed can be used in the main thread only")
        with self._lock:
            forms = [self._form(argument) for argument in arguments]
            named = {name: self._form(argument) for name, argument in keywords.items()}
            self._send({"do": verb, "on": handle, "args": forms, "named": named})
            return self._await_reply()

    def _await_reply(self) -> Any:
        while True:
            message = self._receive()
            if "do" in message:
                self._reply(message)
            elif "wrote" in message:
                self._wrote(str(message["wrote"]))
            elif "error" in message:
                raise self._error(message["error"])
            else:
                return self._value(message.get("value"))

    def tell(self, text: str) -> None:
        """What was printed."""
        self._send({"wrote": text})

    # answering

    def serve(self) -> None:
        """Until the other side is gone."""
        while True:
            self._reply(self._receive())

    def _reply(self, message: dict[str, Any]) -> None:
        try:
            value = self._do(message)
            reply = {"value": self._form(value)}
        except (NotPlain, Gone):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the asker's to deal with
            reply = {"error": self._error_form(error)}
        self._send(reply)

    def _do(self, message: dict[str, Any]) -> Any:
        target = self._given[message["on"]]
        arguments = [self._value(form) for form in message.get("args", [])]
        named = {str(name): self._value(form) for name, form in message.get("named", {}).items()}
        verb = message["do"]
        if not self._open_objects:
            _check_passed(target, verb, arguments)
        match verb:
            case "call":
                return target(*arguments, **named)
            case "get":
                return getattr(target, arguments[0])
            case "set":
                return setattr(target, arguments[0], arguments[1])
            case "delete":
                return delattr(target, arguments[0])
            case "special":
                return _special(target, *arguments)
            case "plain":
                return _plain(target)
        raise BadForm(f"nothing is called {verb!r}")

    # values

    def give(self, value: Any) -> int:
        """The number under which the other side may speak of it."""
        number = self._given_numbers.get(id(value))
        if number is None:
            number = self._given_numbers[id(value)] = len(self._given)
            self._given.append(value)
        return number

    def _form(self, value: Any) -> Form:
        return to_form(value, self._shared, self._export)

    def _export(self, value: Any) -> Form:
        handle = handle_of(value)
        if handle is not None:
            return ["yours", handle]
        if isinstance(value, type):
            return ["type", *self._type_form(value)]
        if isinstance(value, BaseException):
            return ["raised", *self._error_form(value)]
        plain = next((base(value) for base in _PLAIN_BASES if isinstance(value, base)), None)
        return ["theirs", self.give(value), self._form(type(value)), self._form(plain)]

    def _type_form(self, kind: type[Any]) -> list[Form]:
        bases = [self._form(base) for base in kind.__bases__]
        specials = sorted(name for name in SPECIALS if _defines(kind, name))
        return [self.give(kind), kind.__name__, bases, specials]

    def _error_form(self, error: BaseException) -> list[Form]:
        return [self._form(type(error)), self._form(error.args), self.give(error)]

    def _value(self, form: Form) -> Any:
        return from_form(form, self._shared, self._resolve)

    def _resolve(self, form: Form) -> Any:
        match form:
            case ["yours", int(handle)]:
                return self._given[handle]
            case ["type", int(handle), str(name), list(bases), list(specials)]:
                if handle not in self._types:
                    kinds = [self._value(base) for base in bases]
                    self._types[handle] = make_type(self.ask, handle, name, kinds, specials)
                return self._types[handle]
            case ["theirs", int(handle), kind, plain]:
                if handle not in self._proxies:
                    self._proxies[handle] = make_object(self._value(kind), handle, self._value(plain))
                return self._proxies[handle]
            case ["raised", *parts]:
                return self._error(parts)
        raise BadForm("a value of no kind")

    def _error(self, parts: list[Form]) -> BaseException:
        kind, arguments, handle = (self._value(part) for part in parts)
        if not isinstance(kind, type) or not issubclass(kind, BaseException) or issubclass(kind, NotPlain | Gone):
            raise BadForm("an error that is none")
        try:
            error = kind(*arguments)
        except Exception:  # noqa: BLE001 - a constructor with its own wishes; its name and class are what counts
            error = kind.__new__(kind, *arguments)
        error.__dict__["_sandbox_handle"] = handle
        return error

    # messages

    def _send(self, message: dict[str, Any]) -> None:
        changed = {
            number: contents(container, self._shared, self._export) for number, container in self._shared.changed()
        }
        kinds = {number: type(self._shared.get(number, "")).__name__ for number in changed}
        if not self._open_objects and len(self._shared) > _MANY_SHARED:
            message["drop"] = unused = [number for number in self._shared.unused() if number not in changed]
            self._shared.drop(unused)
        data = json.dumps(
            message | {"changed": [[number, kinds[number], form] for number, form in changed.items()]}
        ).encode()
        if len(data) > LONGEST_MESSAGE:
            raise MemoryError("the values that pass between the answer and its tests are too large")
        try:
            with self._lock:  # threads of the answer's may print
                self._writing.write(len(data).to_bytes(4, "big") + data)
                self._writing.flush()
        except OSError:
            raise Gone from None

    def _receive(self) -> dict[str, Any]:
        size = int.from_bytes(self._exactly(4), "big")
        if size > LONGEST_MESSAGE:
            raise Gone
        try:
            message = json.loads(self._exactly(size))
            self._take(message)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            raise Gone from None
        return dict(message)

    def _exactly(self, size: int) -> bytes:
        data = self._reading.read(size)
        if len(data) < size:
            raise Gone
        return data

    def _take(self, message: dict[str, Any]) -> None:
        changed = message.pop("changed")
        self._shared.drop(message.pop("drop", []))
        for number, kind, _ in changed:  # all first: they may hold each other
            self._shared.get(number, kind)
        for number, kind, form in changed:
            refill(self._shared.get(number, kind), form, self._value)
        self._shared.settle(number for number, _, _ in changed)


def _defines(kind: type[Any], special: str) -> bool:
    """Itself or by a base that is not everything's."""
    method = getattr(kind, special, None)
    return method is not None and method is not getattr(object, special, None)


def _special(target: Any, name: str, *arguments: Any) -> Any:
    if name not in SPECIALS:
        raise BadForm(f"{name} is not forwarded")
    if name == "__hash__":
        return hash(target)
    return getattr(type(target), name)(target, *arguments)


def _plain(target: Any) -> Any:
    """As the builtin container that it is a kind of; None if it is of none."""
    base = next((base for base in _CONTAINER_BASES if isinstance(target, base)), None)
    return None if base is None else base(target)


def _check_passed(target: Any, verb: str, arguments: list[Any]) -> None:
    """What tests pass can be called, iterated and looked at; nothing leads from it into the tests themselves."""
    own = getattr(type(target), "__module__", "") in _OWN
    allowed = {
        "call": callable(target),
        "special": bool(arguments) and arguments[0] in _PASSED_SPECIALS,
        "get": own and bool(arguments) and not str(arguments[0]).startswith("_"),
        "set": own and bool(arguments) and not str(arguments[0]).startswith("_"),
        "plain": True,
    }
    if not allowed.get(verb, False):
        raise AttributeError(f"the answer cannot do this with what the tests gave it: {verb} {arguments[:1]}")


class Printed(io.TextIOBase):
    """Standard output of the answer: passed on to the tests, so that they can look at it."""

    def __init__(self, tell: Callable[[str], None], most: int) -> None:
        self._tell, self._left = tell, most

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._left -= len(text)
        if self._left < 0:
            raise OSError(27, "File too large")
        self._tell(text)
        return len(text)
