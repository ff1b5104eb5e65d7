from __future__ import annotations

import re

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.model.result import Run
from harness.reports.markdown import LIMIT, block, cell, code, render
from harness.summary import of
from harness.visible import shorten

markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py reads what the report writes")
PARSER = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False})
OWN_HTML = re.compile(
    r"<details><summary>(?:what the verdicts rest on|(?:<code>[^<>]*</code>[: ]*)*)</summary>\n*|</details>\n*"
)


def rendered(run: Run) -> str:
    return "".join(render(of(run)))


def tokens(text: str) -> list:
    found = []
    for token in PARSER.parse(text):
        found += [token, *(token.children or [])]
    return found


def check_inert(text: str) -> None:
    """No HTML but our own, no image or link, and outside code nothing that GitHub would make one of."""
    for token in tokens(text):
        assert token.type not in ("image", "link_open", "html_inline"), token
        if token.type == "html_block":
            assert OWN_HTML.fullmatch(token.content), token.content
        if token.type == "text":
            assert not re.search(r"@\w|#\d|https?:|www\.|<|\|", token.content), token.content


def test_the_comment_at_a_glance() -> None:
    text = rendered(factories.example())
    assert text.startswith("**If `openai` goes dark tonight: `claude` serves 2 of 3 workflows")
    assert "| `refund-helpdesk` (critical) | 48/48 | ✅ ports 48/48 | ❌ does not port 31/48 |" in text
    assert "| `classify-ticket` | 12/12 | ❔ inconclusive 12/12 (+18) | ❌ does not port 3/12 |" in text
    assert "`30 days → 60 days`" in text
    assert "> recorded answers here are authored examples" in text
    assert "360 answers, 360 recorded, 0 live, \\$0.41, 38 s" in text
    check_inert(text)


def test_of_several_samples_the_one_that_the_reason_is_about_is_shown_beside_what_it_was_compared_with() -> None:
    torn = factories.differing("llama", "It is 210 cm.", ("numbers", "220 cm", "210 cm"), sample=1, compared_with=2)
    answers = [
        *(factories.answer("gpt", text, sample=n) for n, text in enumerate(("220 cm long.", "It has 220 cm.", "220."))),
        *(factories.answer("llama", "220 cm long.", sample=n) for n in (0, 2)),
        torn,
    ]
    text = rendered(factories.run(factories.suite("s", [factories.case("c", *answers)], factories.comparison("llama"))))
    details = text.partition("<details><summary><code>s</code>")[2]
    assert "`220 cm → 210 cm (1 of 3 samples)`" in details
    assert re.findall(r"Answer of `(\w+)`, sample (\d):\n\n```text\n(.*)\n", details) == [
        ("gpt", "3", "220."),
        ("llama", "2", "It is 210 cm."),
    ]


@pytest.mark.parametrize("text", factories.HOSTILE)
def test_hostile_words_are_inert(text: str) -> None:
    check_inert(rendered(factories.shouting(text)))


@settings(max_examples=60, deadline=None)
@given(factories.runs())
def test_any_run_is_inert_and_keeps_its_tables(run: Run) -> None:
    text = rendered(run)
    check_inert(text)
    found = tokens(text)
    rows = sum(token.type == "tr_open" for token in found)
    cells = sum(token.type in ("td_open", "th_open") for token in found)
    assert rows == sum(line.startswith("| ") for line in re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", text).splitlines())
    assert (cells > 0) == (rows > 0)


@settings(max_examples=100)
@given(factories.texts)
def test_code_cannot_be_left(text: str) -> None:
    (paragraph,) = [token for token in PARSER.parse(f"a {code(text)} b") if token.type == "inline"]
    assert [child.type for child in paragraph.children] == ["text", "code_inline", "text"]
    (fence,) = PARSER.parse(block(text))[:1]
    assert fence.type == "fence"


@settings(max_examples=200)
@given(st.text("|\\`a <", min_size=1, max_size=12))
def test_a_cell_of_a_table_cannot_be_left_and_shows_its_pipes(text: str) -> None:
    tokens_of_row = tokens(f"| a | b |\n|---|---|\n| {cell(text)} | {cell('x')} |\n")
    cells = [token for token in tokens_of_row if token.type == "code_inline"]
    assert [token.content for token in cells][1:] == ["x"]
    # Where a backslash stands before a pipe one more may be shown; nothing else changes.
    assert re.sub(r"\\+\|", "|", cells[0].content.strip()) == re.sub(r"\\+\|", "|", (shorten(text, 80) or " ").strip())


def test_a_long_report_is_cut_with_a_count() -> None:
    text = "x ``` <b> " * 400
    cases = [
        factories.case(f"c{n}", factories.answer("gpt", text), factories.failing("claude", text, f"no {n}"))
        for n in range(200)
    ]
    found = rendered(factories.run(factories.suite("s", cases)))
    assert len(found) <= LIMIT
    shown = found.count("<details><summary><code>")
    assert 0 < shown < 200
    assert f"{200 - shown} cases left out here for want of room." in found
    check_inert(found)


def test_many_suites_and_targets_are_cut_with_a_count() -> None:
    targets = [f"target-{n}-" + "|<" * 40 for n in range(40)]
    answers = [factories.failing(target, "x" * 3000, "|`<" * 100) for target in targets]
    compared = [factories.comparison(target, "does-not-port", 1) for target in targets]
    suites = [
        factories.suite(f"s{n}" + "|" * 150, [factories.case("c" * 50, factories.answer("gpt"), *answers)], *compared)
        for n in range(40)
    ]
    found = rendered(factories.run(*suites, notices=("|`<" * 200,) * 100))
    assert len(found) <= LIMIT
    check_inert(found)
    shown = sum(line.startswith("| `s") and "❌" in line for line in found.splitlines())
    assert 0 < shown < 40
    assert f"{40 - shown} more suites left out here." in found
    assert "21 more targets left out here." in found
    assert "more rows left out here." in found
    assert "more remarks left out here." in found
    assert "35 more targets left out here." in found
    assert found.count("<details><summary><code>") == 1
    assert "39 cases left out here for want of room." in found
