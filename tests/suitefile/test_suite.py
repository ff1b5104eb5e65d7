from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import InputError, UsageError
from harness.model.exchange import Message, Output, Tool, ToolCall
from harness.suitefile.cases import _trouble
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suite, load_suites

HEAD = "suite: demo\nprompt: hello\n"
CASES = "cases: [{}]\n"


def test_the_contract_example(project):
    project.write("suites/policy.md", "Returns within 30 days.\n")
    project.write("suites/more_cases.csv", "id,policy,question,expected\nrow-1,p,q,Yes.\n,p2,q2,\n")
    suite = project.suite("""\
        suite: refund-helpdesk
        description: Answers refund questions from the policy text.
        critical: true
        targets: [gpt, claude, llama]
        baseline: gpt
        samples: 3
        stream: true
        tags: [support]
        params: {temperature: 0, max_tokens: 300}
        prompt:
          system: Answer only from the policy.
          user: |
            Policy: {{ policy }}
            Question: {{ question }}
        variants:
          anthropic: {prompt: {system: Answer only from the policy. Be brief.}, params: {max_tokens: 99}}
        output: {type: json, schema: {type: object}}
        tools: [{name: lookup, description: d, parameters: {type: object}}]
        equivalence: {margin: 0.05}
        threshold: 0.5
        assert:
          - not-contains: As an AI
          - {type: latency, threshold: 4000}
        cases:
          - id: late-return
            vars: {policy: {file: policy.md}, question: "Can I return after 45 days?"}
            assert: [{icontains: "30 days"}]
            expected: "No: returns close after 30 days."
            threshold: 0.9
          - file: more_cases.csv
        """)
    assert (suite.name, suite.path, suite.critical, suite.samples) == ("refund-helpdesk", "suites/demo.yaml", True, 3)
    assert (suite.stream, suite.tags, suite.baseline) == (True, ("support",), "gpt")
    assert suite.targets == ("gpt", "claude", "llama")
    assert suite.params == {"temperature": 0, "max_tokens": 300}
    assert [message.role for message in suite.steps[0].prompt] == ["system", "user"]
    assert suite.output == Output("json", {"type": "object"})
    assert suite.steps[0].tools == (Tool("lookup", "d", {"type": "object"}),)
    assert (suite.equivalence.margin, suite.equivalence.confidence) == (0.05, 0.95)
    assert list(suite.variants) == ["claude"]
    assert suite.variants["claude"].params == {"max_tokens": 99}
    assert suite.variants["claude"].prompts[""][0] == Message("system", "Answer only from the policy. Be brief.")
    assert suite.variants["claude"].prompts[""][1] == suite.steps[0].prompt[1]
    first, second, third = suite.cases
    assert first.vars == {"policy": "Returns within 30 days.\n", "question": "Can I return after 45 days?"}
    assert [check.label for check in first.checks] == ["not-contains", "latency", "icontains"]
    assert (first.expected, first.threshold) == ("No: returns close after 30 days.", 0.9)
    assert (second.id, second.expected, second.threshold) == ("row-1", "Yes.", 0.5)
    assert (third.id, third.expected) == ("case-3", None)
    assert str(third.location) == "suites/more_cases.csv:3:1"
    assert str(first.checks[2].location).startswith("suites/demo.yaml:27:")
    assert len(suite.digest) == 16


def test_defaults(project):
    suite = project.suite()
    assert (suite.targets, suite.baseline, suite.samples) == (("gpt", "claude", "llama"), "gpt", 1)
    assert suite.steps[0].prompt == (Message("user", "{{ question }}"),)
    assert suite.cases[0].threshold is None
    assert suite.output == Output()


def test_the_baseline_is_always_among_the_targets(project):
    suite = project.suite(HEAD + "targets: [llama]\n" + CASES)
    assert suite.targets == ("gpt", "llama")


def test_messages_with_tool_calls(project):
    suite = project.suite("""\
        suite: demo
        prompt:
          - {role: system, content: Be brief.}
          - {role: user, content: "{{ question }}"}
          - {role: assistant, tool_calls: [{name: lookup, arguments: {id: 1}, id: c1}]}
          - {role: tool, content: found, tool_call_id: c1}
        cases: [{vars: {question: q}}]
        """)
    assert suite.steps[0].prompt[2] == Message("assistant", "", (ToolCall("lookup", {"id": 1}, "c1"),))
    assert suite.steps[0].prompt[3] == Message("tool", "found", (), "c1")


@pytest.mark.parametrize(
    ("text", "slug", "line", "words", "hint"),
    [
        (HEAD + "asserts: []\n" + CASES, "unknown-key", 3, "'asserts'", 'did you mean "assert"?'),
        (HEAD + "case: []\n" + CASES, "unknown-key", 3, "'case'", 'did you mean "cases"?'),
        ("prompt: hello\n" + CASES, "missing-key", 1, "`suite` is missing", "name"),
        ("suite: x\n" + CASES, "missing-key", 1, "`prompt` is missing", "asked"),
        (HEAD, "missing-key", 1, "`cases` is missing", "rows"),
        (HEAD + "cases: []", "out-of-range", 3, "holds no cases", ""),
        (HEAD + "cases: {}", "wrong-type", 3, "expected a list, got a mapping", ""),
        (HEAD + "cases: [rows.csv]", "wrong-type", 3, "a case", "- file: rows.csv"),
        (HEAD + "cases: [hello]", "wrong-type", 3, "expected a case", "- id: first"),
        (HEAD + "cases: [{id: no}]", "ambiguous-value", 3, "true or false", 'quote it: "no"'),
        (HEAD + "cases: [{id: 17}]", "wrong-type", 3, "`id`: expected text, got number; quote it", ""),
        (HEAD + "cases: [{id: true}]", "wrong-type", 3, "`id`: expected text, got boolean; quote it", ""),
        (HEAD + "cases: [{expected: 5}]", "wrong-type", 3, "expected text, got number; quote it", ""),
        (HEAD + "cases: [{var: {}}]", "unknown-key", 3, "'var'", 'did you mean "vars"?'),
        (HEAD + "cases: [{vars: [a]}]", "wrong-type", 3, "got a list", ""),
        (HEAD + "cases: [{id: a}, {id: a}]", "duplicate-id", 3, "used twice; first in line 3", ""),
        (HEAD + "cases: [{id: Case}, {id: cASE}]", "duplicate-id", 3, "used twice", "capitals"),
        (HEAD + 'cases: [{id: "caf\u00e9"}, {id: "cafe\u0301"}]', "duplicate-id", 3, "used twice", ""),
        (HEAD + "cases: [{id: case-2}, {}]", "duplicate-id", 3, "'case-2'", ""),
        (HEAD + 'cases: [{id: ""}]', "bad-id", 3, "is empty", ""),
        (HEAD + 'cases: [{id: "a\\nb"}]', "bad-id", 3, "line break", ""),
        (HEAD + 'cases: [{id: "a\\u202eb"}]', "bad-id", 3, "a<U+202E>b", ""),
        (HEAD + 'cases: [{id: "a\\u200bb"}]', "bad-id", 3, "a<U+200B>b", ""),
        (HEAD + f"cases: [{{id: {'x' * 300}}}]", "out-of-range", 3, "at most 200", ""),
        (HEAD + "cases: [{threshold: 2}]", "out-of-range", 3, "less than or equal to 1", ""),
        (HEAD + 'cases: [{threshold: "0.8"}]', "wrong-type", 3, "expected a number, got text", ""),
        (HEAD + "cases: [{threshold: .inf}]", "ambiguous-value", 3, "no finite number", ""),
        (HEAD + "cases: [{threshold: -0.1}]", "out-of-range", 3, "got -0.1", ""),
        (HEAD + "samples: 0\n" + CASES, "out-of-range", 3, "got 0", ""),
        (HEAD + "samples: -1\n" + CASES, "out-of-range", 3, "got -1", ""),
        (HEAD + "samples: 1000000000\n" + CASES, "out-of-range", 3, "1000", ""),
        (HEAD + "samples: " + "9" * 3000 + "\n" + CASES, "out-of-range", 3, "1000", ""),
        (HEAD + "targets: [gtp]\n" + CASES, "unknown-target", 3, "'gtp'", 'did you mean "gpt"?'),
        (HEAD + "targets: [gpt, gpt]\n" + CASES, "duplicate-target", 3, "twice", ""),
        (HEAD + "targets: []\n" + CASES, "out-of-range", 3, "holds no targets", ""),
        (HEAD + "baseline: gtp\n" + CASES, "unknown-target", 3, "'gtp'", 'did you mean "gpt"?'),
        (HEAD + "variants: {antropic: {}}\n" + CASES, "unknown-target", 3, "antropic", 'mean "anthropic"?'),
        (HEAD + "variants: {claude: {promt: x}}\n" + CASES, "unknown-key", 3, "'promt'", 'did you mean "prompt"?'),
        (HEAD + "variants: {claude: {prompt: }}\n" + CASES, "empty-value", 3, "no value", ""),
        (HEAD + "variants: {claude: {prompt: {}}}\n" + CASES, "empty-value", 3, "empty", ""),
        (HEAD + "variants: {claude: {prompt: {sys: x}}}\n" + CASES, "unknown-key", 3, "'sys'", 'mean "system"?'),
        (HEAD + "variants: {claude: {params: {temperature: 9}}}\n" + CASES, "out-of-range", 3, "got 9", ""),
        (HEAD + "output: {type: jsn}\n" + CASES, "unknown-value", 3, "'jsn'", 'did you mean "json"?'),
        (HEAD + "output: json\n" + CASES, "wrong-type", 3, "a mapping", ""),
        (HEAD + "output: {schema: {type: object}}\n" + CASES, "misplaced-key", 3, "type: json", ""),
        (HEAD + "output: {type: json, language: python}\n" + CASES, "misplaced-key", 3, "type: code", ""),
        (HEAD + "output: {type: json, schema: {type: objekt}}\n" + CASES, "bad-schema", 3, "objekt", ""),
        (HEAD + "output: {type: label, labels: [a, A]}\n" + CASES, "duplicate-label", 3, "'A'", ""),
        (HEAD + "tools: [{name: a b}]\n" + CASES, "out-of-range", 3, "must match pattern", ""),
        (HEAD + "tools: [{name: a}, {name: a}]\n" + CASES, "duplicate-tool", 3, "'a'", ""),
        (HEAD + "tools: [{name: a, parameters: {type: array}}]\n" + CASES, "bad-schema", 3, "object", ""),
        (HEAD + "tags: [a b]\n" + CASES, "bad-name", 3, "'a b'", ""),
        (HEAD + "critical: yes\n" + CASES, "ambiguous-value", 3, "true or false", "write true"),
        (HEAD + "critical: 1\n" + CASES, "wrong-type", 3, "true or false, got number", ""),
        (HEAD + "assert: [{contians: x}]\n" + CASES, "unknown-assertion", 3, "contians", 'did you mean "contains"?'),
        (HEAD + "assert: {contains: x}\n" + CASES, "wrong-type", 3, "expected a list", ""),
        (HEAD + "assert: []\nequivalence: {margin: -1}\n" + CASES, "out-of-range", 4, "got -1", ""),
        ("suite: a b\nprompt: x\n" + CASES, "bad-name", 1, "'a b'", ""),
        ("suite: ../x\nprompt: x\n" + CASES, "bad-name", 1, "'../x'", ""),
        ("suite: CON\nprompt: x\n" + CASES, "bad-name", 1, "'CON'", ""),
        ("suite: x.\nprompt: x\n" + CASES, "bad-name", 1, "'x.'", ""),
        ("suite: " + "x" * 200 + "\nprompt: x\n" + CASES, "bad-name", 1, "longer", ""),
        ("suite: 2024-01-01\nprompt: x\n" + CASES, "ambiguous-value", 1, "a date", ""),
        ("suite: x\nprompt:\n" + CASES, "wrong-type", 2, "got nothing", "a list of {role, content}"),
        ('suite: x\nprompt: ""\n' + CASES, "empty-value", 2, "empty", ""),
        ("suite: x\nprompt: {system: a}\n" + CASES, "missing-key", 2, "`user` is missing", ""),
        ("suite: x\nprompt: {usr: a}\n" + CASES, "unknown-key", 2, "'usr'", 'did you mean "user"?'),
        ("suite: x\nprompt: {user: 5}\n" + CASES, "wrong-type", 2, "expected text, got number", ""),
        ("suite: x\nprompt: []\n" + CASES, "empty-value", 2, "empty", ""),
        ("suite: x\nprompt: [{role: usr, content: a}]\n" + CASES, "unknown-value", 2, "'usr'", 'did you mean "user"?'),
        ("suite: x\nprompt: [{role: user}]\n" + CASES, "missing-key", 2, "`content` is missing", ""),
        ("suite: x\nprompt: [{role: system, content: a}]\n" + CASES, "no-question", 2, "only system", ""),
        ("suite: x\nprompt: [a]\n" + CASES, "wrong-type", 2, "a message", ""),
        ("suite: x\nprompt: [{role: user, content: a, tool_calls: [{name: x}]}]\n" + CASES, "misplaced-key", 2, "", ""),
        ("suite: x\nprompt: {{ question }}\n" + CASES, "key-not-text", 2, "a mapping", '"{{ question }}"'),
        ("[1, 2]", "wrong-type", 1, "a mapping", ""),
        ("hello", "wrong-type", 1, "a mapping", ""),
    ],
    ids=lambda value: repr(value)[-60:],
)  # fmt: skip
def test_what_is_wrong_with_a_suite(  # noqa: PLR0917
    project, text, slug, line, words, hint
):
    problem = project.problem(text)
    assert (problem.slug, problem.location.path, problem.location.line) == (slug, "suites/demo.yaml", line)
    assert words in problem.message
    assert hint in problem.hint
    assert problem.source


def test_an_unquoted_placeholder_is_explained_once(project):
    found = project.problems("suite: x\nprompt: {user: {{ question }}}\ncases: [{}]\n")
    assert 'quoted: "{{ question }}"' in found[0].hint


def test_everything_at_once_across_files(project):
    project.write("suites/a.yaml", "suite: a\nprompt: '{{ x }}'\nsamples: 0\nasserts: []\ncases: [{vars: {y: 1}}]\n")
    project.write("suites/b.yaml", "suite: b\nprompt: x\ncases: [")
    project.write("suites/c.yaml", "suite: c\nprompt: x\ncases: [{file: none.csv}]\n")
    with pytest.raises(InputError) as caught:
        project.suites()
    assert [(one.location.path, one.location.line, one.slug) for one in caught.value.problems] == [
        ("suites/a.yaml", 2, "undefined-variable"),
        ("suites/a.yaml", 3, "out-of-range"),
        ("suites/a.yaml", 4, "unknown-key"),
        ("suites/b.yaml", 3, "yaml-syntax"),
        ("suites/c.yaml", 3, "file-unreadable"),
    ]


class TestUndefinedVariables:
    def test_misspelt_in_the_prompt_with_its_place(self, project):
        problem = project.problem("""\
            suite: demo
            prompt: |
              Policy:
              {{ polcy }}
            cases: [{id: a, vars: {policy: p}}, {id: b, vars: {policy: p}}]
            """)
        assert (problem.slug, str(problem.location)) == ("undefined-variable", "suites/demo.yaml:4:6")
        assert problem.message == "there is no variable 'polcy'"
        assert problem.hint == 'did you mean "policy"?'

    def test_missing_in_one_case_only(self, project):
        problem = project.problem(
            "suite: demo\nprompt: '{{ a }}'\ncases:\n  - {id: x, vars: {a: 1}}\n  - {id: y, vars: {b: 1}}\n"
        )
        assert str(problem.location) == "suites/demo.yaml:5:10"
        assert problem.message == "case 'y': there is no variable 'a', and the prompt uses it"

    def test_missing_in_many_cases_is_not_a_flood(self, project):
        rows = "".join(f"  - {{vars: {{b{n}: 1}}}}\n" for n in range(100))
        found = project.problems(f"suite: demo\nprompt: '{{{{ a }}}}'\ncases:\n  - {{vars: {{a: 1}}}}\n{rows}")
        assert len(found) == 20
        assert "in 100 cases" in found[0].message

    def test_all_of_them_also_in_mappings(self, project):
        found = project.problems("suite: d\nprompt: '{{ a }} {{ m.y }} {{ m.z.w }}'\ncases: [{vars: {m: {x: 1}}}]\n")
        assert [problem.message for problem in found] == [
            "there is no variable 'a'",
            "the mapping with the keys x has no 'y'",
            "the mapping with the keys x has no 'z'",
        ]

    def test_in_a_variant(self, project):
        problem = project.problem("""\
            suite: demo
            prompt: hello
            variants:
              claude: {prompt: "{{ polcy }}"}
            cases: [{vars: {policy: p}}]
            """)
        assert str(problem.location) == "suites/demo.yaml:4:24"

    def test_in_a_check(self, project):
        problem = project.problem("""\
            suite: demo
            prompt: hello
            assert: [{contains: "{{ minuts }} minutes"}]
            cases: [{vars: {minutes: 5}}]
            """)
        assert (problem.slug, problem.location.line) == ("undefined-variable", 3)
        assert problem.hint == 'did you mean "minutes"?'

    def test_the_environment_is_out_of_reach(self, project, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "canary")
        problem = project.problem("suite: d\nprompt: '{{ env.OPENAI_API_KEY }}'\ncases: [{}]\n")
        assert "cannot read the environment" in problem.hint
        suite = project.suite("suite: d\nprompt: 'a ${OPENAI_API_KEY} $HOME'\ncases: [{}]\n")
        assert suite.steps[0].prompt[0].content == "a ${OPENAI_API_KEY} $HOME"

    def test_what_is_optional_may_be_absent(self, project):
        suite = project.suite("""\
            suite: demo
            prompt: "{% if tone is defined %}Be {{ tone }}. {% endif %}{{ name | default('friend') }}"
            cases: [{}]
            """)
        assert len(suite.cases) == 1


class TestVariants:
    def test_provider_then_vendor_then_target(self, project):
        suite = project.suite("""\
            suite: demo
            prompt: {system: s, user: u}
            params: {temperature: 0}
            variants:
              llama: {params: {top_p: 0.5}}
              self-hosted: {prompt: {user: u2}, params: {top_p: 0.4, seed: 1}}
              openai-compatible: {prompt: {system: s2}, params: {seed: 2, top_k: 3}}
            cases: [{}]
            """)
        llama = suite.variants["llama"]
        assert [message.content for message in llama.prompts[""]] == ["s2", "u2"]
        assert llama.params == {"seed": 1, "top_k": 3, "top_p": 0.5}
        assert list(suite.variants) == ["llama"]

    def test_a_name_of_a_target_means_the_target_only(self, project):
        project.config("""\
            baseline: openai
            targets:
              openai: {provider: openai, model: a}
              other: {provider: openai, model: b}
            """)
        path = project.write("suites/demo.yaml", "suite: d\nprompt: p\nvariants: {openai: {prompt: q}}\ncases: [{}]\n")
        suite = load_suite(path, load_config(project.root / "harness.yaml"))
        assert list(suite.variants) == ["openai"]

    def test_system_is_added_where_there_was_none(self, project):
        suite = project.suite("suite: d\nprompt: p\nvariants: {claude: {prompt: {system: s}}}\ncases: [{}]\n")
        assert suite.variants["claude"].prompts[""] == (Message("system", "s"), Message("user", "p"))

    def test_text_or_a_list_replaces_everything(self, project):
        suite = project.suite("""\
            suite: d
            prompt: {system: s, user: u}
            variants: {claude: {prompt: all}, gpt: {prompt: [{role: user, content: x}]}}
            cases: [{}]
            """)
        assert suite.variants["claude"].prompts[""] == (Message("user", "all"),)
        assert suite.variants["gpt"].prompts[""] == (Message("user", "x"),)

    def test_which_of_two_user_messages(self, project):
        problem = project.problem("""\
            suite: d
            prompt: [{role: user, content: a}, {role: assistant, content: b}, {role: user, content: c}]
            variants: {claude: {prompt: {user: x}}}
            cases: [{}]
            """)
        assert problem.slug == "ambiguous-variant"


class TestManySuites:
    def test_found_below_folders_in_order_without_tables_and_hidden_ones(self, project):
        text = "suite: {}\nprompt: p\ncases: [{{}}]\n"
        for name in ("b", "a", "deep/c", ".hidden/d"):
            project.write(f"suites/{name}.yaml", text.format(name.replace("/", "-").strip(".")))
        project.write("suites/e.yml", text.format("e"))
        project.write("suites/rows.yaml", "- {x: 1}\n")
        project.write("suites/notes.txt", "no suite")
        assert [suite.name for suite in project.suites()] == ["a", "b", "e", "deep-c"]
        assert [suite.name for suite in project.suites(".")] == ["a", "b", "e", "deep-c"]
        assert [suite.name for suite in project.suites("suites/b.yaml", "suites")] == ["b", "a", "e", "deep-c"]

    def test_one_name_twice(self, project):
        project.write("suites/a.yaml", "suite: same\nprompt: p\ncases: [{}]\n")
        project.write("suites/b.yaml", "suite: SAME\nprompt: p\ncases: [{}]\n")
        with pytest.raises(InputError) as caught:
            project.suites()
        (problem,) = caught.value.problems
        assert (problem.slug, str(problem.location)) == ("duplicate-suite", "suites/b.yaml:1:8")
        assert "suites/a.yaml:1:8" in problem.message

    def test_json_as_an_expected_answer_is_to_be_quoted(self, project):
        project.write("suites/a.yaml", "suite: a\nprompt: p\ncases: [{expected: {total: 3}}]\n")
        with pytest.raises(InputError, match="expected text, got a mapping; where JSON is meant, write it as text"):
            project.suites()

    @pytest.mark.parametrize("output", ["", "output: {type: json}\n"])
    def test_the_text_that_was_meant_is_written_out_and_is_taken(self, project, output):
        head = f"suite: a\nprompt: p\n{output}cases:\n"
        project.write("suites/a.yaml", f"{head}  - expected: {{total: 3, items: [a, b]}}\n")
        with pytest.raises(InputError) as caught:
            project.suites()
        (problem,) = caught.value.problems
        assert problem.hint.startswith("write it so: ")
        project.write("suites/a.yaml", f"{head}  - {problem.hint.removeprefix('write it so: ')}\n")
        (suite,) = project.suites()
        assert json.loads(next(iter(suite.cases)).expected) == {"total": 3, "items": ["a", "b"]}

    def test_the_row_that_was_meant_is_written_out_and_is_taken(self, project):
        project.write("suites/a.yaml", "suite: a\nprompt: p\ncases: [{file: r.jsonl}]\n")
        project.write("suites/r.jsonl", '{"x": "y", "expected": {"total": 3}}\n')
        with pytest.raises(InputError) as caught:
            project.suites()
        (problem,) = caught.value.problems
        project.write("suites/r.jsonl", f'{{"x": "y", {problem.hint.removeprefix("write it so: ")}}}\n')
        (suite,) = project.suites()
        assert json.loads(next(iter(suite.cases)).expected) == {"total": 3}

    def test_nothing_there(self, project):
        (project.root / "suites").mkdir()
        with pytest.raises(UsageError, match=r"no suite in .*suites: it is a folder in which no file is a suite"):
            project.suites("suites")
        with pytest.raises(UsageError) as caught:
            project.suites("suits")
        assert caught.value.hint == 'did you mean "suites"?'
        with pytest.raises(UsageError):
            load_suites([], project.config())

    def test_a_table_named_as_a_suite_is_none(self, project):
        project.write("rows.yaml", "- {x: 1}\n")
        with pytest.raises(InputError, match="expected a mapping"):
            project.suites("rows.yaml")

    def test_a_list_that_no_suite_reads_is_told(self, project):
        project.write("suites/a.yaml", "suite: a\nprompt: p\ncases: [{file: rows.yaml}]\n")
        project.write("suites/rows.yaml", "- {x: 1}\n")
        project.write("suites/deep/stray.yaml", "- suite: b\n- prompt: p\n")
        project.write("suites/csv.yaml", "[]\n")
        told: list[str] = []
        load_suites([project.root / "suites"], project.config(), passed_over=told)
        assert [sentence.split(" is passed over")[0] for sentence in told] == [
            "suites/csv.yaml",
            "suites/deep/stray.yaml",
        ]
        assert all("holds a list, not a suite (suite:, prompt:, cases:)" in sentence for sentence in told)

    def test_where_there_is_nothing_but_a_list_the_error_names_it(self, project):
        project.write("suites/stray.yaml", "- suite: b\n")
        with pytest.raises(UsageError, match=r"no suite in .*: suites/stray.yaml is passed over: it holds a list"):
            project.suites("suites")

    @pytest.mark.parametrize("text", ["", "# nothing yet\n", "hello\n", "7\n"])
    def test_what_is_neither_list_nor_mapping_is_an_error_wherever_it_lies(self, project, text):
        project.write("suites/a.yaml", "suite: a\nprompt: p\ncases: [{}]\n")
        project.write("suites/b.yaml", text)
        with pytest.raises(InputError, match=r"b.yaml"):
            project.suites()

    def test_a_link_out_of_the_project_is_not_followed(self, project, tmp_path_factory):
        secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
        secret.write_text("canary: 1")
        (project.root / "suites").mkdir()
        (project.root / "suites" / "x.yaml").symlink_to(secret)
        with pytest.raises(InputError) as caught:
            project.suites()
        assert caught.value.slug == "file-outside"
        assert "canary" not in str(caught.value)


class TestDigest:
    def test_layout_and_place_do_not_count(self, project):
        one = project.suite("suite: d\nprompt: p\ncases: [{vars: {a: 1}}]\n")
        two = project.suite("# note\ncases:\n  - vars: {'a': 1}\nprompt: 'p'\nsuite: d\n")
        assert one.digest == two.digest

    @pytest.mark.parametrize("change", ["prompt: q", "samples: 2", "params: {seed: 1}", "assert: [{contains: x}]"])
    def test_what_is_said_counts(self, project, change):
        base = {"suite": "suite: d", "prompt": "prompt: p", "cases": "cases: [{}]"}
        one = project.suite("\n".join(base.values()))
        base[change.split(":")[0]] = change
        assert project.suite("\n".join(base.values())).digest != one.digest


@pytest.mark.parametrize("folder", [".", "harness/starter"])
def test_the_own_examples_load(pytestconfig, folder):
    root = pytestconfig.rootpath / folder
    assert load_suites([root / "suites"], load_config(root / "harness.yaml"))


def test_importing_stays_light(pytestconfig):
    code = "import sys, harness.suitefile.suite, harness.suitefile.requests; print([m for m in sys.modules if '.' not in m])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=pytestconfig.rootpath, check=True
    )
    loaded = set(json.loads(done.stdout.replace("'", '"')))
    assert not loaded & {"jinja2", "jsonschema", "numpy", "openai", "anthropic", "rich", "typer", "re2"}


@given(st.text(max_size=30))
def test_an_id_is_one_visible_line_or_refused(text):
    if not _trouble(text):
        assert text == text.strip()
        assert text.splitlines() == [text]
        text.encode()
