"""What may stand in a suite. Prompts, variants and cases have several shapes and are read by hand."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from harness.model.comparison import Claim
from harness.model.suite import LEAST, MOST_CALLS
from harness.suitefile.budgets import BudgetsForm
from harness.suitefile.forms.common import RESEND, EquivalenceForm, ParamsForm
from harness.suitefile.forms.failover import FailoverForm
from harness.yamlfile.forms import Form, Line, Maybe, Name, wrong_shape

MOST_ATTACHED = 100
TOOL_NAME = r"[A-Za-z0-9_-]{1,64}"
STEP_NAME = r"[A-Za-z_][A-Za-z0-9_]{0,63}"
MOST_SAMPLES = 1000
MOST_WEIGHT = 1e9
EXPECTED = (
    "A reference answer, for `matches-expected` and others. Where the output is a label or JSON, `matches-expected` is"
    " a check of the case unless another reads it."
)
FOR_WHOM = "for all targets or by target"
_TEXT = {"type": "string", "minLength": 1}
_TOOL_CALL = {
    "type": "object",
    "properties": {
        "name": {**_TEXT, "description": "The tool's name."},
        "arguments": {"type": "object", "description": "What it was called with."},
        "id": {"type": "string", "description": "What a tool's message names as its `tool_call_id`."},
    },
    "required": ["name"],
    "additionalProperties": False,
}
_ATTACHMENT = {
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "properties": {"file": {**_TEXT, "description": "The file's path from the suite's folder."}},
            "required": ["file"],
            "additionalProperties": False,
        },
    ]
}
_ATTACHED = {"type": "array", "items": _ATTACHMENT, "minItems": 1, "maxItems": MOST_ATTACHED}
_ATTACHMENTS = {
    "images": {**_ATTACHED, "description": "Files of images, named from the suite's folder: PNG, JPEG, GIF, WebP."},
    "files": {**_ATTACHED, "description": "Files named from the suite's folder: PDF, or text in UTF-8."},
}
_MESSAGE = {
    "type": "object",
    "properties": {
        "role": {"enum": ["system", "user", "assistant", "tool"], "description": "Who says it."},
        "content": {"type": "string", "description": "What is said; {{ name }} is filled in from a case's vars."},
        **_ATTACHMENTS,
        "tool_calls": {"type": "array", "items": _TOOL_CALL, "description": "What an assistant asked tools for."},
        "tool_call_id": {"type": "string", "description": "Which call a tool's message answers."},
    },
    "required": ["role"],
    "additionalProperties": False,
}
_PARTS = {
    "type": "object",
    "properties": {
        "system": {**_TEXT, "description": "The instructions."},
        "user": {**_TEXT, "description": "What the user says."},
        **_ATTACHMENTS,
    },
    "additionalProperties": False,
}
_FROM_VARIABLE = {
    "type": "object",
    "properties": {"messages": {**_TEXT, "description": "A variable of the case: a list of {role, content}."}},
    "required": ["messages"],
    "additionalProperties": False,
}
_MESSAGES = {"type": "array", "items": {"anyOf": [_MESSAGE, _FROM_VARIABLE]}, "minItems": 1}
PROMPT = {
    "description": "Text, {system, user, images, files}, or a list of {role, content, images, files}; "
    "{{ name }} is filled in from a case's vars.",
    "anyOf": [_TEXT, {**_PARTS, "required": ["user"]}, _MESSAGES],
}
PROMPT_PATCH = {
    "description": "{system}, {user}, {images} or {files} replaces that part of the suite's prompt; "
    "text or a list replaces it all.",
    "anyOf": [_TEXT, {**_PARTS, "minProperties": 1}, _MESSAGES],
}
Assertions = Annotated[list[Any], WithJsonSchema({"type": "array", "items": {"x-form": "assertion"}})]
_REASON = {"type": "string", "minLength": 1}
Reasons = Annotated[
    Any,
    WithJsonSchema({"anyOf": [_REASON, {"type": "object", "additionalProperties": _REASON, "minProperties": 1}]}),
]
Share = Annotated[float, Field(ge=0, le=1)]
SomeShare = Annotated[float, Field(gt=0, le=1)]
ENOUGH_SAMPLES = "Share of a target's samples of a case that must pass. Default: all."


class OutputForm(Form):
    """What kind of answer the workflow gives."""

    type: Literal["text", "json", "label", "code", "tool-calls"] = Field(
        default="text",
        description="Kind of answer. In JSON a short value in another form is another one to the program that reads it"
        ' ("13.01.2026", "2026-01-13"); the reason says that it seems the same.',
    )
    schema_: Maybe[dict[str, Any]] = Field(
        default=None,
        alias="schema",
        description="JSON Schema of a json answer.",
        examples=[{"type": "object", "properties": {"total": {"type": "number"}}}],
    )
    language: Maybe[Line] = Field(
        default=None, description="The language of code whose fence names none, for example python."
    )
    labels: Maybe[list[Line]] = Field(
        default=None,
        min_length=1,
        description="The labels to choose from; an answer that is one of them is never another.",
        examples=[["billing", "delivery"]],
    )


class ToolForm(Form):
    """A tool that the model may call."""

    name: str = Field(pattern=f"^{TOOL_NAME}$", description="Letters, digits, - and _; at most 64.")
    description: str = Field(default="", description="What the tool does, for the model.")
    parameters: dict[str, Any] = Field(default={}, description="JSON Schema of the arguments, an object.")


class ReturnForm(Form):
    """What a tool gives back, so that a workflow can go on without the real tool. The first that fits counts."""

    tool: str = Field(description="The tool's name.")
    arguments: Maybe[dict[str, Any]] = Field(
        default=None, description="Arguments that the call must have, others beside them. Default: whatever they are."
    )
    result: Any = Field(description="What the model is given: text, or a value written as JSON.")


class StepForm(Form):
    """A step of a workflow: one more turn of the conversation, or a fresh call."""

    step: str = Field(
        pattern=f"^{STEP_NAME}$", description="Its name; {{ steps.NAME }} is its answer, for the steps after it."
    )
    prompt: Annotated[Any, WithJsonSchema(PROMPT)] = Field(description="What the model is asked in this step.")
    fresh: bool = Field(default=False, description="Begin a conversation of its own.")
    params: Maybe[ParamsForm] = Field(default=None, description="Parameters of its calls, beside the suite's.")
    tools: Maybe[list[ToolForm]] = Field(default=None, description="Tools of this step. Default: the suite's.")
    returns: list[ReturnForm] = Field(default=[], description="What its tools give back, tried before the suite's.")
    max_calls: int = Field(default=MOST_CALLS, ge=1, le=50, description="Calls of the model at most, tools used.")
    output: Maybe[OutputForm] = Field(default=None, description="What kind of answer the step gives. Default: text.")
    assert_: Maybe[Assertions] = Field(default=None, alias="assert", description="What must hold for its answer.")


STEP_NEEDED = {"step": "unnamed", "prompt": "?"}
"""Stand-ins for required keys, so that the rest of a step is checked although they are missing."""


class AdaptedForm(Form):
    """What `harness adapt` proved of the variant when it wrote it. Written by the program; `harness lint` reads it."""

    day: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="The day, YYYY-MM-DD.")
    verdict: Literal["ports", "does-not-port", "inconclusive"] = Field(description="Of the held-out cases.")
    proven: bool = Field(description="false: it was written with --write-anyway, and nothing is claimed.")
    cases: int = Field(ge=0, description="Held-out cases that were compared.")
    confidence: float = Field(gt=0, lt=1, description="The level that the verdict had to hold at.")
    look: int = Field(ge=1, description="Which look at the held-out part it was.")
    suite: str = Field(description="Digest of the suite, without what stands here.")
    model: str = Field(description="Digest of the target: provider, model, parameters, settings.")
    facts: str = Field(description="Digest of what is published about the model.")
    bundle: str = Field(default="", description="Digest of the evidence bundle.")


class VariantForm(Form):
    """What one target, or all of one vendor, is given instead."""

    prompt: Annotated[Any, WithJsonSchema(PROMPT_PATCH)] = Field(
        default=None, description="What the target is asked instead, the whole or a part of it."
    )
    steps: dict[str, Annotated[Any, WithJsonSchema(PROMPT_PATCH)]] = Field(
        default={}, description="Prompts by the name of the step, in a suite that has steps."
    )
    params: Maybe[ParamsForm] = Field(default=None, description="Parameters that replace the suite's.")
    adapted: Maybe[AdaptedForm] = Field(default=None, description="What `harness adapt` proved of it.")


class CaseForm(Form):
    """A case: variables for the prompt, and what to expect of the answer."""

    id: Maybe[str] = Field(default=None, max_length=200, description="Unique in the suite. Default: case-1, case-2 …")
    vars: Maybe[dict[str, Any]] = Field(
        default=None,
        description="What is filled into the prompt; {file: policy.md} is the text of that file.",
        examples=[{"question": "How long does delivery take?"}, {"policy": {"file": "policy.md"}}],
    )
    assert_: Maybe[Assertions] = Field(
        default=None, alias="assert", description="What must hold for this case.", examples=[[{"contains": "30 days"}]]
    )
    expected: Maybe[str] = Field(default=None, description=EXPECTED)
    group: Maybe[Line] = Field(
        default=None,
        max_length=200,
        description="What it belongs to (a conversation, a document): cases of one group are one unit of evidence."
        " Cases that ask the same are one group in any case.",
    )
    weight: Maybe[float] = Field(
        default=None, gt=0, le=MOST_WEIGHT, description="How many calls of the traffic it stands for. Default: 1."
    )
    returns: list[ReturnForm] = Field(
        default=[], description="What tools give back in this case, taken as it stands and tried before the suite's."
    )
    threshold: Maybe[Share] = Field(default=None, description="Share of the assertions, by weight, that is enough.")
    min_pass_rate: Maybe[SomeShare] = Field(default=None, description=ENOUGH_SAMPLES)
    skip: Maybe[Reasons] = Field(default=None, description=f"Why it is not asked, {FOR_WHOM}.")
    xfail: Maybe[Reasons] = Field(default=None, description=f"Why it is known to fail, {FOR_WHOM}.")


class FileForm(Form):
    """Cases from a table beside the suite."""

    file: Line = Field(
        description="A .csv, .jsonl or .yaml file: `id`, `group`, `weight`, `returns`, `expected` (the reference); "
        "all others are vars.",
        examples=["mails.csv"],
    )
    skip: Maybe[Reasons] = Field(default=None, description=f"Why its cases are not asked, {FOR_WHOM}.")
    xfail: Maybe[Reasons] = Field(default=None, description=f"Why its cases are known to fail, {FOR_WHOM}.")


_ListedCase = Annotated[Any, WithJsonSchema({"anyOf": [{"x-form": "CaseForm"}, {"x-form": "FileForm"}]})]


def _no_bare_table(cases: object) -> object:
    if isinstance(cases, str):
        remedy = (
            f"for a table of cases: cases: [{{file: {cases}}}]" if is_table(cases) else "a list of cases: - id: first"
        )
        raise wrong_shape("a list", cases, remedy)
    return cases


def is_table(name: str) -> bool:
    """Whether a text where cases are expected is the name of a file with some."""
    return name.lower().endswith((".csv", ".jsonl", ".yaml", ".yml"))


class SuiteForm(Form):
    """A suite: one workflow, its prompt or steps, its cases and what a good answer looks like."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["prompt"]}, {"required": ["steps"]}]})
    suite: Name = Field(
        description="The suite's name, unique in the project; its recordings lie under it.",
        examples=["refund-helpdesk"],
    )
    description: str = Field(default="", description="What the workflow does.")
    critical: bool = Field(default=False, description="`readiness` fails if nothing is proven to take over.")
    targets: Maybe[list[str]] = Field(
        default=None,
        min_length=1,
        description="Whom it is put to. Default: every configured target.",
        examples=[["gpt", "claude"]],
    )
    baseline: Maybe[str] = Field(default=None, description="The target to compare with. Default: harness.yaml's.")
    samples: int = Field(default=1, ge=1, le=MOST_SAMPLES, description="Answers per case and target.")
    baseline_samples: Maybe[int] = Field(
        default=None,
        ge=1,
        le=MOST_SAMPLES,
        description="Answers of the baseline to each case, which give its noise floor. Default: 2 in live runs.",
    )
    claim: Claim = Field(
        default="like-these",
        description="like-these: about traffic like the cases; these-cases: about exactly these cases.",
    )
    least: Share = Field(default=LEAST, description="Below this rate of its own the baseline has nothing to port.")
    group_by: Maybe[Line] = Field(
        default=None, description="A variable: cases in which it is the same are one unit of evidence."
    )
    budgets: Maybe[BudgetsForm] = Field(
        default=None, description="What a candidate may cost and how long it may take. Default: harness.yaml's."
    )
    failover: Maybe[FailoverForm] = Field(
        default=None, description="What differs for this suite from harness.yaml's `failover`; used by drills."
    )
    resend: Maybe[bool] = Field(default=None, description=f"{RESEND} Default: the target's.")
    stream: bool = Field(default=False, description="Stream the answers, and measure the time to the first token.")
    tags: list[Name] = Field(default=[], description="Words to pick suites by; pytest markers.", examples=[["support"]])
    params: Maybe[ParamsForm] = Field(
        default=None, description="Parameters of every call.", examples=[{"max_tokens": 200, "temperature": 0}]
    )
    prompt: Annotated[Any, WithJsonSchema(PROMPT)] = Field(
        default=None,
        description="What the model is asked.",
        examples=["Answer the customer: {{ question }}", {"system": "You answer customers.", "user": "{{ question }}"}],
    )
    steps: Maybe[list[Annotated[Any, WithJsonSchema({"x-form": "StepForm"})]]] = Field(
        default=None, min_length=1, description="Instead of `prompt`: a workflow of several turns or calls."
    )
    variants: dict[str, Annotated[Any, WithJsonSchema({"x-form": "VariantForm"})]] = Field(
        default={}, description="A re-tuned prompt or params for one target or one vendor, by its name."
    )
    output: Maybe[OutputForm] = Field(default=None, description="What kind of answer this is. Default: text.")
    tools: list[ToolForm] = Field(default=[], description="Tools that the model may call.")
    returns: list[ReturnForm] = Field(
        default=[], description="What the tools give back, so that the model can go on to its answer."
    )
    equivalence: Maybe[EquivalenceForm] = Field(
        default=None, description="How answers are compared with the baseline's."
    )
    assert_: Maybe[Assertions] = Field(
        default=None,
        alias="assert",
        description="What must hold for every case.",
        examples=[[{"not-icontains": "as an AI"}, {"word-count": {"max": 50}}]],
    )
    threshold: Maybe[Share] = Field(default=None, description="Share of the assertions, by weight, that is enough.")
    min_pass_rate: Maybe[SomeShare] = Field(default=None, description=ENOUGH_SAMPLES)
    cases: Annotated[list[_ListedCase], BeforeValidator(_no_bare_table)] = Field(
        min_length=1,
        description="The rows of the suite.",
        examples=[[{"id": "delivery", "vars": {"question": "How long does it take?"}}], [{"file": "mails.csv"}]],
    )


NEEDED = {"suite": "unnamed", "cases": [None]}
"""Stand-ins for required keys, so that the rest of a suite is checked although they are missing."""
