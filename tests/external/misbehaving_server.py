"""A real server on loopback that misbehaves in every way that servers of the web do."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Server(ThreadingHTTPServer):
    """Knows what it was asked, and how often at the same time."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.times: dict[str, list[float]] = {}
        self.cookies: list[str] = []
        self.seen: Counter[str] = Counter()
        self.at_once = 0
        self.most_at_once = 0
        self.lock = threading.Lock()
        self.done = threading.Event()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """Clients that go away are what is tested."""


class Handler(BaseHTTPRequestHandler):
    """Answers by the path: `/status/404`, `/get-only`, `/slow`, ..."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        server = self.server
        with server.lock:
            server.asked.append(f"{self.command} {self.path}")
            server.times.setdefault(self.path, []).append(time.monotonic())
            server.seen[self.path] += 1
            server.cookies += [self.headers["cookie"]] if "cookie" in self.headers else []
        kind, *rest = self.path.strip("/").split("/")
        getattr(self, f"answer_{kind.replace('-', '_')}")(*rest)

    def _say(self, status: int, *headers: tuple[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def answer_status(self, status: str) -> None:
        self._say(int(status))

    def answer_ok(self, *_: str) -> None:
        server = self.server
        with server.lock:
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
        time.sleep(0.01)
        with server.lock:  # before the answer: whoever has it may ask for the next at once
            server.at_once -= 1
        self._say(200, ("set-cookie", "id=1; path=/"))

    def answer_get_only(self, status: str) -> None:
        """HEAD is answered with a status that GET is not."""
        self._say(int(status) if self.command == "HEAD" else 200)

    def answer_no_head(self) -> None:
        """HEAD is answered by hanging up."""
        if self.command == "HEAD":
            self.close_connection = True
        else:
            self._say(200)

    def answer_redirect(self, status: str, *target: str) -> None:
        self._say(int(status), ("location", f"/{'/'.join(target)}"))

    def answer_redirect_to_nothing(self) -> None:
        self._say(301, ("location", "http://[::bad"))

    def answer_redirect_out(self) -> None:
        self._say(301, ("location", "file:///etc/passwd"))

    def answer_loop(self) -> None:
        self._say(302, ("location", "/loop"))

    def answer_recovers(self, status: str, times: str) -> None:
        """Fails as often as is said, then answers."""
        self._say(int(status) if self.server.seen[self.path] <= int(times) else 200)

    def answer_later(self, seconds: str) -> None:
        """Asks once for a pause."""
        if self.server.seen[self.path] > 1:
            self._say(200)
        else:
            self._say(429, ("retry-after", seconds))

    def answer_slow(self) -> None:
        self.server.done.wait(5)
        self.close_connection = True

    def answer_reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def answer_garbage(self) -> None:
        self.wfile.write(b"\x00\xffno http at all\r\n\r\n")
        self.close_connection = True

    def answer_endless(self) -> None:
        """A body that would never end."""
        self.send_response(200)
        self.end_headers()
        if self.command == "GET":
            while not self.server.done.wait(0.01):
                self.wfile.write(b"x" * 65536)
        self.close_connection = True

    def answer_endless_get_only(self) -> None:
        if self.command == "HEAD":
            self._say(405)
        else:
            self.answer_endless()


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs until the context ends."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.done.set()
        server.shutdown()
        thread.join()
        server.server_close()
