"""What is installed along is declared, locked by hashes, explained and licensed; the wheel is the tree."""

from __future__ import annotations

import importlib.util
import re
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BASE = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = {
    name: [line for line in lines if isinstance(line, str)] for name, lines in PROJECT["dependency-groups"].items()
}
LOCKS = {
    "base": BASE,
    "test": [*BASE, *EXTRAS["test"], *EXTRAS["lint"]],
    "build": PROJECT["build-system"]["requires"],
    "release": [*GROUPS["build"], *GROUPS["release"]],
}


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


licences, wheel = script("licences"), script("wheel")


def installed_as_locked(name):
    try:
        return (name, version(name)) in {line[:2] for line in licences.locked("base")}
    except PackageNotFoundError:
        return False


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_everything_that_is_asked_for(name):
    pinned = {}
    for package, number, _ in licences.locked(name):
        pinned.setdefault(package, []).append(number)
    for line in LOCKS[name]:
        asked = Requirement(line)
        numbers = pinned.get(canonicalize_name(asked.name), [])
        assert numbers, f"{line} is not in requirements/{name}.txt: run python scripts/lock.py"
        assert all(map(asked.specifier.contains, numbers)), (line, numbers)


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_hashes_and_no_index_is_named(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())[1:]
    assert len(blocks) == len(licences.locked(name)) > 0
    assert [
        block for block in blocks if not re.fullmatch(r"\S.* \\(\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+", block)
    ] == []
    assert not re.search(r"://|--index|--find-links|--extra-index|--trusted-host", text)


def test_the_tests_run_with_what_is_installed():
    base, tested = ({line[:2] for line in licences.locked(name)} for name in ("base", "test"))
    assert base <= tested


def test_the_builder_of_the_release_is_the_one_that_pip_takes():
    assert GROUPS["build"] == PROJECT["build-system"]["requires"]


def test_the_manual_says_what_each_base_dependency_is_for():
    table = licences.PAGE.read_text().split("## Exactly")[0]
    assert re.findall(r"^\| ([\w-]+) \| ", table, re.MULTILINE)[1:] == sorted(Requirement(line).name for line in BASE)


def test_the_licences_are_those_of_the_packages():
    rows = dict(re.findall(r"^\| (\S+) \| (.+) \|$", licences.PAGE.read_text().split(licences.BEGIN)[1], re.MULTILINE))
    assert list(rows)[1:] == sorted({name for name, _, _ in licences.locked("base")})
    assert set(rows.values()).isdisjoint({"not stated", "not looked at"})
    # Of another version than the locked one the metadata may say it otherwise.
    here = [name for name in list(rows)[1:] if installed_as_locked(name)]
    assert {name: rows[name] for name in here} == {name: licences.licence(name) for name in here}


def test_the_wheel_is_the_tree_and_the_same_wherever_it_is_built():
    pytest.importorskip("hatchling", reason="hatchling is not installed: portproof[test]")
    assert list(wheel.findings(None, epoch=1_700_000_000)) == []


def test_a_wheel_that_is_not_the_tree_is_told_from_it(tmp_path):
    for name, text in {"a.py": "1", "b.py": "2", "c.json": "3", "__pycache__/a.pyc": ""}.items():
        (tmp_path / "harness" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "harness" / name).write_text(text)
    path = tmp_path / "portproof-9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(wheel.WRITTEN - {"licenses/LICENSE"}):
            archive.writestr(f"portproof-9.dist-info/{name}", "")
        archive.writestr("harness/a.py", "1")
        archive.writestr("harness/b.py", "other")
        archive.writestr("tests/test_a.py", "")
    assert list(wheel.differences(path, tmp_path)) == [
        "harness/c.json is not in the wheel",
        "portproof-9.dist-info/licenses/LICENSE is not in the wheel",
        "tests/test_a.py is in the wheel, not in the tree",
        "harness/b.py differs",
    ]
