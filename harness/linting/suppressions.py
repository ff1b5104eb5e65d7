"""Comments that suppress findings: `# harness: ignore[HP012] reason`, at the end of a line or on the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import yaml

from harness import plugins
from harness.model.lint import Finding, Suppression
from harness.model.location import Location
from harness.yamlfile.parsing import LIBYAML

_COMMENT = re.compile(r"#\s*harness:\s*ignore\[(?P<codes>[^\]\n]*)\][ \t]*:?[ \t]*(?P<reason>[^\n]*)")
MARK = "harness:"


def suppressions(path: str, lines: Sequence[str], codes: Sequence[str]) -> tuple[Suppression, ...]:
    """All in a file; `codes` are those of the rules there are."""
    if not any(MARK in line and "ignore[" in line for line in lines):
        return ()
    # Only files with a comment of ours come this far: to scan YAML for its texts is slow beside a search for a word.
    inside = _texts("\n".join(lines))
    return tuple(_read(path, lines, codes, inside))


def _read(
    path: str, lines: Sequence[str], codes: Sequence[str], inside: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> Iterator[Suppression]:
    for number, line in enumerate(lines, 1):
        hit = _COMMENT.search(line)
        if hit is None or any(start <= (number, hit.start()) < end for start, end in inside):
            continue
        written = tuple(dict.fromkeys(code.strip().upper() for code in hit["codes"].split(",") if code.strip()))
        yield Suppression(
            location=Location(path, number, hit.start() + 1),
            # Behind something it is about its own line; alone it is about what follows, past other comments.
            covers=number if line[: hit.start()].strip() else _next(lines, number),
            codes=written,
            reason=hit["reason"].strip(),
            unknown={code: plugins.suggest(code, tuple(codes)) for code in written if code not in codes},
        )


def applied(
    findings: Sequence[Finding], comments: Sequence[Suppression], ran: frozenset[str]
) -> tuple[list[Finding], list[Suppression]]:
    """Findings with the reasons that suppress them, and the comments with those of their codes that suppress nothing.
    Of rules that did not run (`ran`) nothing can be said.
    """
    by_line: dict[tuple[str, int], list[Suppression]] = {}
    for comment in comments:
        by_line.setdefault((comment.location.path, comment.covers), []).append(comment)
    used: set[tuple[Location, str]] = set()
    judged = []
    for finding in findings:
        here = by_line.get((finding.location.path, finding.location.line), [])
        named = next((comment for comment in here if finding.code in comment.codes), None)
        if named:
            used.add((named.location, finding.code))
        judged.append(replace(finding, suppressed=named.reason) if named else finding)
    left = [
        replace(
            comment,
            unused=tuple(code for code in comment.codes if code in ran and (comment.location, code) not in used),
        )
        for comment in comments
    ]
    return judged, left


def _next(lines: Sequence[str], number: int) -> int:
    """The first line below that holds more than a comment."""
    for following in range(number, len(lines)):
        text = lines[following].strip()
        if text and not text.startswith("#"):
            return following + 1
    return number


def _texts(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where texts stand, as (line from 1, column from 0): what looks like a comment in them is none."""
    try:
        tokens = [
            token for token in yaml.scan(text, Loader=LIBYAML or yaml.SafeLoader) if isinstance(token, yaml.ScalarToken)
        ]
    except yaml.YAMLError:
        return []  # the loader has read the file, so this is a matter of taste; then every hit counts
    return [
        (
            (token.start_mark.line + 1, token.start_mark.column),
            (token.end_mark.line + 1, token.end_mark.column),
        )
        for token in tokens
    ]
