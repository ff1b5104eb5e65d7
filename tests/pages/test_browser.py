"""The report in a real Chromium: nothing from data runs, nothing is asked for, and the filter does what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import chromium
import factories
import pytest

from harness.model.exchange import ToolCall
from harness.model.result import Check, Run, StepTaken
from harness.reports.html import render
from harness.summary import of

pytestmark = chromium.needed

ATTACK = (
    "<script>document.title='taken';fetch('http://evil.example/script')</script>"
    "<img src=http://evil.example/img onerror=\"document.title='taken'\">"
    "<style>@import 'http://evil.example/style';body{background:url(http://evil.example/background)}</style>"
    "<iframe srcdoc='<script>1</script>'><link rel=stylesheet href=http://evil.example/link>"
    "<base href=http://evil.example/><meta http-equiv=refresh content='0;url=http://evil.example/meta'>"
    "</pre></title></style></script><svg/onload=document.title='taken'><form action=http://evil.example><button id=search>"
    "<a href=javascript:document.title='taken' id=shown>x</a>"
)
SHOWN = "Array.from(document.querySelectorAll('details.case')).filter(e => e.checkVisibility()).map(e => e.querySelector('b').textContent)"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Tab]:
    with chromium.tab(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture
def opened(tab: chromium.Tab, tmp_path: Path):
    def go(run: Run) -> chromium.Tab:
        (tmp_path / "report.html").write_text("".join(render(of(run))), encoding="utf-8")
        tab.asked.clear()
        tab.said.clear()
        tab.open((tmp_path / "report.html").as_uri())
        return tab

    return go


def mixed() -> Run:
    """A case of every sort: good, differing twice, unstable, missing."""
    wobbly = [factories.answer("claude"), factories.failing("claude", "Maybe.", "no", sample=1)]
    cases = [
        factories.case("good", *map(factories.answer, ("gpt", "claude", "llama"))),
        factories.case("number", factories.answer("gpt"), factories.answer("claude"), factories.differing("llama", "No: returns close after 60 days.", ("numbers", "30 days", "60 days"))),
        factories.case("no", factories.answer("gpt"), factories.differing("claude", "Yes.", ("negation", "no", "yes")), factories.answer("llama")),
        factories.case("wobbly", factories.answer("gpt"), *wobbly),
        factories.case("lost", factories.answer("gpt"), factories.troubled("llama", "timeout")),
    ]  # fmt: skip
    return factories.run(factories.suite("helpdesk", cases, factories.comparison("claude", cases=5)))


def test_nothing_from_data_runs_and_nothing_is_asked_for(opened) -> None:
    run = factories.shouting(ATTACK + "\n".join(factories.HOSTILE))
    page = opened(replace(run, id=ATTACK, extra={"trends": [{"title": ATTACK, "points": [["2026-03-01", 1]]}]}))
    page.js("document.querySelectorAll('details').forEach(e => e.open = true)")
    page.click("details.case summary")
    page.js("new Promise(done => setTimeout(done, 300))")
    assert len(page.asked) == 1
    assert page.said == []
    assert page.js("document.title").startswith("Does it port? <script>")
    assert page.js("document.scripts.length") == 1
    assert page.js("document.querySelectorAll('iframe, img, link, form, object, embed, base').length") == 0
    assert page.js("document.querySelectorAll('#search').length") == 1


def test_the_policy_stops_what_a_script_would_do(opened) -> None:
    page = opened(mixed())
    refused = "(() => { try { document.body.innerHTML = '<b>'; return false; } catch { return true; } })()"
    assert page.js(refused)
    assert page.js("fetch('http://evil.example/').then(() => false, () => true)")


def test_filters_by_state_target_and_guard(opened) -> None:
    page = opened(mixed())
    assert page.js(SHOWN) == ["number", "no", "wobbly", "lost", "good"]
    page.click("#show-bad + span")
    assert page.js(SHOWN) == ["number", "no", "wobbly", "lost"]
    page.click("#show-missing + span")
    assert page.js(SHOWN) == ["lost"]
    page.click("#show-unstable + span")
    assert page.js(SHOWN) == ["wobbly"]
    page.click("#clear")
    choose(page, "kind", "negation (1)")
    assert page.js(SHOWN) == ["no"]
    choose(page, "target", "llama")
    assert page.js(SHOWN) == []
    assert page.js("document.querySelector('.nothing').checkVisibility()")
    choose(page, "kind", "numbers (1)")
    assert page.js(SHOWN) == ["number"]
    assert page.js("document.getElementById('shown').textContent") == "1 of 5 cases"
    columns = "Array.from(document.querySelectorAll('details.case:not([hidden]) .a')).filter(e => e.checkVisibility()).map(e => e.querySelector('h4').firstChild.textContent.trim())"
    page.js("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.js(columns) == ["gpt", "llama"]


def test_the_keyboard_alone_is_enough(opened) -> None:
    page = opened(mixed())
    page.press("/", *"60 days", "j")
    assert page.js("document.getElementById('search').value") == "60 daysj"
    page.press("Escape")
    assert len(page.js(SHOWN)) == 5
    page.js("document.activeElement.blur()")
    page.press("/", *"60 DAYS")
    assert page.js(SHOWN) == ["number"]
    page.js("document.activeElement.blur()")
    page.press("Escape", "j", "j", "j")
    assert page.js("document.activeElement.textContent").startswith("wobbly")
    before = page.js("document.activeElement.parentElement.open")
    page.press("Enter")
    assert page.js("document.activeElement.parentElement.open") is not before
    page.press("k")
    assert page.js("document.activeElement.textContent").startswith("no")
    page.js("document.getElementById('show-all').focus()")
    page.press("ArrowRight")
    assert page.js(SHOWN) == ["number", "no", "wobbly", "lost"]


def workflow() -> Run:
    """A case of two steps."""
    call = ToolCall("look_up", {"order": "<b>12</b>"})
    steps = (
        StepTaken("ask", "Where is it?", factories.response("", tool_calls=(call,)), 2),
        StepTaken("tell", "", factories.response("On its way.")),
    )
    checks = (Check("contains", "fail", 0.0, "no number", step="tell"), Check("regex", "pass", 1.0, "", step="ask"))
    answer = factories.answer("gpt", "On its way.", steps=steps, checks=checks, outcome="fail")
    return factories.run(factories.suite("s", [factories.case("c", answer)]))


def test_the_steps_of_a_workflow_are_folded_inside_the_answer(opened) -> None:
    page = opened(workflow())
    assert not page.js("document.querySelector('.steps pre').checkVisibility()")
    page.click(".steps summary")
    assert page.js("document.querySelector('.steps pre').checkVisibility()")
    said = page.js("document.querySelector('.steps').innerText").split("\n")
    assert [line for line in said if line] == [
        "2 steps", "ask 2 calls", "Where is it?", 'look_up({"order": "<b>12</b>"})', "✓ regex", "tell", "On its way.",
    ]  # fmt: skip
    assert "tell: contains: no number" in page.js("document.querySelector('.checks').textContent")


def test_without_script_everything_can_be_read_and_filtered_by_state(opened) -> None:
    page = opened(mixed())
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(page.asked[0])
        assert len(page.js(SHOWN)) == 5
        assert not page.js("document.getElementById('search').checkVisibility()")
        page.click("#show-bad + span")
        assert page.js(SHOWN) == ["number", "no", "wobbly", "lost"]
        assert page.js("document.querySelector('details.case pre').checkVisibility()")
    finally:
        page.send("Emulation.setScriptExecutionDisabled", value=False)


def test_a_command_is_copied_as_it_is_written(opened) -> None:
    page = opened(factories.example())
    page.js("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    command = page.js("document.querySelector('.command code').textContent")
    assert command.startswith("harness ")
    page.click(".copy")
    assert page.js("window.copied") == command
    assert page.js("document.querySelector('.copy').textContent") == "Copied"


def test_where_nothing_may_be_copied_the_command_is_selected(opened) -> None:
    page = opened(factories.example())
    page.js("navigator.clipboard.writeText = async () => { throw new Error('no'); }")
    page.click(".copy")
    assert page.js("getSelection().toString()") == page.js("document.querySelector('.command code').textContent")


def test_on_a_telephone_every_verdict_is_in_sight(opened) -> None:
    page = opened(factories.example())
    page.send("Emulation.setDeviceMetricsOverride", width=390, height=900, deviceScaleFactor=1, mobile=True)
    try:
        assert page.js("document.documentElement.scrollWidth") <= 390
        aside = "[...document.querySelectorAll('.matrix td, .steps-ahead td')].filter(e => e.getBoundingClientRect().right > 390).length"
        assert page.js(aside) == 0
        named = "getComputedStyle(document.querySelector('.matrix td.ports'), '::before').content"
        assert page.js(named) == '"claude"'
    finally:
        page.send("Emulation.clearDeviceMetricsOverride")


def test_commands_are_printed_without_their_buttons(opened) -> None:
    page = opened(factories.example())
    page.send("Emulation.setEmulatedMedia", media="print", features=[])
    try:
        assert page.js("document.querySelector('.command code').checkVisibility()")
        assert not page.js("[...document.querySelectorAll('.copy')].some(e => e.checkVisibility())")
    finally:
        page.send("Emulation.setEmulatedMedia", media="", features=[])


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_and_all_can_be_read(opened, width: int, scheme: str) -> None:
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page = opened(factories.example())
    page.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    page.send("Emulation.setEmulatedMedia", media="", features=[feature])
    try:
        assert page.js("document.documentElement.scrollWidth") <= width
        assert page.js(CONTRAST) == []
    finally:
        page.send("Emulation.clearDeviceMetricsOverride")
        page.send("Emulation.setEmulatedMedia", media="", features=[])


def test_long_names_of_workflows_stay_in_their_cells(opened) -> None:
    result = factories.example()
    suites = [replace(suite, name=f"{suite.name}-of-customers-elsewhere") for suite in result.suites]
    page = opened(replace(result, suites=tuple(suites)))
    page.send("Emulation.setDeviceMetricsOverride", width=390, height=900, deviceScaleFactor=1, mobile=False)
    try:
        assert (
            page.js("[...document.querySelectorAll('.readiness th')].filter(e => e.scrollWidth > e.clientWidth)") == []
        )
        # One block an outage: nothing has to be scrolled aside to see every fate.
        within = "(e => [e.scrollWidth - e.clientWidth, !!e.querySelector('td[data-of]')])(document.querySelector('.scroll:has(.readiness)'))"
        assert page.js(within) == [0, True]
    finally:
        page.send("Emulation.clearDeviceMetricsOverride")


def test_on_paper_the_first_that_went_wrong_are_unfolded_and_the_others_are_a_line(opened) -> None:
    page = opened(mixed())
    page.js("document.querySelectorAll('details').forEach(e => e.open = false)")
    page.send("Emulation.setEmulatedMedia", media="print", features=[])
    try:
        assert not page.js("document.querySelector('.filter').checkVisibility()")
        shown = "Array.from(document.querySelectorAll('details.case')).filter(e => e.querySelector('.a').checkVisibility({contentVisibilityAuto: true})).length"
        assert page.js(shown) == 3
        assert page.js(SHOWN) == ["number", "no", "wobbly", "lost"]
        assert page.js("document.querySelector('.on-paper').checkVisibility()")
    finally:
        page.send("Emulation.setEmulatedMedia", media="", features=[])


def test_a_packed_case_is_the_same_as_one_that_is_not(opened, monkeypatch) -> None:
    run = factories.shouting(ATTACK + "\n".join(factories.HOSTILE))
    written = """Array.from(document.querySelectorAll('details.case'), (node) => {
      const copy = node.cloneNode(true);
      copy.removeAttribute('id'); copy.removeAttribute('open'); copy.classList.remove('lead');
      return copy.outerHTML;
    }).sort()"""
    for of_run in (run, mixed(), factories.example(), workflow()):
        plain = opened(of_run).js(written)
        with monkeypatch.context() as patch:
            patch.setattr("harness.pages.run.READABLE", 0)
            page = opened(of_run)
        settled(page)
        assert page.js(written) == plain
        assert page.said == []
        assert len(page.asked) == 1
        assert page.js("document.scripts.length") == 1


MANY = 1200
FIRST = "Array.from(document.querySelectorAll('details.case:not([hidden]) b')).filter(e => e.checkVisibility()).map(e => e.textContent)"
COUNT = "document.getElementById('shown').textContent"


def many() -> Run:
    """Every ninth case differs, every 300th says what no other does."""
    said = "The policy says that returns close after 30 days. "
    cases = []
    for n in range(MANY):
        other = f"{said} <b>Needle</b> & pin {n}." if n % 300 == 7 else said
        differs = factories.differing("llama", other + "!", ("numbers", "1", "2"))
        cases.append(
            factories.case(
                f"c/{n}", factories.answer("gpt", said), differs if n % 9 == 0 else factories.answer("llama", other)
            )
        )
    return factories.run(factories.suite("many", cases), factories.suite("few", [factories.case("c/7", factories.answer("gpt"))]))  # fmt: skip


def settled(page: chromium.Tab) -> None:
    """Waits until what was asked for is shown: packed cases are unpacked beside the page's other work."""
    page.js("new Promise((done) => setTimeout(done, 250))")
    ready = "!/^(searching|reading)/.test(document.getElementById('shown').textContent)"
    while not page.js(ready):
        page.js("new Promise((done) => setTimeout(done, 50))")


def test_a_long_page_is_filtered_and_searched_over_all_its_packs(opened) -> None:
    page = opened(many())
    settled(page)
    assert page.js(COUNT) == f"{MANY + 1:,} cases"
    assert page.js(FIRST)[:2] == ["c/0", "c/9"]
    assert len(page.js(FIRST)) == 101
    page.click("#show-bad + span")
    settled(page)
    assert page.js(COUNT) == f"134 of {MANY + 1:,} cases"
    assert page.js("document.querySelector('.pager output').textContent") == "1 to 100 of 134"
    page.js("document.querySelector('.pager .after').click()")
    settled(page)
    assert len(page.js(FIRST)) == 34
    page.click("#clear")
    page.press("/", *"needle pin")
    settled(page)
    assert page.js(FIRST) == ["c/7", "c/307", "c/607", "c/907"]
    assert page.js(COUNT) == f"4 of {MANY + 1:,} cases"
    page.press(*" <b>")
    settled(page)
    assert page.js(FIRST) == ["c/7", "c/307", "c/607", "c/907"]
    assert "<b>Needle</b> & pin 607." in page.js(
        "document.querySelectorAll('details.case:not([hidden])')[2].textContent"
    )
    page.press(*" 607.")
    settled(page)
    assert page.js(FIRST) == ["c/607"]
    choose(page, "target", "llama")
    page.click("#show-bad + span")
    settled(page)
    assert page.js(FIRST) == []
    assert page.js("document.querySelector('.nothing').checkVisibility()")


def test_packed_cases_say_what_they_say_once_unpacked(opened, monkeypatch) -> None:
    """Words inside marks, across them, with signs that are spelled out, in other letters and other cases."""
    texts = (
        "30 days or 30days, to be sure",
        "Tom & Jerry <class> amp",
        "ΟΔΌΣ Straße İl 4²x İzmirde ısırgan",
        "e-mail: a.b@c.example",
        "\ud83d\ude00 a\tb",
    )
    cases = [
        factories.case(
            f"c{n}",
            factories.answer("gpt", text),
            factories.differing("llama", text.replace("30", "60") + " more", ("numbers", "1", "2")),
        )
        for n, text in enumerate(texts)
    ]
    words = ("30days", "60days", "days,", "ays or 6", "&", "amp", "class", "<class>", "details", "pre", "article", "34", "ό", "ΟΔΌΣ", "STRASSE",
             "straße", "4²", "²X", "E-Mail", "mail:", "b@c.EX", "\ud83d\ude00", "more", "omre", "c3", "*", "a.b", "a?b", "gpt", "\\", "[", "il", "İL", "izmir", "IZMİR", "isirgan", "i\u0307zmirde")  # fmt: skip

    def found() -> dict[str, list[str]]:
        page = opened(factories.run(factories.suite("some", cases)))
        settled(page)
        shown = {}
        for word in words:
            page.js(
                f"(() => {{ const field = document.getElementById('search'); field.value = {json.dumps(word)};"
                " field.dispatchEvent(new Event('input', {bubbles: true})); })()"
            )
            settled(page)
            shown[word] = sorted(page.js(FIRST))
        return shown

    expected = found()
    assert expected["class"] == ["c1"]
    assert expected["details"] == []
    assert expected["60days"] == expected["30days"] == ["c0"]
    assert expected["²X"] == ["c2"]
    assert expected["izmir"] == expected["IZMİR"] == expected["isirgan"] == expected["i\u0307zmirde"] == ["c2"]
    assert "c2" in expected["il"] == expected["İL"]
    with monkeypatch.context() as patch:
        patch.setattr("harness.pages.run.READABLE", 0)
        assert found() == expected


def test_a_search_shows_what_it_has_found_and_is_given_up(opened, monkeypatch) -> None:
    monkeypatch.setattr("harness.pages.packs.CASES", 20)
    page = opened(many())
    settled(page)
    slowly = "const then = performance.now; let by = 0; performance.now = () => then.call(performance) + (by += 1000);"
    said = page.js(
        f"""(async () => {{
          {slowly}
          const shown = document.getElementById('shown'), heard = [];
          new MutationObserver(() => heard.push([shown.textContent, document.querySelector('.unpacked').children.length]))
            .observe(shown, {{childList: true, characterData: true, subtree: true}});
          document.getElementById('search').value = 'needle';
          document.querySelector('.filter').dispatchEvent(new Event('input', {{bubbles: true}}));
          while (heard.length < 4) await new Promise((done) => setTimeout(done, 5));
          document.getElementById('clear').click();
          return heard;
        }})()"""
    )
    assert [text.partition(":")[0] for text, _ in said[:3]] == ["searching"] * 3
    assert said[2][1] > 0  # what was found lies there before the rest was looked at
    settled(page)
    assert page.js(COUNT) == f"{MANY + 1:,} cases"


def test_the_last_page_of_a_long_suite_is_reached_by_keys_and_clicks(opened) -> None:
    page = opened(many())
    settled(page)
    page.js("document.querySelectorAll('details.case')[99].querySelector('summary').focus()")
    page.press("j")
    settled(page)
    assert page.js("document.querySelector('.pager output').textContent") == f"101 to 200 of {MANY:,}"
    hundredth = page.js("document.activeElement.querySelector('b').textContent")
    page.press("k")
    settled(page)
    assert page.js("document.querySelector('.pager output').textContent") == f"1 to 100 of {MANY:,}"
    assert page.js("document.activeElement.querySelector('b').textContent") != hundredth
    for _ in range(MANY // 100 - 1):
        page.js("document.querySelector('.pager .after').click()")
        settled(page)
    assert page.js("document.querySelector('.pager .after').disabled")
    assert page.js(FIRST)[-2:] == [f"c/{MANY - 1}", "c/7"]


def test_a_case_has_an_address(opened) -> None:
    page = opened(many())
    settled(page)
    address = page.asked[0]
    for name in ("many/c%2F907", "many/c/907", "many/c%2F9", "few/c%2F7"):
        page.js(f"location.hash = '#{name}'")
        settled(page)
        focused = "[document.activeElement.closest('section').dataset.name, document.activeElement.querySelector('b').textContent, document.activeElement.parentElement.open]"
        suite, _, case = name.replace("%2F", "/").partition("/")
        assert page.js(focused) == [suite, case, True]
    page.open("about:blank")
    page.open(f"{address}#many/c%2F907")
    settled(page)
    assert page.js("document.activeElement.querySelector('b').textContent") == "c/907"
    page.js("location.hash = '#many/nowhere'")
    settled(page)
    assert page.js(COUNT) == "no case nowhere of many here"
    page.click("#show-bad + span")
    settled(page)
    page.js("location.hash = '#many/c%2F8'")  # which is well: what hides it is cleared
    settled(page)
    assert page.js("document.activeElement.querySelector('b').textContent") == "c/8"
    page.click("details.case:not([hidden]) summary")
    assert page.js("location.hash").startswith("#many/c%2F")


def test_what_cannot_be_unpacked_is_said(opened, tmp_path: Path) -> None:
    page = opened(many())
    address = page.asked[0]
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(address)
        assert len(page.js(FIRST)) == 300
        assert page.js("document.querySelector('.packed-away').checkVisibility()")
        assert page.js("document.querySelector('.packed-away').textContent").startswith("901 more cases are packed")
    finally:
        page.send("Emulation.setScriptExecutionDisabled", value=False)
    old = page.send("Page.addScriptToEvaluateOnNewDocument", source="delete window.DecompressionStream")
    page.open(address)
    settled(page)
    assert "This browser cannot unpack the other 901 cases" in page.js(
        "document.querySelector('.packed-away').innerText"
    )
    page.send("Page.removeScriptToEvaluateOnNewDocument", identifier=old["identifier"])
    file = tmp_path / "report.html"
    text = file.read_text(encoding="utf-8")
    head, _, last = text.rpartition('data-index="')
    file.write_text(head + 'data-index="AAAA' + last, encoding="utf-8")
    page.open(address)
    settled(page)
    assert "damaged or was cut off" in page.js("document.querySelector('.packed-away').innerText")
    file.write_text(re.sub(r'(data-index="[^"]*">)', r"\1AAAA", text), encoding="utf-8")
    page.open(address)
    settled(page)
    page.press("/", *"pin")
    settled(page)
    assert "cases cannot be unpacked" in page.js("document.querySelector('.packed-away').innerText")
    assert page.js(COUNT).endswith(f" of {MANY + 1:,} cases")


def choose(page: chromium.Tab, field: str, words: str) -> None:
    page.js(
        f"(() => {{ const field = document.getElementById('{field}');"
        f" field.value = Array.from(field.options).find(one => one.text === '{words}').value;"
        " field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


CONTRAST = """
(() => {
  const channel = (c) => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] !== 0) return c; } return [255, 255, 255]; };
  const poor = new Set();
  for (const e of document.querySelectorAll("h1, h2, h3, p, td, th, span, b, small, a, ins, del, li, legend, figcaption, label, output")) {
    if (!e.checkVisibility() || !e.textContent.trim() || e.closest("svg")) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return Array.from(poor);
})()
"""
"""Elements whose text does not stand out from what is behind it (WCAG AA: 4.5 to 1)."""
