"""What stands in one process for an object of the other: each use of it is asked over there.

A comparison with a plain value is never asked: the other side would learn what was expected, and could agree to
anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

Ask = Callable[..., Any]
"""`ask(verb, handle, *arguments, **keywords)`; `verb` is call, get, set, delete, special or plain."""

_VALUE_BASES = (int, float, str, bytes, tuple, frozenset)
_FORWARDED = [
    "__len__", "__iter__", "__next__", "__reversed__", "__getitem__", "__setitem__", "__delitem__",
    "__contains__", "__call__", "__enter__", "__exit__", "__str__", "__repr__", "__format__", "__bool__",
    "__hash__", "__int__", "__float__", "__complex__", "__index__", "__abs__", "__neg__", "__pos__", "__invert__",
    "__round__", "__trunc__", "__floor__", "__ceil__", "__add__", "__radd__", "__mul__", "__rmul__",
    "__truediv__", "__rtruediv__", "__pow__", "__rpow__", "__matmul__", "__and__", "__or__", "__xor__",
    "__lshift__", "__rshift__", "__iadd__", "__isub__", "__imul__", "__length_hint__",
]  # fmt: skip
_GUARDED = [
    "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__sub__", "__rsub__", "__mod__", "__rmod__",
    "__floordiv__", "__divmod__",
]  # fmt: skip
"""A number taken away from another, or compared with it, tells the other side what is expected."""
SPECIALS = frozenset([*_FORWARDED, *_GUARDED])
_PLACE = "_sandbox_handle"


class NotPlain(BaseException):
    """The tests need something that only the answer's own process could say."""


def handle_of(value: Any) -> int | None:
    """The other side's number of what this stands for; None if it stands for nothing."""
    if isinstance(value, type):
        return value.__dict__.get(_PLACE)
    place = getattr(value, "__dict__", None) if isinstance(type(value), RemoteType) else None
    return None if place is None else place.get(_PLACE)


class RemoteType(type):
    """Of a class of the other side: called, it makes an object over there."""

    _sandbox_ask: Ask

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> RemoteType:
        if bases and _PLACE not in body:
            raise NotPlain(f"the tests derive a class {name} from one of the answer's, which lives in another process")
        return super().__new__(cls, name, bases, body)

    def __call__(cls, *arguments: Any, **keywords: Any) -> Any:
        return cls._sandbox_ask("call", cls.__dict__[_PLACE], *arguments, **keywords)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("_sandbox"):
            raise AttributeError(name)
        return cls._sandbox_ask("get", cls.__dict__[_PLACE], name)

    def __setattr__(cls, name: str, value: Any) -> None:
        cls._sandbox_ask("set", cls.__dict__[_PLACE], name, value)

    def __iter__(cls) -> Any:  # as the members of an enumeration
        return cls._sandbox_ask("special", cls.__dict__[_PLACE], "__iter__")

    def __len__(cls) -> int:
        return int(cls._sandbox_ask("special", cls.__dict__[_PLACE], "__len__"))

    def __bool__(cls) -> bool:
        return True

    def __getitem__(cls, key: Any) -> Any:
        return cls._sandbox_ask("special", cls.__dict__[_PLACE], "__getitem__", key)


def make_type(ask: Ask, handle: int, name: str, bases: Sequence[Any], specials: Sequence[str]) -> type[Any]:
    """A class of here for one of over there.

    One of exceptions can be caught; one of numbers or text is a number or text.
    """
    body = {_PLACE: handle, "_sandbox_ask": staticmethod(ask), "__module__": "answer"}
    kinds = [base for base in bases if isinstance(base, type) and base is not object]
    errors = tuple(kind for kind in kinds if issubclass(kind, BaseException))
    if errors:
        return type(name, errors, body | {"__getattr__": _attribute})
    plain = next((base for base in _VALUE_BASES if any(issubclass(kind, base) for kind in kinds)), None)
    if plain is not None:
        theirs = next((kind for kind in kinds if isinstance(kind, RemoteType) and issubclass(kind, plain)), plain)
        return RemoteType(name, (theirs,), body | {"__getattr__": _attribute})
    remote = tuple(kind for kind in kinds if isinstance(kind, RemoteType)) or (RemoteObject,)
    body |= {special: _forwarded(special) for special in specials if special in _FORWARDED}
    body |= {special: _guarded(special) for special in specials if special in _GUARDED and special != "__eq__"}
    if "__eq__" in specials:
        body |= {"__eq__": _equal, "__hash__": _forwarded("__hash__")}
    if "__iter__" in specials:
        body["__contains__"] = _contains
    return RemoteType(name, remote, body)


def make_object(kind: type[Any], handle: int, plain: Any = None) -> Any:
    """An object of a class of `make_type`; `plain` is its value if it is a number or text."""
    base = next((base for base in _VALUE_BASES if issubclass(kind, base)), None)
    made = object.__new__(kind) if base is None else base.__new__(kind, plain)
    made.__dict__[_PLACE] = handle
    return made


def _ask_about(target: Any, verb: str, *arguments: Any, **keywords: Any) -> Any:
    ask: Ask = type(target)._sandbox_ask  # noqa: SLF001 - of `make_type`
    return ask(verb, target.__dict__[_PLACE], *arguments, **keywords)


def _attribute(target: Any, name: str) -> Any:
    """Only for names that the class of here does not have."""
    if _PLACE not in target.__dict__ or name.startswith("_sandbox"):
        raise AttributeError(name)
    return _ask_about(target, "get", name)


class RemoteObject(metaclass=RemoteType):
    """Anything of the other side that is no plain value: a function, an object, a generator."""

    def __getattr__(self, name: str) -> Any:
        return _attribute(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _ask_about(self, "set", name, value)

    def __delattr__(self, name: str) -> None:
        _ask_about(self, "delete", name)


def _forwarded(special: str) -> Callable[..., Any]:
    def forward(self: Any, *arguments: Any, **keywords: Any) -> Any:
        if special == "__call__":
            return _ask_about(self, "call", *arguments, **keywords)
        if special == "__exit__":  # a traceback cannot travel
            arguments = (*arguments[:2], None)
        return _ask_about(self, "special", special, *arguments)

    return forward


def _guarded(special: str) -> Callable[[Any, Any], Any]:
    def ask(self: Any, other: Any) -> Any:
        if not isinstance(other, RemoteObject):
            _refuse(self, other)
        return _ask_about(self, "special", special, other)

    return ask


def _equal(self: Any, other: Any) -> Any:
    """Two of theirs: their own word. One of theirs and a list or dict: compared here, if it is one itself."""
    if self is other:
        return True
    if isinstance(other, RemoteObject):
        return _ask_about(self, "special", "__eq__", other)
    if other is None:
        return False
    plain = _ask_about(self, "plain")
    if plain is None:
        _refuse(self, other)
    return plain == other


def _contains(self: Any, wanted: Any) -> bool:
    return any(part is wanted or part == wanted for part in self)


def _refuse(target: Any, other: Any) -> NoReturn:
    raise NotPlain(
        f"the tests compare an object of the answer's class {type(target).__name__} with a {type(other).__name__},"
        " and only the answer could say whether they are equal; compare plain values, as its attributes"
        " or float(…) and str(…) of it"
    )
