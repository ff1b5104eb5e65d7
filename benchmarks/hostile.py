"""How long does every check, guard and comparison take on the worst texts that a model may send?

    python benchmarks/hostile.py [--megabytes 1] [--seconds 2] [--only NAME]

Each is tried in a process of its own, with two gigabytes and 20 seconds. Listed is what took longer than `--seconds`,
what was ended, and what raised anything but its own error; the last line counts what was tried.
"""

from __future__ import annotations

import argparse
import os
import resource
from collections.abc import Callable, Iterator, Mapping

import yaml

from harness import plugins
from harness.checks.forms import form_of
from harness.equivalence.comparer import MODES, equivalent
from harness.errors import CheckError
from harness.model.exchange import Response, Tool, ToolCall, Usage
from harness.scoring.evaluation import evaluate

ENDED_AFTER_S = 20
MEMORY = 2 << 30
MOST = 1000
"""Characters of the text that stand in a tool call, too."""
EXAMPLES = 2
"""Of each check's manual."""

TEXTS: Mapping[str, Callable[[int], str]] = {
    pattern[:12]: lambda size, pattern=pattern: (pattern * (size // len(pattern) + 1))[:size]
    for pattern in (
        "x", " ", "\n", ". ", "a. ", "1 ", "9", "a b ", "Aa ", "日", "e\u0301", "\ud800 ", "\x00", "<a>", "<a b='", "<!--",
        "&lt;", "<a></a>", "[", '{"a":', '{"a":1} ', "[1],", "```\n", "```json\n{}\n", "f(", "x=1\n", "a.", "- - ", "? ",
        "*a ", "&a ", "{a: ", "|\n", '"', "\\", "(", "SELECT (", "select 1;", "a,", "-1e", "not ", "i can't ", "a@b.", "A-1 ",
        "if x:\n ", "lambda:", "-", "~", "!", "/*", "$", "${", "`${", "</script", "\u202e", "\U0001f600", "a\u200d",
    )
}  # fmt: skip
TEXTS = {
    **TEXTS,
    "one pair of braces": lambda size: '{"a": "' + "x" * size + '"}',
    "nested braces": lambda size: '{"a":' * (size // 12) + "1" + "}" * (size // 12),
    "shallow array": lambda size: "[" + "1," * (size // 2) + "1]",
    "array of arrays": lambda size: "[" + "[1]," * (size // 4) + "1]",
    "dotted key": lambda size: "a." * (size // 2) + "a=1",
    "many keys": lambda size: "{" + ",".join(f'"k{n}":{n}' for n in range(size // 12)) + "}",
    "many words": lambda size: " ".join(f"w{n}" for n in range(size // 7)),
    "many sentences": lambda size: " ".join(f"The {n} is not {n + 1}." for n in range(size // 22)),
    "nested tags closed": lambda size: "<a>" * (size // 7) + "</a>" * (size // 7),
    "yaml anchors": lambda size: "\n".join(
        f"a{n}: &a{n} [*a{n - 1}]" if n else "a0: &a0 [1]" for n in range(size // 24)
    ),
    "toml tables": lambda size: "\n".join(f"[a{n}.b.c]" for n in range(size // 12)),
    "json lines": lambda size: '{"a": 1}\n' * (size // 9),
    "python lines": lambda size: "def f(x):\n    return x + 1\n" * (size // 27),
    "sql lines": lambda size: "SELECT a FROM b WHERE c = 1;\n" * (size // 29),
    "table rows": lambda size: "| a | b | 1 |\n" * (size // 14),
    "opened strings": lambda size: "'a' \"" * (size // 5),
}


def checks(size: int) -> Iterator[tuple[str, str, Callable[[], object]]]:
    for name in plugins.names("assertions"):
        lines = [line for line in form_of(name).manual.splitlines() if line.startswith("- ")]
        for number, example in enumerate((yaml.safe_load("\n".join(lines)) or [])[:EXAMPLES]):
            evaluate("{}", example, **_facts("{}"))  # what is imported on first use is not counted
            for kind, make in TEXTS.items():
                yield (
                    f"{name} ({number + 1})",
                    kind,
                    lambda example=example, make=make: checked(make(size - 2 * MOST), example),
                )


def checked(text: str, example: object) -> object:
    return evaluate(text, example, **_facts(text))


def _facts(text: str) -> dict[str, object]:
    return {
        "expected": text[: len(text) // 2] + " 30 days",
        "latency_s": 0.1,
        "cost_usd": 0.01,
        "response": Response(
            text=text, usage=Usage(output_tokens=9), tool_calls=(ToolCall("add", {"x": text[-MOST:]}),)
        ),
        "tools": [Tool("add")],
        "asked": text,
        "judge": lambda _: text,
        "allow_exec": False,
        "cold_start": lambda: None,
    }


def comparisons(size: int) -> Iterator[tuple[str, str, Callable[[], object]]]:
    for guard in plugins.names("guards"):
        differences = plugins.load("guards", guard).differences
        for kind, make in TEXTS.items():
            yield (
                f"guard {guard}",
                kind,
                lambda differences=differences, make=make: differences(
                    Response(text=make(size)), Response(text=make(size) + " 2 not B-2 c@d.ef"), None
                ),
            )
    for mode in MODES:
        for kind, make in TEXTS.items():
            yield (
                f"mode {mode}",
                kind,
                lambda mode=mode, make=make: equivalent(make(size), make(size) + " end.", mode=mode),
            )


def tried(action: Callable[[], object]) -> tuple[float, str]:
    """Seconds of processor time, and what went wrong ("" for nothing)."""
    readable, writable = os.pipe()
    child = os.fork()
    if not child:
        os.close(readable)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (ENDED_AFTER_S, ENDED_AFTER_S))
        trouble = ""
        try:
            action()
        except CheckError:
            pass
        except BaseException as error:  # noqa: BLE001 - what it raises is what is looked for
            trouble = f"{type(error).__name__}: {str(error)[:80]!r}"
        os.write(writable, trouble.encode())
        os._exit(0)
    os.close(writable)
    trouble = os.read(readable, 1000).decode()
    os.close(readable)
    _, status, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime, f"ended by signal {status & 127}" if status & 127 else trouble


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    size = int(given.megabytes * 1_000_000)
    count, slowest = 0, 0.0
    for maker in (checks, comparisons):
        for name, kind, action in maker(size):
            if given.only not in name:
                continue
            took, trouble = tried(action)
            count, slowest = count + 1, max(slowest, took)
            if trouble or took > given.seconds:
                print(f"{took:6.1f} s  {name:34} {kind!r:24} {trouble}", flush=True)
    print(f"{count} tried on {given.megabytes:g} MB, the slowest took {slowest:.1f} s")


if __name__ == "__main__":
    main()
