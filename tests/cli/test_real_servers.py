"""The command line against servers that nobody here wrote."""

from __future__ import annotations

import json

import pytest

SUITE = """
    suite: returns
    params: {max_tokens: 40}
    stream: %s
    prompt: "{{ question }}"
    cases:
      - {id: period, vars: {question: "how long may I keep it?"}, assert: [{contains: 30 days}]}
      - {id: flaky, vars: {question: "flaky %s"}}
      - {id: refused, vars: {question: "too long"}}
"""


def responses(project, name="results.json"):
    suite = json.loads((project.root / name).read_text())["suites"][0]
    return {(case["id"], one["target"]): one for case in suite["cases"] for one in case["responses"]}


@pytest.mark.parametrize("stream", ["false", "true"])
def test_every_wire_format_of_aimock_gives_the_same_neutral_answer(project, aimock, stream):
    project.write(
        "harness.yaml",
        f"""
        baseline: responses
        targets:
          responses: {{provider: openai, model: gpt-4.1, base_url: {aimock.url}/v1}}
          chat: {{provider: openai, model: gpt-4.1, api: chat, base_url: {aimock.url}/v1}}
          azure: {{provider: azure, deployment: gpt-4.1, base_url: {aimock.url}}}
          claude: {{provider: anthropic, model: claude-sonnet-4-5, base_url: {aimock.url}}}
        """,
    )
    project.write("suites/returns.yaml", SUITE % (stream, stream))
    ran = project.harness("run", "-o", "results.json")
    found = responses(project)
    # One case is refused by all of them: an error, not a failure.
    assert ran.returncode == 4, ran.stderr
    for target in ("responses", "chat", "azure", "claude"):
        period = found["period", target]
        assert (period["text"], period["outcome"], period["stop_reason"]) == (
            "Returns close after 30 days.",
            "pass",
            "stop",
        )
        assert period["usage"]["output_tokens"] == 6
        assert (period["ttft_s"] is not None) is (stream == "true")
        assert found["refused", target]["error"]["kind"] == "context"
    # Whoever asked first met the 503 and asked again.
    assert {found["flaky", target]["text"] for target in ("responses", "chat", "azure", "claude")} <= {"Recovered.", ""}
    assert "Traceback" not in ran.stderr

    again = project.harness("run", "--record", "none", "-k", "period", "-o", "again.json")
    assert again.returncode == 0, again.stderr
    assert responses(project, "again.json")["period", "claude"]["source"] == "recorded"


@pytest.mark.parametrize("stream", ["false", "true"])
def test_parallel_tool_calls_and_their_results_over_every_wire_format_of_aimock(project, aimock, stream):
    project.write(
        "harness.yaml",
        f"""
        baseline: responses
        targets:
          responses: {{provider: openai, model: gpt-4.1, base_url: {aimock.url}/v1}}
          chat: {{provider: openai, model: gpt-4.1, api: chat, base_url: {aimock.url}/v1}}
          claude: {{provider: anthropic, model: claude-sonnet-4-5, base_url: {aimock.url}}}
        """,
    )
    project.write(
        "suites/agent.yaml",
        f"""
        suite: agent
        stream: {stream}
        params: {{max_tokens: 40}}
        tools: [{{name: weather, parameters: {{type: object, properties: {{city: {{type: string}}}}}}}}]
        returns: [{{tool: weather, arguments: {{city: paris}}, result: {{sky: sunny}}}}, {{tool: weather, result: sunny}}]
        prompt: "weather in both?"
        assert: [{{equals: Sunny in both.}}]
        cases: [{{id: one}}]
        """,
    )
    ran = project.harness("run", "-o", "results.json")
    assert ran.returncode == 0, ran.stderr
    shapes = []
    for target in ("responses", "chat", "claude"):
        one = responses(project)["one", target]
        calls = [(call["name"], call["arguments"]) for call in one["tool_calls"]]
        shapes.append(
            (one["text"], one["stop_reason"], calls, [(step["name"], step["calls"]) for step in one["steps"]])
        )
    assert shapes[0] == shapes[1] == shapes[2]
    assert shapes[0][2] == [("weather", {"city": "Paris"}), ("weather", {"city": "Zürich"})]
    assert shapes[0][3] == [("", 2)]


def test_a_cut_stream_is_an_error_and_never_recorded(project, aimock):
    project.write(
        "harness.yaml",
        f"baseline: gpt\ntargets:\n  gpt: {{provider: openai, model: gpt-4.1, base_url: {aimock.url}/v1, limits: {{attempts: 1}}}}\n",
    )
    project.write("suites/cut.yaml", 'suite: cut\nstream: true\nprompt: "cut off"\ncases: [{id: one}]\n')
    ran = project.harness("run", "-o", "results.json")
    assert ran.returncode == 4
    assert responses(project)["one", "gpt"]["error"]["kind"] == "truncated"
    assert not (project.root / "fixtures").exists()


@pytest.mark.local
def test_a_llama_behind_transformers_serve_stands_in_for_a_vendor(project, aimock, tiny_llama):
    model, server = tiny_llama
    project.write(
        "harness.yaml",
        f"""
        baseline: gpt
        targets:
          gpt: {{provider: openai, model: gpt-4.1, base_url: {aimock.url}/v1}}
          llama: {{provider: openai-compatible, server: transformers, model: {model}, base_url: {server.url}/v1}}
        """,
    )
    project.write(
        "suites/mixed.yaml",
        """
        suite: mixed
        params: {max_tokens: 40, temperature: 0}
        prompt: "{{ question }}"
        cases:
          - {id: capital, vars: {question: "capital of France?"}, assert: [{equals: Paris}]}
        """,
    )
    ran = project.harness("run", "-t", "llama", "-o", "results.json")
    found = responses(project)["capital", "llama"]
    assert (found["text"], found["outcome"]) == ("Paris", "pass"), ran.stderr
    assert found["latency_s"] > 0
