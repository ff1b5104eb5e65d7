"""Who is let in, and what is answered, over real HTTP."""

from __future__ import annotations

import csv
import io
import json
import socket

import pytest

PAGES = (
    "/",
    "/runs",
    "/run?id=night-2",
    "/suite?name=refund+helpdesk&since=all",
    "/compare?a=night-1&b=night-2",
    "/case?suite=refund+helpdesk&id=late-return",
)


def test_the_address_lets_a_browser_in_and_the_token_leaves_it(view) -> None:
    answer, _ = view.get(f"/?token={view.token}", cookie=False)
    assert answer.status == 303
    assert answer.headers["location"] == "/"
    assert "HttpOnly; SameSite=Strict" in answer.headers["set-cookie"]
    assert view.token in answer.headers["set-cookie"]
    assert len(view.token) >= 32
    again, _ = view.get("/", cookie=False, Cookie=answer.headers["set-cookie"].split(";")[0])
    assert again.status == 200


@pytest.mark.parametrize("path", ["/", "/runs", "/?token=wrong", "/?token=", "/nowhere", "/?token=é"])
def test_nobody_else_is_let_in(view, path: str) -> None:
    answer, body = view.get(path.replace("é", "%C3%A9"), cookie=False)
    assert answer.status == 403
    assert "refund" not in body
    assert (
        view.get("/", cookie=False, Cookie=f"harness-view-{view.host.partition(':')[2]}={view.token}x")[0].status == 403
    )
    assert view.get(f"/?token={view.token}&token=x", cookie=False)[0].status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "", "localhost.evil.example"]
)
def test_a_name_that_leads_here_is_not_ours(view, host: str) -> None:
    answer, body = view.get("/", Host=host)
    assert answer.status in (400, 421)
    assert "refund" not in body


def test_other_sites_are_refused(view) -> None:
    assert view.get("/", Origin="http://evil.example")[0].status == 403
    assert view.get("/", Origin="null")[0].status == 403
    assert view.get("/", Origin=f"http://{view.host}")[0].status == 200
    assert view.get("/", Sec_Fetch_Site="cross-site")[0].status == 403
    assert view.get("/", Sec_Fetch_Site="same-site")[0].status == 403
    assert view.get("/", Sec_Fetch_Site="same-origin")[0].status == 200
    assert "access-control-allow-origin" not in view.get("/", Origin=f"http://{view.host}")[0].headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(view, method: str) -> None:
    answer, _ = view.get("/", method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "/../harness.yaml",
        "/..%2f..%2fetc/passwd",
        "/static/../harness.yaml",
        "//etc/passwd",
        "/%2e%2e/harness.yaml",
        "/run?id=../../harness.yaml",
        "/report?id=night-1&as=/../x",
        "/run?id=%00",
        "/suite?name=../..",
        "/case?suite=x&id=../y",
    ],
)
def test_no_path_leads_to_a_file(view, path: str) -> None:
    answer, body = view.get(path)
    assert answer.status == 404
    assert "provider" not in body
    assert "root:" not in body


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_policy(view, path: str) -> None:
    answer, body = view.get(path)
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "server" not in answer.headers
    assert body.count("<script") == 1
    assert view.get(path, "HEAD")[1] == ""


def test_a_run_is_kept_in_every_format(view) -> None:
    answer, body = view.get("/report?id=night-2&as=.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="report.json"'
    assert json.loads(body)["run"]["id"] == "night-2"
    rows = list(csv.DictReader(io.StringIO(view.get("/report?id=night-2&as=.csv")[1])))
    assert len(rows) == 12


def test_trouble_is_told_not_thrown(view) -> None:
    answer, body = view.get("/run?id=<script>alert(1)</script>".replace(" ", "+"))
    assert answer.status == 404
    assert "there is no run" in body
    assert body.count("<script") == 1
    assert view.get("/?since=yesterday")[0].status == 404


def test_it_listens_on_this_machine_only(view) -> None:
    port = int(view.host.partition(":")[2])
    others = [found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    for address in {one for one in others if not one.startswith("127.")}:
        with pytest.raises(OSError, match=r"refused|timed out|unreachable"):
            socket.create_connection((address, port), timeout=2)
