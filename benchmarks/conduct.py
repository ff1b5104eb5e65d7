"""The sixteen public scenarios of conduct, at full length, against callers that fall back from `primary` to `fallback`.

python benchmarks/conduct.py ours openai                        # our policy, and the official client's own retries
HARNESS_LITELLM_PYTHON=…/bin/python python benchmarks/conduct.py litellm-router litellm-proxy
python benchmarks/conduct.py ours --only S08 S15

Each scenario has a server of its own (`harness.serving`), all of them at once: a caller takes some two minutes. LiteLLM's
proxy is a process that is asked over its own port, its Router a child that is told what to ask. Both are set up as the
published row says: two retries, a timeout of 30 s, one fallback, the same for a context that is too long.

pass: rescued and every check held. partial: rescued, an advisory check (A) did not. safe: not rescued, a clean error in
bounded time and every required check held. FAIL: it hung, half an answer passed for whole, or a required check failed.
The scenarios, their bounds and the published rows are failoverbench's (methodology v0.1, scorecard of 2026-09-12).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import plugins
from harness.failover.driver import Driver
from harness.model.config import Target
from harness.model.exchange import Message, Request
from harness.model.failover import Failover
from harness.serving.attempts import ServedAttempt
from harness.serving.scenario_file import scenario_named, shipped
from harness.serving.server import Server
from harness.serving.sources import FixedText

TEXT = " ".join(f"word{number}" for number in range(60))
QUESTION = [{"role": "user", "content": "How long?"}]
PRIMARY, FALLBACK = "primary", "fallback"
WARM_UP = "warm-up"
TIMEOUT_S = 30.0
HANG_S = 150.0
REQUESTS, EVERY_S, OUTAGE_S, RETURN_S = 20, 4.0, 60.0, 30.0
"""Of S15."""
LITELLM = os.environ.get("HARNESS_LITELLM_PYTHON", "")
MASTER_KEY = "sk-for-this-machine-alone-0123456789"
OFFLINE = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MASTER_KEY": MASTER_KEY, "NO_PROXY": "127.0.0.1"}
PUBLISHED = {
    "openai": "pass safe pass safe pass safe pass safe safe safe pass safe pass safe safe safe",
    "litellm-router": "pass pass pass pass pass partial partial safe safe safe pass pass partial safe pass pass",
}


@dataclass
class Outcome:
    """What a caller got: `text` with `error` "" if it was served something. Seconds on this machine's clock."""

    text: str = ""
    model: str = ""
    usage: bool = False
    error: str = ""
    seconds: float = 0.0
    hung: bool = False

    @property
    def whole(self) -> bool:
        return not self.error and not self.hung and self.text.strip() == TEXT

    @property
    def truncated(self) -> bool:
        return not self.error and not self.hung and not self.whole


@dataclass
class Played:
    """A scenario played: the outcomes of its requests, a healthy call afterwards, and what arrived at the server."""

    outcomes: list[Outcome]
    afterwards: Outcome
    attempts: list[ServedAttempt]

    def of(self, model: str) -> list[ServedAttempt]:
        return [attempt for attempt in self.attempts if attempt.model == model]

    @property
    def first(self) -> Outcome:
        return self.outcomes[0]


Ask = Callable[[str, str], Awaitable[Outcome]]
"""(scenario, model): one streamed request."""


# --- the checks ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checks:
    """What failed of the required and of the advisory checks, in words."""

    required: list[str]
    advisory: list[str]


Rule = Callable[[Played], dict[str, bool]]
"""By what would be said if it did not hold."""


def within(limit_s: float) -> Rule:
    def rule(played: Played) -> dict[str, bool]:
        took = max(one.seconds for one in played.outcomes)
        return {f"took {took:.1f} s, {limit_s:g} s allowed": took <= limit_s}

    return rule


def at_most(sends: int, *, within_s: float = float("inf"), model: str = "") -> Rule:
    def rule(played: Played) -> dict[str, bool]:
        begun = played.attempts[0].at if played.attempts else 0.0
        attempts = played.of(model) if model else played.attempts
        count = sum(attempt.at - begun <= within_s for attempt in attempts)
        return {f"{count} attempts{f' in {within_s:g} s' if within_s < HANG_S else ''}": count <= sends}

    return rule


def retried(after_s: float = 0.0) -> Rule:
    def rule(played: Played) -> dict[str, bool]:
        moments = [attempt.at for attempt in played.of(PRIMARY)]
        waited = moments[1] - moments[0] if len(moments) > 1 else -1.0
        return {"not retried": waited >= 0, f"retried after {waited:.1f} s": waited < 0 or waited >= after_s}

    return rule


def healthy_afterwards(played: Played) -> dict[str, bool]:
    return {"a healthy call afterwards failed": played.afterwards.whole}


def has_usage(played: Played) -> dict[str, bool]:
    return {"no usage": played.first.usage}


def names_the_fallback(played: Played) -> dict[str, bool]:
    return {f"the reply names {played.first.model!r}": not played.first.whole or FALLBACK in played.first.model}


def told_of_the_refusal(played: Played) -> dict[str, bool]:
    return {"it was routed round the refusal": "safety system" in played.first.error}


def not_about_the_prefill(played: Played) -> dict[str, bool]:
    return {"the prefill's 400 was the last word": "prefill" not in played.first.error.lower()}


def back_on_the_primary(played: Played) -> dict[str, bool]:
    """Of those who are ever away from it: a caller without a fallback never leaves."""
    begun = played.attempts[0].at
    good = [one.at for one in played.of(PRIMARY) if one.status == 200 and one.at - begun >= OUTAGE_S]
    after = good[0] - begun - OUTAGE_S if good else float("inf")
    return {f"back on the primary after {after:.0f} s": after <= RETURN_S}


def never_twice(played: Played) -> dict[str, bool]:
    sent = max(len(played.of(PRIMARY)), len(played.of(FALLBACK)))
    return {"the same request was sent twice": sent <= 1}


REQUIRED: dict[str, list[Rule]] = {
    "S01": [at_most(2, within_s=1.5), within(20)],
    "S02": [at_most(4, within_s=3.0), at_most(6), within(40)],
    "S03": [within(20)],
    "S04": [at_most(6), within(40)],
    "S05": [within(20)],
    "S06": [within(100)],
    "S07": [within(60)],
    "S08": [within(60)],
    "S09": [within(45), healthy_afterwards],
    "S10": [healthy_afterwards],
    "S11": [within(8)],
    "S12": [never_twice, within(20)],
    "S13": [at_most(1, model=PRIMARY)],
    "S14": [not_about_the_prefill],
    "S15": [back_on_the_primary],
    "S16": [names_the_fallback, at_most(6)],
}
ADVISORY: dict[str, list[Rule]] = {
    "S01": [retried(after_s=1.8)],
    "S03": [retried()],
    "S06": [at_most(1, model=PRIMARY)],
    "S07": [within(15)],
    "S11": [has_usage],
    "S13": [told_of_the_refusal],
    "S16": [has_usage],
}
NEEDS_FALLBACK = {"S07"}
"""Advice that only a caller with a fallback can follow."""


def checks(name: str, played: Played, *, falls_back: bool) -> Checks:
    hung = sum(one.hung for one in played.outcomes)
    required = {f"{hung} hung": hung == 0}
    required["half an answer passed for whole"] = not any(one.truncated for one in played.outcomes)
    for rule in REQUIRED[name]:
        required |= rule(played)
    advisory: dict[str, bool] = {}
    for rule in ADVISORY.get(name, []) if falls_back or name not in NEEDS_FALLBACK else []:
        advisory |= rule(played)
    return Checks(*([what for what, holds in held.items() if not holds] for held in (required, advisory)))


def is_rescued(name: str, played: Played) -> bool:
    clean = name == "S13" and all(told_of_the_refusal(played).values())
    return clean or all(one.whole for one in played.outcomes)


def verdict(name: str, played: Played, *, falls_back: bool) -> tuple[str, str]:
    found = checks(name, played, falls_back=falls_back)
    if found.required:
        return "FAIL", "; ".join(found.required)
    if not is_rescued(name, played):
        return "safe", next((one.error for one in played.outcomes if one.error), "")[:100].replace("\n", " ")
    return ("partial", "; ".join(found.advisory)) if found.advisory else ("pass", "")


# --- the callers --------------------------------------------------------------------------------------------------


async def timed(call: Awaitable[Outcome]) -> Outcome:
    began = time.monotonic()
    try:
        outcome = await asyncio.wait_for(call, HANG_S)
    except TimeoutError:
        outcome = Outcome(hung=True)
    outcome.seconds = time.monotonic() - began
    return outcome


async def by_openai(address: str, model: str, retries: int, timeout_s: float = TIMEOUT_S) -> Outcome:
    """Streamed, by the official client."""
    from httpx2 import Timeout
    from openai import AsyncOpenAI

    outcome = Outcome()
    timeout = Timeout(timeout_s, connect=5)
    async with AsyncOpenAI(
        api_key=MASTER_KEY, base_url=f"{address}/v1", timeout=timeout, max_retries=retries
    ) as client:
        try:
            stream = await client.chat.completions.create(
                model=model, messages=QUESTION, stream=True, stream_options={"include_usage": True}
            )  # type: ignore[call-overload]
            async for chunk in stream:
                outcome.text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
                outcome.model = chunk.model or outcome.model
                outcome.usage |= chunk.usage is not None
        except Exception as error:  # noqa: BLE001 - whatever the SDK lets through is an error to its caller
            outcome.error = f"{type(error).__name__}: {error}"
    return outcome


class Ours:
    """Our policy with its defaults, through our own providers."""

    def __init__(self, servers: dict[str, Server]) -> None:
        self._drivers: dict[str, tuple[Driver, dict[str, Request]]] = {}
        for name, server in servers.items():
            targets = {
                model: Target(
                    name=model, provider="openai-compatible", model=model, base_url=f"{server.url}/v1", timeout_s=60.0
                )
                for model in (PRIMARY, FALLBACK)
            }
            connections = {one: plugins.load("providers", t.provider).connect(t, {}) for one, t in targets.items()}
            asked = {one: Request(model=one, messages=(Message("user", "How long?"),), stream=True) for one in targets}
            driver = Driver(Failover(order=tuple(targets)), connections, {one: one for one in targets})
            self._drivers[name] = driver, asked

    async def __aenter__(self) -> Ask:
        return self.ask

    async def __aexit__(self, *_: object) -> None:
        for driver, _ in self._drivers.values():
            for connection in driver.connections.values():
                await connection.close()

    async def ask(self, name: str, model: str) -> Outcome:
        driver, asked = self._drivers[name]
        served = await driver.answer(asked, (PRIMARY, FALLBACK) if model == PRIMARY else (FALLBACK,))
        if served.response is None:
            return Outcome(error=served.trouble.message if served.trouble else "no answer")
        response = served.response
        return Outcome(response.text, response.served_model or "", response.usage.output_tokens is not None)


class OpenAIClient:
    """The official client with its own retries; it knows no fallback."""

    def __init__(self, servers: dict[str, Server]) -> None:
        self._servers = servers

    async def __aenter__(self) -> Ask:
        return self.ask

    async def __aexit__(self, *_: object) -> None:
        return

    async def ask(self, name: str, model: str) -> Outcome:
        return await by_openai(self._servers[name].url, model, retries=2)


def litellm_settings(servers: dict[str, Server]) -> dict[str, Any]:
    """Model groups `primary-S01`, `fallback-S01` … with the settings of the published row."""
    models = [
        {
            "model_name": f"{model}-{name}",
            "litellm_params": {"model": f"openai/{model}", "api_base": f"{server.url}/v1", "api_key": "x"},
        }
        for name, server in servers.items()
        for model in (PRIMARY, FALLBACK)
    ]
    fallbacks = [{f"{PRIMARY}-{name}": [f"{FALLBACK}-{name}"]} for name in servers]
    router = {"num_retries": 2, "timeout": TIMEOUT_S, "fallbacks": fallbacks, "context_window_fallbacks": fallbacks}
    return {"model_list": models, "router_settings": router}


class LiteLLMProxy:
    """`litellm --config`, a process of its own, asked by the official client without retries."""

    def __init__(self, servers: dict[str, Server]) -> None:
        self._settings = litellm_settings(servers)

    async def __aenter__(self) -> Ask:
        import urllib.request

        self._folder = tempfile.TemporaryDirectory()
        config = Path(self._folder.name, "litellm.yaml")
        await asyncio.to_thread(config.write_text, json.dumps(self._settings))
        self._port = free_port()
        command = [str(Path(LITELLM).with_name("litellm")), "--config", str(config), "--port", str(self._port)]
        self._process = await asyncio.create_subprocess_exec(
            *command, "--host", "127.0.0.1", env={**os.environ, **OFFLINE, "HOME": self._folder.name},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 300
        while time.monotonic() < until and self._process.returncode is None:
            try:
                await asyncio.to_thread(urllib.request.urlopen, f"http://127.0.0.1:{self._port}/health/liveliness")
            except OSError:
                await asyncio.sleep(1)
            else:
                return self.ask
        raise RuntimeError("LiteLLM's proxy did not come up")

    async def __aexit__(self, *_: object) -> None:
        self._process.terminate()
        await self._process.wait()
        self._folder.cleanup()

    async def ask(self, name: str, model: str) -> Outcome:
        # The proxy's own timeouts are looked at here, not the client's.
        return await by_openai(f"http://127.0.0.1:{self._port}", f"{model}-{name}", retries=0, timeout_s=HANG_S)


CHILD = """
import asyncio, json, sys
import litellm
settings = json.loads(sys.stdin.readline())
router = litellm.Router(model_list=settings["model_list"], **settings["router_settings"])

async def ask(line):
    asked, outcome = json.loads(line), {"text": "", "model": "", "usage": False, "error": ""}
    try:
        stream = await router.acompletion(model=asked["model"], messages=asked["messages"], stream=True,
                                          stream_options={"include_usage": True})
        async for chunk in stream:
            outcome["text"] += (chunk.choices[0].delta.content or "") if chunk.choices else ""
            outcome["model"] = chunk.model or outcome["model"]
            outcome["usage"] |= getattr(chunk, "usage", None) is not None
    except Exception as error:
        outcome["error"] = f"{type(error).__name__}: {error}"
    print("outcome " + json.dumps({**outcome, "number": asked["number"]}), flush=True)

async def main():
    loop, tasks = asyncio.get_running_loop(), []
    print("outcome {}", flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        tasks.append(asyncio.ensure_future(ask(line)))

asyncio.run(main())
"""


class LiteLLMRouter:
    """`litellm.Router` in a process of its own Python."""

    def __init__(self, servers: dict[str, Server]) -> None:
        self._settings = litellm_settings(servers)
        self._waiting: dict[int, asyncio.Future[Outcome]] = {}
        self._number = 0

    async def __aenter__(self) -> Ask:
        self._process = await asyncio.create_subprocess_exec(
            LITELLM, "-c", CHILD, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL, env={**os.environ, **OFFLINE}, limit=2**24,
        )  # fmt: skip
        await self._say(self._settings)
        while not (await self._line()).startswith(b"outcome "):
            pass
        self._reader = asyncio.ensure_future(self._listen())
        return self.ask

    async def __aexit__(self, *_: object) -> None:
        self._reader.cancel()
        self._process.kill()
        await self._process.wait()

    async def ask(self, name: str, model: str) -> Outcome:
        self._number += 1
        number, answer = self._number, asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self._say({"number": number, "model": f"{model}-{name}", "messages": QUESTION})
        return await answer

    async def _say(self, value: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value).encode() + b"\n")
        await self._process.stdin.drain()

    async def _line(self) -> bytes:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("LiteLLM's Router ended")
        return line

    async def _listen(self) -> None:
        while True:
            line = await self._line()
            if line.startswith(b"outcome "):
                fields = json.loads(line.removeprefix(b"outcome "))
                self._waiting.pop(fields.pop("number")).set_result(Outcome(**fields))


CALLERS = {"ours": Ours, "openai": OpenAIClient, "litellm-router": LiteLLMRouter, "litellm-proxy": LiteLLMProxy}


# --- playing ------------------------------------------------------------------------------------------------------


async def play(name: str, ask: Ask, server: Server) -> Played:
    if name != "S15":
        outcomes = [await timed(ask(name, PRIMARY))]
    else:
        asked = []
        for _ in range(REQUESTS):
            asked.append(asyncio.ensure_future(timed(ask(name, PRIMARY))))
            await asyncio.sleep(EVERY_S)
        outcomes = list(await asyncio.gather(*asked))
    attempts = list(server.log.attempts)
    return Played(outcomes, await timed(ask(name, FALLBACK)), attempts)


async def row(caller: str, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    servers = {name: Server(source=FixedText(TEXT), scenario=scenario_named(name)) for name in names}
    servers[WARM_UP] = Server(source=FixedText(TEXT))
    async with AsyncExitStack() as stack:
        for server in servers.values():
            await server.start()
            stack.push_async_callback(server.stop)
        ask = await stack.enter_async_context(CALLERS[caller](servers))
        await ask(WARM_UP, PRIMARY)  # what a caller loads with its first request belongs to no scenario
        played = await asyncio.gather(*(play(name, ask, servers[name]) for name in names))
    return {name: verdict(name, one, falls_back=caller != "openai") for name, one in zip(names, played, strict=True)}


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("callers", nargs="+", choices=CALLERS)
    parser.add_argument("--only", nargs="+", choices=shipped(), default=list(shipped()))
    options = parser.parse_args()
    if any(caller.startswith("litellm") for caller in options.callers) and not LITELLM:
        sys.exit("HARNESS_LITELLM_PYTHON names no Python with litellm[proxy]")
    rows = {}
    for caller in options.callers:
        began = time.monotonic()
        rows[caller] = asyncio.run(row(caller, options.only))
        show(caller, rows[caller], time.monotonic() - began)
    print(f"| scenario | {' | '.join(rows)} |\n|---|{'---|' * len(rows)}")
    for name in options.only:
        print(f"| {name} | {' | '.join(rows[caller][name][0] for caller in rows)} |")


def show(caller: str, verdicts: dict[str, tuple[str, str]], seconds: float) -> None:
    """How it fared, why where it fell short, and where that differs from the published row."""
    counts = [sum(one[0] == kind for one in verdicts.values()) for kind in ("pass", "partial", "safe", "FAIL")]
    print(f"{caller}: pass/partial/safe/FAIL {'/'.join(map(str, counts))}, in {seconds:.0f} s")
    published = dict(zip(shipped(), PUBLISHED.get(caller, "").split(), strict=False))
    for name, (state, why) in verdicts.items():
        other = f" (published: {published[name]})" if published.get(name, state) != state else ""
        if why or other:
            print(f"  {name} {state}{other}: {why}", flush=True)


if __name__ == "__main__":
    main()
