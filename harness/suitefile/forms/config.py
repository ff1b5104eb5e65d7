"""What may stand in `harness.yaml`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from harness.suitefile.budgets import BudgetsForm
from harness.suitefile.forms.common import RESEND, EquivalenceForm, ParamsForm
from harness.suitefile.forms.failover import FailoverForm
from harness.yamlfile.forms import Form, Line, Maybe, Name, wrong_shape

Names = Annotated[list[Line], Field(min_length=1, max_length=100)]


class PriceForm(Form):
    """US dollars per million tokens."""

    input: float = Field(ge=0, description="US dollars per million tokens of input.")
    output: float = Field(ge=0, description="US dollars per million tokens of output.")


class LimitsForm(Form):
    """How hard a target may be driven."""

    concurrency: Maybe[int] = Field(default=None, ge=1, le=10_000, description="Calls in flight at once. Default: 8.")
    rpm: Maybe[float] = Field(default=None, gt=0, description="Requests a minute. Default: no limit.")
    tpm: Maybe[float] = Field(default=None, gt=0, description="Tokens a minute. Default: no limit.")
    attempts: Maybe[int] = Field(default=None, ge=1, le=20, description="Tries for each answer. Default: 3.")


def _by_kind(domain: object) -> object:
    if isinstance(domain, str):
        raise wrong_shape("a mapping (key: value)", domain, f"say which kind it is: {{vendor: {domain}}}")
    return domain


class TargetForm(Form):
    """The keys every target may have; each provider adds its own."""

    provider: str = Field(
        description="Who is asked: openai, anthropic, azure, openai-compatible, replay …", examples=["openai"]
    )
    model: Maybe[Line] = Field(
        default=None,
        description="The model's name, as the provider knows it.",
        examples=["gpt-5.1", "claude-sonnet-4-6"],
    )
    params: Maybe[ParamsForm] = Field(
        default=None, description="Parameters for suites that do not set them.", examples=[{"max_tokens": 1024}]
    )
    extra: Maybe[dict[str, Any]] = Field(
        default=None, description="Put into the body of each request as it stands.", examples=[{"service_tier": "flex"}]
    )
    base_url: Maybe[str] = Field(
        default=None,
        description="The server's address, where it is not the vendor's own.",
        examples=["http://127.0.0.1:8000/v1"],
    )
    api_key_env: Maybe[str] = Field(
        default=None,
        description="The environment variable that holds the key. The key itself never stands in a file.",
        examples=["GROQ_API_KEY"],
    )
    failure_domain: Annotated[Maybe[dict[str, Line]], BeforeValidator(_by_kind)] = Field(
        default=None,
        description="What goes down together with this target: vendor, cloud, region, family, network.",
        examples=[{"cloud": "aws", "region": "eu-west-1"}],
    )
    price: Maybe[PriceForm] = Field(
        default=None, description="US dollars per million tokens.", examples=[{"input": 1.25, "output": 10}]
    )
    limits: Maybe[LimitsForm] = Field(
        default=None, description="How hard the target may be driven.", examples=[{"concurrency": 4, "rpm": 500}]
    )
    timeout_s: Maybe[float] = Field(
        default=None, gt=0, le=86_400, description="Seconds for one call, first byte to last. Default: 120."
    )
    vision: Maybe[bool] = Field(
        default=None,
        description="Whether the model sees images and PDFs. Default: true for the vendors' own APIs.",
    )
    served: Maybe[Names] = Field(
        default=None,
        description="Other names under which the server may say it answered. Default: `model` and its dated alias.",
    )
    resend: Maybe[bool] = Field(default=None, description=f"{RESEND} Default: false.")


class AdaptForm(Form):
    """How `harness adapt` seeks a prompt for another target."""

    writer: Maybe[str] = Field(
        default=None, description="The target that is asked to rewrite prompts; it may be the candidate itself."
    )


class ConfigForm(Form):
    """harness.yaml: the targets of a project and the rules of the comparison."""

    baseline: str = Field(description="The target in use today; every other target is a candidate.", examples=["gpt"])
    targets: dict[Name, Any] = Field(
        min_length=1,
        description="Named models with their settings.",
        examples=[{"gpt": {"provider": "openai", "model": "gpt-5.1"}}],
    )
    judge: Maybe[str] = Field(
        default=None,
        description="The target that decides checks such as llm-rubric; no candidate unless a suite names it.",
    )
    failover: Maybe[FailoverForm] = Field(default=None, description="How the product falls back; used by drills.")
    equivalence: Maybe[EquivalenceForm] = Field(default=None, description="How answers are compared.")
    adapt: Maybe[AdaptForm] = Field(default=None, description="How `harness adapt` seeks a prompt for another target.")
    budgets: Maybe[BudgetsForm] = Field(
        default=None, description="What a candidate may cost and how long it may take, in every suite."
    )
    budget_usd: Maybe[float] = Field(
        default=None, ge=0, description="A live run stops before it would spend more.", examples=[5]
    )
    history: Maybe[str] = Field(
        default=None, description="Where past runs are kept. Default: sqlite:///.harness/history.db"
    )
    recordings: Maybe[str] = Field(
        default=None,
        description="Where recordings are shared with other machines: postgresql://…, s3://bucket/prefix, or env:NAME"
        " of the variable that holds such an address. Default: nowhere; they lie in fixtures/ alone.",
    )
