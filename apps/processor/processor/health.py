"""What the process tells its surroundings over HTTP: /healthz and /readyz."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

REQUEST_SECONDS = 5
"""How long a client may take over its request."""


class Readiness:
    """Which dependencies are missing, told by one thread and read by others. All are missing at first."""

    def __init__(self, dependencies: Sequence[str]) -> None:
        self._lock = Lock()
        self._available = dict.fromkeys(dependencies, False)

    def mark(self, dependency: str, *, available: bool) -> None:
        """Record whether a dependency named at the start can be reached."""
        with self._lock:
            if dependency not in self._available:
                raise KeyError(dependency)
            self._available[dependency] = available

    def missing(self) -> list[str]:
        """Name the dependencies that cannot be reached, in the order given at the start."""
        with self._lock:
            return [name for name, available in self._available.items() if not available]


def answer(path: str, missing: Sequence[str]) -> tuple[HTTPStatus, dict[str, Any]]:
    """Decide status and JSON body of ``GET path``."""
    match path.partition("?")[0]:
        case "/healthz":
            return HTTPStatus.OK, {"status": "ok"}
        case "/readyz" if missing:
            return HTTPStatus.SERVICE_UNAVAILABLE, {"status": "unavailable", "missing": list(missing)}
        case "/readyz":
            return HTTPStatus.OK, {"status": "ok"}
        case _:
            return HTTPStatus.NOT_FOUND, {"error": "not found; there are /healthz and /readyz"}


class CannotServe(Exception):  # noqa: N818 (it reads as a sentence where it is raised)
    """The port cannot be had; the message says which and why."""


@contextmanager
def serve(port: int, readiness: Readiness) -> Iterator[int]:
    """Answer on ``port`` of every interface, and yield the port (another one than 0, if 0 was given).

    Raises ``CannotServe`` when the port cannot be had.
    """
    try:
        server = ThreadingHTTPServer(("", port), _handler(readiness))
    except OSError as error:
        raise CannotServe(f"PORT {port}: {error.strerror}; free it or choose another") from error
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, name="health")
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(readiness: Readiness) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = REQUEST_SECONDS
        server_version = "processor"
        sys_version = ""

        def do_GET(self) -> None:
            status, document = answer(self.path, readiness.missing())
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a probe every few seconds would drown the log."""

    return Handler
