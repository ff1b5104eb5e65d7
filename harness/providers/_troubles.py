"""Every exception of httpx2, of TLS and of sockets, and every refusal of a vendor, translated in one place.

Classes are known by name, so that translating an exception imports nothing.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from harness.model.exchange import Trouble, TroubleKind
from harness.model.progress import CallProgress
from harness.providers._answer import Reported
from harness.providers._keys import redact
from harness.providers._retry_after import retry_after_of
from harness.providers._shape import Empty, Malformed, decode, parse_json, part

_LONGEST = 500
_SNIPPET = 200

_BY_STATUS: Mapping[int, TroubleKind] = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "not-found",
    408: "timeout",
    409: "server",
    429: "rate-limit",
    503: "overloaded",
    529: "overloaded",
}
_BY_WORD: Mapping[str, TroubleKind] = {
    "insufficient_quota": "quota",
    "billing_error": "quota",
    "billing_not_active": "quota",
    "billing_hard_limit_reached": "quota",
    "enforced_spend_limit_reached": "quota",
    "contract_spend_limit_reached": "quota",
    "linked_organization_spend_limit_reached": "quota",
    "linked_organization_billing_unavailable": "quota",
    "context_length_exceeded": "context",
    "exceed_context_size_error": "context",
    "content_filter": "filter",
    "content_policy_violation": "filter",
    "responsibleaipolicyviolation": "filter",
    "invalid_api_key": "auth",
    "authentication_error": "auth",
    "permission_error": "auth",
    "model_not_found": "not-found",
    "not_found_error": "not-found",
    "deploymentnotfound": "not-found",
    "unsupported_parameter": "unsupported",
    "unsupported_value": "unsupported",
    "invalid_prompt": "bad-request",
    "invalid_request_error": "bad-request",
    "rate_limit_exceeded": "rate-limit",
    "rate_limit_error": "rate-limit",
    "overloaded_error": "overloaded",
    "overloaded": "overloaded",
    "engine_overloaded": "overloaded",
    "timeout_error": "timeout",
    "server_error": "server",
    "api_error": "server",
}
_VAGUE = frozenset(["invalid_request_error", "api_error", "server_error"])
"""Words that say less than the status or the message may."""
_BY_MESSAGE: Sequence[tuple[str, TroubleKind]] = (
    (r"maximum context length|prompt is too long|context (window|size|length)", "context"),
    (r"credit balance|exceeded your current quota", "quota"),
    (r"unsupported parameter|does not support|not supported with this model", "unsupported"),
)
_BY_CLASS: Mapping[str, TroubleKind] = {
    # our transport
    "TooLarge": "too-large",
    "Unreadable": "bad-response",
    # time
    "TimeoutException": "timeout",
    "TimeoutError": "timeout",
    # the connection
    "RemoteProtocolError": "protocol",
    "LocalProtocolError": "protocol",
    "ProtocolError": "protocol",
    "TooManyRedirects": "protocol",
    "NetworkError": "connection",
    "ProxyError": "connection",
    "EndOfStream": "connection",
    "BrokenResourceError": "connection",
    "ClosedResourceError": "connection",
    # what came
    "DecodingError": "bad-response",
    # what is asked
    "UnsupportedProtocol": "unsupported",
    "InvalidURL": "unsupported",
    "CookieConflict": "protocol",
    "StreamError": "protocol",
    "HTTPError": "protocol",
    "OpenAIError": "unsupported",
    "AnthropicError": "unsupported",
    "OSError": "connection",
}
_RETRYABLE_KINDS = frozenset(["dns", "connection", "timeout", "truncated", "overloaded", "server", "rate-limit"])
_RETRYABLE_STATUS = frozenset([408, 409, 429, 500, 502, 503, 504, 529])
_WAITING = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError, asyncio.CancelledError)
"""What lies beneath a timeout: not trouble, only the reason to wait."""
_GATEWAY_TIMEOUT = 504  # whoever stands behind the gateway may have done the work
_ERROR_STATUS = 400


class Cut(Exception):  # noqa: N818  (what happened, as the others here)
    """The answer ended before its end, without any error on the line."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a call stood when it failed."""

    host: str
    timeout_s: float
    secrets: tuple[str, ...] = ()
    progress: CallProgress = field(default_factory=CallProgress)
    partial: str = ""

    def trouble(self, kind: TroubleKind, message: str, **more: Any) -> Trouble:
        clean = " ".join(redact(message, self.secrets).split())
        more.setdefault("retryable", kind in _RETRYABLE_KINDS)
        more.setdefault("billed", self.progress.sent)
        return Trouble(kind=kind, message=_shortened(clean, _LONGEST), partial=self.partial, **more)


def trouble_of(error: BaseException, site: Site) -> Trouble:
    """What to tell about an exception; `crash` for one that nobody has thought of."""
    if isinstance(error, TimeoutError):  # our own deadline, whatever it interrupted
        return _network_trouble("timeout", error, site)
    chain = list(_chain(error))
    for cause in chain:
        if hasattr(cause, "response") and hasattr(cause.response, "status_code"):
            return _from_response(cause.response, site)
    for cause in chain:
        if (trouble := _own(cause, site) or _low_level(cause, site)) is not None:
            return trouble
    return _by_class(chain, site)


def reported_trouble(error: Any, site: Site) -> Trouble:
    """An error the vendor reports inside a success."""
    details = error if isinstance(error, dict) else {"message": str(error)}
    code = details.get("code")
    status = code if isinstance(code, int) and code >= _ERROR_STATUS else None
    kind = _vendor_kind(details, status) or "server"
    message = details.get("message") or details.get("code") or details.get("type") or "no reason given"
    return site.trouble(kind, f"{site.host} reports an error inside a success: {message}", status=status)


def item_trouble(status: int | None, body: Any, site: Site) -> Trouble:
    """An error to one call of a batch, in whose file it stands with the status that a single call would have got."""
    error = part(body, "error") or part({"error": body}, "error")
    kind = _vendor_kind(error, status) or "server"
    retryable = kind in _RETRYABLE_KINDS if status is None else kind != "quota" and status in _RETRYABLE_STATUS
    said = _vendor_message(error) or "no reason given"
    answered = "" if status is None else f" {status}"
    message = f"{site.host} answered{answered} in a batch: {said}"
    return site.trouble(kind, message, status=status, retryable=retryable, billed=False)


def _own(error: BaseException, site: Site) -> Trouble | None:
    if isinstance(error, Reported):
        return reported_trouble(error.error, site)
    if isinstance(error, Empty):
        return site.trouble("empty", f"an empty answer from {site.host}: {error}")
    if isinstance(error, Malformed):
        return site.trouble("bad-response", f"{site.host} sent no usable answer: {error}")
    if isinstance(error, Cut):
        return site.trouble("truncated", f"the answer from {site.host} was cut off: {error}", billed=True)
    return None


def _low_level(error: BaseException, site: Site) -> Trouble | None:
    if isinstance(error, socket.gaierror):
        return site.trouble("dns", f"the name {site.host} could not be resolved: {error.strerror or error}")
    if isinstance(error, ssl.SSLError) and not site.progress.sent:
        reason = getattr(error, "verify_message", "") or getattr(error, "reason", "") or error
        return site.trouble("tls", f"no trusted connection to {site.host}: {reason}")
    if isinstance(error, ConnectionRefusedError):
        return site.trouble("connection", f"{site.host} refused the connection")
    return None


def _by_class(chain: Sequence[BaseException], site: Site) -> Trouble:
    for cause in reversed(chain):  # the cause says more than what wraps it
        kind = next((_BY_CLASS[cls.__name__] for cls in type(cause).__mro__ if cls.__name__ in _BY_CLASS), None)
        if kind is not None:
            return _network_trouble(kind, cause, site)
    first = chain[0]
    return site.trouble("crash", f"unexpected {type(first).__name__}: {first}")


def _network_trouble(kind: TroubleKind, error: BaseException, site: Site) -> Trouble:
    if kind == "timeout" and not site.progress.sent:
        return site.trouble(kind, f"no connection to {site.host} in time")
    if kind == "timeout":
        return site.trouble(kind, f"no whole answer from {site.host} within {site.timeout_s:g} s")
    if kind in ("connection", "protocol") and site.progress.answered:
        return site.trouble("truncated", f"the answer from {site.host} was cut off: {_said(error)}", billed=True)
    if kind == "protocol" and "without sending a response" in str(error):
        return site.trouble("connection", f"{site.host} closed the connection without an answer")
    return site.trouble(kind, f"{_VERB.get(kind, 'no answer from')} {site.host}: {_said(error)}")


_VERB: Mapping[TroubleKind, str] = {
    "connection": "the connection failed to",
    "protocol": "no proper HTTP from",
    "too-large": "too much from",
}


def _from_response(response: Any, site: Site) -> Trouble:
    status, headers = response.status_code, response.headers
    if response.has_redirect_location:
        elsewhere = urlsplit(headers.get("location", "")).hostname or site.host
        return site.trouble(
            "protocol",
            f"{site.host} answered {status}, a redirect to {elsewhere}; none is followed",
            status=status,
            billed=False,
        )
    text = _body(response)
    details = _details(text)
    kind = _vendor_kind(details, status) or _status_kind(status)
    may_retry = headers.get("x-should-retry", "").lower() != "false"
    return site.trouble(
        kind,
        f"{site.host} answered {status}: {_vendor_message(details) or not_json(text, headers)}",
        status=status,
        retry_after_s=retry_after_of(headers),
        retryable=status in _RETRYABLE_STATUS and kind != "quota" and may_retry,
        billed=status == _GATEWAY_TIMEOUT,
    )


def _body(response: Any) -> str:
    try:
        return decode(response.content)[0]
    except RuntimeError:  # httpx2.ResponseNotRead: it never came whole
        return ""


def not_json(text: str, headers: Mapping[str, str]) -> str:
    """Of a body that is no JSON: its type, its size, how it begins."""
    kind = headers.get("content-type", "no content type").partition(";")[0]
    size = f"{len(text) / 1000:.1f} kB" if len(text) >= 1000 else f"{len(text)} B"  # noqa: PLR2004
    return f"non-JSON ({kind}, {size}): {_shortened(' '.join(text.split()), _SNIPPET)}" if text else "nothing more"


def _details(text: str) -> Mapping[str, Any]:
    """The vendor's error object, whatever it is wrapped in; empty if there is none."""
    try:
        data = parse_json(text)
    except Malformed:
        return {}
    if not isinstance(data, dict):
        return {}
    error = data.get("error", data)
    return error if isinstance(error, dict) else {"message": str(error)}


def _vendor_message(details: Mapping[str, Any]) -> str:
    message = details.get("message") or details.get("detail") or ""
    code = details.get("code") or details.get("type")
    text = message if isinstance(message, str) else str(message)
    return f"{text} ({code})" if text and code and str(code) not in text else text


def _vendor_kind(details: Mapping[str, Any], status: int | None) -> TroubleKind | None:
    """From the vendor's own words: the precise ones first, then the message, then the status, then the vague ones."""
    nested = [part(details, "innererror").get("code"), part(details, "details").get("error_code")]
    words = [str(word).lower() for word in (*nested, details.get("code"), details.get("type")) if word]
    for word in words:
        if (kind := _word_kind(word)) is not None and word not in _VAGUE:
            return kind
    message = str(details.get("message") or details.get("detail") or "").lower()
    if status is None or status < 500:  # noqa: PLR2004
        for pattern, kind in _BY_MESSAGE:
            if re.search(pattern, message):
                return kind
    if status is not None:
        return _status_kind(status)
    return next((kind for word in words if (kind := _word_kind(word)) is not None), None)


def _word_kind(word: str) -> TroubleKind | None:
    if word in _BY_WORD:
        return _BY_WORD[word]
    if word.endswith(("_policy", "_policy_violation")):
        return "filter"
    return "bad-request" if word.startswith(("image_", "invalid_image")) else None


def _status_kind(status: int) -> TroubleKind:
    return _BY_STATUS.get(status, "server" if status >= 500 else "bad-request")  # noqa: PLR2004


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, what caused it, and what that was made of."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        if not isinstance(cause, _WAITING):
            yield cause
        waiting += [cause.__cause__ or cause.__context__, *getattr(cause, "exceptions", ())]


def _said(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
