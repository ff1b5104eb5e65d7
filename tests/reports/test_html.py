from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from dataclasses import replace
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings

from harness.model.result import Run
from harness.reports._difference import MOST_WORDS, pieces
from harness.reports._interval import EDGE, WIDTH, interval
from harness.reports.html import CASES, render

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIETLY = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--virtual-time-budget=2000",
)
PLAIN = re.compile(
    "html|head|meta|title|style|body|header|main|footer|section|article|div|p|h[1-4]|small|span|b|a|table|thead|tbody|tr"
    "|t[hd]|label|input|ins|del|details|summary|pre|ul|li|svg|rect|line|circle|text"
)
"""The elements the template itself has; none of them runs or loads anything."""


class Page(HTMLParser):
    """What a browser would make of the report."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page(run: Run) -> Page:
    return Page("".join(render(run)))


def check_inert(found: Page) -> None:
    assert [tag for tag in found.tags if not PLAIN.fullmatch(tag)] == []
    for tag, name, value in found.attributes:
        assert not name.startswith("on"), name
        assert name != "src"
        assert name != "style"
        if name == "href":
            assert tag == "a"
            assert re.fullmatch(r"#suite-\d+", value)


def test_the_first_screen() -> None:
    text = " ".join(" ".join(page(factories.example()).words).split())
    parts = [
        "If openai goes dark tonight: claude serves 2 of 3 workflows",
        "360 answers, 360 recorded",
        "recorded answers here are authored examples",
        "refund-helpdesk critical 48/48 ✓ ports 48/48 ✗ does not port 31/48",
        "12/12 (+18)",
        "vendor:openai served by claude served by claude unproven (claude)",
        "margin −10 %",
        'receipt-0 and 15 more llama left out: "Keep the receipt."',
    ]
    assert [part for part in parts if part not in text] == []
    assert sorted(parts, key=text.index) == parts


def test_it_carries_a_strict_policy_and_no_script() -> None:
    text = "".join(render(factories.example()))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'", policy)
    assert "<script" not in text
    check_inert(Page(text))


@pytest.mark.parametrize("text", factories.HOSTILE)
def test_hostile_words_are_text(text: str) -> None:
    check_inert(page(factories.shouting(text)))


@settings(max_examples=40, deadline=None)
@given(factories.runs())
def test_any_run_is_inert(run: Run) -> None:
    check_inert(page(run))


def test_a_long_suite_shows_what_went_wrong_first_and_counts_the_rest() -> None:
    good = [factories.case(f"good-{n}", factories.answer("gpt")) for n in range(CASES + 10)]
    bad = factories.case("bad", factories.failing("gpt", "x", "no"))
    text = "".join(render(factories.run(factories.suite("s", [*good, bad]))))
    assert text.index("<b>bad</b>") < text.index("<b>good-0</b>")
    assert "11 more cases are left out here" in text


def test_many_targets_stand_below_each_other() -> None:
    targets = [f"target-{n}" for n in range(7)]
    compared = [factories.comparison(target, cases=1) for target in targets]
    case = factories.case("c", factories.answer("gpt"), *map(factories.answer, targets))
    text = " ".join(" ".join(page(factories.run(factories.suite("s", [case], *compared))).words).split())
    assert "target-5 ✓ ports 1/1 target-6 ✓ ports 1/1" in text


def test_the_noise_floor_is_told_only_where_it_was_measured() -> None:
    def said(*more) -> bool:
        case = factories.case("c", factories.answer("gpt"), *more, factories.answer("claude"))
        found = factories.run(factories.suite("s", [case], factories.comparison("claude", cases=1, noise_floor=0.9)))
        return "The baseline agrees with itself in 90 %" in "".join(render(found))

    assert not said()
    assert said(factories.answer("gpt", sample=1))


def test_a_thousand_real_sized_answers_take_three_seconds() -> None:
    said = " ".join(f"word{n} costs {n * 7} dollars." for n in range(60))
    other = said.replace("word3", "thing").replace("dollars", "euros")
    others = [factories.differing(target, other, ("numbers", "1", "2")) for target in ("claude", "llama")]
    cases = [factories.case(f"c{n}", factories.answer("gpt", said), *others) for n in range(350)]
    run = factories.run(factories.suite("s", cases))
    started = time.process_time()
    assert sum(map(len, render(run))) > 1_000_000
    assert time.process_time() - started < 3


def marked(baseline: str, candidate: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces(baseline, candidate)]


def test_words_that_differ_are_marked() -> None:
    assert marked("Returns close after 30 days of purchase", "Returns close after 60 days") == [
        ("same", "Returns close after "), ("left", "30"), ("added", "60"), ("same", " days"), ("left", " of purchase"),
    ]  # fmt: skip
    assert marked("at 09:47 UTC", "at 10:47 UTC") == [
        ("same", "at "),
        ("left", "09:47"),
        ("added", "10:47"),
        ("same", " UTC"),
    ]


def test_what_marks_would_not_help_stays_plain() -> None:
    assert marked("", "x") == [("same", "x")]
    assert marked("quite another thing", "Nothing alike here") == [("same", "Nothing alike here")]
    long = "word " * MOST_WORDS
    assert marked(long, long + "x") == [("same", long + "x")]


@settings(max_examples=100)
@given(factories.texts, factories.texts)
def test_the_candidates_text_is_always_whole(baseline: str, candidate: str) -> None:
    found = pieces(baseline, candidate)
    assert "".join(piece.text for piece in found if piece.kind != "left") == candidate
    if any(piece.kind != "same" for piece in found):
        assert "".join(piece.text for piece in found if piece.kind != "added") == baseline


@given(factories.comparisons("claude"))
def test_an_interval_is_drawn_inside_and_in_order(comparison) -> None:
    found = interval(comparison)
    if comparison.lower is None:
        assert found is None
        return
    assert EDGE <= found.lower <= found.difference <= found.upper <= WIDTH - EDGE
    assert EDGE <= found.margin <= found.zero <= WIDTH - EDGE


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_real_browser_runs_nothing_and_asks_for_nothing(tmp_path: Path) -> None:
    asked: list[str] = []
    report: list[bytes] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(report[0] if self.path == "/report" else b"")

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    attack = (
        f"<script>document.title='taken';fetch('{address}/script')</script>"
        f"<img src={address}/img onerror=\"document.title='taken'\">"
        f"<style>@import '{address}/style';body{{background:url({address}/background)}}</style>"
        f"<iframe srcdoc='<script>1</script>'><link rel=stylesheet href={address}/link><base href={address}/>"
        f"<meta http-equiv=refresh content='0;url={address}/meta'>"
        f"</pre></title></style><svg/onload=document.title='taken'>"
    )
    run = factories.shouting(attack + "\n".join(factories.HOSTILE).replace("http://evil.example", address))
    report.append("".join(render(replace(run, id=attack))).encode())
    try:
        done = subprocess.run(
            [CHROMIUM, *QUIETLY, f"--user-data-dir={tmp_path}", "--dump-dom", f"{address}/report"],
            capture_output=True,
            timeout=60,
            check=True,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        )
    finally:
        server.shutdown()
        server.server_close()
    dom = done.stdout.decode()
    assert asked == ["/report"]
    assert "<title>Does it port?" in dom
    assert "<title>taken" not in dom
    check_inert(Page(dom))
