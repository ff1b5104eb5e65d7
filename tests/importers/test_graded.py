"""Samples of other evaluations become cases, their answers recordings, and what they were given for them checks."""

from __future__ import annotations

import gzip
import json
import zipfile

import pytest

from harness import api, plugins
from harness.errors import InputError, UsageError
from harness.model.carrying import ImportOptions
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites


class Taken:
    def __init__(self, root, done):
        self.root, self.done = root, done

    @property
    def suite(self):
        (suite,) = load_suites([self.root / "suites"], load_config(self.root / "harness.yaml"))
        return suite

    def outcomes(self):
        run = api.run(config=self.root / "harness.yaml", record="none")
        return {
            (case.id, answer.target, answer.sample): answer.outcome
            for case in run.suites[0].cases
            for answer in case.answers
        }

    def lost(self):
        return [str(item) for item in self.done.not_carried]


@pytest.fixture
def take(tmp_path):
    """Imports files by their names and contents: the first is the source, the others stand behind it."""

    def taken(kind, files, beside=(), suite="taken", **options):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content)
        paths = [tmp_path / name for name in files if name not in beside]
        root = tmp_path / "ours"
        done = plugins.load("importers", kind).take_over(
            paths[0], ImportOptions(suite=suite, root=root, further=tuple(paths[1:]), **options)
        )
        return Taken(root, done)

    return taken


def lines(*rows):
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def sample(identity=1, value="C", text="Because.", epoch=1, **more):
    return {
        "id": identity, "epoch": epoch, "input": "Why?", "target": "Because", "messages": [
            {"role": "system", "content": "attachment://a1"}, {"role": "user", "content": "Why?"},
            {"role": "assistant", "content": [{"type": "reasoning", "reasoning": "hm"}, {"type": "text", "text": text}]},
        ],
        "output": {"choices": [{"stop_reason": "stop"}], "usage": {"input_tokens": 3, "output_tokens": 2}, "time": 1.5},
        "scores": {"match": {"value": value}}, "attachments": {"a1": "Be brief."},
    } | more  # fmt: skip


def log(*samples, model="openai/gpt-4o"):
    return json.dumps({"version": 2, "status": "success", "eval": {"model": model}, "samples": samples})


def test_logs_of_inspect_are_cases_with_scores_and_epochs_are_samples(take):
    taken = take(
        "inspect",
        {
            "gpt.json": log(sample(), sample(epoch=2, value="I"), sample(2), sample(2, epoch=2)),
            "claude.json": log(sample(value="I"), sample(2, "P"), model="anthropic/claude-sonnet-4-5"),
        },
    )
    assert taken.suite.targets == ("gpt-4o", "claude-sonnet-4-5")
    assert (taken.suite.samples, taken.suite.baseline_samples) == (1, 2)
    assert taken.suite.cases[0].vars == {"system": "Be brief.", "prompt": "Why?"}
    assert taken.suite.cases[0].expected == "Because"
    assert taken.outcomes()["1", "gpt-4o", 1] == "fail"
    assert taken.outcomes()["1", "claude-sonnet-4-5", 0] == "fail"
    assert taken.outcomes()["2", "claude-sonnet-4-5", 0] == "pass"


def test_an_archive_of_inspect_is_read_in_the_order_of_its_samples(take, tmp_path):
    path = tmp_path / "log.eval"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("header.json", json.dumps({"version": 2, "eval": {"model": "m/x"}}))
        for number in (10, 9):
            archive.writestr(f"samples/{number}_epoch_1.json", json.dumps(sample(number)))
        archive.writestr("samples/11_epoch_1.json", "{broken")
    taken = take("inspect", {"log.eval": path.read_bytes()})
    assert [case.id for case in taken.suite.cases] == ["9", "10"]
    assert any("samples/11_epoch_1.json: a sample: it is no JSON" in line for line in taken.lost())


def test_a_damaged_archive_of_inspect_is_refused(take, tmp_path):
    path, name = tmp_path / "log.eval", "samples/1_epoch_1.json"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", json.dumps({"version": 2, "eval": {"model": "m/x"}}))
        archive.writestr(name, json.dumps([number * 7919 for number in range(3000)]))
    damaged = bytearray(path.read_bytes())
    start = damaged.find(name.encode()) + len(name) + 100
    for place in range(start, start + 400):
        damaged[place] ^= 0x5A
    with pytest.raises(InputError, match="cannot be read as a log of Inspect"):
        take("inspect", {"log.eval": bytes(damaged)})


def test_tools_and_pictures_stay_in_the_conversation(take):
    picture = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
        "rkJggg=="
    )
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image", "image": picture}]},
        {"role": "assistant", "content": "", "tool_calls": [{"id": "c1", "function": "look", "arguments": {"at": 1}}]},
        {"role": "tool", "content": "a dot", "tool_call_id": "c1", "function": "look"},
        {"role": "assistant", "content": "A dot."},
    ]
    taken = take("inspect", {"log.json": log(sample(messages=messages))})
    turns = taken.suite.cases[0].vars["conversation"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "tool"]
    assert turns[1]["tool_calls"] == [{"name": "look", "arguments": {"at": 1}, "id": "c1"}]
    assert (taken.root / "suites" / turns[0]["images"][0]).read_bytes().startswith(b"\x89PNG")
    assert set(taken.outcomes().values()) == {"pass"}


def test_a_dataset_of_inspect_is_cases_that_nobody_answered(take):
    taken = take("inspect", {"d.jsonl": lines({"input": "Why?", "target": "So.", "id": "a", "choices": ["x"]}, "{")})
    assert (taken.suite.targets, taken.done.answers) == (("recorded",), 0)
    assert [check.label for check in taken.suite.cases[0].checks] == ["matches-expected"]
    assert len(taken.lost()) == 2


def doc(number=0, text="5", **more):
    return {
        "doc_id": number, "doc_hash": str(number), "target": "5", "filtered_resps": [text],
        "arguments": {"gen_args_0": {"arg_0": "2 + 3?", "arg_1": {"until": ["\n"]}}}, "exact_match": float(text == "5"),
    } | more  # fmt: skip


def test_samples_of_lm_eval_of_several_models_are_compared(take):
    taken = take(
        "lm-eval",
        {
            "gpt/samples.jsonl": lines(doc(), doc(filter="second"), "broken"),
            "llama__3/samples.jsonl": lines(doc(text="6")),
            "gpt/results_1.json": json.dumps({"model_name": "gpt-4o"}),
        },
        beside=["gpt/results_1.json"],
    )
    assert taken.outcomes() == {("doc-0", "gpt-4o", 0): "pass", ("doc-0", "3", 0): "fail"}
    assert any("line 3: a line: no JSON" in line for line in taken.lost())
    assert any("answers after the filter `second`" in line for line in taken.lost())


def test_the_likeliest_choice_is_the_answer(take):
    row = doc(
        arguments=[["The sky is", " red"], ["The sky is", " blue"]], target=1,
        filtered_resps=[["-3.5", "False"], ["-0.5", "True"]], acc=1.0,
    )  # fmt: skip
    del row["exact_match"]
    taken = take("lm-eval", {"m/s.jsonl": lines(row)})
    assert taken.suite.cases[0].expected == "blue"
    assert '"text":"blue"' in (taken.root / "fixtures/taken/m.jsonl").read_text().replace(": ", ":")


def test_a_score_that_not_every_answer_has_is_checked_where_it_is(take):
    taken = take("lm-eval", {"m/s.jsonl": lines(doc(0), doc(1, acc=1.0), doc(2, perplexity=31.0))})
    assert [[check.value for check in case.checks] for case in taken.suite.cases] == [
        ["exact_match"], ["exact_match", "acc"], ["exact_match"],
    ]  # fmt: skip
    assert any("the metric `perplexity`" in line for line in taken.lost())


def test_runs_of_helm_bring_their_statistics(take):
    state = {
        "adapter_spec": {"model": "openai/gpt-4"},
        "request_states": [
            {
                "instance": {"id": "id1", "references": [{"output": {"text": "Yes"}, "tags": ["correct"]}]},
                "train_trial_index": 0,
                "request": {"model": "openai/gpt-4", "prompt": "Is it?"},
                "result": {"success": True, "completions": [{"text": "Yes"}], "request_time": 0.5},
            },
            {"instance": {"id": "id2", "perturbation": {"name": "typos"}}, "request": {"prompt": "x"}, "result": {}},
            {"instance": {"id": "id3"}, "request": {"prompt": "x"}, "result": {"success": False, "error": "429"}},
        ],
    }
    stats = [
        {"instance_id": "id1", "train_trial_index": 0, "stats": [
            {"name": {"name": "exact_match"}, "mean": 1.0}, {"name": {"name": "num_output_tokens"}, "mean": 1.0},
        ]}
    ]  # fmt: skip
    taken = take(
        "helm",
        {"run/scenario_state.json": json.dumps(state), "run/per_instance_stats.json": json.dumps(stats)},
        beside=["run/per_instance_stats.json"],
    )
    assert taken.outcomes() == {("id1", "gpt-4", 0): "pass"}
    assert taken.suite.cases[0].expected == "Yes"
    assert [reason for reason in ("perturbed", "429", "num_output_tokens") if reason not in str(taken.lost())] == []


@pytest.mark.parametrize(
    ("matcher", "ideal", "label"),
    [
        ("Match", "Yes", "starts-with"), ("Match", ["Yes", "yes"], "assert-set"), ("Includes", "Yes", "contains"),
        ("Includes", ["a", "b"], "contains-any"), ("FuzzyMatch", "Yes", "matches-expected"), ("", "x", "matches-expected"),
        ("", ["x", "y"], "contains-any"),
    ],
)  # fmt: skip
def test_ideals_of_openai_evals_are_matched_as_the_registry_says(take, matcher, ideal, label):
    files = {"s.jsonl": lines({"input": [{"role": "user", "content": "Is it?"}], "ideal": ideal})}
    if matcher:
        files["r.yaml"] = f"e:\n  id: e.v0\ne.v0:\n  class: evals.elsuite.basic.x:{matcher}\n"
    taken = take("openai-evals", files)
    assert [check.label for check in taken.suite.cases[0].checks] == [label]
    assert bool(taken.lost()) is not bool(matcher)


def test_datasets_of_pydantic_evals_keep_their_evaluators(take):
    taken = take(
        "pydantic-evals",
        {
            "d.yaml": "name: capitals\n"
            "cases:\n"
            "- {name: france, inputs: The capital of France?, expected_output: Paris, metadata: {level: 1},\n"
            "   evaluators: [{Contains: {value: par, case_sensitive: false}}, {Mine: {x: 1}}]}\n"
            "- {inputs: {a: 1}}\n"
            "evaluators: [EqualsExpected, {MaxDuration: 2.5}, {LLMJudge: {rubric: Is polite.}}, {IsInstance: str}]\n"
        },
    )
    first, second = taken.suite.cases
    assert [(check.label, check.value, dict(check.options)) for check in first.checks] == [
        ("equals", "Paris", {}), ("latency", None, {"threshold": 2500.0}), ("icontains", "par", {}),
    ]  # fmt: skip
    assert second.vars == {"a": 1, "prompt": '{"a": 1}'}
    whats = {line.partition(": ")[2].partition(":")[0] for line in taken.lost()}
    assert whats == {
        "evaluators[2]", "evaluators[3]", "cases[0].evaluators[1]", "cases[0].metadata", "cases[1].inputs",
    }  # fmt: skip


def test_a_table_is_answers_or_cases_by_its_columns(take):
    taken = take("csv", {"t.csv": "prompt,model,output,correct\n007,m-a,Yes,true\n007,m-b,No,FALSE\n"})
    assert sorted(taken.outcomes().values()) == ["fail", "pass"]
    assert taken.suite.cases[0].vars == {"prompt": "007"}
    cases = take(
        "csv", {"c.csv": "id,prompt,expected,group,tone\na,Why?,So.,g1,kind\nb,How?,,g1,2\n"}, suite="cases", models=()
    )
    suites = load_suites([cases.root / "suites"], load_config(cases.root / "harness.yaml"))
    (suite,) = [suite for suite in suites if suite.name == "cases"]
    assert [(case.id, case.group, case.vars["tone"]) for case in suite.cases] == [("a", "g1", "kind"), ("b", "g1", 2)]
    assert suite.targets == ("m-a", "m-b")


@pytest.mark.parametrize(
    ("kind", "file", "message"),
    [
        ("inspect", ("x.json", '{"a": 1}'), "is neither a log of Inspect"),
        ("inspect", ("x.json", "{"), "is no JSON"),
        ("inspect", ("x.json", log()), "it holds no sample"),
        ("lm-eval", ("x.jsonl", "{}\n"), "it says nothing of what was asked"),
        ("lm-eval", ("x.jsonl.gz", b"no gzip"), "cannot be read"),
        ("helm", ("x.json", "[]"), "expected HELM's scenario_state.json"),
        ("openai-evals", ("x.jsonl", '{"ideal": "x"}\n'), "it has no `input`"),
        ("pydantic-evals", ("x.yaml", "name: x"), "is no dataset of Pydantic Evals"),
        ("csv", ("x.csv", "a,b\n1,2\n"), "its columns are a, b"),
        ("langsmith", ("x.parquet", b"PAR1"), "is Parquet"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_leaves_nothing(take, tmp_path, kind, file, message):
    with pytest.raises(InputError) as caught:
        take(kind, dict([file]))
    assert message in str(caught.value)
    assert not (tmp_path / "ours").exists()


def test_models_and_baseline_are_chosen_by_name(take):
    files = {"a.json": log(sample()), "b.json": log(sample(), model="x/other")}
    assert take("inspect", files, baseline="x/other").suite.baseline == "other"
    with pytest.raises(UsageError, match="no sample has the model"):
        take("inspect", files, suite="second", models=("nobody",))
    with pytest.raises(UsageError, match="no sample has the baseline"):
        take("inspect", files, suite="second", baseline="nobody")


RUNS = [
    {"run_type": "llm", "trace_id": "t1", "start_time": "2026-01-01T00:00:00", "end_time": "2026-01-01T00:00:02",
     "inputs": {"messages": [[{"lc": 1, "id": ["langchain", "schema", "SystemMessage"], "kwargs": {"content": "Be kind."}},
                              {"lc": 1, "id": ["langchain", "schema", "HumanMessage"], "kwargs": {"content": "Hi?"}}]]},
     "outputs": {"generations": [[{"text": "Hello.", "message": {"kwargs": {"content": "Hello.", "type": "ai"}},
                                   "generation_info": {"finish_reason": "stop"}}]]},
     "extra": {"invocation_params": {"model": "gpt-4o", "temperature": 0}}},
    {"run_type": "chain", "inputs": {}, "outputs": {}},
    {"run_type": "llm", "inputs": {"messages": [{"role": "user", "content": "Bye?"}]},
     "outputs": {"choices": [{"message": {"role": "assistant", "content": "Bye."}}]},
     "extra": json.dumps({"invocation_params": {"model": "gpt-4o"}})},
]  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
def test_runs_of_langsmith_are_calls(take, packed):
    text = lines(*RUNS, "{broken")
    name, content = ("runs.jsonl.gz", gzip.compress(text.encode())) if packed else ("runs.jsonl", text)
    taken = take("langsmith", {name: content})
    assert taken.done.answers == 2
    suites = load_suites([taken.root / "suites"], load_config(taken.root / "harness.yaml"))
    asked = str([case.vars for suite in suites for case in suite.cases] + [suite.steps[0].prompt for suite in suites])
    assert all(text in asked for text in ("Be kind.", "Hi?", "Bye?"))
    assert any("runs.jsonl:2" in line and "run of the type chain" in line for line in taken.lost())
    assert any("runs.jsonl:4" in line for line in taken.lost())


def test_exports_of_langfuse_and_helicone_are_calls(take):
    observation = {
        "type": "GENERATION", "model": "gpt-4o", "input": [{"role": "user", "content": "Hi?"}], "output": "Hello.",
        "sessionId": "s1", "modelParameters": {"temperature": "0"},
    }  # fmt: skip
    pair = {
        "request_body": {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi?"}]},
        "response_body": {
            "choices": [{"message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}]
        },
    }
    assert take("langfuse", {"o.jsonl": lines(observation)}, suite="a").done.answers == 1
    assert take("helicone", {"h.jsonl": lines(pair)}, suite="b").done.answers == 1
