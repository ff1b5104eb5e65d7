"""`yaml-language-server` as an editor runs it, over its standard streams."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

import pytest

PROGRAM = Path(__file__).parents[2] / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
ABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
}


class LanguageServer:
    """One editor with one folder open. Files are looked at as they lie on the disk."""

    def __init__(self, folder: Path) -> None:
        if not PROGRAM.exists() or not (node := shutil.which("node")):
            pytest.skip("needs Node and yaml-language-server (npm)")
        self._child = subprocess.Popen(
            [node, str(PROGRAM), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._numbers = itertools.count(1)
        self._marked: dict[str, list[dict[str, Any]]] = {}
        self._ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=ABILITIES)
        self._tell("initialized")
        self._tell("workspace/didChangeConfiguration", settings={"yaml": SETTINGS})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.wait()
        self._child.stdin.close()
        self._child.stdout.close()

    def open(self, path: Path) -> str:
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text()}
        self._tell("textDocument/didOpen", textDocument=document)
        return path.as_uri()

    def completions(self, uri: str, line: int, column: int) -> dict[str, str]:
        """What is offered there, by its label, with its documentation."""
        found = self._at("textDocument/completion", uri, line, column)
        return {item["label"]: _text(item.get("documentation")) for item in found["items"]}

    def hover(self, uri: str, line: int, column: int) -> str:
        return _text((self._at("textDocument/hover", uri, line, column) or {}).get("contents"))

    def marks(self, uri: str) -> list[tuple[int, str]]:
        """Line and message of what is marked as wrong, once the server has looked."""
        while uri not in self._marked:
            self._read()
        return sorted((mark["range"]["start"]["line"], mark["message"]) for mark in self._marked[uri])

    def _at(self, method: str, uri: str, line: int, column: int) -> Any:
        return self._ask(method, textDocument={"uri": uri}, position={"line": line, "character": column})

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                return message["result"]

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._child.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._child.stdin.flush()

    def _read(self) -> dict[str, Any]:
        length = 0
        while header := self._child.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not length:
            pytest.fail("the language server ended")
        message = json.loads(self._child.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self._marked[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:  # it asks the editor
            asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            answers = [SETTINGS if item.get("section") == "yaml" else None for item in asked or []]
            self._send({"id": message["id"], "result": None if asked is None else answers})
        return message


def _text(documentation: Any) -> str:
    return documentation.get("value", "") if isinstance(documentation, dict) else documentation or ""
