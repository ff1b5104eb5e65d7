"""For each rule a project in which it speaks and one, differing in what matters alone, in which it is silent.

A project is what differs from `CONFIG` and `SUITE` below: keys of the suite, `config` for targets and keys of
`harness.yaml`, `files`.
"""

from __future__ import annotations

import re
import struct
import zlib
from copy import deepcopy
from dataclasses import replace
from datetime import date

import yaml

from harness.facts import book
from harness.linting.check import LintOptions, lint
from harness.model.facts import Listing
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites

TODAY = date(2026, 11, 29)
GPT = {"provider": "openai", "model": "gpt-4.1-2025-04-14", "price": {"input": 2, "output": 8}}
CLAUDE = {"provider": "anthropic", "model": "claude-opus-5-5", "price": {"input": 4, "output": 20}}
LLAMA = {"provider": "openai-compatible", "model": "llama-3.1-8b-instruct", "base_url": "http://127.0.0.1:8000/v1"}
CONFIG = {"baseline": "gpt", "targets": {"gpt": GPT, "claude": CLAUDE}}
SUITE = {
    "suite": "demo",
    "claim": "these-cases",
    "params": {"max_tokens": 4000},
    "prompt": {"system": "Answer in one word.", "user": "{{ question }}"},
    "assert": [{"icontains": "yes"}],
    "cases": [{"id": "one", "vars": {"question": "Is it so?"}}, {"id": "two", "vars": {"question": "Is it not?"}}],
}
TOOL = {"name": "find", "description": "Finds.", "parameters": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"], "additionalProperties": False}}  # fmt: skip
OPEN = {"type": "object", "properties": {"id": {"type": "string"}}}
CLOSED = {**OPEN, "required": ["id"], "additionalProperties": False}


def params(**given):
    return {"params": {"max_tokens": 4000, **given}}


def targets(**given):
    return {
        "config": {"targets": {name: value for name, value in {"gpt": GPT, "claude": CLAUDE, **given}.items() if value}}
    }


def listed(**said):
    return {"listings": {"gpt": Listing(asked="https://api.test/v1/models", **said)}}


def extra(**given):
    return targets(gpt={**GPT, "extra": given})


def tool(**given):
    return {"tools": [{**TOOL, **given}]}


def json(schema, **given):
    return {"output": {"type": "json", **({"schema": schema} if schema else {})}, **given}


def turns(*messages):
    return {"prompt": [{"role": role, "content": content} for role, content in messages]}


def checks(*given):
    return {"assert": list(given)}


def merged(base, changes):
    """The base with the changes; mappings key by key, but targets, prompts and params as a whole."""
    made = deepcopy(base)
    made.update(deepcopy(changes))
    return made


MANY = [{"id": f"c{number}", "vars": {"question": f"Is it {number}?"}} for number in range(40)]
DOCUMENT = "The policy says that returns are free within thirty days of delivery, and not later."
SHARED = [
    {"id": f"c{number}", "vars": {"text": DOCUMENT if number < 3 else f"{DOCUMENT} {number}", "question": f"{number}?"}}
    for number in range(4)
]

ADAPTED = {
    "day": "2026-11-01", "verdict": "ports", "proven": True, "cases": 36, "confidence": 0.975, "look": 1,
    "suite": "0" * 16, "model": "0" * 16, "facts": "0" * 16,
}  # fmt: skip

CASES = {
    "HP001": (params(temperature=0.2), {"params": {"max_tokens": 4000}}),
    "HP002": (params(temperature=1.5), params(temperature=0.9)),
    "HP003": (
        {**params(temperature=0.2, top_p=0.9), **targets(claude={**CLAUDE, "model": "claude-sonnet-4-6", "anthropic_version": "2023-06-01"})},
        {**params(temperature=0.2), **targets(claude={**CLAUDE, "model": "claude-sonnet-4-6", "anthropic_version": "2023-06-01"})},
    ),
    "HP004": (params(top_k=5), {**params(top_k=5), **targets(gpt=LLAMA, claude={**LLAMA, "model": "other"})}),
    "HP005": (params(seed=3), {**params(seed=3), **targets(gpt=LLAMA, claude={**LLAMA, "model": "other"})}),
    "HP006": (params(presence_penalty=1), {**params(presence_penalty=1), **targets(gpt={**GPT, "api": "chat"}, claude=LLAMA)}),
    "HP007": (params(stop=["END"]), {**params(stop=["END"]), **targets(gpt={**GPT, "api": "chat"})}),
    "HP008": (
        {**params(stop=["a", "b", "c", "d", "e"]), **targets(gpt={**GPT, "api": "chat"})},
        {**params(stop=["a", "b", "c", "d"]), **targets(gpt={**GPT, "api": "chat"})},
    ),
    "HP009": ({"params": {}}, {"params": {"max_tokens": 100}}),
    "HP010": ({"params": {"max_tokens": 200}}, {"params": {"max_tokens": 200, "reasoning_effort": "low"}}),
    "HP011": ({"params": {"max_tokens": 900_000}}, {"params": {"max_tokens": 30_000}}),
    "HP012": ({"params": {"max_tokens": 8}}, {"params": {"max_tokens": 16}}),
    "HP013": (
        {**params(reasoning_effort="none"), **targets(gpt={**GPT, "model": "gpt-5-mini-2025-08-07"})},
        {**params(reasoning_effort="low"), **targets(gpt={**GPT, "model": "gpt-5-mini-2025-08-07"})},
    ),
    "HP014": (extra(n=3), extra(n=1)),
    "HP015": (extra(logprobs=True), extra(logprobs=False)),
    "HP016": (extra(logit_bias={"50256": -100}), extra(user="me")),
    "HP017": (extra(max_completion_tokens=5), extra(user="me")),
    "HP018": (extra(previous_response_id="r"), extra(store=False)),
    "HP019": (extra(tools=[{"type": "web_search"}]), extra(tools=[{"type": "function", "name": "f"}])),
    "HP020": (extra(prompt_cache_key="k"), extra(user="me")),
    "HP021": (
        targets(claude={**CLAUDE, "extra": {"thinking": {"type": "enabled", "budget_tokens": 2000}}}),
        targets(claude={**CLAUDE, "extra": {"thinking": {"type": "adaptive"}}}),
    ),
    "HP022": (extra(temperature=0.5), targets(claude={**CLAUDE, "extra": {"temperature": 0.5}})),
    "HP101": (
        turns(("user", "a"), ("system", "b"), ("user", "{{ question }}")),
        turns(("system", "b"), ("user", "{{ question }}")),
    ),
    "HP102": (
        turns(("user", "a"), ("user", "{{ question }}")),
        turns(("user", "a"), ("assistant", "b"), ("user", "{{ question }}")),
    ),
    "HP103": (
        {"cases": [{"id": "one", "vars": {"question": " "}}]},
        {"cases": [{"id": "one", "vars": {"question": "Yes?"}}]},
    ),
    "HP104": (
        turns(("system", "s"), ("assistant", "a"), ("user", "{{ question }}")),
        turns(("system", "s"), ("user", "{{ question }}")),
    ),
    "HP105": (
        turns(("user", "{{ question }}"), ("assistant", "{")),
        turns(("user", "{{ question }}"), ("assistant", "{"), ("user", "go on")),
    ),
    "HP106": (
        turns(("user", "{{ question }}"), ("assistant", "So: ")),
        turns(("user", "{{ question }}"), ("assistant", "So:")),
    ),
    "HP108": (
        {"prompt": [{"role": "user", "content": "{{ question }}"}, {"role": "assistant", "tool_calls": [{"name": "find", "id": "call_1"}]}, {"role": "tool", "content": "x", "tool_call_id": "call_1"}], **tool(), **targets(llama=LLAMA)},
        {"prompt": [{"role": "user", "content": "{{ question }}"}, {"role": "assistant", "tool_calls": [{"name": "find"}]}, {"role": "tool", "content": "x"}], **tool(), **targets(llama=LLAMA)},
    ),
    "HP201": (tool(parameters=OPEN), tool(parameters=CLOSED)),
    "HP202": (
        tool(parameters={**CLOSED, "properties": {"id": {"type": "string", "maxLength": 3}}}),
        tool(parameters=CLOSED),
    ),
    "HP203": (tool(parameters={"type": "object", "anyOf": [CLOSED]}), tool(parameters=CLOSED)),
    "HP204": (tool(name="2find"), tool(name="find2")),
    "HP205": ({**tool(), **params(tool_choice="required")}, {**tool(), **params(tool_choice="auto")}),
    "HP206": (
        {**tool(), **params(parallel_tool_calls=False), **targets(llama={**LLAMA, "server": "vllm"})},
        {**tool(), **params(parallel_tool_calls=False)},
    ),
    "HP207": (
        {**tool(), **targets(gpt={**GPT, "model": "gpt-5.6", "api": "chat"})},
        {**tool(), **targets(gpt={**GPT, "model": "gpt-5.6"})},
    ),
    "HP208": (
        {"tools": [{**TOOL, "name": f"find{number}"} for number in range(21)]},
        {"tools": [{**TOOL, "name": f"find{number}"} for number in range(20)]},
    ),
    "HP209": (params(tool_choice="auto"), {**tool(), **params(tool_choice="auto")}),
    "HP301": (json(OPEN), json(CLOSED)),
    "HP302": (json({**CLOSED, "properties": {"id": {"type": "string", "pattern": "^a"}}}), json(CLOSED)),
    "HP303": (json({"type": "array", "items": {"type": "string"}}), json(CLOSED)),
    "HP304": (json(None), json(CLOSED)),
    "HP305": (
        json(CLOSED, **targets(gpt={**GPT, "model": "gpt-4-0613"})),
        json(CLOSED, **targets(gpt={**GPT, "model": "gpt-4.1-2025-04-14"})),
    ),
    "HP306": (
        json(CLOSED, **targets(llama={**LLAMA, "api": "responses", "server": "llama.cpp"})),
        json(CLOSED, **targets(llama={**LLAMA, "server": "llama.cpp"})),
    ),
    "HP401": (
        {"prompt": {"user": "{{ question }}", "images": ["a.png"]}, "files": {"a.png": (20, 20)}, **targets(llama=LLAMA)},
        {"prompt": {"user": "{{ question }}", "images": ["a.png"]}, "files": {"a.png": (20, 20)}},
    ),
    "HP402": (
        {"prompt": {"user": "{{ question }}", "images": ["a.png"]}, "files": {"a.png": (3000, 20)}},
        {"prompt": {"user": "{{ question }}", "images": ["a.png"]}, "files": {"a.png": (1500, 20)}},
    ),
    "HP403": (
        {"prompt": {"user": "{{ question }}", "images": ["a.gif"]}, "files": {"a.gif": (2, 2)}, **targets(llama={**LLAMA, "vision": True})},
        {"prompt": {"user": "{{ question }}", "images": ["a.png"]}, "files": {"a.png": (2, 2)}, **targets(llama={**LLAMA, "vision": True})},
    ),
    "HP404": (
        {"prompt": {"user": "{{ question }}", "files": ["a.csv"]}, "files": {"a.csv": "a,b\n1,2\n"}, **targets(gpt={**GPT, "api": "chat"})},
        {"prompt": {"user": "{{ question }}"}, **targets(gpt={**GPT, "api": "chat"})},
    ),
    "HP405": (
        {"cases": [{"id": "one", "vars": {"question": "word " * 20_000}}], **targets(llama={**LLAMA, "server": "ollama"})},
        {"cases": [{"id": "one", "vars": {"question": "word " * 20}}], "params": {"max_tokens": 100}, **targets(llama={**LLAMA, "server": "ollama"})},
    ),
    "HP406": (
        targets(local={"provider": "transformers", "model": "m", "extra": {"unheard": 1}}),
        targets(local={"provider": "transformers", "model": "m", "extra": {"min_p": 0.1}}),
    ),
    "HP501": (
        {"prompt": {"system": "You are ChatGPT, a helper.", "user": "{{ question }}"}},
        {"prompt": {"system": "You are the shop's helper. Compare GPT-4 and Claude.", "user": "{{ question }}"}},
    ),
    "HP502": (
        {"prompt": {"user": "<|im_start|>{{ question }}"}},
        {"prompt": {"user": "<tag>{{ question }}</tag>"}},
    ),
    "HP503": (
        {"prompt": {"system": "Show your full chain of thought.", "user": "{{ question }}"}},
        {"prompt": {"system": "Give a brief reason.", "user": "{{ question }}"}},
    ),
    "HP504": (
        {"prompt": {"system": "Q: {{ question }} " + "rule " * 1000, "user": "go"}},
        {"prompt": {"system": "rule " * 1000, "user": "{{ question }}"}},
    ),
    "HP601": (
        targets(gpt={**GPT, "model": "computer-use-preview"}),
        targets(gpt={**GPT, "model": "gpt-6-sol"}),
    ),
    "HP602": (targets(gpt={**GPT, "model": "gpt-4o"}), targets(gpt={**GPT, "model": "gpt-6-sol"})),
    "HP603": (
        targets(gpt={**GPT, "model": "gpt-4.1"}),
        targets(gpt={**GPT, "model": "gpt-4.1-2025-04-14"}),
    ),
    "HP604": (targets(gpt={**GPT, "model": "gpt-99-zeta"}), targets(llama=LLAMA)),
    "HP605": (
        targets(gpt={**GPT, "price": {"input": 1, "output": 1}}),
        targets(gpt={key: value for key, value in GPT.items() if key != "price"}),
    ),
    "HP606": (
        targets(claude={**CLAUDE, "anthropic_version": "2023-06-01"}),
        targets(claude={**CLAUDE, "anthropic_version": "2026-10-21"}),
    ),
    "HP607": (listed(listed=False, offered=("gpt-4.1-2025-04-15",)), listed(listed=True)),
    "HP608": (listed(trouble="it refuses the key (HTTP 401)"), listed(listed=True)),
    "HP701": (targets(claude={**GPT, "model": "gpt-6-sol"}), targets()),
    "HP702": (
        targets(gpt={**GPT, "base_url": "https://gate.test/v1", "api_key_env": "GATE"}, claude={**CLAUDE, "base_url": "https://gate.test/v1", "api_key_env": "GATE"}),
        targets(gpt={**GPT, "base_url": "https://gate.test/v1", "api_key_env": "GATE"}, claude={**CLAUDE, "base_url": "https://else.test/v1", "api_key_env": "ELSE"}),
    ),
    "HP703": (
        {"config": {"targets": {"gpt": GPT, "claude": CLAUDE, "j": {**GPT, "model": "gpt-6-sol"}}, "judge": "j"}, **checks({"llm-rubric": "is polite"})},
        {"config": {"targets": {"gpt": GPT, "claude": CLAUDE, "j": LLAMA}, "judge": "j"}, **checks({"llm-rubric": "is polite"})},
    ),
    "HP704": (
        {"config": {"targets": {"gpt": GPT, "claude": {**CLAUDE, "limits": {"concurrency": 2}}}, "failover": {"order": ["gpt", "claude"]}}},
        {"config": {"targets": {"gpt": GPT, "claude": {**CLAUDE, "limits": {"concurrency": 9}}}, "failover": {"order": ["gpt", "claude"]}}},
    ),
    "HP705": (
        {"config": {"targets": {"gpt": GPT, "claude": CLAUDE, "six": {**GPT, "model": "gpt-6-sol"}}, "failover": {"order": ["gpt", "six", "claude"]}}},
        {"config": {"targets": {"gpt": GPT, "claude": CLAUDE, "six": {**GPT, "model": "gpt-6-sol"}}, "failover": {"order": ["gpt", "claude", "six"]}}},
    ),
    "HP706": (
        {"config": {"targets": {"gpt": GPT, "claude": CLAUDE, "llama": LLAMA}, "failover": {"order": ["gpt", "llama"]}}, "targets": ["gpt", "claude"]},
        {"config": {"targets": {"gpt": GPT, "claude": CLAUDE}, "failover": {"order": ["gpt", "claude"]}}},
    ),
    "HP801": (checks(), checks({"icontains": "yes"})),
    "HP802": (checks({"regex": ".*"}), checks({"regex": "^yes.*"})),
    "HP803": (checks({"equals": "Yes, it is so indeed."}), checks({"equals": "Yes"})),
    "HP804": (params(temperature=0.7), {**params(temperature=0.7), "samples": 3}),
    "HP805": ({"claim": "like-these"}, {"claim": "like-these", "cases": MANY}),
    "HP806": (
        {"claim": "like-these", "prompt": "{{ text }} {{ question }}", "cases": SHARED},
        {"claim": "like-these", "prompt": "{{ text }} {{ question }}", "cases": SHARED, "group_by": "text"},
    ),
    "HP807": (
        {"cases": [{"id": "one", "vars": {"question": "?"}, "expected": "yes"}]},
        {"cases": [{"id": "one", "vars": {"question": "?"}, "expected": "yes"}], **checks("matches-expected")},
    ),
    "HP808": (
        {"cases": [{"id": "a", "vars": {"question": "?"}}, {"id": "b", "vars": {"question": "?"}}]},
        {"cases": [{"id": "a", "vars": {"question": "?"}}, {"id": "b", "vars": {"question": "!"}}]},
    ),
    "HP809": (
        {"output": {"type": "tool-calls"}, **tool(), **checks({"contains": '{"id": "7"}'})},
        {"output": {"type": "tool-calls"}, **tool(), **checks({"trajectory:tool-used": "find"})},
    ),
    "HP810": (
        {"cases": [{"id": "a", "vars": {"question": "?"}, "skip": "broken"}, {"id": "b", "vars": {"question": "!"}}]},
        {"cases": [{"id": "a", "vars": {"question": "?"}, "skip": {"claude": "broken"}}]},
    ),
    "HP811": (
        {"variants": {"claude": {"params": {"max_tokens": 3000}, "adapted": ADAPTED}}},
        {"variants": {"claude": {"params": {"max_tokens": 3000}}}},
    ),
    "HP901": ({"comment": "# harness: ignore[HP001]"}, {"comment": "# harness: ignore[HP001] measured"}),
    "HP902": ({"comment": "# harness: ignore[HP001] measured"}, {**params(temperature=0.2), "comment": "# harness: ignore[HP001] measured", "above": "temperature"}),
    "HP903": ({"comment": "# harness: ignore[HP999] measured"}, {"comment": "# harness: ignore[HP001] measured"}),
}  # fmt: skip


def findings_of(folder, changes):
    """The findings of a project that nothing suppresses."""
    return linted_of(folder, changes).open


def linted_of(folder, changes):
    """The project written to the folder, loaded and linted."""
    changes = dict(changes)
    listings = changes.pop("listings", {})
    config, files = merged(CONFIG, changes.pop("config", {})), changes.pop("files", {})
    comment, above = changes.pop("comment", ""), changes.pop("above", "suite")
    (folder / "suites").mkdir(parents=True)
    (folder / "harness.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    for name, content in files.items():
        (folder / "suites" / name).write_bytes(
            picture(name, content) if isinstance(content, tuple) else content.encode()
        )
    text = yaml.safe_dump(merged(SUITE, changes), sort_keys=False, width=10**6)
    text = re.sub(
        rf"^( *){above}:", rf"\g<1>{comment}\n\g<0>" if comment else r"\g<0>", text, count=1, flags=re.MULTILINE
    )
    (folder / "suites" / "demo.yaml").write_text(text)
    documents = {}
    loaded = load_config(folder / "harness.yaml")
    suites = load_suites([folder / "suites"], loaded, documents)
    return lint(loaded, suites, documents, replace(book(), listings=listings), LintOptions(today=TODAY))


def picture(name, size):
    """A picture of that size as a file's bytes: one colour, PNG or GIF."""
    width, height = size
    if name.endswith("gif"):
        return (
            b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0"
            + struct.pack("<HH", width, height) + b"\0\x02\x03\x84\x00\x05\0;"
        )  # fmt: skip
    rows = zlib.compress((b"\0" + b"\x40" * width) * height)
    parts = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
