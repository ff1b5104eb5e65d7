"""A long log of calls imported: seconds, seconds of CPU, peak memory, and whether any planted key is left.

    python benchmarks/trace_import.py [--lines 50000] [--megabytes 200] [--draw random]

Makes a log of LiteLLM's shape: conversations of one to five calls about one of six workflows, a fifth of the questions
asked before, a hundred planted keys, and a broken line in every thousand. The import runs in a process of its own,
whose peak memory is the kernel's.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = "refund parcel shoe lamp blue late order depot price week card letter answer please return customer tracking".split()
KEYS = [f"sk-proj-{number:04d}abcdefghijklmnopqrstuvwxyz" for number in range(50)] + [
    f"ghp_{number:04d}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef" for number in range(50)
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--draw", choices=("random", "variety"), default="random")
    parser.add_argument("--cases", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log, project = Path(folder) / "calls.jsonl", Path(folder) / "project"
        write(log, options.lines, options.megabytes * 780_000 // options.lines)
        command = [
            sys.executable,
            "-m",
            "harness",
            "import",
            "traces",
            str(log),
            "--suite",
            "shop",
            "--into",
            str(project),
            "--draw",
            options.draw,
            "--cases",
            str(options.cases),
        ]
        began = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
        seconds = time.monotonic() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        peak, cpu = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
        written = b"".join(path.read_bytes() for path in project.rglob("*") if path.is_file())
        left = sum(key.encode() in written for key in KEYS)
        print(done.stderr)
        print(
            f"{options.lines:,} lines, {log.stat().st_size / 1e6:.0f} MB: {seconds:.1f} s ({cpu:.1f} s of CPU), {peak:.0f} MB at most"
        )
        print(f"planted keys left: {left} of {len(KEYS)}; files written: {len(written) / 1e6:.1f} MB")


def write(path: Path, lines: int, size: int) -> None:
    rng = random.Random(1)
    asked: list[str] = []
    with path.open("w", encoding="utf-8") as file:
        number = conversation = 0
        while number < lines:
            conversation += 1
            workflow = rng.randrange(6)
            messages = [
                {"role": "system", "content": f"You are assistant {workflow} of a shop.\n" + text(rng, size // 3)}
            ]
            for _ in range(rng.randint(1, 5)):
                if number >= lines:
                    break
                question = (
                    rng.choice(asked) if asked and rng.random() < 0.2 and len(messages) == 1 else text(rng, size // 6)
                )
                if len(asked) < 2000:
                    asked.append(question)
                key = f" my key is {KEYS[number // (lines // 100) % 100]}" if number % max(lines // 100, 1) == 0 else ""
                messages.append({"role": "user", "content": question + key})
                answer = text(rng, size // 8)
                row = payload(number, messages, answer, f"conversation-{conversation}", workflow)
                file.write('{"cut\n' if number % 1000 == 999 else json.dumps(row) + "\n")
                messages = [*messages, {"role": "assistant", "content": answer}]
                number += 1


def text(rng: random.Random, size: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(max(size // 6, 1)))


def payload(number, messages, answer, trace, workflow):
    return {
        "id": f"call-{number}", "trace_id": trace, "call_type": "acompletion", "status": "success", "custom_llm_provider": "openai",
        "startTime": 1_767_225_600.0 + number, "endTime": 1_767_225_601.5 + number, "model": "gpt-4o", "metadata": {"user_api_key_hash": "x"},
        "model_parameters": {"temperature": 0, "max_tokens": 100 + workflow}, "messages": messages, "end_user": "", "request_tags": [],
        "response": {"id": f"r-{number}", "object": "chat.completion", "model": "gpt-4o-2024-08-06", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": answer, "tool_calls": None}}], "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}},
    }  # fmt: skip


if __name__ == "__main__":
    main()
