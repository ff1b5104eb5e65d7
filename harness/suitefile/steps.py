"""The steps of a workflow: a `prompt` is one without a name, `steps` is a list of named ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.assertions._schema import TYPES
from harness.model.exchange import Output, Tool
from harness.model.suite import CheckSpec, Return, Step
from harness.plugins import suggest
from harness.suitefile.forms.suite import STEP_NEEDED, OutputForm, ReturnForm, StepForm, SuiteForm, ToolForm
from harness.suitefile.prompts import Prompt, read_prompt
from harness.visible import shorten
from harness.yamlfile.forms import Scope, validate

ReadChecks = Callable[[object, Scope], tuple[CheckSpec, ...]]
_CHOICES = ("auto", "none", "required")


@dataclass(frozen=True, slots=True)
class Placed:
    """A step, its prompt with the places of its turns, and where the step itself stands."""

    step: Step
    prompt: Prompt
    scope: Scope
    opening: bool = True
    """Whether a conversation begins with it."""


def read_steps(raw: Mapping[str, Any], form: SuiteForm, scope: Scope, read_checks: ReadChecks) -> tuple[Placed, ...]:
    """The steps of a suite; what is wrong is told to the scope."""
    output, tools = _output(form.output, scope.into("output")), _tools(form.tools, scope.into("tools"))
    returns = _returns(form.returns, [tool.name for tool in tools], scope.into("returns"))
    if "steps" not in raw:
        if "prompt" not in raw:
            scope.tell_missing("prompt", hint="what the model is asked")
        prompt = read_prompt(raw["prompt"], scope.into("prompt")) if "prompt" in raw else ()
        step = Step(prompt=tuple(turn.message for turn in prompt), tools=tools, returns=returns, output=output)
        return (Placed(step, prompt, scope),)
    if "prompt" in raw:
        scope.tell("misplaced-key", "a suite has either `prompt` or `steps`", "prompt", key=True)
    shared = Step(prompt=(), tools=tools, returns=returns, output=output)
    return tuple(_steps(form.steps or [], shared, scope.into("steps"), read_checks))


def _steps(items: Sequence[object], shared: Step, scope: Scope, read_checks: ReadChecks) -> Iterator[Placed]:
    names: list[str] = []
    for number, item in enumerate(items):
        place = scope.into(number)
        form = validate(StepForm, item, place, STEP_NEEDED)
        if form is None or not isinstance(item, Mapping):
            continue
        if form.step in names:
            place.tell("duplicate-step", f"two steps are named {form.step!r}", "step")
        names.append(form.step)
        placed = _placed(form, item, shared, place, read_checks, last=number == len(items) - 1)
        if placed.step.tools and not placed.step.returns and _goes_on(items[number + 1 : number + 2]):
            message = f"step {form.step!r} offers tools, but nothing says what they return, so the next cannot go on"
            place.tell("missing-returns", message, hint="returns: [{tool: …, result: …}]")
        yield placed


def _goes_on(following: Sequence[object]) -> bool:
    """Whether there is a next step and it is in the same conversation."""
    return any(isinstance(item, Mapping) and item.get("fresh") is not True for item in following)


def _placed(
    form: StepForm, item: Mapping[str, Any], shared: Step, scope: Scope, read_checks: ReadChecks, *, last: bool
) -> Placed:
    opening = form.fresh or scope.keys[-1] == 0
    prompt = read_prompt(item["prompt"], scope.into("prompt")) if "prompt" in item else ()
    refuse_system(prompt, scope, opening=opening)
    tools = shared.tools if form.tools is None else _tools(form.tools, scope.into("tools"))
    offered = [tool.name for tool in tools]
    returns = _returns(form.returns, offered, scope.into("returns"))
    returns += tuple(canned for canned in shared.returns if canned.tool in offered)
    step = Step(
        name=form.step,
        prompt=tuple(turn.message for turn in prompt),
        fresh=form.fresh,
        params=form.params.model_dump(exclude_unset=True) if form.params else {},
        tools=tools,
        returns=returns,
        output=shared.output if last and form.output is None else _output(form.output, scope.into("output")),
        checks=read_checks(item.get("assert"), scope.into("assert")),
        max_calls=form.max_calls,
    )
    check_choice(step, step.params, scope)
    return Placed(step, prompt, scope, opening)


def check_choice(step: Step, params: Mapping[str, Any], scope: Scope) -> None:
    """`tool_choice` names a tool of the step, or is one of three words; where no tool is offered it means nothing."""
    chosen, names = params.get("tool_choice"), tuple(tool.name for tool in step.tools)
    if names and chosen not in (None, *_CHOICES, *names):
        hint = suggest(str(chosen), (*names, *_CHOICES)) or f"one of {', '.join((*_CHOICES, *names))}"
        scope.tell("unknown-tool", f"`tool_choice`: no tool is named {chosen!r}", "params", "tool_choice", hint=hint)


def refuse_system(prompt: Prompt, scope: Scope, *, opening: bool) -> None:
    """A conversation has its instructions at the beginning only."""
    if not opening and any(turn.message.role == "system" for turn in prompt):
        message = "this step goes on with a conversation, which has its system message already"
        scope.tell("misplaced-system", message, "prompt", hint="`fresh: true` begins another conversation")


def _output(form: OutputForm | None, scope: Scope) -> Output:
    if form is None:
        return Output()
    for key, kind, value in (
        ("schema", "json", form.schema_),
        ("language", "code", form.language),
        ("labels", "label", form.labels),
    ):
        if value is not None and form.type != kind:
            scope.tell("misplaced-key", f"`{key}` belongs to `type: {kind}`, not to {form.type}", key, key=True)
    if form.schema_ is not None:
        _check_schema(form.schema_, scope.into("schema"))
    labels = form.labels or []
    for number, label in enumerate(labels):
        if label.casefold() in [other.casefold() for other in labels[:number]]:
            scope.tell("duplicate-label", f"the label {label!r} stands twice", "labels", number)
    return Output(form.type, form.schema_, form.language, tuple(labels))


def _tools(forms: Sequence[ToolForm], scope: Scope) -> tuple[Tool, ...]:
    names = [form.name for form in forms]
    for number, form in enumerate(forms):
        if form.name in names[:number]:
            scope.tell("duplicate-tool", f"two tools are named {form.name!r}", number, "name")
        _check_schema(form.parameters, scope.into(number, "parameters"))
        if form.parameters and form.parameters.get("type") != "object":
            hint = "parameters: {type: object, properties: {…}}"
            scope.tell("bad-schema", "the arguments of a tool are an object", number, "parameters", hint=hint)
    return tuple(Tool(form.name, form.description, form.parameters) for form in forms)


def _returns(forms: Sequence[ReturnForm], offered: Sequence[str], scope: Scope) -> tuple[Return, ...]:
    for number, form in enumerate(forms):
        if form.tool not in offered:
            hint = suggest(form.tool, tuple(offered)) or "tools are offered with `tools`"
            scope.tell("unknown-tool", f"no tool is named {form.tool!r}", number, "tool", hint=hint)
    return tuple(Return(tool=form.tool, result=form.result, arguments=form.arguments) for form in forms)


def _check_schema(schema: dict[str, Any], scope: Scope) -> None:
    """Tell where `schema` is no JSON Schema."""
    if not schema:
        return
    from jsonschema.exceptions import SchemaError  # heavy: only for suites with a schema
    from jsonschema.validators import Draft202012Validator, validator_for

    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
    except SchemaError as error:
        keys = [key for key in error.absolute_path if isinstance(key, str | int)]
        message = f"this is no JSON Schema: {shorten(error.message, 200)}"
        hint = ""
        if keys[-1:] == ["type"] and isinstance(error.instance, str):
            message = f"this is no JSON Schema: there is no type {shorten(error.instance, 60)!r}"
            hint = suggest(error.instance, TYPES)
        scope.tell("bad-schema", message, *keys, hint=hint)
    except (ValueError, TypeError, RecursionError, LookupError) as error:
        scope.tell("bad-schema", f"this is no JSON Schema: {shorten(str(error), 200)}")
