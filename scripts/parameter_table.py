"""Write docs/parameters.md: what our rules, the vendors' SDKs and litellm say a model takes, and where they differ.

    python scripts/parameter_table.py --litellm /path/to/python      # the Python of an environment with litellm

Ours are the rules of `harness/providers/_rules.py`, asked for every published chat model; the SDKs' are the closed types of
the installed versions, which speak of an API and not of a model; litellm's is `get_supported_openai_params`, a
cross-check and no source. Every disagreement needs an explanation in `SETTLED`; the script fails where one is missing, and
where one explains nothing any more.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from harness.facts import book
from harness.files import write_atomically
from harness.providers._messages import _EFFORTS
from harness.providers._rules import SCHEMA, Dialect, losses_of
from harness.suitefile.forms.common import Effort

PAGE = Path(__file__).parent.parent / "docs" / "parameters.md"
PARAMETERS = (
    "temperature", "top_p", "top_k", "max_tokens", "stop", "seed", "presence_penalty", "frequency_penalty",
    "reasoning_effort", "tool_choice", "parallel_tool_calls", SCHEMA,
)  # fmt: skip
DIALECTS: Mapping[Dialect, str] = {
    "chat": "OpenAI Chat Completions",
    "responses": "OpenAI Responses",
    "messages": "Anthropic Messages 2026-10-21",
    "messages-2023": "Anthropic Messages 2023-06-01",
}
SDK_NAMES: Mapping[str, Mapping[str, str]] = {
    "chat": {SCHEMA: "response_format"},
    "responses": {SCHEMA: "text", "reasoning_effort": "reasoning", "max_tokens": "max_output_tokens"},
    "messages": {SCHEMA: "output_config", "reasoning_effort": "output_config", "stop": "stop_sequences"},
}
"""What the SDK's type calls a parameter, where that is not its name here; for tools in parallel see `_SdkTypes`."""
LITELLM_NAMES = {SCHEMA: "response_format"}
LITELLM_RESPONSES = {SCHEMA: "text", "reasoning_effort": "reasoning", "max_tokens": "max_output_tokens"}
NO_CHAT = re.compile(r"embedding|audio|realtime|transcribe|tts|^ft:|search|computer-use|instruct|image")

ASK = """
import json, sys
import litellm
from importlib.metadata import version
from litellm.llms.openai.responses.transformation import OpenAIResponsesAPIConfig
vendors = {"chat": "openai", "messages": "anthropic", "messages-2023": "anthropic"}
supported = {}
for dialect, models in json.load(sys.stdin).items():
    for model in models:
        given = (OpenAIResponsesAPIConfig().get_supported_openai_params(model) if dialect == "responses"
                 else litellm.get_supported_openai_params(model, vendors[dialect]))
        supported.setdefault(dialect, {})[model] = given or []
print()
print(json.dumps({"version": version("litellm"), "supported": supported}))
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """Why `other` (litellm, or the vendor's SDK) is not followed where it says otherwise of a parameter."""

    other: str
    dialects: tuple[str, ...]
    parameters: tuple[str, ...]
    models: str
    sent: bool
    """What ours does: send it, or leave it out."""
    why: str


SETTLED = (
    Settled(
        "litellm", ("chat",), ("temperature",), r"o\d|gpt-5|gpt-6|chat-latest|(gpt-)?daybreak", False,
        "Reasoning models take temperature 1 only, which is the default; litellm lists the name and drops or refuses other "
        "values when it is called. With `reasoning_effort: none` harness sends it.",
    ),
    Settled(
        "litellm", ("chat",), ("top_p",), r"gpt-5|gpt-6|chat-latest|(gpt-)?daybreak", False,
        "Taken with effort `none` only; harness sends it then, and leaves it out without an effort, since defaults differ "
        "from model to model.",
    ),
    Settled(
        "litellm", ("chat",), ("top_p", "stop", "presence_penalty", "frequency_penalty"), r"chat-latest|(gpt-)?daybreak", False,
        "litellm knows reasoning models by the beginning of their names (`o1`, `gpt-5`), so not these, although its own "
        "map says `supports_reasoning`.",
    ),
    Settled(
        "litellm", ("chat",), ("reasoning_effort",), r"chat-latest|(gpt-)?daybreak", True,
        "As above: litellm's function does not know the name, its map says `supports_reasoning`.",
    ),
    Settled(
        "litellm", ("chat",), ("stop",), r"o\d", False,
        "The SDK's own words: not supported with the latest reasoning models `o3` and `o4-mini`; `o1` refuses it, too.",
    ),
    Settled(
        "litellm", ("chat",), (SCHEMA,), r"gpt-3|gpt-4(-|$)|gpt-4o-2024-05-13", False,
        "`response_format` is taken there in its older form `json_object` alone; a JSON Schema came with gpt-4o-2024-08-06.",
    ),
    Settled(
        "litellm", ("chat",), ("tool_choice", "parallel_tool_calls"), r"gpt-6", True,
        "litellm's map has no flag for this newer model, or lacks it altogether, and its function takes the silence for no; "
        "the vendor's type takes both from every model with tools.",
    ),
    Settled(
        "litellm", ("chat",), ("parallel_tool_calls",), r"o1-", False,
        "litellm lists it for the dated `o1` and not for `o1` itself; the API's error 400 (unsupported parameter) is reported "
        "for the whole series.",
    ),
    Settled(
        "litellm", ("responses",), ("temperature", "top_p"), r"o\d|gpt-5|gpt-6|chat-latest|(gpt-)?daybreak", False,
        "litellm gives one list for every model of the Responses API; the models refuse both while they reason.",
    ),
    Settled(
        "litellm", ("responses",), ("reasoning_effort",), r"gpt-3|gpt-4|chatgpt|gpt-5-chat", False,
        "One list for every model, as above; these do not reason.",
    ),
    Settled(
        "litellm", ("responses",), (SCHEMA,), r"gpt-3|gpt-4(-|$)|gpt-4o-2024-05-13", False,
        "One list for every model, as above; these know no JSON Schema.",
    ),
    Settled(
        "litellm", ("messages",), ("temperature", "top_p"), r"claude-", False,
        "litellm speaks version 2023-06-01; from 2026-10-21 on the API takes no sampling parameters, and the SDK's type has none.",
    ),
    Settled(
        "litellm", ("messages-2023",), ("temperature", "top_p"), r"claude-[a-z]+-(4-[7-9]|[5-9])|claude-mythos-preview", False,
        "The models refuse both (error 400); litellm's own map says `supports_sampling_params: false` for them, its function "
        "does not look there.",
    ),
    Settled(
        "litellm", ("messages-2023",), ("top_k",), r"claude-", True,
        "No parameter of OpenAI's, so none that litellm's list could have; it passes it on.",
    ),
    Settled(
        "litellm", ("messages", "messages-2023"), ("tool_choice",), r"claude-(opus|sonnet)-5-5|claude-fable-5|claude-mythos-5-1", False,
        "Only a choice that forces a tool is left out (`auto` and `none` are sent): these models always think first, and "
        "litellm's map says `supports_forced_tool_use: false`.",
    ),
    Settled(
        "litellm", ("messages", "messages-2023"), ("reasoning_effort",), r"claude-(sonnet|haiku)-4-5|claude-opus-4-1|claude-(opus|sonnet)-4", False,
        "litellm turns an effort into a budget of thinking tokens, which is another request than was written; the models "
        "have no `output_config.effort`.",
    ),
    Settled(
        "SDK", ("messages-2023",), ("temperature", "top_p", "top_k"), r".*", True,
        "The SDK's type is that of the newest API version; an older version takes them from older models, and harness pins "
        "the version with `anthropic_version`.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disagreement:
    other: str
    dialect: str
    parameter: str
    model: str
    sent: bool

    def explained_by(self, reason: Settled) -> bool:
        return (
            (self.other, self.sent) == (reason.other, reason.sent)
            and self.dialect in reason.dialects
            and self.parameter in reason.parameters
            and re.match(reason.models, self.model) is not None
        )


def models_of(dialect: str) -> tuple[str, ...]:
    """The published chat models that are spoken to in that format."""
    vendor = "anthropic" if dialect.startswith("messages") else "openai"
    models = book().models[vendor]
    return tuple(name for name, facts in models.items() if facts.get("max_output") and not NO_CHAT.search(name))


def sends(dialect: Dialect, model: str, parameter: str) -> bool:
    """Whether our rules send it."""
    return parameter not in losses_of(dialect, model, {parameter: "x"})


def sdk_takes(dialect: str, parameter: str) -> bool:
    """Whether the vendor's closed type of a request has it, under its own name."""
    kind = "messages" if dialect.startswith("messages") else dialect
    if kind == "messages" and parameter == "parallel_tool_calls":
        from anthropic.types import ToolChoiceAutoParam

        return "disable_parallel_tool_use" in ToolChoiceAutoParam.__annotations__
    return SDK_NAMES[kind].get(parameter, parameter) in _fields(kind)


def _fields(kind: str) -> set[str]:
    from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Messages
    from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming as Chat
    from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming as Responses

    types: Mapping[str, Any] = {"chat": Chat, "responses": Responses, "messages": Messages}
    return set(types[kind].__required_keys__ | types[kind].__optional_keys__)


def efforts_differ() -> list[str]:
    """Efforts that a suite may write, or that we send to Anthropic, and the SDKs' types do not have; or the reverse."""
    from anthropic.types import OutputConfigParam
    from openai.types.shared_params import reasoning_effort

    openai = set(get_args(get_args(reasoning_effort.ReasoningEffort)[0]))
    written = str(OutputConfigParam.__annotations__["effort"])
    anthropic = set(re.findall(r"'(\w+)'|\"(\w+)\"", written))
    named = {first or second for first, second in anthropic}
    return sorted(openai ^ set(get_args(Effort))) + sorted(named ^ set(_EFFORTS))


def sdk_disagreements() -> Iterator[Disagreement]:
    """A parameter that the type lacks and some model is sent, or that the type has and no model is sent."""
    for dialect in DIALECTS:
        models = models_of(dialect)
        for parameter in PARAMETERS:
            sent = [model for model in models if sends(dialect, model, parameter)]
            if sent and not sdk_takes(dialect, parameter):
                yield from (Disagreement("SDK", dialect, parameter, model, True) for model in sent)
            elif not sent and sdk_takes(dialect, parameter):
                yield from (Disagreement("SDK", dialect, parameter, model, False) for model in models)


def litellm_supports(python: str) -> tuple[str, Mapping[str, Mapping[str, Sequence[str]]]]:
    """What litellm lists by dialect and model, after its version."""
    asked = json.dumps({dialect: models_of(dialect) for dialect in DIALECTS})
    done = subprocess.run(  # noqa: S603 - the program is above, the Python the caller's
        [python, "-c", ASK],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        env={"LITELLM_LOCAL_MODEL_COST_MAP": "True", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return told["version"], told["supported"]


def litellm_disagreements(supported: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Disagreement]:
    for dialect in DIALECTS:
        names = LITELLM_RESPONSES if dialect == "responses" else LITELLM_NAMES
        for model, listed in supported[dialect].items():
            for parameter in PARAMETERS:
                sent = sends(dialect, model, parameter)
                if sent != (names.get(parameter, parameter) in listed):
                    yield Disagreement("litellm", dialect, parameter, model, sent)


def unexplained(disagreements: Sequence[Disagreement]) -> list[Disagreement]:
    return [one for one in disagreements if not any(one.explained_by(reason) for reason in SETTLED)]


def idle(disagreements: Sequence[Disagreement], other: str) -> list[Settled]:
    """Explanations that explain nothing any more."""
    return [
        reason
        for reason in SETTLED
        if reason.other == other and not any(one.explained_by(reason) for one in disagreements)
    ]


def page(litellm: str, supported: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    return "\n".join(_lines(litellm, supported)) + "\n"


def _lines(litellm: str, supported: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    yield "# What vendors take: three sources side by side"
    yield ""
    yield "Made by `scripts/parameter_table.py`; a test keeps it. For each wire format and parameter: of how many published chat"
    yield "models harness sends it (`harness/providers/_rules.py`: what is not sent is a loss, told by `harness lint` and in every"
    yield f"run), whether the closed type of the vendor's SDK (openai {version('openai')}, anthropic {version('anthropic')}) has it, and"
    yield f"for how many of them litellm {litellm} lists it (`get_supported_openai_params`, a cross-check and no source)."
    yield "Models without an effort set; with `reasoning_effort: none` OpenAI's are sent temperature and top_p."
    yield ""
    for dialect, title in DIALECTS.items():
        models = models_of(dialect)
        names = LITELLM_RESPONSES if dialect == "responses" else LITELLM_NAMES
        yield f"## {title}: {len(models)} models"
        yield ""
        yield "| parameter | harness sends | SDK's type | litellm lists | differ |"
        yield "|---|---|---|---|---|"
        for parameter in PARAMETERS:
            ours = {model for model in models if sends(dialect, model, parameter)}
            theirs = {model for model in models if names.get(parameter, parameter) in supported[dialect][model]}
            has = "has it" if sdk_takes(dialect, parameter) else "–"
            yield f"| `{parameter}` | {len(ours)} | {has} | {len(theirs)} | {len(ours ^ theirs) or ''} |"
        yield ""
    yield "## Where they differ, and why harness does what it does"
    yield ""
    yield "| who says otherwise | where | parameters | models | harness | why |"
    yield "|---|---|---|---|---|---|"
    every = [*sdk_disagreements(), *litellm_disagreements(supported)]
    for reason in SETTLED:
        models = sorted({one.model for one in every if one.explained_by(reason)})
        shown = f"{len(models)}: {', '.join(f'`{model}`' for model in models[:3])}" + (" …" if len(models) > 3 else "")
        where = ", ".join(DIALECTS[dialect] for dialect in DIALECTS if dialect in reason.dialects)
        does = "sends" if reason.sent else "leaves out"
        parameters = ", ".join(f"`{parameter}`" for parameter in reason.parameters)
        yield f"| {reason.other} | {where} | {parameters} | {shown} | {does} | {reason.why} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--litellm", required=True, metavar="PYTHON", help="the Python of an environment with litellm")
    litellm, supported = litellm_supports(parser.parse_args().litellm)
    every = [*sdk_disagreements(), *litellm_disagreements(supported)]
    left = unexplained(every)
    for one in left:
        sys.stdout.write(f"not explained: {one}\n")
    for reason in (*idle(every, "litellm"), *idle(every, "SDK")):
        sys.stdout.write(f"explains nothing: {reason}\n")
    sys.stdout.write("".join(f"efforts differ: {name}\n" for name in efforts_differ()))
    write_atomically(PAGE, [page(litellm, supported)])
    sys.stdout.write(f"{PAGE.name}: {len(every)} disagreements, {len(left)} not explained\n")
    sys.exit(bool(left))


if __name__ == "__main__":
    main()
