"""A real Chromium, driven through the pipe of its DevTools protocol: no driver, no package, no port."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needed = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip


class Tab:
    """One page. `asked` holds the address of every request it made, `said` what its console was told."""

    def __init__(self, sending: int, receiving: int) -> None:
        self._out, self._in = sending, receiving
        self._left, self._number, self._session = b"", 0, ""
        self.asked: list[str] = []
        self.said: list[str] = []
        self._loaded = False
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def open(self, address: str) -> None:
        """Go there and wait until it has loaded."""
        self._loaded = False
        self.send("Page.navigate", url=address)
        while not self._loaded:
            self._receive()

    def go(self, selector: str) -> None:
        """Click on what leads to another page, and wait until that has loaded."""
        self._loaded = False
        self.click(selector)
        while not self._loaded:
            self._receive()

    def js(self, expression: str) -> Any:
        """The value of an expression in the page (promises are waited for)."""
        found = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, *keys: str) -> None:
        """Real key strokes: characters by themselves, or names as Enter, Escape, Tab."""
        codes = {"Enter": 13, "Escape": 27, "Tab": 9, " ": 32, "ArrowRight": 39}
        for key in keys:
            text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            code = codes.get(key, ord(key[0].upper()))
            for kind in ("keyDown", "keyUp"):
                self.send(
                    "Input.dispatchKeyEvent",
                    type=kind, key=key, windowsVirtualKeyCode=code, **({"text": text} if kind == "keyDown" and text else {}),
                )  # fmt: skip

    def click(self, selector: str) -> None:
        """A real click in the middle of the element."""
        box = self.js(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}});"
            " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        message |= {"sessionId": self._session} if self._session else {}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        number = self._number
        while True:
            answer = self._receive()
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            piece = os.read(self._in, 1 << 20)
            if not piece:
                raise EOFError("Chromium went away")
            self._left += piece
        first, _, self._left = self._left.partition(b"\0")
        message = json.loads(first)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Log.entryAdded":
            self.said.append(params["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.said.append(params["exceptionDetails"]["text"])


@contextmanager
def tab(folder: Path) -> Iterator[Tab]:
    """A page in a browser of its own; `folder` holds its profile and is its home."""
    to_browser, sending = os.pipe()
    receiving, from_browser = os.pipe()
    # Chromium reads file 3 and writes file 4, which ours must not be themselves.
    to_browser, from_browser = (_moved(handle) for handle in (to_browser, from_browser))
    script = f'exec 3<&{to_browser} 4>&{from_browser} {to_browser}<&- {from_browser}>&-; exec "$0" "$@"'
    process = subprocess.Popen(
        ["bash", "-c", script, PROGRAM, *FLAGS, f"--user-data-dir={folder / 'profile'}"],
        pass_fds=(to_browser, from_browser),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )
    os.close(to_browser)
    os.close(from_browser)
    try:
        yield Tab(sending, receiving)
    finally:
        os.close(sending)
        process.terminate()
        process.wait(30)
        os.close(receiving)


def _moved(handle: int) -> int:
    moved = fcntl.fcntl(handle, fcntl.F_DUPFD, 10)
    os.close(handle)
    return moved
