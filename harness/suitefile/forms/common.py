"""The forms that `harness.yaml` and suites share: parameters and the rules of the comparison."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from harness.model.comparison import Ask
from harness.yamlfile.forms import Form, Maybe

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
RESEND = "Send a call again whose answer never came, though it may be charged twice."


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Stops = Annotated[
    list[Annotated[str, Field(min_length=1)]],
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
]
Guard = Annotated[str, WithJsonSchema({"x-form": "guard"})]


class ParamsForm(Form):
    """Our names, whatever the vendor's; what a target cannot take is left out and reported as a loss."""

    temperature: Maybe[float] = Field(default=None, ge=0, le=2, description="Randomness, 0 to 2.")
    top_p: Maybe[float] = Field(default=None, gt=0, le=1, description="Nucleus sampling: this share of the likeliest.")
    top_k: Maybe[int] = Field(default=None, ge=1, description="Sample from this many likeliest tokens.")
    max_tokens: Maybe[int] = Field(default=None, ge=1, le=10_000_000, description="The longest answer, in tokens.")
    stop: Maybe[Stops] = Field(default=None, description="Texts that end the answer.")
    seed: Maybe[int] = Field(default=None, ge=-(2**63), lt=2**63, description="For vendors that repeat themselves.")
    presence_penalty: Maybe[float] = Field(default=None, ge=-2, le=2, description="Against repeated topics.")
    frequency_penalty: Maybe[float] = Field(default=None, ge=-2, le=2, description="Against repeated words.")
    tool_choice: Maybe[str] = Field(
        default=None, min_length=1, description="auto, none, required (some tool must be called), or a tool's name."
    )
    parallel_tool_calls: Maybe[bool] = Field(default=None, description="Whether several tools may be called at once.")
    reasoning_effort: Maybe[Effort] = Field(default=None, description="How long a reasoning model may think.")


class EquivalenceForm(Form):
    """How two answers are judged, and how much worse is still good enough."""

    embedder: Maybe[str] = Field(
        default=None,
        description="builtin, reader, sentence-transformers:MODEL, nli:MODEL or openai:MODEL. Default: builtin.",
    )
    margin: Maybe[float] = Field(
        default=None, gt=0, lt=1, description="The largest acceptable drop of the rate of good answers. Default: 0.10."
    )
    confidence: Maybe[float] = Field(
        default=None, ge=0.5, lt=1, description="Confidence of the one-sided bound. Default: 0.95."
    )
    guards: Maybe[list[Guard]] = Field(default=None, description="Hard breaks to look for. Default: all.")
    threshold: Maybe[float] = Field(
        default=None, gt=0, le=1, description="Score from which two texts are equivalent. Default: the embedder's own."
    )
    ordered: Maybe[bool] = Field(default=None, description="Tools must be called in the baseline's order.")
    judge: Maybe[str] = Field(
        default=None, description="The target asked whether answers in prose that break nothing say the same."
    )
    ask: Maybe[Ask] = Field(
        default=None,
        description="same: both answers say the same (default); as-good: `judge` finds the candidate's not worse; "
        "checks: the checks alone decide.",
    )
