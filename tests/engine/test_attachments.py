"""Whole runs with attachments: who does not see is told before anything is sent, and recordings know what was shown."""

from __future__ import annotations

import json

import pytest
from servers import pictures

from harness import api
from harness.exit_codes import exit_code
from harness.model.config import Price
from harness.model.exchange import Attachment, Message, Request
from harness.sending.budget import estimate

CONFIG = """\
baseline: gpt
targets:
  gpt: {{provider: openai, model: gpt-4.1, base_url: "{url}/v1"}}
  llama: {{provider: openai-compatible, model: llama, base_url: "{url}/v1"{more}}}
"""
SUITE = """\
suite: look
baseline_samples: 1
prompt: {user: "Look at {{ word }}.", images: ["{{ photo }}"]}
cases: [{id: one, vars: {word: it, photo: a.png}}, {id: two, vars: {word: that, photo: b.gif}}]
"""


@pytest.fixture
def project(tmp_path, vendor):
    def make(suite: str = SUITE, more: str = ""):
        (tmp_path / "suites").mkdir(exist_ok=True)
        (tmp_path / "harness.yaml").write_text(CONFIG.format(url=vendor.url, more=more))
        (tmp_path / "suites" / "look.yaml").write_text(suite)
        (tmp_path / "suites" / "a.png").write_bytes(pictures.PNG)
        (tmp_path / "suites" / "b.gif").write_bytes(pictures.GIF)
        (tmp_path / "suites" / "notes.txt").write_text("thirty days")
        return tmp_path / "harness.yaml"

    return make


def troubles(run, target):
    return [answer.trouble for answer in run.answers if answer.target == target and answer.trouble]


async def test_a_target_without_vision_is_an_error_before_anything_is_sent(project, vendor):
    vendor.says = lambda _: "a cat"
    run = await api.arun(config=project())
    assert {seen.json["model"] for seen in vendor.requests} == {"gpt-4.1"}
    assert [trouble.kind for trouble in troubles(run, "llama")] == ["unsupported"] * 2
    assert "'llama' is shown no images or PDFs" in troubles(run, "llama")[0].message
    assert troubles(run, "llama")[0].message.endswith("and a.png is attached")
    assert (troubles(run, "gpt"), exit_code(run)) == ([], 4)


async def test_the_same_when_only_replaying(project):
    run = await api.arun(config=project(), record="none")
    assert [trouble.kind for trouble in troubles(run, "llama")] == ["unsupported"] * 2
    assert [trouble.kind for trouble in troubles(run, "gpt")] == ["missing-recording"] * 2


async def test_a_target_that_sees_is_asked(project, vendor):
    vendor.says = lambda _: "a cat"
    run = await api.arun(config=project(more=", vision: true"))
    shown = [seen.json["messages"][0]["content"] for seen in vendor.requests if seen.json["model"] == "llama"]
    assert [parts[0]["type"] for parts in shown] == ["image_url"] * 2
    assert exit_code(run) == 0


async def test_a_text_can_be_read_by_all(project, vendor):
    vendor.says = lambda _: "30 days"
    suite = "suite: look\nprompt: {user: Look., files: [notes.txt]}\ncases: [{}]\n"
    run = await api.arun(config=project(suite))
    (body,) = [seen.json for seen in vendor.requests if seen.json["model"] == "llama"]
    assert body["messages"][0]["content"] == '<document name="notes.txt">\nthirty days\n</document>\n\nLook.'
    losses = {answer.target: [loss.what for loss in answer.response.losses] for answer in run.answers}
    assert losses == {"gpt": [], "llama": ["files"]}


async def test_recordings_hold_a_digest_and_no_bytes_and_follow_the_picture(project, vendor, tmp_path):
    vendor.says = lambda _: "a cat"
    config = project()
    await api.arun(config=config, targets=["gpt"])
    line = (tmp_path / "fixtures" / "look" / "gpt.jsonl").read_text().splitlines()[0]
    (shown,) = json.loads(line)["request"]["messages"][0]["attachments"]
    assert shown.keys() == {"kind", "name", "media_type", "size", "sha256"}
    assert len(line) < 1000
    again = await api.arun(config=config, targets=["gpt"], record="none")
    assert exit_code(again) == 0
    (tmp_path / "suites" / "a.png").write_bytes(pictures.WEBP_LOSSY)
    changed = await api.arun(config=config, targets=["gpt"], record="none")
    (trouble,) = troubles(changed, "gpt")
    assert "messages[0].attachments[0].media_type was 'image/png', is 'image/webp'" in trouble.message


async def test_a_dry_run_counts_pictures_and_only_for_those_who_see(project):
    planned = api.prepare(config=project())
    gpt, llama = api.foresee(planned)
    assert (gpt.calls, llama.calls, llama.missing) == (2, 0, 2)
    assert gpt.input_tokens > 2 * 85


@pytest.mark.parametrize(
    ("one", "expected", "worst"),
    [
        (Attachment("image", "a", "image/png", 1, width=5, height=3), 85, 8_500),
        (Attachment("image", "a", "image/png", 1, width=1024, height=1024), 1_399, 25_501),
        (Attachment("image", "a", "image/png", 1, width=9000, height=9000), 1_600, 48_169),
        (Attachment("image", "a"), 1_000, 48_169),
        (Attachment("file", "a", "text/plain", 4_000), 1_000, 4_000),
        (Attachment("file", "a", "application/pdf", 9_000, pages=3), 7_500, 33_000),
    ],
)
def test_what_an_attachment_takes(one, expected, worst):
    price = Price(1, 0)

    def tokens(*attachments):
        request = Request(
            model="m", messages=(Message("user", "x", attachments=attachments),), params={"max_tokens": 1}
        )
        found = estimate(request, price)
        return found.input_tokens, round(found.worst_usd * 1_000_000)

    without, with_it = tokens(), tokens(one)
    assert (with_it[0] - without[0], with_it[1] - without[1]) == (expected, worst)
