"""harness policy: the tested policy in the words of a gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, NoColor

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
    from harness.files import write_atomically
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color)
    text, losses = plugins.load("gateways", gateway).render(api.configuration(config))
    if output is None:
        screen.say(text.rstrip("\n"))
    else:
        write_atomically(output, [text])
        screen.note(f"wrote {output}")
    for loss in losses:
        screen.note(f"lost: {loss.what}: {loss.why}")
    return 0
