"""The view in a real Chromium: from the printed address to the answers of a case, and nothing from data runs."""

from __future__ import annotations

from collections.abc import Iterator

import chromium
import pytest

pytestmark = chromium.needed


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Tab]:
    with chromium.tab(tmp_path_factory.mktemp("chromium")) as found:
        yield found


def follow(tab: chromium.Tab, words: str) -> None:
    """Click the first link of these words and wait for its page."""
    tab.js(f"Array.from(document.querySelectorAll('a')).find(e => e.textContent.trim() === '{words}').id = 'the-link'")
    tab.go("#the-link")


def test_from_the_printed_address_to_an_answer(tab, view) -> None:
    tab.open(f"{view.address}&since=all")
    assert tab.js("location.search") == "?since=all"
    assert tab.js("document.querySelectorAll('.trend').length") == 2
    assert tab.js("document.querySelectorAll('.trend .dot').length") == 8
    follow(tab, "refund helpdesk")
    assert "latency, median of cases" in tab.js("document.body.textContent")
    told = tab.js("Array.from(document.querySelectorAll('.changed'), e => e.textContent).join()")
    assert "2026-03-03: served by a-model, gpt-5.1-b instead of a-model, gpt-5.1-a" in told
    tab.go(".trend a:nth-of-type(3) .dot")
    assert tab.js("document.title") == "Does it port? night-2"
    assert (
        tab.js("document.querySelector('details.case[open] .checks').textContent")
        == "fail icontains: 30 days is missing"
    )
    tab.press("/", *"30 days is missing")
    assert tab.js("document.getElementById('shown').textContent") == "1 of 6 cases"


def test_a_case_over_the_nights(tab, view) -> None:
    tab.open(view.address)
    tab.open(f"http://{view.host}/suite?name=refund+helpdesk&since=all")
    first = "document.querySelector('.strips tbody tr')"
    assert tab.js(f"{first}.querySelector('th').textContent") == "late-return"
    strips = tab.js(f"Array.from({first}.querySelectorAll('.strip'), e => e.getAttribute('aria-label'))")
    assert strips == ["good, good, bad, good", "good, good, good, good"]
    follow(tab, "late-return")
    nights = tab.js("Array.from(document.querySelectorAll('details.case summary'), e => e.innerText)")
    assert [night[:10] for night in nights] == ["2026-03-04", "2026-03-03", "2026-03-02", "2026-03-01"]
    assert ["✗ claude" in night for night in nights] == [False, True, False, False]
    assert "Yes." in tab.js("document.querySelectorAll('details.case')[1].textContent")


def test_run_against_run(tab, view) -> None:
    tab.open(view.address)
    follow(tab, "Runs")
    assert "pinned as baseline" in tab.js("document.body.textContent")
    tab.open(f"http://{view.host}/compare?a=night-1&b=night-2")
    said = tab.js("document.querySelector('main').innerText")
    assert "1 worse, 0 better" in said
    assert "claude: pass → fail" in said
    assert tab.js("document.querySelectorAll('details.case').length") == 1
    assert tab.js("document.querySelector('details.case pre').textContent") == "No: returns close after 30 days."


def test_nothing_from_data_runs_or_asks(tab, view) -> None:
    tab.open(view.address)
    tab.asked.clear()
    for path in (
        "/",
        "/runs",
        "/run?id=last",
        "/compare?a=night-0&b=last",
        "/suite?name=refund+helpdesk&since=all",
        "/case?suite=refund+helpdesk&id=late-return",
    ):
        tab.open(f"http://{view.host}{path}")
        assert tab.js("document.scripts.length") == 1
        assert tab.js("document.images.length") == 0
        assert tab.js("document.documentElement.scrollWidth <= window.innerWidth")
    assert {address.partition("/")[2].partition("/")[2].partition("/")[0] for address in tab.asked} == {view.host}


def test_another_site_gets_nothing(tab, view) -> None:
    tab.open(view.address)
    tab.open("data:text/html,<title>other</title>")
    assert (
        tab.js(f"fetch('http://{view.host}/runs', {{credentials: 'include'}}).then(() => 'read', () => 'refused')")
        == "refused"
    )
