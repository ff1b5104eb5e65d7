"""`harness view` in a process of its own, over a history of four nights."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import factories

from harness import history
from harness.model.result import Run

CONFIG = "baseline: gpt\ntargets:\n  gpt: {provider: openai, model: gpt-5.1}\n"
ATTACK = "<script>fetch('http://evil.example/')</script><img src=x onerror=alert(1)>\u202e\x1b[31m"


def night(number: int, served: str = "gpt-5.1-a", text: str = "No: returns close after 30 days.") -> Run:
    """One suite, two targets; on the third night the candidate's answer to a case got worse."""
    said = factories.response(text, served_model=served)
    bad = number == 2
    late = factories.failing("claude", "Yes.", "30 days is missing") if bad else factories.answer("claude")
    cases = [factories.case("late-return", factories.answer("gpt", response=said), late)]
    cases += [factories.case(f"c{n}", factories.answer("gpt"), factories.answer("claude")) for n in range(5)]
    suite = factories.suite("refund helpdesk", cases, factories.comparison("claude", cases=6))
    started = f"2026-03-{number + 1:02}T02:00:00+00:00"
    return replace(factories.run(suite), id=f"night-{number}", started_at=started, finished_at=started)


@dataclass
class View:
    """A running view; `get` asks as a browser that was let in does, unless told otherwise."""

    address: str
    host: str
    token: str

    def get(self, path: str, method: str = "GET", *, cookie: bool = True, **headers: str) -> tuple[HTTPResponse, str]:
        port = int(self.host.partition(":")[2])
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        known = {"Host": self.host} | ({"Cookie": f"harness-view-{port}={self.token}"} if cookie else {})
        sent = known | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer, body


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    root = tmp_path_factory.mktemp("project")
    (root / "harness.yaml").write_text(CONFIG)
    with history.open("sqlite:///.harness/history.db", root) as past:
        for number in range(3):
            past.add(night(number, served="gpt-5.1-b" if number > 1 else "gpt-5.1-a"), nightly=True)
        past.add(replace(night(3, text=ATTACK), id=f"odd {ATTACK}"[:100]))
        past.pin("baseline", "night-0")
    process = subprocess.Popen(
        [sys.executable, "-m", "harness", "view"],
        cwd=root,
        env={"PATH": os.environ["PATH"], "HOME": str(root), "PYTHONPATH": str(Path(factories.__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
    )
    address = process.stdout.readline().strip()
    found = urlsplit(address)
    try:
        yield View(address, found.netloc, found.query.removeprefix("token="))
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
