"""`--fix` takes away lines that nobody is sent, and leaves every other byte."""

from __future__ import annotations

import pytest

from harness.linting.fixing import fix
from harness.model.lint import Finding
from harness.model.location import Location


def finding(path, line, column=3, code="HP005", targets=("gpt", "claude"), **changes):
    source = path.read_bytes().decode().split("\n")[line - 1]
    return Finding(
        code=code, name="n", severity="warning", message="m", location=Location(str(path), line, column), source=source,
        targets=targets, removable=True, **changes,
    )  # fmt: skip


def fixed(path, *findings, asks=("gpt", "claude"), recorded=()):
    return fix(findings, {str(path): frozenset(asks)}, frozenset(recorded))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_parameter_goes_with_its_comment_and_nothing_else(tmp_path, end):
    path = tmp_path / "a.yaml"
    lines = ["params:", "  max_tokens: 3   # three", "  seed: 4  # four", "# \u00e9", "cases:  ", ""]
    path.write_bytes(end.join(lines).encode())
    assert len(fixed(path, finding(path, 3)).fixed) == 1
    assert path.read_bytes() == end.join(lines[:2] + lines[3:]).encode()


@pytest.mark.parametrize(
    ("text", "line", "column", "why"),
    [
        ("params: {max_tokens: 3, seed: 4}\n", 1, 25, "line of its own"),
        ("params:\n  seed: 4\ncases: []\n", 2, 3, "only one"),
        ("params:\n  max_tokens: 3\n  stop: [a,\n    b]\n", 3, 3, "line of its own"),
        ("params:\n  max_tokens: 3\n  seed: &four 4\n", 3, 3, "line of its own"),
    ],
)
def test_what_is_not_mechanical_is_left_and_told(tmp_path, text, line, column, why):
    path = tmp_path / "a.yaml"
    path.write_text(text)
    result = fixed(path, finding(path, line, column))
    assert why in result.left[0][1]
    assert path.read_text() == text


TEXT = "params:\n  max_tokens: 3\n  seed: 4\n"


def test_what_one_target_is_sent_stays(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(TEXT)
    assert fixed(path, finding(path, 3, targets=("claude",))).left
    assert path.read_text() == TEXT


def test_targets_that_lose_it_for_different_reasons_count_together(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(TEXT)
    fixed(path, finding(path, 3, targets=("claude",)), finding(path, 3, targets=("gpt",)))
    assert path.read_text() == "params:\n  max_tokens: 3\n"


def test_recorded_answers_are_not_orphaned(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(TEXT)
    assert "recorded" in fixed(path, finding(path, 3), recorded=[str(path)]).left[0][1]


def test_a_file_that_changed_meanwhile_is_left(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(TEXT)
    seen = finding(path, 3)
    path.write_text("params:\n  max_tokens: 3\n  seed: 5\n")
    assert fixed(path, seen).left
    assert "seed: 5" in path.read_text()


def test_a_comment_goes_and_what_stood_before_it_stays(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1  # harness: ignore[HP001] x\n# harness: ignore[HP001] y\nb: 2\n")
    fixed(path, finding(path, 1, 7, "HP902"), finding(path, 2, 1, "HP902"))
    assert path.read_text() == "a: 1\nb: 2\n"


def test_a_suppressed_finding_is_not_mended(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(TEXT)
    result = fixed(path, finding(path, 3, suppressed="kept for a test"))
    assert result.fixed == result.left == ()
