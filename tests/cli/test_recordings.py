"""harness recordings: there and back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

import pytest

CONFIG = "recordings: env:SHARED\nbaseline: gpt\ntargets:\n  gpt: {provider: openai, model: gpt-4.1}\n"
SUITE = 'suite: s\nprompt: "{{ q }}"\ncases:\n'


@pytest.fixture(params=["postgresql", "s3"])
def env(request: pytest.FixtureRequest) -> Mapping[str, str]:
    if request.param == "s3":
        server = request.getfixturevalue("storage_server")
        return {**server.environment, "SHARED": server.bucket()}
    return {"SHARED": request.getfixturevalue("postgres_server").database()}


@pytest.fixture
def recorded(project):
    """A project with three answers written by hand."""

    def write(prompt: str = "{{ q }}", answer: str = "answer") -> None:
        cases = "".join(f"  - {{id: c{number}, vars: {{q: question {number}}}}}\n" for number in range(3))
        project.write("suites/s.yaml", SUITE.replace("{{ q }}", prompt) + cases)
        rows = "".join(f'{{"case": "c{n}", "target": "gpt", "output": "{answer} {n}"}}\n' for n in range(3))
        project.write("answers.jsonl", rows)
        done = project.harness("import", "answers", "answers.jsonl", "--suite", "s", SHARED="off")
        assert done.returncode == 0, done.stderr

    project.write("harness.yaml", CONFIG)
    write()
    return write


def replayed(project, **env) -> str:
    done = project.harness("run", "--record", "none", "-o", "results.json", **env)
    assert done.returncode == 0, done.stderr
    return (project.root / "results.json").read_text()


def test_what_is_recorded_here_goes_there_and_comes_back(project, recorded, env):
    pushed = project.harness("recordings", "push", **env)
    assert (pushed.returncode, pushed.stderr.split(" to ")[0]) == (0, "3 recordings written")
    again = project.harness("recordings", "push", **env)
    assert again.stderr.startswith("0 recordings written")
    before = (project.root / "fixtures/s/gpt.jsonl").read_text()
    shutil.rmtree(project.root / "fixtures")
    assert "answer 2" in replayed(project, **env)  # straight from there
    assert not (project.root / "fixtures").exists()
    pulled = project.harness("recordings", "pull", "suites/s.yaml", **env)
    assert (pulled.returncode, pulled.stderr.split(" from ")[0]) == (0, "3 recordings taken")
    assert (project.root / "fixtures/s/gpt.jsonl").read_text() == before
    assert project.harness("recordings", "pull", **env).stderr.startswith("0 recordings taken")
    listed = project.harness("recordings", **env)
    assert listed.stdout == "suite  cassette  here  shared\ns      gpt          3       3\n"
    assert "p4ss-w0rd" not in listed.stderr + pushed.stderr + pulled.stderr


def test_what_fits_todays_prompt_is_taken_before_what_is_later(project, recorded, env):
    project.harness("recordings", "push", **env)
    recorded(prompt="Please: {{ q }}", answer="later")
    project.harness("recordings", "push", **env)
    shutil.rmtree(project.root / "fixtures")
    project.harness("recordings", "pull", **env)
    assert "later 1" in replayed(project, SHARED="off")
    project.write("suites/s.yaml", (project.root / "suites/s.yaml").read_text().replace("Please: ", ""))
    pulled = project.harness("recordings", "pull", **env)
    assert pulled.stderr.startswith("3 recordings taken")
    assert "answer 1" in replayed(project, SHARED="off")


def test_replacing_writes_over_what_is_shared(project, recorded, env):
    project.harness("recordings", "push", **env)
    recorded(answer="better")
    assert project.harness("recordings", "push", **env).stderr.startswith("0 recordings")
    assert project.harness("recordings", "push", "--replace", **env).stderr.startswith("3 recordings")
    shutil.rmtree(project.root / "fixtures")
    assert "better 1" in replayed(project, **env)


@pytest.mark.parametrize("command", [(), ("push",), ("pull",)])
def test_where_nothing_is_shared_it_says_how(project, recorded, command):
    project.write("harness.yaml", CONFIG.partition("\n")[2])
    done = project.harness("recordings", *command)
    assert done.returncode == 2
    assert "no recordings are shared here" in done.stderr
    assert "recordings: postgresql://host/database" in done.stderr


def test_a_variable_that_is_not_set(project, recorded):
    shutil.rmtree(project.root / "fixtures")
    for command in (("recordings",), ("run",), ("run", "--record", "none"), ("run", "--dry-run")):
        done = project.harness(*command)
        assert (done.returncode, "the variable SHARED is not set" in done.stderr) == (2, True)
    off = project.harness("run", "--record", "none", SHARED="off")
    assert off.returncode == 4


def test_the_environment_file_holds_the_address(project, recorded, env):
    project.write("shared.env", "".join(f"{name}={value}\n" for name, value in env.items()))
    done = project.harness("recordings", "--env-file", "shared.env")
    assert done.stdout.splitlines()[1].split() == ["s", "gpt", "3", "0"]
