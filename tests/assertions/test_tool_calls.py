import json

import pytest

from harness.model.exchange import Tool, ToolCall

SCHEMA = {"type": "object", "properties": {"x": {"type": "number"}, "unit": {"enum": ["C", "F"]}}, "required": ["x"]}
TOOLS = [{"type": "function", "function": {"name": "add", "parameters": SCHEMA}}, {"type": "web_search"}]
FUNCTIONS = [{"name": "add", "parameters": SCHEMA}]
GOOGLE = [
    {
        "functionDeclarations": [
            {"name": "add", "parameters": {"type": "OBJECT", "properties": {"x": {"type": "NUMBER"}}}}
        ]
    }
]
TOOL, FUNCTION, ANY = "is-valid-openai-tools-call", "is-valid-openai-function-call", "is-valid-function-call"


def call(name="add", **arguments):
    return {"name": name, "arguments": json.dumps(arguments)}


def tool(name="add", **arguments):
    return {"type": "function", "function": call(name, **arguments)}


@pytest.mark.parametrize(
    ("name", "output", "tools", "expected"),
    [
        (TOOL, [tool(x=1)], TOOLS, True),
        (TOOL, {"tool_calls": [tool(x=1), tool(x=2)]}, TOOLS, True),
        (TOOL, [tool(x=1), tool(x="1")], TOOLS, False),
        (TOOL, [tool("other", x=1)], TOOLS, False),
        (TOOL, [tool(x=1, unit="K")], TOOLS, False),
        (TOOL, [], TOOLS, False),
        (TOOL, "no call", TOOLS, False),
        (TOOL, [{"function": {"name": "add", "arguments": {"x": 1}}}], TOOLS, False),
        (TOOL, [{"function": {"name": "add", "arguments": "{x: 1}"}}], TOOLS, False),
        (TOOL, "MCP Tool Result (ask): yes", TOOLS, True),
        (TOOL, "MCP Tool Result (ask): yes\nMCP Tool Error (read): no", TOOLS, False),
        (FUNCTION, call(x=1), FUNCTIONS, True),
        (FUNCTION, {"function_call": call(x=1)}, TOOLS, True),
        (FUNCTION, call(), FUNCTIONS, False),
        (FUNCTION, {"name": "add"}, FUNCTIONS, False),
        (FUNCTION, [call(x=1)], FUNCTIONS, False),
        (ANY, [{"functionCall": {"name": "add", "args": {"x": 1}}}], GOOGLE, True),
        (ANY, [{"functionCall": {"name": "add", "args": '{"x": "1"}'}}], GOOGLE, False),
        (ANY, {"toolCall": {"functionCalls": [{"name": "add", "args": {"x": 1}}]}}, GOOGLE, True),
        (ANY, {"toolCall": 5}, GOOGLE, False),
        (ANY, [{"text": "none"}], GOOGLE, False),
        (ANY, [{"functionCall": {"args": {}}}], GOOGLE, False),
        (ANY, call(x=1), FUNCTIONS, True),
        (ANY, call("none"), [{"name": "none"}], True),
        (ANY, call("none", x=1), [{"name": "none"}], False),
    ],
)
def test_calls_are_held_against_their_declarations(passes, name, output, tools, expected):
    assert passes(output, name, tools) is expected


@pytest.mark.parametrize("name", [TOOL, FUNCTION, ANY])
def test_the_answers_own_calls_come_first(passes, name):
    facts = {"tools": [Tool("add", parameters=SCHEMA)]}
    assert passes("Let me see.", name, facts=facts | {"tool_calls": [ToolCall("add", {"x": 1})]})
    assert not passes("Let me see.", name, facts=facts | {"tool_calls": [ToolCall("add", {"x": "1"})]})
    assert not passes("Let me see.", name, facts=facts)


@pytest.mark.parametrize("name", [TOOL, FUNCTION, ANY])
def test_without_declared_tools_nothing_can_be_said(check, name):
    assert check("", name, facts={"tool_calls": [ToolCall("add", {"x": 1})]}).outcome == "error"
