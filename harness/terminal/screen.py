"""The single exit to a terminal: data to standard output, all else to standard error.

No text is ever read as markup, and all of it is made harmless here, whatever the caller did, for the terminal and for
the machines that read its log: controls, direction marks and hidden characters are spelled out (`harness.visible`); a
line that GitHub, Azure DevOps or TeamCity would take for a command loses its meaning; a character the terminal cannot
show is written in ASCII. A reader that went away is no error; a full disk is one.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO, TextIO

from rich.console import Console
from rich.text import Text

from harness.errors import StoreError
from harness.files import remedy
from harness.visible import visible

LOG_WIDTH = 100
"""Columns where there is no terminal: a log, a pipe, a file."""
_GONE = (errno.EPIPE, errno.EBADF, errno.EIO, errno.ESHUTDOWN)
LIMIT = 4000
"""Characters shown of one text."""

_ASCII = str.maketrans(
    {
        "→": "->",
        "…": "...",
        "–": "-",
        "—": "-",
        "×": "x",
        "·": "-",
        "’": "'",
        "“": '"',
        "”": '"',
        "█": "#",
        "░": ".",
        "│": "|",
        "✓": "+",
        "✗": "x",
    }
)
# GitHub trims the line before it looks for `::command`; colours may stand before it as well.
_COMMAND = re.compile(r"^((?:\x1b\[[0-9;]*m|[^\S\n])*):(?=:)", re.MULTILINE)
# `##[group]`, `##vso[…]`, `##teamcity[…]` are found anywhere in a line.
_MARKED = re.compile(r"#(?=#\w*\[)")


class Screen:
    """Where a command shows things. `quiet` and `verbose` are the user's wishes about progress."""

    def __init__(
        self,
        *,
        color: bool = True,
        quiet: bool = False,
        verbose: bool = False,
        out: TextIO | None = None,
        err: TextIO | None = None,
        env: Mapping[str, str] = os.environ,
    ) -> None:
        """On the process's own streams, or on those given. NO_COLOR in `env` overrides `color`."""
        color = color and not env.get("NO_COLOR")
        self.out = _console(_Exit(out or sys.stdout, _store_error), env, color=color)
        self.err = _console(_Exit(err or sys.stderr, _nothing), env, color=color)
        self.quiet = quiet
        self.verbose = verbose

    @property
    def width(self) -> int:
        """Columns of standard output."""
        return self.out.width

    def say(self, *lines: Text | str) -> None:
        """Data, what the user asked for, on standard output. Raises StoreError if it cannot be written."""
        _print(self.out, lines)

    def note(self, *lines: Text | str) -> None:
        """News and trouble, on standard error."""
        _print(self.err, lines)


def safe(text: Text | str, limit: int = LIMIT) -> Text:
    """Harmless text; a styled one stays as it is if it is harmless already."""
    if isinstance(text, str):
        return Text("\n".join(sanitize(line, limit) for line in text.split("\n")))
    plain = sanitize(text.plain, limit)
    return text if plain == text.plain else Text(plain, style=text.style)


def sanitize(text: str, limit: int = LIMIT) -> str:
    """At most `limit` characters of visible text, and how many more there are."""
    shown = visible(text[:limit]).replace("\t", "    ")
    taken = min(limit, len(text))
    while len(shown) > limit and taken:  # what is spelled out takes room
        taken -= max((len(shown) - limit) // 8, 1)
        shown = visible(text[:taken]).replace("\t", "    ")
    left = len(text) - taken
    return shown if not left else f"{shown}… ({left:,} more characters)"


def defuse(text: str, *, at_line_start: bool = True) -> str:
    """`text` without a log command; `at_line_start` says where its first line begins."""
    text = _MARKED.sub("# ", text)
    head, newline, rest = ("", "", text) if at_line_start else text.partition("\n")
    return head + newline + _COMMAND.sub(r"\1: ", rest)


def encodable(text: str, encoding: str) -> str:
    """`text` with what `encoding` lacks in ASCII."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:
        return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")
    return text


def _print(console: Console, lines: tuple[Text | str, ...]) -> None:
    for line in lines:
        # Lines come laid out for the width; rich would take long to wrap megabytes.
        console.print(safe(line), markup=False, highlight=False, emoji=False, soft_wrap=True)


def _console(stream: _Exit, env: Mapping[str, str], *, color: bool) -> Console:
    return Console(
        file=stream,
        color_system="auto" if color else None,
        width=LOG_WIDTH if not stream.isatty() and not env.get("COLUMNS", "").isdigit() else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ=env,
    )


def _store_error(error: OSError) -> None:
    raise StoreError(
        f"standard output: cannot be written: {error.strerror} (errno {error.errno})",
        slug="output-unwritable",
        hint=remedy(error) if error.errno in (errno.ENOSPC, errno.EDQUOT) else "",
    ) from error


def _nothing(_: OSError) -> None:
    """Standard error is where trouble would be told."""


class _Exit(io.TextIOBase, IO[str]):
    """The last thing before the stream: no log command, no character the stream cannot encode.

    It works on finished lines, since wrapping may move any word to the start of a line.
    """

    def __init__(self, stream: TextIO | None, failed: Callable[[OSError], None]) -> None:
        self._stream = stream
        self._failed = failed
        self._at_line_start = True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self._stream, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        with suppress(AttributeError, ValueError, OSError):
            return self._stream is not None and self._stream.isatty()
        return False

    def fileno(self) -> int:
        if self._stream is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return self._stream.fileno()

    def write(self, text: str) -> int:
        inert = defuse(text, at_line_start=self._at_line_start)
        if text:
            self._at_line_start = text.endswith("\n")
        self._try(lambda stream: stream.write(encodable(inert, self.encoding)))
        return len(text)

    def flush(self) -> None:
        self._try(lambda stream: stream.flush())

    def _try(self, act: Callable[[TextIO], object]) -> None:
        if self._stream is None:
            return
        try:
            act(self._stream)
        except ValueError:  # closed by somebody else
            self._stream = None
        except OSError as error:
            stream, self._stream = self._stream, None
            _forget(stream)
            if error.errno not in _GONE:
                self._failed(error)


def _forget(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, or Python complains about it when it ends."""
    with suppress(AttributeError, ValueError, OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
