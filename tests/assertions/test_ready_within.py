import pytest

from harness import api
from harness.model.coldstart import ColdStart
from harness.probes import coldstart

NAME = "ready-within"


def start(**facts):
    return {"cold_start": lambda: ColdStart(target="llama", model="m", **facts)}


def test_the_first_token_of_a_fresh_process_counts(passes):
    facts = start(loaded_s=4.0, first_token_s=5.0)
    assert passes("", NAME, threshold=5, facts=facts)
    assert not passes("", NAME, threshold=4.9, facts=facts)


def test_where_nothing_has_to_be_started_it_passes(passes):
    assert passes("", NAME, threshold=0, facts={"cold_start": lambda: None})


@pytest.mark.parametrize("facts", [{}, start(trouble="no such folder"), start(loaded_s=1.0)])
def test_what_is_not_known_is_an_error(check, facts):
    assert check("", NAME, threshold=5, facts=facts).outcome == "error"


SUITE = "suite: desk\nprompt: Hello\nassert: [{type: ready-within, threshold: 3}]\ncases: [{id: a}, {id: b}]\n"
CONFIG = "baseline: llama\ntargets: {llama: {provider: transformers, model: ./none}}\n"


def test_a_run_measures_each_target_once_and_a_replay_does_not(tmp_path, monkeypatch):
    (tmp_path / "suites").mkdir()
    (tmp_path / "harness.yaml").write_text(CONFIG)
    (tmp_path / "suites" / "desk.yaml").write_text(SUITE)
    rows = "".join(f'{{"case": "{case}", "target": "llama", "output": "Hello"}}\n' for case in "ab")
    (tmp_path / "answers.jsonl").write_text(rows)
    from harness.importers.answers import take_over
    from harness.model.carrying import ImportOptions

    take_over(tmp_path / "answers.jsonl", ImportOptions(suite="desk", root=tmp_path))
    asked = []

    async def measured(target):
        asked.append(target.name)
        return ColdStart(target=target.name, model="m", loaded_s=1.0, first_token_s=2.0)

    monkeypatch.setattr(coldstart, "measure_one", measured)

    def outcomes(record):
        cases = api.run(config=tmp_path / "harness.yaml", record=record).suites[0].cases
        return [case.answers[0].outcome for case in cases]

    assert outcomes("new") == ["pass", "pass"]
    assert asked == ["llama"]
    assert outcomes("none") == ["error", "error"]
    assert asked == ["llama"]
