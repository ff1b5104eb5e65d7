"""A command line that cannot be understood is told in our words, with the nearest word, and nothing is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.cli import _misuse, _near_options
from harness.cli._app import COMMANDS, program


def said(ran):
    return " ".join((ran.stdout + ran.stderr).split())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("run -j abc", "error[usage]: -j / --jobs: expected a whole number, found 'abc'"),
        ("run -j 0", "error[usage]: -j / --jobs: expected at least 1, found '0'"),
        ("run --budget lots", "error[usage]: --budget: expected a number, found 'lots'"),
        ("run -j", "error[usage]: -j: a value is missing"),
        ("run --quiet=yes", "error[usage]: --quiet takes no value"),
        ("run --record nnoe", "--record: expected one of none, new, all; found 'nnoe' hint: did you mean \"none\"?"),
        ("run --samples 0", "error[usage]: --samples: '0' is neither a whole number above 0 nor auto"),
        ("run --recrod none", 'harness run has no option --recrod hint: did you mean "--record"?'),
        ("run --basline gpt", 'harness run has no option --basline hint: did you mean "--baseline-samples"?'),
        ("run --baseline gpt", "harness compare BASELINE CANDIDATE takes any two"),
        ("run --out r.html", 'harness run has no option --out hint: did you mean "--output"?'),
        ("run --ray 1", 'did you mean "--ray-address" or "--ray-workers"?'),
        ("run --html r.html", "hint: -o FILE.html writes the page"),
        ("run --model gpt", "hint: models are named in harness.yaml, as targets; -t NAME asks one of them"),
        ("run --limit 3", "harness run has no option --limit hint: see harness run -h"),
        ("validate --json", "harness validate has no option --json hint: see harness validate -h"),
        ("compare --baseline gpt", "harness compare has no option --baseline hint: see harness compare -h"),
        ("run -x", "harness run has no option -x hint: see harness run -h"),
        ("rnu", "harness has no command 'rnu' hint: did you mean \"run\"?"),
        ("import", "FORMAT is missing hint: see harness import -h"),
        ("history shwo", "harness history has no command 'shwo' hint: one of: pin, unpin, check"),
        ("targets x y", "harness targets takes no further argument: x y hint: see harness targets -h"),
        ("--verison", 'harness has no option --verison hint: did you mean "--version"?'),
        ("explain x y", "harness explain takes no further argument: y hint: see harness explain -h"),
    ],
)
def test_what_is_wrong_is_said_in_our_words(project, line, words):
    ran = project.harness(*line.split())
    assert ran.returncode == 2
    assert words in said(ran)
    assert "Usage:" not in said(ran)
    assert not ran.stdout


def test_nothing_asked_is_the_help(project):
    ran = project.harness()
    assert ran.returncode == 2
    assert "Usage: harness" in said(ran)


OPTIONS = [
    (command, name)
    for command, built in program().commands.items()
    if not hasattr(built, "commands")
    for parameter in built.params
    if parameter.param_type_name == "option"
    for name in parameter.opts
    if len(name) > 5
]


@given(st.sampled_from(OPTIONS), st.data())
def test_an_option_with_two_letters_changed_places_is_told_with_the_option_that_it_is_near(case, data):
    command, name = case
    at = data.draw(st.integers(2, len(name) - 2))
    wrong = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    known = {one for parameter in program().commands[command].params for one in _misuse._names(parameter)}
    if wrong in known or name.startswith(wrong):
        return
    with pytest.raises(_misuse.Misuse) as caught:
        program(f"{_room(command)}")(args=[command, wrong], prog_name="harness", standalone_mode=False)
    error = _misuse.told(caught.value)
    assert str(error) == f"harness {command} has no option {wrong}"
    assert name in told_options(error.hint)


@given(st.sampled_from(OPTIONS), st.data())
def test_an_option_with_a_letter_too_few_too_many_or_another_is_told_with_the_option_that_it_is_near(case, data):
    command, name = case
    at = data.draw(st.integers(2, len(name) - 1))
    letter = data.draw(st.sampled_from("aeiqxz"))
    wrong = name[:at] + data.draw(st.sampled_from(["", letter, letter + name[at]])) + name[at + 1 :]
    known = {one for parameter in program().commands[command].params for one in _misuse._names(parameter)}
    if wrong not in known:
        assert name in told_options(_near_options.hint(wrong, tuple(known)))


@given(st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12), st.sampled_from(OPTIONS))
def test_nothing_is_told_that_is_farther_than_another_option(word, case):
    known = tuple({one for parameter in program().commands[case[0]].params for one in _misuse._names(parameter)})
    near = told_options(_near_options.hint(f"--{word}", known))
    distances = {one: _near_options._rank(_near_options._bare(word), _near_options._bare(one)) for one in known}
    assert {distances[one] for one in near} <= {min(filter(None, distances.values()), default=None)}


def told_options(hint):
    return [part for part in hint.partition("?")[0].split('"')[1:] if part.startswith("-")]


def _room(command):
    return next(name for name in COMMANDS if name.rpartition(".")[2].rstrip("_") == command)
