"""A small project whose baseline and fallback are recorded, and loopback vendors for live drills."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from drill_answers import CONFIG, SUITE

from harness import api
from harness.cassettes import store
from harness.cassettes.neutral import request_to_json
from harness.model.exchange import Response, Usage
from harness.model.options import Options
from harness.planning.plan import plan


@pytest.fixture
def drilled(tmp_path: Path, monkeypatch):
    """`drilled({"gpt": …, "claude": …})`: a project of 30 cases in which each target's answers are recorded."""
    monkeypatch.chdir(tmp_path)

    def make(answers, *, cases=30, config=CONFIG, suite=SUITE):
        (tmp_path / "suites").mkdir(exist_ok=True)
        (tmp_path / "harness.yaml").write_text(dedent(config))
        rows = "".join(f'  - {{id: c{n}, vars: {{question: "How many days for order {n}?"}}}}\n' for n in range(cases))
        (tmp_path / "suites" / "returns.yaml").write_text(suite + rows)
        project = api.load()
        planned = plan(project.config, project.suites, Options(record="none"))
        fresh = {}
        for work in planned.works:
            if work.id.target not in answers:
                continue
            text = answers[work.id.target](work.id.case)
            fresh.setdefault(work.id.target, []).append(
                store.Interaction(
                    key=work.key,
                    case=work.id.case,
                    sample=work.id.sample,
                    settings=work.settings,
                    address=None,
                    request=request_to_json(work.request),
                    response=Response(text=text, usage=Usage(input_tokens=9, output_tokens=5), latency_s=0.2),
                    recorded_at="2026-11-29T00:00:00+00:00",
                    origin="authored",
                )
            )
        for target, interactions in fresh.items():
            store.merge(store.path_of(tmp_path, "returns", target), interactions)
        return api.load()

    return make
