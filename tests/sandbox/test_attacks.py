"""The sandbox, attacked: as root and as nobody, with bubblewrap and with what the kernel has alone."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sandbox.attacks import ATTACKS, FORGERIES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what confines the code")
ROOT = Path(__file__).parents[2]


def _python_of_nobody():
    """This Python, or the system's of the same version where nobody may not enter this one's folder."""
    for program in (
        os.path.realpath(sys.executable),
        shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/bin"),
    ):
        command = [program, "-c", f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}"]
        if program and subprocess.run([*_NOBODY, *command], capture_output=True, check=False).returncode == 0:
            return program
    return None


# through `env`: what setpriv itself starts is still looked up with root's rights
_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", "env"]


def _command(user):
    if user == "self":
        return [sys.executable]
    if os.geteuid() != 0:
        pytest.skip("only root can run something as another user")
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is not installed")
    program = _python_of_nobody()
    if program is None:
        pytest.skip("there is no Python here that nobody may run")
    return [*_NOBODY, program]


@pytest.fixture(
    scope="module", params=[(user, by) for user in ("self", "nobody") for by in ("bubblewrap", "kernel")], ids="-".join
)
def attacked(request):
    # not pytest's own folder: each start of a pytest closes that one to other users again
    with tempfile.TemporaryDirectory() as folder:
        yield attack(Path(folder), *request.param)


def attack(folder, user, isolation):
    (folder / "secret.txt").write_text("kept")
    paths = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
    if user == "nobody":
        os.chown(folder, 65534, 65534)
        os.chown(folder / "secret.txt", 65534, 65534)
    done = subprocess.run(
        [*_command(user), str(Path(__file__).with_name("attacks.py")), str(folder), isolation],
        capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(paths)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    came = json.loads(done.stdout)
    if "skip" in came:
        pytest.skip(came["skip"])
    if isolation == "kernel" and any(
        "nothing on this system confines" in one.get("unable", "") for one in came.values()
    ):
        pytest.skip("the kernel has no Landlock")
    return came


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_outside_is_reached(attacked, attack):
    assert attacked[attack]["passed"], attacked[attack]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_pass_is_forged(attacked, forgery):
    assert not attacked[forgery]["passed"]


def test_nothing_outside_has_changed(attacked):
    after = attacked["after"]
    assert after["limit"] > 7
    assert (after["secret"], after["files"], after["elsewhere"], after["pth"]) == ("kept", ["secret.txt"], [], [])
