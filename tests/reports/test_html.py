from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import factories
import pytest
from hypothesis import given, settings

from harness.model.result import DomainOutage, Run
from harness.pages import environment
from harness.reports.html import render
from harness.summary import of

PLAIN = re.compile(
    "html|head|meta|title|style|body|header|main|footer|section|article|div|p|h[1-4]|small|span|b|a|table|thead|tbody|tr"
    "|t[hd]|label|input|ins|del|details|summary|pre|ul|li|svg|rect|line|circle|text|em|br|kbd|code|figure|figcaption"
    "|fieldset|legend|select|option|output|button|script|template|polyline|polygon|path|g|ol"
)
"""The elements the template itself has; but for the one script none of them runs or loads anything."""


class Page(HTMLParser):
    """What a browser would make of the report."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self._in = tag
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        (self.scripts if self._in == "script" else self.words).append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in = ""


def page(run: Run) -> Page:
    return Page("".join(render(of(run))))


def check_inert(found: Page) -> None:
    assert [tag for tag in found.tags if not PLAIN.fullmatch(tag)] == []
    assert found.scripts == [environment.asset("script.js")]
    for tag, name, value in found.attributes:
        assert not name.startswith("on"), name
        assert name != "src"
        assert name != "style"
        if name == "href":
            assert tag == "a"
            assert re.fullmatch(r"#suite-\d+|#main", value)


def test_the_first_screen() -> None:
    text = " ".join(" ".join(page(factories.example()).words).split())
    parts = [
        "If openai goes dark tonight: claude serves 2 of 3 workflows",
        "360 answers, 360 recorded",
        "recorded answers here are authored examples",
        "refund-helpdesk critical 48/48 ✓ ports 48/48 ✗ does not port 31/48",
        "12/12 (+18)",
        "vendor openai vendor anthropic refund-helpdesk critical ✓ by claude ✓ by gpt",
        "classify-ticket ? unproven (+18) ✓ by gpt",
        "margin −10 %",
        'receipt-0 and 15 more llama left out: "Keep the receipt."',
    ]
    assert [part for part in parts if part not in text] == []
    assert sorted(parts, key=text.index) == parts


def test_the_reason_stands_at_the_sample_that_it_is_about() -> None:
    torn = factories.differing("llama", "It is 210 cm.", ("numbers", "220 cm", "210 cm"), sample=1, compared_with=1)
    answers = [
        *(factories.answer("gpt", text, sample=n) for n, text in enumerate(("Long.", "It is 220 cm."))),
        factories.answer("llama", "Long.", sample=0),
        torn,
    ]
    text = "".join(render(of(factories.run(factories.suite("s", [factories.case("c", *answers)])))))
    first, second = re.findall(r'<article class="a t1.*?</article>', text)
    assert 'class="why"' not in first
    assert 'class="why">220 cm → 210 cm (1 of 2 samples)' in second
    assert "<pre>It is <del>220</del><ins>210</ins> cm.</pre>" in second


def test_more_domains_than_workflows_are_rows() -> None:
    run = factories.example()
    domains = tuple(DomainOutage(f"cloud:c{n}", run.readiness[0].suites) for n in range(3))
    text = " ".join(" ".join(page(replace(run, readiness=domains)).words).split())
    assert "cloud c0 ✓ by claude ✓ by claude ? unproven (+18)" in text


def test_it_carries_a_strict_policy_and_its_own_script_alone() -> None:
    text = "".join(render(of(factories.example())))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    own = r"'sha256-[\w+/=]+'"
    assert re.fullmatch(
        rf"default-src 'none'; style-src {own}; script-src {own}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'",
        unescape(policy),
    )
    assert text.count("<script") == 1
    check_inert(Page(text))


@pytest.mark.parametrize("text", factories.HOSTILE)
def test_hostile_words_are_text(text: str) -> None:
    check_inert(page(factories.shouting(text)))


@settings(max_examples=40, deadline=None)
@given(factories.runs())
def test_any_run_is_inert(run: Run) -> None:
    check_inert(page(run))


def long_run(monkeypatch) -> Run:
    """A suite of 61 cases, of which ten stand in the page as they are shown."""
    monkeypatch.setattr("harness.pages.run.READABLE", 10)
    monkeypatch.setattr("harness.pages.packs.CASES", 20)
    good = [factories.case(f"good-{n}", factories.answer("gpt", f"Said {n}.")) for n in range(60)]
    return factories.run(factories.suite("s", [*good, factories.case("bad", factories.failing("gpt", "x", "no"))]))


def test_a_long_suite_shows_what_went_wrong_first_and_packs_the_rest(monkeypatch) -> None:
    text = "".join(render(of(long_run(monkeypatch))))
    assert text.index("<b>bad</b>") < text.index("<b>good-0</b>")
    assert "51 more cases are packed into this page" in text
    assert "good-9" not in text
    check_inert(Page(text))
    assert [(suite, is_good, len(index)) for suite, is_good, index, _ in unpacked(text)] == [
        ("1", True, 20), ("1", True, 20), ("1", True, 11),
    ]  # fmt: skip
    cases = [case for _, _, _, cases in unpacked(text) for case in cases]
    assert all(f"<b>good-{n}</b>" in case and f"Said {n}." in case for n, case in enumerate(cases, 9))


@pytest.mark.parametrize("text", factories.HOSTILE)
def test_hostile_words_are_text_in_a_pack(text: str, monkeypatch) -> None:
    monkeypatch.setattr("harness.pages.run.READABLE", 0)
    written = "".join(render(of(factories.shouting(text))))
    check_inert(Page(written))
    found = [(index, cases) for _, _, index, cases in unpacked(written)]
    assert found
    for index, cases in found:
        assert len(index) == len(cases)
        for case in cases:
            shown = Page(case)
            assert shown.tags <= ELEMENTS
            assert {name for _, name, _ in shown.attributes} <= {"class", "data-u", "data-w", "id", "open"}


def test_packs_are_written_while_the_cases_are_read(monkeypatch) -> None:
    run = long_run(monkeypatch)
    read: list[str] = []

    class Watched(tuple):
        __slots__ = ()

        def __iter__(self):
            for case in super().__iter__():
                read.append(case.id)
                yield case

    watched = replace(run, suites=(replace(run.suites[0], cases=Watched(run.suites[0].cases)),))
    pieces = render(of(watched))
    for piece in pieces:
        if "<template" in piece:
            break
    assert read[-1] != "bad"


ELEMENTS = set(re.search(r'ELEMENTS = new Set\("([^"]*)"', environment.asset("script.js"))[1].split())
"""What the page's script makes of a packed case."""


def unpacked(text: str) -> list[tuple[str, bool, list[list[str]], list[str]]]:
    """The packs of a page: the suite's number, whether all are good, the index, the cases."""
    pattern = r'<template class="pack" data-suite="(\d+)"( data-good)? data-index="([^"]*)">([^<]*)</template>'
    return [
        (suite, bool(good), *(json.loads(zlib.decompress(base64.b64decode(part))) for part in (index, cases)))
        for suite, good, index, cases in re.findall(pattern, text)
    ]


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
        return "the baseline agrees with itself in 90 %" in "".join(render(of(found)))

    assert not said()
    assert said(factories.answer("gpt", sample=1))


def test_a_thousand_real_sized_answers_take_seconds(seconds) -> None:
    said = " ".join(f"word{n} costs {n * 7} dollars." for n in range(60))
    other = said.replace("word3", "thing").replace("dollars", "euros")
    others = [factories.differing(target, other, ("numbers", "1", "2")) for target in ("claude", "llama")]
    cases = [factories.case(f"c{n}", factories.answer("gpt", said), *others) for n in range(350)]
    run = factories.run(factories.suite("s", cases))
    with seconds(10):
        assert sum(map(len, render(of(run)))) > 1_000_000


def test_headings_are_in_order_and_there_is_one_title():
    levels = [int(level) for level in re.findall(r"<h([1-6])", "".join(render(of(factories.example()))))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_headers_that_say_of_what():
    text = "".join(render(of(factories.example())))
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    assert len(tables) > 3
    for table in tables:
        heads = re.findall(r"<th\b[^>]*>", table)
        assert heads
        assert [head for head in heads if "scope=" not in head] == []


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name():
    for found in re.findall(r'<div class="scroll"[^>]*>', "".join(render(of(factories.example())))):
        assert 'tabindex="0"' in found
        assert re.search('aria-label="[^"]+"', found)


def _palettes() -> dict[str, dict[str, str]]:
    """The variables of the style by theme: a dark page and paper replace those of the light one."""
    style = environment.asset("style.css")
    found = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", rules))
        for rules in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    light, dark, paper = found
    return {"light": light, "dark": light | dark, "paper": light | paper}


def _brightness(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", ["light", "dark", "paper"])
def test_text_stands_out_in_every_theme(theme):
    colours = _palettes()[theme]
    words = ("ink", "soft", "good", "bad", "open", "odd", "accent")
    pairs = [(text, ground) for text in words for ground in ("paper", "card", "sunk")]
    pairs += [(tone, f"{tone}-soft") for tone in ("good", "bad", "open", "odd", "accent")]
    pairs += [("ink", "open-soft"), ("paper", "ink")]
    poor = {}
    for text, ground in pairs:
        bright, dim = sorted((_brightness(colours[text]), _brightness(colours[ground])), reverse=True)
        if (bright + 0.05) / (dim + 0.05) < 4.5:
            poor[text, ground] = round((bright + 0.05) / (dim + 0.05), 2)
    assert poor == {}
