"""`--env-file`: variables from a file that the user names, and the hint that there is one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

from harness.errors import MissingExtra, UsageError
from harness.files import why_unreadable
from harness.summary import phrases
from harness.terminal.screen import Screen
from harness.yamlfile.configuration_path import configuration_path

ENV_FILE = ".env"


def load_env_file(path: Path | None) -> None:
    """Put NAME=VALUE lines into the environment; what is set already stays.

    Raises:
        MissingExtra: python-dotenv is not installed.
        UsageError: the file cannot be read or a line is not of that form.
    """
    if path is None:
        return
    try:
        lines = StringIO(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--env-file {path}: cannot be read: {why_unreadable(error)}", slug="env-file") from error
    try:
        from dotenv.parser import parse_stream
    except ModuleNotFoundError as error:
        raise MissingExtra("python-dotenv", "env", f"--env-file {path}") from error
    for binding in parse_stream(lines):
        if binding.error or (binding.key and binding.value is None):
            # The line itself is not shown: it may hold a key.
            raise UsageError(f"--env-file {path}:{binding.original.line}: expected NAME=VALUE", slug="env-file")
        if binding.key:
            # The environment wins over the file, so that a key can be replaced for one call.
            os.environ.setdefault(binding.key, binding.value or "")


def offer_env_file(config: Path | None, given: Path | None, messages: Iterable[str], screen: Screen) -> None:
    """Where messages say that a key is not set, and a `.env` lies beside harness.yaml, say so. It is not
    read unasked, not even for its names: whose keys are used is the user's word.
    """
    from harness.summary.tally import unset

    lacking = list(dict.fromkeys(name for message in messages if (name := unset(message))))
    found = configuration_path(config).parent / ENV_FILE
    if not lacking or not found.is_file() or (given is not None and given.exists() and given.samefile(found)):
        return
    verb = "is" if len(lacking) == 1 else "are"
    screen.note(
        f"{phrases.listed(lacking)} {verb} not set; found {ENV_FILE} beside the configuration, which is not read"
        f" unasked: use --env-file {os.path.relpath(found)}{_first()}"
    )


def _first() -> str:
    """What is to be done before a file can be read."""
    return "" if find_spec("dotenv") else " (first: pip install 'portproof[env]')"
