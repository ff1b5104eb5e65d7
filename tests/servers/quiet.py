"""An HTTP server that says nothing of clients which go away: its threads may outlive a test, and the next may read
standard error.
"""

from __future__ import annotations

from http.server import ThreadingHTTPServer


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_):
        """A client that refuses the certificate, or has no more time, is no news."""
