"""harness readiness: which single failure takes which workflow down?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli import _options
from harness.cli._edge import command

if TYPE_CHECKING:
    from harness.model.notice import Notice
    from harness.model.summary import Summary

EXAMPLE = """Example:

    harness readiness --record none -o readiness.html
"""


def register(app: typer.Typer) -> None:
    app.command("readiness", short_help="Which single failure takes what down.", epilog=EXAMPLE)(command(readiness))


def readiness(
    suites: _options.Suites = None,
    target: _options.Targets = None,
    samples: Annotated[int | None, typer.Option(min=1, help="Answers drawn per case and target.")] = None,
    record: _options.RecordMode = None,
    budget: _options.Budget = None,
    output: _options.Output = None,
    notify_url: _options.NotifyUrl = None,
    notify_when: _options.NotifyWhen = None,
    notify_as: _options.NotifyAs = None,
    history: _options.Kept = None,
    config: _options.ConfigFile = None,
    env_file: _options.EnvFile = None,
    quiet: _options.Quiet = False,
    no_color: _options.NoColor = False,
) -> int:
    """Show what serves every workflow when a vendor, cloud, region, model family or network goes down.

    Runs or replays as `harness run` does. Single points of failure come first; suites marked * are critical.
    What scoring itself depends on is in the matrix, too.

    Exit codes: 1 a critical suite has no proven fallback; 4 some answers could not be had; others as for run.
    """
    from harness import api
    from harness.cli import _ending, _env_file, _notify, _run
    from harness.engine.readiness import scoring_domains
    from harness.exit_codes import readiness_code
    from harness.files import require_writable
    from harness.reports import choose
    from harness.summary import of
    from harness.terminal.readiness import show_readiness
    from harness.terminal.screen import Screen

    screen = Screen(color=not no_color, quiet=quiet)
    tell = None if quiet else screen.note
    keep = _ending.Keeping(reports=choose(output or []), config=config, history=history, tell=tell)
    require_writable(output or [])
    _env_file.load_env_file(env_file)
    notifier = _notify.notifier(notify_url, notify_when, notify_as, remembers=False)
    planned = api.prepare(
        suites or (),
        config=config,
        targets=_options.split(target),
        samples=samples,
        record=record and record.value,
        budget_usd=budget,
    )
    run, signal_number = _run.executed(planned, suites or [], config, screen, env_file=env_file)
    summary = of(run, scoring_domains(planned.config, planned.suites))
    show_readiness(summary, screen)
    code = _ending.conclude(summary, signal_number, screen, keep, readiness_code(run))
    if notifier and signal_number is None:
        notifier.tell(_notice(summary, code), screen)
    return code


def _notice(summary: Summary, code: int) -> Notice:
    from harness.model.notice import Notice
    from harness.visible import one_line

    single = [outage for outage in summary.readiness.outages if outage.single_point]
    lost = {
        outage.domain: [
            suite.result.name
            for suite, fate in zip(summary.suites, outage.fates, strict=True)
            if fate.state != "served"
        ]
        for outage in single
    }
    return Notice(
        kind="readiness",
        title=f"harness readiness: {len(single)} of {len(summary.readiness.outages)} single failures leave a workflow"
        " without a proven server",
        lines=tuple(one_line(f"{domain}: {', '.join(suites)}") for domain, suites in lost.items()),
        exit_code=code,
        run=summary.run.id,
        details={"single_points": lost, "conclusion": summary.readiness.conclusion},
    )
