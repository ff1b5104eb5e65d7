"""harness view, from the command line; what it answers is tested beside the view itself."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import pytest

CONFIG = "baseline: gpt\ntargets:\n  gpt: {provider: openai, model: gpt-5.1}\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_it_says_where_it_is_and_ends_on_a_signal(project, number, code):
    project.write("harness.yaml", CONFIG)
    process = subprocess.Popen(
        project.command("view"),
        cwd=project.root,
        env=project.env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever is started in the background is born deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    with process:
        address = process.stdout.readline()
        assert address.startswith("http://127.0.0.1:")
        port = int(address.split(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as browser:
            browser.sendall(
                f"GET /{address.split('/')[-1].strip()} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
            )
            assert b" 303 " in browser.recv(100)
        process.send_signal(number)
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (code, "", "")


def test_a_port_that_is_taken(project):
    project.write("harness.yaml", CONFIG)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        found = project.harness("view", "--port", str(other.getsockname()[1]))
    assert found.returncode == 2
    assert "error[port-taken]" in found.stderr
    assert "leave --port out" in found.stderr


def test_without_the_extra_it_says_what_to_install(project):
    project.write("harness.yaml", CONFIG)
    script = "import sys; sys.modules['uvicorn'] = None; sys.argv[0] = 'harness'; from harness.cli import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", script, "view"], cwd=project.root, env=project.env(), capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip
    assert found.returncode == 2
    assert "pip install 'portproof[view]'" in found.stderr
