"""`--fix`: lines that may go without changing what is asked of anybody; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.files import write_atomically
from harness.model.lint import Finding
from harness.model.location import Location

# A key with a scalar on the same line. Block scalars, flow collections and anchors go on elsewhere and stay.
_PARAMETER = re.compile(rb"^(?P<indent> *)[A-Za-z_]+:[ \t]+[^\s|>&{\[#][^#\r\n]*(#[^\r\n]*)?\r?\n?$")
_COMMENT = re.compile(rb"[ \t]*#\s*harness:\s*ignore\[[^\]\n]*\][^\r\n]*")


@dataclass(frozen=True, slots=True)
class Fixed:
    """`fixed` are the findings that are no more, `left` those that looked mechanical and were not safe, with why."""

    fixed: tuple[Finding, ...]
    left: tuple[tuple[Finding, str], ...]


def fix(findings: Iterable[Finding], targets_of: dict[str, frozenset[str]], recorded: frozenset[str]) -> Fixed:
    """Take lines away. `targets_of` are all targets that a suite's file asks, by path; `recorded` the files whose suite
    has recordings, which a changed parameter would orphan.

    A parameter goes only where none of the suite's targets is sent it, and where it stands on a line of its own.
    """
    fixed: list[Finding] = []
    left: list[tuple[Finding, str]] = []
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.removable and finding.suppressed is None:
            by_path.setdefault(finding.location.path, []).append(finding)
    # One line may be found several times, for other targets each: it goes only if they are all of the suite's.
    together: dict[Location, set[str]] = {}
    for finding in (finding for findings in by_path.values() for finding in findings):
        together.setdefault(finding.location, set()).update(finding.targets)
    for path, removable in by_path.items():
        # Bytes, so that line ends, a BOM and whatever is no UTF-8 in a comment come out as they were.
        lines: list[bytes | None] = list(Path(path).read_bytes().splitlines(keepends=True))
        before = list(lines)
        # From below, so that what is taken away moves no line that is still to be looked at.
        for finding in sorted(removable, key=lambda finding: -finding.location.line):
            why = _unsafe(finding, together[finding.location], targets_of, recorded) or _take(lines, finding)
            left += [(finding, why)] if why else []
            fixed += [] if why else [finding]
        if lines != before:
            write_atomically(Path(path), [b"".join(line for line in lines if line is not None)])
    return Fixed(tuple(fixed), tuple(left))


def _unsafe(
    finding: Finding, concerned: set[str], targets_of: dict[str, frozenset[str]], recorded: frozenset[str]
) -> str:
    if finding.code.startswith("HP9"):
        return ""
    path = finding.location.path
    if path not in targets_of:
        return "it stands in the configuration, and other suites may need it"
    if not targets_of[path] <= concerned:
        return "some targets are sent it"
    return "answers are recorded under it" if path in recorded else ""


def _take(lines: list[bytes | None], finding: Finding) -> str:
    """Take the finding's line away, or of a comment at the end of a line the comment; says why it cannot."""
    at = finding.location.line - 1
    line = lines[at]
    if line is None:
        return ""
    if finding.source.strip() != line.decode("utf-8", "replace").replace("\t", " ").strip():
        return "its line is not where it was read"  # unusual line breaks, or somebody else is writing
    if finding.code.startswith("HP9"):
        rest = _COMMENT.sub(b"", line, count=1)
        lines[at] = rest if rest.strip() else None
        return ""
    hit = _PARAMETER.match(line)
    if hit is None or finding.location.column != len(hit["indent"]) + 1:
        return "it does not stand on a line of its own"
    if not any(
        _reaches(lines, range(at + step, end, step), len(hit["indent"])) for step, end in ((-1, -1), (1, len(lines)))
    ):
        return "it is the only one: its heading would be left empty"
    lines[at] = None
    return ""


def _reaches(lines: Sequence[bytes | None], way: range, indent: int) -> bool:
    for number in way:
        text = (lines[number] or b"").rstrip()
        if not text.strip() or text.lstrip().startswith(b"#"):
            continue
        depth = len(text) - len(text.lstrip(b" "))
        if depth <= indent:
            return depth == indent
    return False
