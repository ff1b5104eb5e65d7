"""What the providers leave out, as remarks: they know which vendor takes what, and no rule says it a second time."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import Place, PlannedCall, Remark


def lost_params(call: PlannedCall, *names: str, hint: str) -> Iterator[Remark]:
    """A remark for each of these parameters that the call's target is not sent."""
    for loss in call.losses:
        if loss.what in names:
            value = call.request.params.get(loss.what)
            yield Remark(
                f"`{loss.what}: {written(value)}` is left out: {loss.why}",
                call.param(loss.what),
                hint=hint,
                removable=loss.what not in call.body,
            )


def lost(call: PlannedCall, what: str, at: Place, hint: str, *containing: str) -> Iterator[Remark]:
    """A remark for each loss of that name whose reason contains one of the words; all of them without words."""
    for loss in call.losses:
        if loss.what == what and (not containing or any(word in loss.why for word in containing)):
            yield Remark(f"`{what}`: {loss.why}", at, hint=hint)


def lost_schemas(call: PlannedCall, hint: str, *containing: str) -> Iterator[Remark]:
    """As `lost`, for the schema of the answer."""
    return lost(call, "output.schema", call.schema, hint, *containing)


def lost_parameters(call: PlannedCall, hint: str, *containing: str) -> Iterator[Remark]:
    """As `lost`, for the parameters of every tool."""
    for tool in call.request.tools:
        yield from lost(call, f"tools.{tool.name}.parameters", call.tool(tool.name), hint, *containing)


def written(value: object) -> str:
    """A value as a suite would have it, not endless."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004 - what fits a line beside the rest
