"""Where exceptions become messages and exit codes; the only place that catches everything."""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec

import typer

from harness.errors import HarnessError

P = ParamSpec("P")
SURPRISE = 2


def command(function: Callable[P, int | None]) -> Callable[P, None]:
    """Run a command's function: its result is the exit code; expected trouble is a message, a surprise
    a message with what is needed to report it.
    """

    @functools.wraps(function)
    def edge(*args: P.args, **kwargs: P.kwargs) -> None:
        with suppress(ValueError):  # not the main thread: whoever runs a command there has signals of his own
            signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            code = function(*args, **kwargs) or 0
        except HarnessError as error:
            _show(error)
            code = error.exit_code
        # Typer's own way out, with its code; below it would look like a crash.
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            # 128 + SIGINT, as a shell has it.
            code = 130
        except BrokenPipeError:
            _leave_quietly()
            code = 0
        except Exception as error:  # noqa: BLE001 - the edge: a surprise must not look like a verdict
            _report(error)
            code = SURPRISE
        raise typer.Exit(code)

    return edge


def _show(error: HarnessError) -> None:
    from harness.terminal.problems import show

    show(error)


def _leave_quietly() -> None:
    """The reader went away (`| head`); keep the interpreter from complaining while it shuts down."""
    # The remedy of Python's documentation of SIGPIPE: what is buffered goes nowhere when the interpreter flushes it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(error: Exception) -> None:
    import platform
    import traceback

    from harness.version import __version__
    from harness.visible import visible

    text = "".join(traceback.format_exception(error))
    about = f"harness {__version__}, Python {platform.python_version()}, {platform.platform()}"
    sys.stderr.write(
        visible(f"error[crash]: this is a bug in harness; please report it with what follows\n{about}\n{text}")
    )
