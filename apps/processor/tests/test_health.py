from http import HTTPStatus
from typing import Any

import pytest
from probe import get

from processor.health import CannotServe, Readiness, answer, serve


@pytest.mark.parametrize(
    ("path", "missing", "expected"),
    [
        ("/healthz", ["rabbitmq"], (HTTPStatus.OK, {"status": "ok"})),
        ("/healthz?probe=1", [], (HTTPStatus.OK, {"status": "ok"})),
        ("/readyz", [], (HTTPStatus.OK, {"status": "ok"})),
        (
            "/readyz",
            ["rabbitmq", "postgres"],
            (HTTPStatus.SERVICE_UNAVAILABLE, {"status": "unavailable", "missing": ["rabbitmq", "postgres"]}),
        ),
        ("/", [], (HTTPStatus.NOT_FOUND, {"error": "not found; there are /healthz and /readyz"})),
    ],
)
def test_answers(path: str, missing: list[str], expected: tuple[HTTPStatus, dict[str, Any]]) -> None:
    assert answer(path, missing) == expected


def test_readiness_follows_the_dependencies() -> None:
    readiness = Readiness(("rabbitmq", "postgres"))
    assert readiness.missing() == ["rabbitmq", "postgres"]
    readiness.mark("rabbitmq", available=True)
    assert readiness.missing() == ["postgres"]
    readiness.mark("rabbitmq", available=False)
    assert readiness.missing() == ["rabbitmq", "postgres"]


def test_a_dependency_nobody_declared_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Readiness(("rabbitmq",)).mark("redis", available=True)


def test_it_is_served_until_the_end() -> None:
    readiness = Readiness(("rabbitmq",))
    with serve(0, readiness) as port:
        assert get(port, "/healthz") == (200, {"status": "ok"})
        assert get(port, "/readyz") == (503, {"status": "unavailable", "missing": ["rabbitmq"]})
        readiness.mark("rabbitmq", available=True)
        assert get(port, "/readyz") == (200, {"status": "ok"})
    with pytest.raises(ConnectionRefusedError):
        get(port, "/healthz")


def test_a_taken_port_is_told() -> None:
    with (
        serve(0, Readiness(())) as port,
        pytest.raises(CannotServe, match=f"PORT {port}: Address already in use"),
        serve(port, Readiness(())),
    ):
        pass
