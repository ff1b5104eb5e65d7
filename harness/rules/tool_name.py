"""Names of tools have other rules elsewhere.

Letters, digits, `_` and `-` up to 64 are taken by all (a suite takes no others), but a name that begins with a digit
or `-` is refused by Gemini and by grammars of local servers, and two names that differ in capitals or `-` and `_`
alone are confused by smaller models.

Fix: begin with a letter; let names differ in their words.
Source: openai SDK, function_definition.py; Gemini's reference of FunctionDeclaration.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP204"
SCOPE = "call"
SEVERITY = "note"


def check(call: PlannedCall) -> Iterator[Remark]:
    seen: dict[str, str] = {}
    for tool in call.request.tools:
        twin = seen.setdefault(tool.name.casefold().replace("-", "_"), tool.name)
        if twin != tool.name:
            yield Remark(
                f"the tools {twin!r} and {tool.name!r} differ in capitals or dashes only",
                call.tool(tool.name),
                hint="let names differ in their words",
                severity="warning",
            )
        if not (tool.name[0].isalpha() or tool.name[0] == "_"):
            yield Remark(
                f"the tool name {tool.name!r} does not begin with a letter",
                call.tool(tool.name),
                hint="begin with a letter",
            )
