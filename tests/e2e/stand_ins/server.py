"""A small HTTP server on loopback, in a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 and logs nothing."""

    protocol_version = "HTTP/1.1"
    # Two small writes an answer would otherwise wait for each other's acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def body(self) -> bytes | None:
        """What was posted; None when the client died in the middle of it."""
        length = int(self.headers.get("Content-Length", 0))
        content = self.rfile.read(length)
        return content if len(content) == length else None

    def answer(self, status: int, content: bytes, kind: str = "application/json") -> None:
        """Answer and keep the connection."""
        # The client may have been killed while it waited for this.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)


@contextmanager
def serving(handler: type[Handler], port: int = 0) -> Iterator[int]:
    """Serve on `port` of loopback (a free one, unless given) until the block ends; the port."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
