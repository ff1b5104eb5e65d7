"""Everything that can go wrong on purpose.

HarnessError
├── UsageError       the command line or a call of the Python API is wrong; nothing was sent
├── InputError       the user's files are wrong; carries every problem found; nothing was sent
├── StoreError       a journal, cassette, history or output cannot be read or written
├── ProviderError    an answer could not be had; carries the trouble
├── AnswersAwaited   answers are awaited from batches; nothing is wrong, and the run goes on when it is called again
├── CheckError       an assertion, guard or embedder could not be computed
└── MissingExtra     an optional package is needed; says what to install
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.model.batches import BatchStatus
    from harness.model.exchange import Trouble
    from harness.model.location import Problem


class HarnessError(Exception):
    """Any expected trouble. `slug` is known to `harness explain`; `exit_code` is the command line's."""

    exit_code = 2

    def __init__(self, message: str, *, slug: str = "usage", hint: str = "") -> None:
        super().__init__(message)
        self.slug = slug
        self.hint = hint


class UsageError(HarnessError):
    """The command line or a call of the Python API is wrong."""


class InputError(HarnessError):
    """The user's files are wrong; `problems` are in the order of file and line. `unread` names the files that were not
    looked at because of them, `undone` says what was therefore not done.
    """

    def __init__(self, problems: Iterable[Problem], *, unread: str = "", undone: str = "nothing was sent") -> None:
        self.unread, self.undone = unread, undone
        self.problems = tuple(
            sorted(
                problems,
                key=lambda p: (
                    p.location is None,
                    p.location and (p.location.path, p.location.line, p.location.column),
                ),
            )
        )
        super().__init__("\n".join(map(str, self.problems)), slug=self.problems[0].slug)


class StoreError(HarnessError):
    """Something cannot be read from or written to disk."""

    exit_code = 5

    def __init__(self, message: str, *, slug: str = "store", hint: str = "") -> None:
        super().__init__(message, slug=slug, hint=hint)


class ProviderError(HarnessError):
    """An answer could not be had."""

    exit_code = 4

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message, slug=trouble.kind)
        self.trouble = trouble


class AnswersAwaited(HarnessError):  # noqa: N818 - it says what is the case, and no error is
    """Batches were submitted that have not been collected: `batches` says how far each is, `notices` what else is to be
    said. What was had is kept, and the run `run_id` goes on when the same is run again, or when it is resumed.
    """

    exit_code = 6

    def __init__(self, run_id: str, batches: Iterable[BatchStatus], notices: Iterable[str] = ()) -> None:
        self.run_id = run_id
        self.batches = tuple(batches)
        self.notices = tuple(notices)
        waiting = sum(batch.total for batch in self.batches)
        super().__init__(
            f"run {run_id} awaits {waiting} answers from {len(self.batches)} batches",
            slug="answers-awaited",
            hint=f"collect them with: harness run --resume {run_id}",
        )


class CheckError(HarnessError):
    """An assertion, guard or embedder could not be computed: the outcome is `error`, never `fail`."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, slug="check-error", hint=hint)


class MissingExtra(CheckError):  # noqa: N818 - it names what is missing
    """An optional package is not installed."""

    def __init__(self, package: str, extra: str, asked_by: str = "") -> None:
        who = f"{asked_by}: " if asked_by else ""
        super().__init__(f"{who}the package {package!r} is not installed", hint=f"pip install 'portproof[{extra}]'")
        self.slug = "missing-extra"
