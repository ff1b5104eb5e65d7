"""A place where nothing can be written is refused before anything is sent: every option that writes a file is tried."""

from __future__ import annotations

import os

import pytest

from harness.cli._app import program

WRITING = ("--output", "--bundle", "--notify-file")
LINES = {
    "run": "run",
    "compare": "compare claude",
    "readiness": "readiness",
    "report": "report",
    "drift": "drift",
    "drill": "drill --down vendor=openai",
    "serve": "serve --port 0 --replay --score",
    "calendar": "calendar",
    "lint": "lint --format json",
    "policy export": "policy export litellm",
    "scenario export": "scenario export mitmproxy --scenario S01",
    "export": "export cases",
    "migrate": "migrate gpt claude",
}
"""What is given with the options that write, for each command that has one."""
SUFFIXES = {"--bundle": ".zip", "--notify-file": ".txt"}


def commands(built, name=""):
    for part, command in getattr(built, "commands", {}).items():
        yield from commands(command, f"{name} {part}".strip())
    if not hasattr(built, "commands"):
        valued = [one for one in built.params if one.param_type_name == "option" and not one.is_flag]
        yield name, {option for parameter in valued for option in parameter.opts}


PLACES = [(name, option) for name, options in commands(program()) for option in WRITING if option in options]


def bad_places(root, suffix):
    """Places of each kind at which no file can be made."""
    (root / "taken").write_text("a file")
    (root / f"folder{suffix}").mkdir()
    (root / "nowhere").symlink_to(root / "not there")
    return {
        f"taken/out{suffix}": "taken is no folder",
        f"taken/deeper/out{suffix}": "taken is no folder",
        f"nowhere/out{suffix}": "nowhere is no folder",
        f"folder{suffix}": "it is a folder",
        f"/proc/nobody/out{suffix}": "No such file or directory",
        f"new/{'x' * 300}/out{suffix}": "File name too long",
        f"new/{'x' * 300}{suffix}": "File name too long",
    }


def test_every_command_that_writes_is_tried():
    assert {name for name, _ in PLACES} == LINES.keys()


@pytest.mark.parametrize(("name", "option"), PLACES)
def test_a_place_where_nothing_can_be_written_is_refused_before_anything_is_sent(
    live_project, vendor, other_vendor, name, option
):
    suffix = SUFFIXES.get(option, ".yaml" if "export" in name else ".json")
    places = bad_places(live_project.root, suffix)
    before = sorted(os.walk(live_project.root))
    if (name, option) == ("migrate", "--output"):
        del places[f"folder{suffix}"]  # it wants a folder
    for place, why in places.items():
        given = [*LINES[name].split(), option, place]
        if name == "run" and option == "--notify-file":
            given.append("--nightly")
        ran = live_project.harness(*given)
        assert (ran.returncode, place in ran.stderr, why in ran.stderr) == (2, True, True), (place, ran.stderr)
        assert ran.stderr.count("error[") == 1
        assert ran.stdout == ""
    assert not vendor.requests + other_vendor.requests
    assert sorted(os.walk(live_project.root)) == before


def test_the_page_of_a_night_is_tried_as_well_where_none_is_asked_for(live_project, vendor):
    (live_project.root / ".harness/nightly.html").mkdir(parents=True)
    ran = live_project.harness("run", "--nightly")
    assert (ran.returncode, "nightly.html: cannot be written: it is a folder" in ran.stderr) == (2, True)
    assert not vendor.requests


def test_a_place_that_turned_bad_meanwhile_costs_neither_the_run_nor_its_history(live_project, vendor):
    def says(prompt):
        (live_project.root / "results.json").mkdir(exist_ok=True)
        return prompt

    vendor.says = says
    ran = live_project.harness("run", "-o", "results.json")
    assert (ran.returncode, "results.json: cannot be written" in ran.stderr) == (5, True)
    assert "greet" in ran.stdout
    assert live_project.harness("history", "--json").stdout.count("\n") == 1
