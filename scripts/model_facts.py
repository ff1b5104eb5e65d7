"""Write harness/facts/models.json from litellm's map of models (MIT licence), as it comes in litellm's wheel.

    pip download litellm --no-deps --dest /tmp/wheel
    python scripts/model_facts.py --date 2026-11-29 /tmp/wheel/litellm-*.whl [--second /tmp/wheel/model_prices-*.whl]

The days of retirement in the vendors' own SDKs, as installed, come first: litellm's fill in what they lack. Only
vendors that harness speaks to and the fields that it uses are kept. `--second` is the wheel of model-prices, which
carries the prices of models.dev with corrections (both MIT licence): where they differ, both are kept for the rule that
says so.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from importlib.metadata import version as distribution
from pathlib import Path
from typing import Any

from harness.files import write_atomically

MAP = "litellm/model_prices_and_context_window_backup.json"
TARGET = Path(__file__).parent.parent / "harness" / "facts" / "models.json"
PAGES = {
    "openai": "https://developers.openai.com/api/docs/deprecations",
    "anthropic": "https://platform.claude.com/docs/en/about-claude/model-deprecations",
}
VENDORS = ("openai", "anthropic", "azure")
OPEN = re.compile(r"(llama|qwen|mistral|mixtral|gemma|phi|gpt-oss|deepseek|olmo)[\w.:-]*", re.IGNORECASE)
"""Open models, which one hosts oneself: their names at any hoster, for their limits only."""
MODES = ("chat", "responses", "embedding")
SUPPORTS = (
    "assistant_prefill", "forced_tool_use", "function_calling", "max_reasoning_effort",
    "mid_conversation_system", "minimal_reasoning_effort", "none_reasoning_effort", "parallel_function_calling",
    "pdf_input",
    "prompt_caching", "reasoning", "response_schema", "sampling_params", "vision", "xhigh_reasoning_effort",
)  # fmt: skip
PER_MILLION = 1_000_000


def facts_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    supports = {name: entry[f"supports_{name}"] for name in SUPPORTS if isinstance(entry.get(f"supports_{name}"), bool)}
    if entry.get("thinking_always_on"):
        supports["thinking_always_on"] = True
    facts = {
        "max_input": count(entry.get("max_input_tokens")),
        "max_output": count(entry.get("max_output_tokens")),
        "input_usd": price(entry.get("input_cost_per_token")),
        "output_usd": price(entry.get("output_cost_per_token")),
        "retires": entry.get("deprecation_date"),
        "successor": str(entry.get("successor_model") or "").rpartition("/")[2],
        "source": entry.get("deprecation_source") or "",
        "pricing_source": entry.get("source") or "",
        "supports": supports,
    }
    return {name: value for name, value in facts.items() if value not in (None, "", {})}


def count(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value > 0 else None


def price(per_token: Any) -> float | None:
    return round(per_token * PER_MILLION, 6) if isinstance(per_token, int | float) else None


def collect(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By vendor, then by the model's own name."""
    kept: dict[str, dict[str, Any]] = {vendor: {} for vendor in (*VENDORS, "open")}
    for key, entry in entries.items():
        vendor, mode, name = entry.get("litellm_provider"), entry.get("mode"), key.rpartition("/")[2]
        if mode not in MODES:
            continue
        # `azure/eu/gpt-4o` is the same model at another price; the plain name comes first in what is kept.
        if vendor in VENDORS and name != "container" and (name not in kept[vendor] or key.count("/") <= 1):
            kept[vendor][name] = facts_of(entry)
        elif vendor not in VENDORS and mode == "chat" and OPEN.fullmatch(name):
            limits = {word: value for word, value in facts_of(entry).items() if word in ("max_input", "max_output")}
            known = kept["open"].setdefault(name.lower(), limits)
            # Hosters cut windows: the widest is the model's own.
            known |= {word: max(value, known.get(word, 0)) for word, value in limits.items()}
    return {vendor: dict(sorted(models.items())) for vendor, models in kept.items()}


def own_days() -> dict[str, dict[str, tuple[str, str]]]:
    """What the vendors' SDKs say themselves: by vendor and model the day and the page."""
    from anthropic._data import DEPRECATED_MODELS
    from openai.types.chat import completion_create_params

    claude = {name: (day_of(words), PAGES["anthropic"]) for name, words in DEPRECATED_MODELS.items()}
    text = " ".join((Path(completion_create_params.__file__).read_text(encoding="utf-8")).split())
    gpt: dict[str, tuple[str, str]] = {}
    for names, day in re.findall(r'- ((?:"[\w.-]+",? ?)+): Announced shutdown date: (\d{4}-\d{2}-\d{2})', text):
        gpt |= dict.fromkeys(re.findall(r'"([\w.-]+)"', names), (day, PAGES["openai"]))
    return {"openai": gpt, "anthropic": claude}


def day_of(words: str) -> str:
    """`November 30th, 2026` as a date."""
    plain = re.sub(r"(\d)(st|nd|rd|th)", r"\1", words)
    return datetime.strptime(plain, "%B %d, %Y").date().isoformat()  # noqa: DTZ007 - a day has no zone


def dated(kept: Mapping[str, dict[str, Any]], days: Mapping[str, Mapping[str, tuple[str, str]]]) -> int:
    """Put the vendors' own days in; returns how many differ from what was there, which is kept beside them."""
    differing = 0
    for vendor, models in days.items():
        for name, (day, page) in models.items():
            facts = kept[vendor].setdefault(name, {})
            if facts.get("retires", day) != day:
                facts["other_retires"] = facts["retires"]
                differing += 1
            facts |= {"retires": day, "source": facts.get("source", page)}
    return differing


def disagreements(kept: Mapping[str, Mapping[str, Any]], second: Mapping[str, Any]) -> int:
    """Note in each entry what the second source says the price is, where it differs; returns how many do."""
    differing = 0
    for vendor, models in kept.items():
        for name, facts in models.items():
            spans = second.get(vendor, {}).get(name, {}).get("standard") or [{}]
            rates = spans[-1].get("rates") or {}  # the last span of time is today's
            ours, theirs = (facts.get("input_usd"), facts.get("output_usd")), (rates.get("input"), rates.get("output"))
            if None not in (*ours, *theirs) and ours != theirs:
                facts["other_usd"], facts["other_source"] = list(theirs), rates.get("source", "")
                differing += 1
    return differing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--second", type=Path)
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="the day the wheel was fetched")
    given = parser.parse_args()
    with zipfile.ZipFile(given.wheel) as wheel:
        kept = collect(json.loads(wheel.read(MAP)))
    version = given.wheel.name.split("-")[1]
    sources = [f"litellm {version} (MIT licence), {MAP}"]
    sources.append(
        f"openai {distribution('openai')} (Apache-2.0 licence), anthropic {distribution('anthropic')} (MIT licence)"
    )
    sys.stdout.write(f"{dated(kept, own_days())} days differ\n")
    if given.second:
        with zipfile.ZipFile(given.second) as wheel:
            snapshot = json.loads(wheel.read("model_prices/snapshot.json"))
        differing = disagreements(kept, snapshot["prices"])
        version, day = given.second.name.split("-")[1], snapshot["models_dev"]["committed_at"][:10]
        sources.append(f"model-prices {version} (MIT licence), models.dev of {day}")
        sys.stdout.write(f"{differing} prices differ\n")
    head = {"collected": given.date.isoformat(), "sources": sources}
    # One model a line: a diff of two versions of this file can be read.
    lines = [f'{{\n"about": {json.dumps(head)}']
    for vendor, models in kept.items():
        rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(facts)}" for name, facts in sorted(models.items()))
        lines.append(f',\n"{vendor}": {{\n{rows}\n}}')
    write_atomically(TARGET, [*lines, "\n}\n"])
    sys.stdout.write(f"{TARGET.name}: {sum(map(len, kept.values()))} models, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
