"""A project on disk and the command line in it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from command_line import Project

SUITE = """
    suite: greet
    baseline_samples: 1
    params: {max_tokens: 20}
    prompt: "{{ word }}"
    assert:
      - not-contains: sorry
    cases:
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def live_project(project: Project, vendor, other_vendor) -> Project:
    """Two targets of different vendors, each on its own loopback server, and a suite of 12 cases."""
    project.write(
        "harness.yaml",
        f"""
        baseline: gpt
        targets:
          gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1, price: {{input: 1, output: 1}}}}
          claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}, price: {{input: 1, output: 1}}}}
        """,
    )
    cases = "".join(f'      - {{id: c{number:02}, vars: {{word: "hello {number:02}"}}}}\n' for number in range(12))
    project.write("suites/greet.yaml", textwrap.dedent(SUITE) + textwrap.dedent(cases))
    return project
