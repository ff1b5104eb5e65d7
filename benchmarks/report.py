"""The HTML report of 5,000 cases and 20,000 answers: made, opened and filtered in a real Chromium.

python benchmarks/report.py [CASES]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import chromium
import factories
from usage import told

from harness.files import write_atomically
from harness.model.result import CaseResult, Run
from harness.reports.html import render
from harness.summary import of

WORDS = "the policy says that returns close after thirty days of purchase and a receipt must be shown at the counter".split()
OPENED = """(() => {
  const page = performance.getEntriesByType("navigation")[0], paint = performance.getEntriesByType("paint")[0];
  return {"first paint": paint.startTime, "filter ready": page.domInteractive, "loaded": page.loadEventEnd};
})()"""
ACTED = """(async () => {
  const begun = performance.now();
  %s;
  document.querySelector(".filter").dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - begun;
})()"""
ACTIONS = {
    "only what is not well": "document.getElementById('show-bad').checked = true",
    "one target": "document.getElementById('target').value = '2'",
    "one guard": "document.getElementById('kind').selectedIndex = 2",
    "all again": "document.getElementById('clear').click()",
    "first search": "document.getElementById('search').value = 'sixty'",
    "next search": "document.getElementById('search').value = 'sixty receipt'",
}
BREAKS = (("numbers", "30 days", "60 days"), ("negation", "is", "is not"), ("content", 'left out: "counter"', ""))


def case(number: int, chance: random.Random) -> CaseResult:
    """Two samples of the baseline, two candidates of which one often differs."""
    text = " ".join(chance.choices(WORDS, k=40))

    def said(words: str):
        return factories.response(
            words, latency_s=chance.lognormvariate(0, 0.5), ttft_s=chance.lognormvariate(-1.5, 0.4)
        )

    answers = [factories.answer("gpt", sample=n, response=said(text)) for n in range(2)]
    for target, share in (("claude", 0.02), ("llama", 0.3)):
        if chance.random() < share:
            other = text.replace("thirty", "sixty") + " sixty"
            answers.append(factories.differing(target, other, chance.choice(BREAKS), response=said(other)))
        else:
            answers.append(factories.answer(target, response=said(text + " Thanks.")))
    return factories.case(f"case-{number}", *answers)


def run_of(cases: int) -> Run:
    chance = random.Random(4)
    compared = (factories.comparison("claude", cases=cases), factories.comparison("llama", "does-not-port", cases))
    return factories.run(factories.suite("helpdesk", [case(n, chance) for n in range(cases)], *compared))


def renderer_megabytes() -> float:
    """The resident memory of the largest renderer that this process started (Linux)."""
    parents, sizes = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            facts = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
            parents[process.name] = facts["PPid"].strip()
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                sizes[process.name] = int(facts["VmRSS"].split()[0])
        except (OSError, KeyError):  # it went away while it was looked at
            continue
    return max((size for name, size in sizes.items() if _is_ours(name, parents)), default=0) / 1000


def _is_ours(name: str, parents: dict[str, str]) -> bool:
    while name in parents and name != str(os.getpid()):
        name = parents[name]
    return name == str(os.getpid())


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    run = run_of(cases)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        begun = time.process_time()
        write_atomically(page, render(of(run)))
        print(f"{cases} cases: made in {time.process_time() - begun:.2f} s, {page.stat().st_size / 1e6:.1f} MB")
        if chromium.PROGRAM is None:
            print("Chromium is not installed: not opened")
            return
        with chromium.tab(Path(folder)) as tab:
            tab.open(page.as_uri())
            for what, took in tab.js(OPENED).items():
                print(f"{what}: {took:.0f} ms")
            print(f"memory of the page: {renderer_megabytes():.0f} MB")
            for what, action in ACTIONS.items():
                tab.js(ACTED % "document.getElementById('clear').click()")
                print(f"{what}: {tab.js(ACTED % action):.0f} ms")


if __name__ == "__main__":
    told(__doc__)
    main()
