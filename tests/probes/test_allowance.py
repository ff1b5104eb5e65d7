"""What servers' headers say of account and limits, in words; and `harness targets --live`, which asks for them."""

from __future__ import annotations

import asyncio

import pytest
from servers import fault_server as faults

from harness.model.config import Config, Target
from harness.probes.allowance import account, allowance
from harness.probes.doctor import examine

OPENAI = {
    "openai-organization": "acme-1",
    "openai-project": "proj_7",
    "x-ratelimit-limit-requests": "5000",
    "x-ratelimit-limit-tokens": "160000",
    "x-ratelimit-remaining-requests": "4999",
    "x-ratelimit-remaining-tokens": "159976",
    "x-ratelimit-reset-requests": "12ms",
    "x-ratelimit-reset-tokens": "6m0s",
}
ANTHROPIC = {
    "Anthropic-Organization-Id": "0b1c",
    "anthropic-ratelimit-input-tokens-limit": "40000",
    "anthropic-ratelimit-input-tokens-remaining": "39000",
    "anthropic-ratelimit-input-tokens-reset": "2026-11-29T12:00:00Z",
    "retry-after": "20",
}


def test_the_words_for_openai_and_anthropic():
    assert account(OPENAI) == ("organization acme-1, project proj_7",)
    assert allowance(OPENAI) == (
        "requests: 4,999 of 5,000 left, all again in 12ms",
        "tokens: 159,976 of 160,000 left, all again in 6m0s",
    )
    assert account(ANTHROPIC) == ("organization 0b1c",)
    assert allowance(ANTHROPIC) == (
        "input tokens: 39,000 of 40,000 left, all again at 2026-11-29T12:00:00Z",
        "asks to wait 20 s",
    )


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, ()),
        ({"x-request-id": "1", "content-type": "x"}, ()),
        # Azure's Responses: no figures
        ({"x-ratelimit-limit-tokens": "-1", "x-ratelimit-remaining-tokens": "-1"}, ()),
        ({"x-ratelimit-remaining-tokens": "7"}, ("tokens: 7 left",)),
        ({"x-ratelimit-limit-req-minute": "60"}, ("req minute: at most 60",)),
        (
            {"x-ratelimit-limit": "20", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "1741305600000"},
            ("calls: 3 of 20 left, reset 1741305600000",),
        ),
        ({"x-ratelimit-reset-tokens": "1s"}, ()),
        ({"x-ratelimit-remaining-x\x1b[31m": "1"}, ("x<U+001B>[31m: 1 left",)),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, ("asks to wait until Wed, 21 Oct 2026 07:28:00 GMT",)),
        ({"openai-organization": " "}, ()),
    ],
)
def test_nothing_is_made_up_and_nothing_is_raw(headers, told):
    assert account(headers) + allowance(headers) == told


MODELS = {"data": [{"id": "llama"}]}
ANSWER = {
    "id": "1",
    "model": "llama",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "OK"}}],
}


def look(server, **asked):
    target = Target(name="t", provider="openai-compatible", model="llama", base_url=f"{server.url}/v1")
    config = Config(targets={"t": target}, baseline="t", root=".", path="harness.yaml")
    (found,) = asyncio.run(examine(config, {}, **asked))
    return found


def test_the_list_of_models_is_asked_and_its_head_told(fault_server):
    fault_server.script(faults.answer(MODELS, headers=OPENAI), faults.answer(MODELS))
    found = look(fault_server, live=True)
    assert (found.ready, found.account) == (True, (*account(OPENAI), *allowance(OPENAI)))
    assert {seen.method for seen in fault_server.requests} == {"GET"}


def test_where_the_list_tells_nothing_it_says_what_would(fault_server):
    fault_server.script(faults.answer(MODELS), faults.answer(MODELS))
    (line,) = look(fault_server, live=True).account
    assert line == f"{fault_server.url}/v1/models tells no limits; with --call the head of an answer is read"
    fault_server.script(faults.answer(MODELS))
    assert look(fault_server).account == ()


@pytest.mark.parametrize(
    ("handler", "ready", "told"),
    [
        (faults.answer(ANSWER, headers=OPENAI), True, (*account(OPENAI), *allowance(OPENAI))),
        (faults.answer(ANSWER), True, ("the head of the answer tells no limits",)),
        (faults.status(429, {"message": "slow down"}, headers=ANTHROPIC), False, (*account(ANTHROPIC), *allowance(ANTHROPIC))),
    ],
)  # fmt: skip
def test_with_a_call_it_is_the_head_of_the_answer_also_of_a_refusal(fault_server, handler, ready, told):
    fault_server.script(handler)
    found = look(fault_server, call=True, live=True)
    assert (found.ready, found.account) == (ready, told)


def test_a_server_that_cannot_be_reached_tells_nothing():
    class Nowhere:
        url = "http://127.0.0.1:9"

    found = look(Nowhere, live=True)
    assert (found.ready, found.account) == (False, ())
