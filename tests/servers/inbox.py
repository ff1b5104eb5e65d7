"""A receiver of messages on loopback: keeps what is posted, answers as it is told."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Inbox:
    """`answers` are (status, headers), taken in order; then 200."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def messages(self):
        return [json.loads(body) for body in self.bodies]


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Inbox]:
    inbox = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            inbox.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            inbox.paths.append(self.path)
            status, headers = inbox.answers.pop(0) if inbox.answers else (200, {})
            if status == 0:  # hangs up without an answer
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Tests say nothing."""

    class Server(HTTPServer):
        def handle_error(self, *_):
            """A client that refuses the certificate is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        inbox.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/hooks/s3cr3t"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield inbox
        server.shutdown()
        thread.join()
