"""JSON Schema's `format`s, each a test of one text; other values always pass."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from harness.assertions._pattern import fault

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):?[0-5]\d)", re.IGNORECASE)
_DURATION = re.compile(r"P(?!$)((\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?|\d+W)")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}", re.IGNORECASE)
_POINTER = re.compile(r"(/([^~/]|~[01])*)*")
_RELATIVE_POINTER = re.compile(r"(0|[1-9]\d*)(#|(/([^~/]|~[01])*)*)")
_NOT_IN_URI = re.compile(r"[\s<>\"{}|\\^`]|%(?![0-9a-fA-F]{2})")
_TEMPLATE = re.compile(r"([^\s<>\"{}|\\^`]|\{[+#./;?&=,!@|]?[\w.,:*%]+\})*")


def _date(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and dt.date.fromisoformat(text) is not None


def _time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


def _date_time(text: str) -> bool:
    # RFC 3339 lets a small t or a space stand between day and time.
    day, _, time = text.replace("t", "T").replace(" ", "T").partition("T")
    return _date(day) and _time(time)


def _hostname(text: str) -> bool:
    labels = text.removesuffix(".").split(".")
    return len(text) <= 253 and all(map(_LABEL.fullmatch, labels))  # noqa: PLR2004 - RFC 1034


def _email(text: str) -> bool:
    local, _, host = text.rpartition("@")
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    return _LOCAL_PART.fullmatch(local) is not None and not dotted and _hostname(host)


def _uri_reference(text: str) -> bool:
    return _NOT_IN_URI.search(text) is None and urlsplit(text) is not None


def _uri(text: str) -> bool:
    return _uri_reference(text) and re.match(r"[a-z][a-z0-9+.-]*:.", text, re.IGNORECASE) is not None


def _url(text: str) -> bool:
    return _uri(text) and bool(urlsplit(text).netloc)


def _is(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _test(of_text: Callable[[str], object]) -> Callable[[object], bool]:
    """The test of any value; a ValueError means no."""

    def test(value: object) -> bool:
        if not isinstance(value, str):
            return True
        try:
            return bool(of_text(value))
        except ValueError:
            return False

    return test


def _integer(bits: int) -> Callable[[object], bool]:
    def test(value: object) -> bool:
        # A format speaks of its own type only: JSON Schema has it that any other value passes.
        return not isinstance(value, int) or isinstance(value, bool) or -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)

    return test


FORMATS: dict[str, Callable[[object], bool]] = {
    "date": _test(_date),
    "time": _test(_time),
    "date-time": _test(_date_time),
    "duration": _test(_is(_DURATION)),
    "email": _test(_email),
    "hostname": _test(_hostname),
    "ipv4": _test(ipaddress.IPv4Address),
    "ipv6": _test(ipaddress.IPv6Address),
    "uri": _test(_uri),
    "url": _test(_url),
    "uri-reference": _test(_uri_reference),
    "uri-template": _test(_is(_TEMPLATE)),
    "uuid": _test(lambda text: uuid.UUID(text.removeprefix("urn:uuid:")).int >= 0 and "-" in text),
    "regex": _test(lambda text: fault(text) is None),
    "json-pointer": _test(_is(_POINTER)),
    "relative-json-pointer": _test(_is(_RELATIVE_POINTER)),
    "byte": _test(_is(re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"))),
    "int32": _integer(32),
    "int64": _integer(64),
} | dict.fromkeys(("float", "double", "password", "binary"), lambda _value: True)
"""Those of ajv-formats, which promptfoo's users know."""
