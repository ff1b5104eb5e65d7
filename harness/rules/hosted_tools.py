"""Tools that run at the vendor exist nowhere else.

`web_search`, `code_interpreter`, `file_search`, computer use and remote MCP are one vendor's each. No suite can hold
the candidate to what they return.

Fix: offer a tool of your own under `tools` and give its result under `returns`.
Source: openai and anthropic SDKs, the unions of tool types.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.lint import PlannedCall, Remark

CODE = "HP019"
SCOPE = "call"
SEVERITY = "warning"


def check(call: PlannedCall) -> Iterator[Remark]:
    tools = call.target.extra.get("tools") or []
    kinds = [
        str(tool.get("type"))
        for tool in tools
        if isinstance(tool, dict) and tool.get("type") not in (None, "function", "custom")
    ]
    kinds += [name for name in ("web_search_options", "mcp_servers", "container") if call.target.extra.get(name)]
    for kind in kinds:
        key = kind if kind in call.target.extra else "tools"
        yield Remark(
            f"`{kind}` runs at one vendor and exists at no other",
            call.written_in_target("extra", key),
            hint="offer a tool of your own, with `returns`",
        )
