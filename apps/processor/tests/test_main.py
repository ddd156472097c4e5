import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from probe import get

HOME = Path(__file__).resolve().parents[1]

NOBODY_LISTENS = {
    "PORT": "0",
    "RABBITMQ_URL": "amqp://guest:guest@127.0.0.1:1/",
    "POSTGRES_URL": "postgresql://127.0.0.1:1/observatory",
}


@contextmanager
def started(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "main.py"],
        cwd=HOME,
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line_with(pattern: str, process: subprocess.Popen[str]) -> re.Match[str]:
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found
    raise AssertionError(f"the process ended without a line like {pattern}")


def test_it_lives_without_its_dependencies_and_stops_when_told() -> None:
    with started(NOBODY_LISTENS) as process:
        port = int(line_with(r"health on port (\d+)", process)[1])
        assert get(port, "/healthz") == (200, {"status": "ok"})
        assert get(port, "/readyz") == (503, {"status": "unavailable", "missing": ["rabbitmq", "postgres"]})
        line_with("unavailable: postgres", process)
        process.send_signal(signal.SIGTERM)
        line_with("stopped", process)
        assert process.wait(10) == 0


def test_a_process_that_cannot_start_says_why() -> None:
    with started({**NOBODY_LISTENS, "PORT": "http", "POSTGRES_URL": "x"}) as process:
        _, log = process.communicate(timeout=10)
        assert process.returncode == 2
        assert "PORT is 'http'" in log
        assert "POSTGRES_URL is no PostgreSQL URL" in log
        assert "Traceback" not in log


def test_a_process_without_contracts_says_where_it_looked() -> None:
    with started({**NOBODY_LISTENS, "CONTRACTS_DIR": "/nowhere"}) as process:
        _, log = process.communicate(timeout=10)
        assert process.returncode == 2
        assert "/nowhere/event-envelope.json: No such file or directory; point CONTRACTS_DIR" in log
