"""Templates, style and script, and the policy under which a page is shown."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.summary import phrases
from harness.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

MARKS = {"baseline": "", "ports": "✓", "does-not-port": "✗", "inconclusive": "?", "absent": ""}
"""State is never told by colour alone."""
HERE = Path(__file__).parent


def stream(template: str, **values: Any) -> Iterator[str]:
    """The page in pieces."""
    return environment().get_template(f"{template}.html.j2").generate(**values)


def page(template: str, **values: Any) -> str:
    return "".join(stream(template, **values))


def policy() -> str:
    """The Content-Security-Policy of every page: its own style and script by their hashes, and nothing else.

    Nothing that gets into a page can add to it, and no script can make text into markup.
    """
    return (
        f"default-src 'none'; style-src '{_digest('style.css')}'; script-src '{_digest('script.js')}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


@cache
def environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"percent": phrases.percent, "money": phrases.money, "call": phrases.tool_call}
    made.globals |= {"marks": MARKS, "policy": policy(), "style": asset("style.css"), "script": asset("script.js")}
    return made


@cache
def asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _digest(name: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(asset(name).encode()).digest()).decode()


def _seen(value: Any) -> Any:
    """Everything put into a page is visible; the template's own marks are plain already."""
    return visible(value) if type(value) is str else value
