"""Messages: which hook, which form, how they are sent."""

from __future__ import annotations

import json
import ssl

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from servers.inbox import receiving

from harness import plugins
from harness.channels import Hook, hook
from harness.channels._posting import TRIES, NotDelivered, post
from harness.channels.discord import CONTENT
from harness.channels.slack import HEADER, SECTION
from harness.errors import UsageError
from harness.model.notice import Notice
from harness.visible import one_line

SLACK = "https://hooks.slack.com/services/T0/B0/s3cr3t"
NOTICE = Notice(
    kind="nightly",
    title="harness drift: 1 of 4 watches drifting since the pinned run",
    lines=("DRIFT greet on gpt: pass rate 1.00 → 0.00", "changed gpt: served model a → <!channel> @everyone `b`"),
    exit_code=1,
    changed=True,
    run="20260322",
    details={"verdict": "drifting"},
)


@pytest.fixture
def inbox():
    with receiving() as opened:
        yield opened


@pytest.fixture
def waits():
    return []


def send(url, waits, channel=None):
    async def sleep(seconds):
        waits.append(seconds)

    post(NOTICE, hook("env:HOOK", channel, {"HOOK": url}), sleep=sleep)


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        (SLACK, "slack"),
        ("https://discord.com/api/webhooks/1/s3cr3t", "discord"),
        ("https://acme.webhook.office.com/webhookb2/s3cr3t", "teams"),
        ("https://prod-1.westeurope.logic.azure.com/workflows/1/triggers/manual?sig=s3cr3t", "teams"),
        ("https://1.environment.api.powerplatform.com/powerautomate/automations/direct?sig=s3cr3t", "teams"),
        ("https://hooks.slack.com.evil.example/services", "webhook"),
        ("https://example.org/hooks/s3cr3t", "webhook"),
        ("http://127.0.0.1:8080/x", "webhook"),
        ("http://pager.internal/x", "webhook"),
    ],
)
def test_the_host_says_which_form(url, channel):
    chosen = hook("env:HOOK", None, {"HOOK": f" {url}\n"})
    assert chosen.channel is plugins.load("channels", channel)
    assert chosen.url == url
    assert "s3cr3t" not in repr(chosen)


@pytest.mark.parametrize(
    ("written", "value", "message"),
    [
        ("env:HOOK", "", "'HOOK' is not set"),
        ("env:", "", "'' is not set"),
        ("env:HOOK", "hooks.slack.com/s3cr3t", "HOOK holds no address"),
        ("env:HOOK", "ftp://example.org/s3cr3t", "HOOK holds no address"),
        ("env:HOOK", "https:///s3cr3t", "HOOK holds no address"),
        ("env:HOOK", "https://example.org:port/s3cr3t", "HOOK holds no address"),
        ("env:HOOK", "https://[s3cr3t", "HOOK holds no address"),
        ("env:HOOK", "https://example.org/s3cr3t\x1b[1m", "HOOK holds no address"),
        ("env:HOOK", "https://me:s3cr3t@example.org/", "user name"),
        ("env:HOOK", "http://example.org/s3cr3t", "unencrypted"),
        (SLACK, "", "command lines are seen by others"),
        ("https://example.org/s3cr3t", "", "command lines are seen by others"),
    ],
)
def test_what_is_no_hook_is_refused_without_its_secret(written, value, message):
    with pytest.raises(UsageError, match=message) as refused:
        hook(written, None, {"HOOK": value})
    assert refused.value.slug == "notify-url"
    assert "s3cr3t" not in f"{refused.value}{refused.value.hint}"


def test_an_unknown_form_names_the_known_ones():
    with pytest.raises(UsageError) as refused:
        hook("http://localhost/", "slak")
    assert (refused.value.slug, refused.value.hint) == ("unknown-channel", 'did you mean "slack"?')


def test_a_program_gets_the_whole_message(inbox, waits):
    send(inbox.url, waits)
    (message,) = inbox.messages
    assert message.pop("version")
    assert message == {
        "schema": "harness.notice/1",
        "id": NOTICE.id,
        "kind": "nightly",
        "title": NOTICE.title,
        "lines": list(NOTICE.lines),
        "text": "\n".join([NOTICE.title, *NOTICE.lines]),
        "changed": True,
        "exit_code": 1,
        "run": "20260322",
        "details": {"verdict": "drifting"},
    }
    assert (inbox.paths, waits) == (["/hooks/s3cr3t"], [])


def test_slack_gets_blocks_in_which_nothing_is_a_mention(inbox, waits):
    send(inbox.url, waits, "slack")
    (message,) = inbox.messages
    header, section, context = message["blocks"]
    assert header == {"type": "header", "text": {"type": "plain_text", "text": NOTICE.title, "emoji": False}}
    assert section["text"] == {"type": "plain_text", "text": "\n".join(NOTICE.lines), "emoji": False}
    assert context["elements"][0]["text"] == "exit code 1 · run 20260322"
    assert "&lt;!channel&gt;" in message["text"]
    assert "<" not in message["text"]


def test_discord_mentions_nobody_and_its_block_cannot_be_left(inbox, waits):
    send(inbox.url, waits, "discord")
    (message,) = inbox.messages
    assert message["allowed_mentions"] == {"parse": []}
    assert message["content"].count("```") == 2
    assert "@everyone 'b'" in message["content"]


def test_teams_gets_a_card_of_plain_text(inbox, waits):
    send(inbox.url, waits, "teams")
    (message,) = inbox.messages
    (card,) = message["attachments"]
    assert (message["type"], card["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    runs = [run for block in card["content"]["body"] for run in block["inlines"]]
    assert {run["type"] for run in runs} == {"TextRun"}
    assert [run["text"] for run in runs] == [NOTICE.title, *NOTICE.lines, "exit code 1 · run 20260322"]


@given(st.lists(st.text(max_size=700).map(one_line), max_size=40), st.text(max_size=300).map(one_line))
def test_no_message_is_larger_than_its_receiver_takes(lines, title):
    notice = Notice(kind="drift", title=title or "x", lines=tuple(lines), exit_code=0)
    slack = plugins.load("channels", "slack").body(notice)
    assert len(slack["blocks"][0]["text"]["text"]) <= HEADER
    assert all(len(block["text"]["text"]) <= SECTION for block in slack["blocks"][1:-1])
    assert len(plugins.load("channels", "discord").body(notice)["content"]) <= CONTENT
    teams = json.dumps(plugins.load("channels", "teams").body(notice), ensure_ascii=False)
    assert len(teams.encode()) < 28_000
    if len(lines) > 12:
        assert f"and {len(lines) - 12} more" in slack["text"]


@pytest.mark.parametrize(
    ("answers", "calls", "waited"),
    [
        ([(503, {})], 2, [1.0]),
        ([(0, {})], 2, [1.0]),
        ([(429, {"retry-after": "7"}), (500, {})], 3, [7.0, 4.0]),
        ([(429, {"retry-after": "86400"})], 2, [30.0]),
        ([(429, {"retry-after": "Fri, 31 Dec 2027 23:59:59 GMT"})], 2, [1.0]),
        ([(204, {})], 1, []),
    ],
)
def test_what_passes_is_tried_again(inbox, waits, answers, calls, waited):
    inbox.answers = answers
    send(inbox.url, waits)
    assert (len(inbox.bodies), waits) == (calls, waited)
    assert len({message["id"] for message in inbox.messages}) == 1


@pytest.mark.parametrize(
    ("answers", "calls", "message"),
    [
        ([(503, {})] * 9, TRIES, "status 503 .3 tries"),
        ([(0, {})] * 9, TRIES, "cannot be reached"),
        ([(404, {})], 1, "status 404"),
        ([(400, {})], 1, "status 400"),
    ],
)
def test_what_does_not_pass_is_told_without_the_address(inbox, waits, answers, calls, message):
    inbox.answers = answers
    with pytest.raises(NotDelivered, match=message) as trouble:
        send(inbox.url, waits)
    assert len(inbox.bodies) == calls
    assert "127.0.0.1" in str(trouble.value)
    assert "s3cr3t" not in str(trouble.value)


def test_a_redirect_is_not_followed(inbox, waits):
    with receiving() as elsewhere:
        for status in (302, 307, 308):
            inbox.answers = [(status, {"location": elsewhere.url})]
            with pytest.raises(NotDelivered, match="redirects are not followed"):
                send(inbox.url, waits)
        assert elsewhere.bodies == []


def test_nobody_there(waits):
    with receiving() as closed:
        url = closed.url
    with pytest.raises(NotDelivered, match="cannot be reached"):
        send(url, waits)
    assert waits == [1.0, 4.0]


def test_a_server_that_never_answers_is_given_up(waits, monkeypatch):
    import socket

    monkeypatch.setattr("harness.channels._posting.TRY_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotDelivered, match="does not answer"):
        send(f"http://127.0.0.1:{silent.getsockname()[1]}/s3cr3t", waits)


def test_a_certificate_is_checked(waits, monkeypatch, tmp_path):
    authority, tls = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with receiving(tls) as inbox:
        with pytest.raises(NotDelivered, match="certificate is not trusted"):
            send(inbox.url, waits)
        assert (inbox.bodies, waits) == ([], [])
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        send(inbox.url, waits)
        assert len(inbox.bodies) == 1


def test_half_a_surrogate_is_no_crash(inbox):
    notice = Notice(kind="drift", title="x", exit_code=0, details={"served": "a\ud800"})
    post(notice, Hook(inbox.url, "127.0.0.1", plugins.load("channels", "webhook")))
    assert inbox.messages[0]["details"] == {"served": "a\ud800"}
