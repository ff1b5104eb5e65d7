"""harness policy: the tested policy in the words of a gateway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor

if TYPE_CHECKING:
    from harness.model.config import Config
    from harness.model.exchange import Loss
    from harness.model.suite import Suite

EXAMPLE = """Example:

    harness policy export litellm -o litellm.yaml
"""


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="What to do with the policy of `failover:`.", rich_markup_mode=None)
    group.command("export", short_help="Write it for a gateway.", epilog=EXAMPLE)(command(export))
    app.add_typer(group, name="policy", short_help="Write the tested policy for a gateway.")


def export(
    gateway: Annotated[str, typer.Argument(metavar="GATEWAY", help="litellm, portkey, envoy, kong or bifrost.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file [default: standard output]."),
    ] = None,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> int:
    """Write the policy that was drilled as the configuration of a gateway, and say what the gateway cannot say.

    Keys are named by their environment variables, never written.
    """
    from harness import api, plugins
    from harness.files import require_writable, write_atomically
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color)
    require_writable([output])
    loaded = api.configuration(config)
    text, losses = plugins.load("gateways", gateway).render(loaded)
    if output is None:
        screen.say(text.rstrip("\n"))
    else:
        write_atomically(output, [text])
        screen.note(f"wrote {output}")
    for loss in (*losses, *_beside(loaded, _suites(config))):
        screen.note(f"lost: {loss.what}: {loss.why}")
    return 0


def _beside(config: Config, suites: Iterable[Suite]) -> Iterator[Loss]:
    """What no gateway's file here says."""
    from harness.model.exchange import Loss

    for group in config.failover.groups:
        yield Loss(f"order: [{', '.join(group)}]", "they are written one after the other, and do not take turns")
    own = [suite.name for suite in suites if suite.failover is not None]
    if own:
        yield Loss(f"failover of {', '.join(own)}", "a suite's own policy is not in this file")


def _suites(config: Path | None) -> Sequence[Suite]:
    """The project's suites; there may be none yet."""
    from harness import api
    from harness.errors import UsageError

    try:
        return api.load(config=config).suites
    except UsageError:
        return ()
