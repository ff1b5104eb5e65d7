"""The candidate writes about a tool instead of calling it."""

from __future__ import annotations

from harness.model.tuning import Edit, Symptoms


def edit(symptoms: Symptoms) -> Edit | None:
    wanted = {
        call.name
        for pairing in symptoms.failing
        if not pairing.candidate.tool_calls
        for call in pairing.baseline.tool_calls
    }
    if not wanted:
        return None
    named = " or ".join(sorted(wanted))
    return Edit(
        note="says that the tool is to be called",
        instruction=f"Call the tool {named} where it is needed. Do not describe the call in words, and do not ask"
        " first.",
    )
