"""harness run --watch: after every save all is replayed, and what it changed is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from harness import api
from harness.cassettes.store import FOLDER
from harness.cli import _run
from harness.cli._ending import keep_failures
from harness.cli._signals import as_before
from harness.errors import HarnessError, MissingExtra, StoreError, UsageError
from harness.model.summary import SuiteSummary, Summary
from harness.suitefile.digests import config_digest
from harness.summary import changes, of, phrases
from harness.terminal.changes import lines
from harness.terminal.problems import show
from harness.terminal.run import show_run
from harness.terminal.screen import Screen

LOOK_MS = 500
"""How soon after the first run it is looked for what was saved meanwhile."""
OWN = ".harness"
"""Where every run writes: no news."""


def require_possible(given: Mapping[str, object], record: str | None) -> None:
    """Refuse what would be paid or written anew after every save. Raises UsageError."""
    if wrong := next((name for name, value in given.items() if value), None):
        raise UsageError(f"--watch replays after every save, with which {wrong} does not go; leave out one of them")
    if record == "all":
        raise UsageError("--watch would pay for every answer after every save; leave out --record all")


@dataclass(slots=True)
class FileWatch:
    """What is watched, and what came of it last. `options` are those of `api.prepare`, leave to run code included."""

    suites: Sequence[Path]
    config: Path | None
    options: Mapping[str, Any]
    screen: Screen
    env_file: Path | None = None
    _rules: str = ""
    _digests: dict[str, str] = field(default_factory=dict)
    _had: dict[str, SuiteSummary] = field(default_factory=dict)
    _broken: bool = False

    def run(self) -> int:
        """Run, then replay whatever is saved, until a signal comes; returns the exit code that a shell has for it.

        Raises:
            MissingExtra: watchfiles is not installed.
            UsageError: there is no project.
            StoreError: its files cannot be watched.
            KeyboardInterrupt: Ctrl-C between two replays.
        """
        saves, seen_all = _saves(self._folders()), False
        signal = self._look(())
        if signal is None:
            paid = (
                "what is not recorded is called for and paid" if self.options["record"] == "new" else "nothing is sent"
            )
            self.screen.note(f"Watching {phrases.listed(sorted(map(str, self._folders())))}: {paid}. Ctrl-C ends it.")
            for saved in saves():
                # What was saved while the first run was under way is told by nobody: it is looked for once.
                if saved or not seen_all:
                    signal, seen_all = self._look(saved), True
                if signal is not None:
                    break
        return 128 + (signal or 0)

    def _folders(self) -> set[Path]:
        """The project's, and those of suites elsewhere."""
        root = api.configuration_path(self.config).parent.resolve()
        named = {path.resolve() if path.is_dir() else path.resolve().parent for path in self.suites}
        return {root} | {path for path in named if not path.is_relative_to(root)}

    def _look(self, saved: Iterable[Path]) -> int | None:
        """Replay what differs from last time and tell; returns the signal that came meanwhile, if one did."""
        try:
            project = api.load(self.suites, config=self.config)
            gone = self._forget_gone(project)
            touched = self._touched(project, saved)
            # All of it: how many comparisons a run makes decides what each of them bears.
            signal = self._replay(project, touched) if touched or gone else None
        except HarnessError as error:
            self._broken = True
            self.screen.note(self._head("not in order"))
            show(error, self.screen)
            return None
        if self._broken and not (touched or gone):
            self.screen.note(self._head("in order again, nothing changed"))
        self._broken = False
        return signal

    def _forget_gone(self, project: api.Project) -> set[str]:
        """The suites that are there no more."""
        gone = self._digests.keys() - {suite.name for suite in project.suites}
        for name in gone:
            del self._digests[name]
            if self._had.pop(name, None):
                self.screen.say(self._head(f"{name} is gone"))
        return gone

    def _touched(self, project: api.Project, saved: Iterable[Path]) -> set[str]:
        """The suites that say something else than last time, and those whose recordings were written."""
        rules = config_digest(project.config)
        every, self._rules = rules != self._rules, rules
        # Where answers are called for, the run itself writes recordings.
        saved = saved if self.options["record"] == "none" else ()
        recorded = {path.parent.name for path in saved if path.parent.parent.name == FOLDER}
        digests = {suite.name: suite.digest for suite in project.suites}
        touched = {
            name for name, digest in digests.items() if every or name in recorded or self._digests.get(name) != digest
        }
        self._digests = digests
        return touched

    def _replay(self, project: api.Project, touched: Collection[str]) -> int | None:
        planned = api.prepare_loaded(project, **self.options)
        paths = [Path(project.config.root) / suite.path for suite in planned.suites]
        run, signal = _run.executed(planned, paths, self.config, self.screen, env_file=self.env_file)
        as_before()
        summary, first = of(run), not self._had
        keep_failures(summary, self.config, self.screen)
        if first:
            show_run(summary, self.screen)
        else:
            self.screen.say(self._head(_done(summary)))
        for suite in summary.suites:
            name = suite.result.name
            changed = changes.between(self._had.get(name), suite)
            if not first and (changed or name in touched):
                self.screen.say(*lines(changed, self.screen.width))
            self._had[name] = suite
        return signal

    @staticmethod
    def _head(words: str) -> str:
        return f"{datetime.now():%H:%M:%S}  {words}"  # noqa: DTZ005 - the clock on the wall


def _done(summary: Summary) -> str:
    """`12 cases replayed, 0.2 s`; if something was paid, how many answers were called for, and what it cost."""
    run = summary.run
    cases = phrases.count_of(sum(len(suite.cases) for suite in run.suites), "case")
    live, usd = run.totals.live_calls, run.totals.cost_usd
    how = f", {phrases.count_of(live, 'answer')} live, {summary.cost}" if live or usd else " replayed"
    return f"{cases}{how}, {phrases.duration(run.elapsed_s)}"


def _saves(folders: Iterable[Path]) -> Callable[[], Iterator[set[Path]]]:
    """What was saved, again and again; nothing now and then, and at the first Ctrl-C a KeyboardInterrupt.

    Raises:
        MissingExtra: watchfiles is not installed.
    """
    try:
        from watchfiles import DefaultFilter, watch
    except ModuleNotFoundError as error:
        raise MissingExtra("watchfiles", "watch") from error
    ours = DefaultFilter(ignore_dirs=(*DefaultFilter.ignore_dirs, OWN))

    def saves() -> Iterator[set[Path]]:
        try:
            for seen in watch(
                *folders,
                watch_filter=ours,
                rust_timeout=LOOK_MS,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                yield {Path(path) for _, path in seen}
        except OSError as error:
            raise StoreError(
                f"the project's files cannot be watched: {error}",
                slug="unwatchable",
                hint="WATCHFILES_FORCE_POLLING=true looks at every file again and again instead",
            ) from error

    return saves
