"""Short scripts are said again as assertions, which decide as the script would; anything else is not understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import harness
from harness.importers._promptfoo._scripts.nodes import NotUnderstood
from harness.importers._promptfoo._scripts.translation import assertions_of, view_of

JS, PY = "javascript", "python"
GUARDED = """if (!output || output.length < 3) { return {pass: false, score: 0, reason: `short: ${output.length}`}; }
return {pass: true, score: 1, reason: 'ok'};"""
DECIDED = [
    # language, script, answers for which it is true, answers for which it is false
    (JS, "output.includes('30 days')", ["in 30 days"], ["in 31 days"]),
    (JS, "!output.includes('sorry')", ["fine"], ["so sorry"]),
    (JS, "output.toLowerCase().includes('yes')", ["YES!", "yes"], ["no"]),
    (JS, "output.length < 5", ["four"], ["fifth"]),
    (JS, "output.length >= 4 && output.length <= 5", ["four", "fifth"], ["six", "sixteen"]),
    (JS, "output.trim() === 'a.b'", [" a.b\n"], ["axb", "a.b c"]),
    (JS, "output.trim().length > 0", [" x "], ["  ", ""]),
    (JS, "output && output.trim().length > 10", ["hello there, you"], ["hello     ", " hi "]),
    (JS, "output.startsWith('Dear') || output.startsWith('Hello')", ["Dear you", "Hello"], ["Bye"]),
    (JS, "['refund', 'money'].some(w => output.toLowerCase().includes(w))", ["Money back"], ["nothing"]),
    (JS, "['a', 'b'].every(w => output.includes(w))", ["b a"], ["a"]),
    (JS, "['yes', 'no'].includes(output)", ["yes", "no"], ["maybe"]),
    (JS, "const v = output.toLowerCase();\nreturn v.includes('limit');", ["Limit"], ["none"]),
    (JS, GUARDED, ["long enough"], ["no", ""]),
    (JS, "const ok = output.includes('a'); return { pass: ok, score: ok ? 1 : 0, reason: 'x' };", ["a"], ["b"]),
    (JS, "output.includes('x') ? 1 : 0", ["x"], ["y"]),
    (JS, r"/^\d{3}-\d{4}$/.test(output)", ["555-1234"], ["call 555-1234"]),
    (JS, r"output.match(/BONJOUR/i)", ["bonjour"], ["hello"]),
    (JS, "JSON.parse(output).color === 'yellow'", ['{"color": "yellow"}'], ['{"color": "red"}', "yellow", "{}"]),
    (JS, "output.color !== 'red' && output.n > 2", ['{"color": "blue", "n": 3}'], ['{"color": "red", "n": 3}', '{"n": 1}']),
    (JS, "JSON.parse(output).items.length >= 2", ['{"items": [1, 2]}'], ['{"items": [1]}', "{}"]),
    (JS, "output.items.some(i => i.name === 'b')", ['{"items": [{"name": "a"}, {"name": "b"}]}'], ['{"items": []}']),
    (JS, "output.hasOwnProperty('id')", ['{"id": null}'], ['{"x": 1}']),
    (JS, "typeof output === 'object'", ["{}"], ["text"]),
    (JS, "output.split(' ').length <= 2", ["two words"], ["three small words"]),
    (JS, "output.split('\\n').filter(l => l.trim()).length === 3", ["a\nb\n\nc", "a\nb\nc\n"], ["a\nb", "a\nb\nc\nd"]),
    (JS, "output === context.vars.word", ["yes"], ["no"]),
    (JS, "false", [], ["anything"]),
    (PY, "'30 days' in output", ["30 days"], ["3 days"]),
    (PY, "'x' not in output.lower()", ["Y"], ["X"]),
    (PY, "len(output) < 5 and output.strip() == 'ok'", ["ok"], ["okay", "  ok  "]),
    (PY, "import json\ndata = json.loads(output)\nreturn data['a'] == 1", ['{"a": 1}'], ['{"a": 2}', "1"]),
    (PY, "any(word in output for word in ['a', 'b'])", ["b"], ["c"]),
    (PY, "re.search(r'\\d+', output) is not None", [], []),
    (PY, "0 < len(output) < 3", ["ab"], ["", "abc"]),
    (PY, "{'pass': 'a' in output, 'score': 1 if 'a' in output else 0, 'reason': 'x' + output}", ["a"], ["b"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "script", "true", "false"), DECIDED)
def test_an_assertion_decides_as_the_script_does(language, script, true, false):
    try:
        assertions = assertions_of(script, language)
    except NotUnderstood:
        assert not true
        assert not false
        return
    for expected, outputs in ((True, true), (False, false)):
        for output in outputs:
            checks = harness.evaluate(output, assertions, vars={"word": "yes"})
            assert all(check.outcome == "pass" for check in checks) is expected, (output, checks)


@pytest.mark.parametrize(
    ("language", "script"),
    [
        (JS, "Math.max(0, 1 - output.length / 100)"),
        (JS, "output.length <= 100 ? 1 : 1 - (output.length - 100) / 900"),
        (JS, "new Date() > 0"),
        (JS, "require('fs').readFileSync(output)"),
        (JS, "fetch('http://x').then(r => r.ok)"),
        (JS, "output.includes(output)"),
        (JS, "context.providerResponse.audio"),
        (JS, "(output.includes('a') && output.includes('b')) || output.includes('c')"),
        (JS, "parseInt(output.urgency) >= 3"),
        (JS, "output.includes('a'); output.includes('b')"),
        (JS, "output[output.length]"),
        (PY, "__import__('os').system('true')"),
        (PY, "len(output) - 300"),
        (PY, "exec(output)"),
        (PY, "for x in output:\n    print(x)"),
        (PY, "lambda: output"),
        (PY, "def"),
        (JS, "("),
        (JS, ""),
    ],
)
def test_what_has_no_equal_is_not_understood(language, script):
    with pytest.raises(NotUnderstood):
        assertions_of(script, language)


@given(
    st.text(st.sampled_from("output.inclds()[]{}'\"!&|?:=><+-*/,; \n0a`$\\"), max_size=40), st.sampled_from([JS, PY])
)
def test_no_script_breaks_the_reading_of_it(script, language):
    try:
        checks = assertions_of(script, language)
    except NotUnderstood:
        return
    assert all(isinstance(check, dict) and check["type"] for check in checks)


@pytest.mark.parametrize(
    ("transform", "path", "case", "trimmed"),
    [
        ("output.trim()", (), "", True),
        ("output.toLowerCase().trim()", (), "lower", True),
        ("JSON.parse(output).input.color", ("input", "color"), "", False),
        ("output[0].function.name", (0, "function", "name"), "", False),
    ],
)
def test_a_transform_is_a_part_of_the_answer(transform, path, case, trimmed):
    view = view_of(transform)
    assert (view.path, view.case, view.trimmed) == (path, case, trimmed)


@pytest.mark.parametrize(
    "transform", ["output.slice(3)", "output.length", "file://x.js", "vars.x", "output.split(' ')"]
)
def test_a_transform_that_computes_is_not_understood(transform):
    with pytest.raises(NotUnderstood):
        view_of(transform)
