from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event as Flag
from typing import TypeVar

import pytest
from documents import message
from memory import MemoryBroker, MemoryStore, lost, processor

from processor.health import Readiness
from processor.service import DEPENDENCIES, Service, retry_delay

T = TypeVar("T")


class Pauses(Flag):
    """A stop flag that notes how long it was waited on instead of waiting, and is set after ``count`` waits."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.delays: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.delays.append(timeout or 0)
        if len(self.delays) >= self.count:
            self.set()
        return self.is_set()


def connect(connection: T, failures: list[Exception] | None = None) -> Callable[[], Iterator[T]]:
    @contextmanager
    def connected() -> Iterator[T]:
        if failures:
            raise failures.pop()
        yield connection

    return connected


def service(broker: object, store: object, readiness: Readiness) -> Service:
    return Service(connect_broker=broker, connect_store=store, processor=processor, readiness=readiness)


def test_delays_double_up_to_their_maximum() -> None:
    assert [retry_delay(failures) for failures in (0, 1, 2, 5, 6, 7, 10_000)] == [0.5, 1, 2, 16, 30, 30, 30]


def test_messages_are_acknowledged_or_put_aside_until_the_stop() -> None:
    stop, readiness, store = Flag(), Readiness(DEPENDENCIES), MemoryStore()
    broker = MemoryBroker([message(), b"poison", None, message()], after_last=stop.set)
    service(connect(broker), connect(store), readiness).run(stop)
    assert (broker.acknowledged, broker.dead_letters) == ([0, 3], [1])
    assert readiness.missing() == []


def test_no_message_is_begun_after_the_stop() -> None:
    stop, store = Flag(), MemoryStore()
    broker = MemoryBroker([None, message()])

    def relay_and_stop(_: object) -> None:
        stop.set()

    store.relay = relay_and_stop
    service(connect(broker), connect(store), Readiness(DEPENDENCIES)).run(stop)
    assert (broker.acknowledged, store.jobs) == ([], {})


def test_idle_time_sends_what_the_outbox_holds() -> None:
    stop, store = Flag(), MemoryStore()
    first, second = MemoryBroker(), MemoryBroker([None], after_last=stop.set)
    processor(store, first).process(message())
    store.outbox.append(first.published[-1])
    service(connect(second), connect(store), Readiness(DEPENDENCIES)).run(stop)
    assert [event.type for event in second.published] == ["job.completed"]


@pytest.mark.parametrize(
    ("broker_failures", "store_failures", "missing"),
    [
        ([lost("rabbitmq")], [lost("postgres")], ["rabbitmq", "postgres"]),
        ([lost("rabbitmq")], [], ["rabbitmq"]),
        ([], [lost("postgres")], ["postgres"]),
    ],
)
def test_each_missing_dependency_is_named(
    broker_failures: list[Exception], store_failures: list[Exception], missing: list[str]
) -> None:
    readiness = Readiness(DEPENDENCIES)
    broker = connect(MemoryBroker(), broker_failures)
    store = connect(MemoryStore(), store_failures)
    service(broker, store, readiness).run(Pauses(1))
    assert readiness.missing() == missing


def test_the_delay_grows_while_connecting_fails_and_starts_anew_after_a_session() -> None:
    stop = Pauses(5)
    broker = connect(MemoryBroker(), [lost("rabbitmq") for _ in range(3)])
    service(broker, connect(MemoryStore()), Readiness(DEPENDENCIES)).run(stop)
    assert stop.delays == [1.0, 2.0, 4.0, 0.5, 0.5]


def test_a_dependency_lost_midway_leaves_the_message_to_be_delivered_again() -> None:
    readiness, broker, store = Readiness(DEPENDENCIES), MemoryBroker([message()]), MemoryStore(fails_in="settle")
    service(connect(broker), connect(store), readiness).run(Pauses(1))
    assert (broker.acknowledged, broker.dead_letters) == ([], [])
    assert readiness.missing() == ["postgres"]
