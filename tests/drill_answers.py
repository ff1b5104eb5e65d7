"""A project to be drilled, and the answers of its targets: right ones, and one figure off."""

from __future__ import annotations

CONFIG = """\
baseline: gpt
targets:
  gpt: {provider: openai, model: gpt-5.1}
  claude: {provider: anthropic, model: claude-sonnet-4-6, failure_domain: {cloud: aws}}
  llama: {provider: openai-compatible, model: llama, base_url: "http://127.0.0.1:1/v1"}
failover: {order: [gpt, claude, llama]}
"""

SUITE = """\
suite: returns
critical: true
prompt: "{{ question }}"
assert:
  - contains: 30 days
cases:
"""


def right(case):
    return f"Order {case[1:]} may be returned within 30 days."


def wrong(case):
    return f"Order {case[1:]} may be returned within 60 days."
