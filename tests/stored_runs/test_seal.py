"""A run that somebody else put there is not found, however well it was made; nothing secret is kept with those that are."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from command_line import Project

from harness import seal
from harness.importers import answers
from harness.model.carrying import ImportOptions
from harness.stored_runs import store

KEYS = {"OPENAI_API_KEY": "sk-proj-canary-0123456789abcdef", "ANTHROPIC_API_KEY": "sk-ant-canary-fedcba9876543210"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Everything of it is recorded, and a run of any size is kept."""
    monkeypatch.setattr(store, "FEWEST", 1)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    made = Project(tmp_path / "project")
    targets = "".join(f"  {name}: {{provider: openai, model: {name}}}\n" for name in ("old", "new"))
    made.write("harness.yaml", f"baseline: old\ntargets:\n{targets}")
    cases = "".join(f"  - {{id: c{number}, vars: {{x: {number}}}}}\n" for number in range(4))
    made.write("suites/s.yaml", f"suite: s\nprompt: 'Add one to {{{{ x }}}}.'\ncases:\n{cases}")
    rows = [
        {"case": f"c{number}", "target": target, "output": f"{number + (target == 'old')}"}
        for number in range(4)
        for target in ("old", "new")
    ]
    source = made.write("answers.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    answers.take_over(source, ImportOptions(suite="s", root=made.root))
    return made


def run(project, *arguments, **env):
    return project.harness("run", "--record", "none", *arguments, **env)


def was_found(ran):
    assert "damaged" not in ran.stderr
    return "Judged before" in ran.stderr


def files(project):
    return sorted((project.root / store.FOLDER).glob(f"*{store.SUFFIX}"))


def sign(path):
    """Write the first line as it has to be for all that follows, as anybody can who knows how it is made."""
    whole = path.read_bytes()
    about = json.loads(whole[: store.HEAD])
    about["inode"] = path.stat().st_ino  # as of a file that came there with the right number
    digest = store._digest(about, hashlib.sha256(whole[store.HEAD :]))
    with path.open("r+b") as file:
        file.write(store._first_line(about, digest, about["seal"]))


def test_a_run_with_every_digest_right_and_another_verdict_is_not_found(project):
    before = run(project)
    assert was_found(run(project))
    (path,) = files(project)
    whole = path.read_bytes()
    assert b"inconclusive" in whole or b"does-not-port" in whole
    with path.open("r+b") as file:
        file.write(whole.replace(b'"does-not-port"', b'"ports"        ').replace(b'"inconclusive"', b'"ports"       '))
    sign(path)
    again = run(project)
    assert not was_found(again)
    assert again.returncode == before.returncode
    assert was_found(run(project))


def test_a_run_under_the_name_of_another_question_is_not_found(project):
    whole = run(project)
    (of_all,) = files(project)
    run(project, "-k", "c1")
    (of_one,) = (path for path in files(project) if path != of_all)
    of_all.unlink()
    of_one.rename(of_all)
    again = run(project)
    assert not was_found(again)
    assert again.returncode == whole.returncode


def test_a_run_of_another_user_is_not_found(project, tmp_path):
    (tmp_path / "another").mkdir()
    run(project)
    assert not was_found(run(project, HOME=str(tmp_path / "another")))
    assert was_found(run(project, HOME=str(tmp_path / "another")))


@pytest.mark.parametrize("where", ["HOME", "XDG_CACHE_HOME"])
def test_a_key_that_lies_within_the_project_seals_nothing(project, where, tmp_path):
    (tmp_path / "link").symlink_to(project.root)
    for folder in (project.root, tmp_path / "link"):
        assert not was_found(run(project, **{where: str(folder)}))
        assert not was_found(run(project, **{where: str(folder)}))
    assert not files(project)
    assert not list(project.root.rglob("seal.key"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.chmod(0o644),
        lambda path: path.write_bytes(b"short"),
        lambda path: path.write_bytes(b"x" * (seal.KEY_BYTES + 1)),
        lambda path: (path.unlink(), os.mkfifo(path)),
        lambda path: path.unlink(),
    ],
)
def test_a_key_that_is_none_is_made_anew_and_nothing_is_found_by_it(project, spoil, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    run(project)
    spoil(tmp_path / ".cache/harness/seal.key")
    assert not was_found(run(project))
    assert was_found(run(project))


def test_of_several_who_make_a_key_at_once_all_have_the_same(monkeypatch, tmp_path):
    everybody = threading.Barrier(8)

    def made(_):
        everybody.wait()
        return seal.key_for(tmp_path / "project")

    with ThreadPoolExecutor(everybody.parties) as pool:
        for attempt in range(20):
            monkeypatch.setenv("HOME", str(tmp_path / f"home-{attempt}"))
            assert len(set(pool.map(made, range(everybody.parties)))) == 1


def test_a_link_in_the_place_of_the_key_is_replaced_and_what_it_points_to_stays(project, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    run(project)
    of_others = tmp_path / "of-others"
    of_others.write_bytes(b"k" * seal.KEY_BYTES)
    of_others.chmod(0o600)
    key = tmp_path / ".cache/harness/seal.key"
    key.unlink()
    key.symlink_to(of_others)
    assert not was_found(run(project))
    assert was_found(run(project))
    assert of_others.read_bytes() == b"k" * seal.KEY_BYTES
    assert not key.is_symlink()


def test_without_a_place_for_the_key_every_run_is_made(project, tmp_path):
    (tmp_path / "file").write_text("")
    for _ in range(2):
        ran = run(project, HOME=str(tmp_path / "file"))
        assert not was_found(ran)
        assert "seal" not in ran.stderr
    assert not files(project)


@pytest.mark.parametrize("claimed", ["", "0" * 64, "\ud800", None, 1])
@pytest.mark.parametrize("home", ["home", "file"])
def test_what_is_no_seal_of_the_users_is_none_whether_there_is_a_key_or_not(home, claimed, monkeypatch, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / home))
    assert seal.is_sealed(tmp_path / "project", b"said", claimed) is False


def test_beside_the_key_nothing_is_left(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    made = seal.sealed(tmp_path / "project", b"said")
    assert seal.is_sealed(tmp_path / "project", b"said", made) is True
    assert [path.name for path in (tmp_path / ".cache/harness").iterdir()] == ["seal.key"]


def test_only_the_user_can_read_what_is_kept(project, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    before = os.umask(0)
    try:
        run(project)
    finally:
        os.umask(before)
    key = tmp_path / ".cache/harness/seal.key"
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (*files(project), key, key.parent)}
    assert set(modes.values()) == {0o600, 0o700}
    assert stat.S_IMODE((project.root / store.FOLDER).stat().st_mode) == 0o700


def test_no_key_is_kept_in_any_form(project):
    project.write(".env", "".join(f"{name}={value}\n" for name, value in KEYS.items()))
    ran = run(project, "--env-file", ".env", "-o", "results.json", **KEYS)
    (path,) = files(project)
    for value in KEYS.values():
        forms = [
            f(value.encode()) for f in (bytes, base64.b64encode, bytes.hex, lambda key: hashlib.sha256(key).hexdigest())
        ]
        told = [path.read_bytes(), (project.root / "results.json").read_bytes(), (ran.stdout + ran.stderr).encode()]
        assert not [
            form for form in forms for text in told if (form if isinstance(form, bytes) else form.encode()) in text
        ]
