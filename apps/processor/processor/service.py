"""Keeps the processor at work: connects, takes messages, and connects again when a dependency fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from threading import Event as Flag
from typing import TypeVar, assert_never

from processor.health import Readiness
from processor.ports import Broker, Delivery, JobStore, Unavailable
from processor.processing import Acknowledge, DeadLetter, MessageProcessor

DEPENDENCIES = ("rabbitmq", "postgres")

FIRST_DELAY_SECONDS = 0.5
MAX_DELAY_SECONDS = 30.0

logger = logging.getLogger(__name__)

Connection = TypeVar("Connection")


def retry_delay(failures: int) -> float:
    """Tell how many seconds to wait after so many failures in a row: 0.5, 1, 2, ... and never more than 30."""
    return min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0 ** min(failures, 16))


@dataclass(frozen=True)
class Service:
    """Runs sessions until it is told to stop; a session is the time both dependencies hold."""

    connect_broker: Callable[[], AbstractContextManager[Broker]]
    connect_store: Callable[[], AbstractContextManager[JobStore]]
    processor: Callable[[JobStore, Broker], MessageProcessor]
    readiness: Readiness

    def run(self, stop: Flag) -> None:
        """Work until ``stop`` is set; the message in hand is finished first."""
        failures = 0
        while not stop.is_set():
            failures = 0 if self._session(stop) else failures + 1
            stop.wait(retry_delay(failures))

    def _session(self, stop: Flag) -> bool:
        """Tell whether both dependencies could be reached."""
        with ExitStack() as connections:
            # Both are tried even if the first fails: /readyz names every dependency that is missing.
            broker = self._connect("rabbitmq", self.connect_broker, connections)
            store = self._connect("postgres", self.connect_store, connections)
            if broker is None or store is None:
                return False
            logger.info("ready")
            try:
                self._consume(store, broker, stop)
            except Unavailable as failure:
                self._lose(failure)
            return True

    def _connect(
        self,
        dependency: str,
        connect: Callable[[], AbstractContextManager[Connection]],
        connections: ExitStack,
    ) -> Connection | None:
        try:
            connection = connections.enter_context(connect())
        except Unavailable as failure:
            self._lose(failure)
            return None
        self.readiness.mark(dependency, available=True)
        return connection

    def _lose(self, failure: Unavailable) -> None:
        self.readiness.mark(failure.dependency, available=False)
        logger.warning("unavailable: %s", failure)

    def _consume(self, store: JobStore, broker: Broker, stop: Flag) -> None:
        processor = self.processor(store, broker)
        for delivery in broker.deliveries():
            if stop.is_set():
                return
            if delivery is None:
                # Sends what an earlier crash left in the outbox, and notices a store that has gone.
                store.relay(broker.publish)
            else:
                _settle(delivery, processor.process(delivery.body), broker)


def _settle(delivery: Delivery, verdict: Acknowledge | DeadLetter, broker: Broker) -> None:
    match verdict:
        case Acknowledge(summary):
            broker.acknowledge(delivery)
            logger.info("%s", summary)
        case DeadLetter(reasons):
            broker.dead_letter(delivery)
            logger.error("message put aside: %s", "; ".join(reasons))
        case unknown:
            assert_never(unknown)
