"""What a vendor, an API or a model does not take: one table, read from top to bottom.

A parameter that meets a rule is left out and listed as a loss; it is never sent to fail. Models are matched from the
beginning of their names, after a vendor prefix (`openai/`) and a fine-tune's `ft:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from harness.model.exchange import Loss

Dialect = Literal["responses", "chat", "compatible", "messages", "messages-2023"]
"""The wire format; `compatible` is Chat Completions as other people's servers speak it,
`messages-2023` the Messages API at a version before 2026-10-21."""

SCHEMA = "output.schema"
"""Stands for structured output in the table, beside the parameters."""

_SAMPLING = ("temperature", "top_p")
_PENALTIES = ("presence_penalty", "frequency_penalty")
_REASONING = r"o\d|gpt-5(?!-chat)|gpt-[6-9]|gpt-\d\d|chat-latest|(gpt-)?daybreak"
_GPT = r"gpt-3|gpt-4|chatgpt|gpt-5-chat"
_OLD_CLAUDE = r"claude-([23]|instant)|claude-(opus|sonnet)-4(-0|-2\d{7}|$)"


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """`drops` are left out for `models` (a regular expression, None: all) spoken to in one of `dialects`."""

    dialects: tuple[Dialect, ...]
    models: str | None
    drops: tuple[str, ...]
    why: str
    unless_effort: str | None = None
    server: str | None = None


RULES = (
    # the APIs
    ParameterRule(("responses",), None, ("stop", "seed", *_PENALTIES), "the Responses API has none; `api: chat` may"),
    ParameterRule(("responses", "chat"), None, ("top_k",), "OpenAI's APIs have none"),
    ParameterRule(("messages", "messages-2023"), None, ("seed", *_PENALTIES), "the Messages API has none"),
    ParameterRule(
        ("messages",), None, (*_SAMPLING, "top_k"), "Anthropic's API takes no sampling parameters since 2026-10-21"
    ),
    # the models
    ParameterRule(
        ("responses", "chat"), _REASONING, _SAMPLING, "this model takes none while it reasons", unless_effort="none"
    ),
    ParameterRule(("chat",), _REASONING, ("stop", *_PENALTIES), "reasoning models take none"),
    ParameterRule(
        ("chat",), r"o\d", ("parallel_tool_calls",), "this model calls one tool at a time, and refuses the parameter"
    ),
    ParameterRule(("responses", "chat"), _GPT, ("reasoning_effort",), "this model does not reason"),
    ParameterRule(
        ("responses", "chat"), r"gpt-3|gpt-4(-|$)|gpt-4o-2024-05-13", (SCHEMA,), "this model knows no JSON Schema"
    ),
    ParameterRule(
        ("messages-2023",),
        r"claude-[a-z]+-(4-[7-9]|[5-9]|\d\d)|claude-mythos-preview",
        (*_SAMPLING, "top_k"),
        "this model takes no sampling parameters",
    ),
    ParameterRule(
        ("messages", "messages-2023"),
        rf"{_OLD_CLAUDE}|claude-opus-4-1|claude-(sonnet|haiku)-4-5",
        ("reasoning_effort",),
        "this model takes no effort",
    ),
    ParameterRule(
        ("messages", "messages-2023"),
        r"claude-(opus|sonnet)-5-5|claude-fable-5|claude-mythos-5-1",
        ("tool_choice",),
        "this model always thinks first, and cannot be made to call a tool",
    ),
    ParameterRule(("messages", "messages-2023"), _OLD_CLAUDE, (SCHEMA,), "this model has no structured output"),
    # the servers, which would ignore these in silence or refuse the request
    ParameterRule(
        ("compatible",),
        None,
        ("top_k", "presence_penalty", "reasoning_effort", "tool_choice", "parallel_tool_calls", SCHEMA),
        "`transformers serve` does not take it",
        server="transformers",
    ),
    ParameterRule(("compatible",), None, ("top_k", "tool_choice"), "Ollama does not take it here", server="ollama"),
)


def losses_of(dialect: Dialect, model: str, params: Mapping[str, Any], *, server: str = "generic") -> dict[str, Loss]:
    """What must be left out, by name."""
    losses: dict[str, Loss] = {}
    effort = params.get("reasoning_effort")
    for rule in _rules_for(dialect, _bare(model), server):
        if rule.unless_effort is None or rule.unless_effort != effort:
            losses |= {name: Loss(name, rule.why) for name in rule.drops if name not in losses}
    return losses


def reasons(model: str) -> bool:
    """Whether OpenAI's model of that name thinks before it answers."""
    return re.match(_REASONING, _bare(model)) is not None


def _rules_for(dialect: Dialect, model: str, server: str) -> Iterable[ParameterRule]:
    for rule in RULES:
        fits_model = rule.models is None or re.match(rule.models, model)
        if dialect in rule.dialects and fits_model and rule.server in (None, server):
            yield rule


def _bare(model: str) -> str:
    return model.rsplit("/", 1)[-1].lower().removeprefix("ft:")
