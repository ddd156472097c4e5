"""The broker: RabbitMQ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from processor.events import Event
from processor.ports import Delivery, Unavailable
from processor.submission import EVENT_TYPE

EXCHANGE = "observatory.events"
QUEUE = "processor.jobs"
DEAD_LETTERS = "processor.dead-letter"
"""Names both the exchange that takes what this service rejects and the queue that keeps it."""

NETWORK_SECONDS = 5
HEARTBEAT_SECONDS = 30
IDLE_SECONDS = 1


class RabbitBroker:
    """A ``Broker`` on one connection; not to be shared between threads."""

    def __init__(self, channel: BlockingChannel) -> None:
        self._channel = channel

    @classmethod
    @contextmanager
    def connect(cls, url: str) -> Iterator[RabbitBroker]:
        """Connect, declare exchanges and queues, and close at the end; raises ``Unavailable``."""
        with _unavailable_on_failure():
            connection = pika.BlockingConnection(_parameters(url))
        try:
            with _unavailable_on_failure():
                channel = connection.channel()
                _declare(channel)
            yield cls(channel)
        finally:
            with suppress(AMQPError, OSError):
                connection.close()

    def deliveries(self) -> Iterator[Delivery | None]:
        """See ``Broker.deliveries``."""
        with _unavailable_on_failure():
            for method, _, body in self._channel.consume(QUEUE, inactivity_timeout=IDLE_SECONDS):
                yield None if method is None else Delivery(method.delivery_tag, body)

    def acknowledge(self, delivery: Delivery) -> None:
        """See ``Broker.acknowledge``."""
        with _unavailable_on_failure():
            self._channel.basic_ack(delivery.tag)

    def dead_letter(self, delivery: Delivery) -> None:
        """See ``Broker.dead_letter``: the queue's dead-letter exchange takes what is rejected."""
        with _unavailable_on_failure():
            self._channel.basic_reject(delivery.tag, requeue=False)

    def publish(self, event: Event) -> None:
        """See ``Broker.publish``: the channel is in confirm mode, so this waits for the broker's word."""
        properties = pika.BasicProperties(
            content_type="application/json",
            delivery_mode=pika.DeliveryMode.Persistent,
            message_id=event.id,
            correlation_id=event.envelope["correlationId"],
            type=event.type,
        )
        body = json.dumps(event.envelope, ensure_ascii=False).encode()
        with _unavailable_on_failure():
            self._channel.basic_publish(EXCHANGE, event.type, body, properties)


def _parameters(url: str) -> pika.URLParameters:
    parameters = pika.URLParameters(url)
    parameters.socket_timeout = NETWORK_SECONDS
    parameters.stack_timeout = NETWORK_SECONDS
    parameters.blocked_connection_timeout = NETWORK_SECONDS
    parameters.heartbeat = HEARTBEAT_SECONDS
    parameters.connection_attempts = 1
    return parameters


def _declare(channel: BlockingChannel) -> None:
    channel.exchange_declare(EXCHANGE, "topic", durable=True)
    channel.exchange_declare(DEAD_LETTERS, "fanout", durable=True)
    channel.queue_declare(DEAD_LETTERS, durable=True)
    channel.queue_bind(DEAD_LETTERS, DEAD_LETTERS)
    channel.queue_declare(QUEUE, durable=True, arguments={"x-dead-letter-exchange": DEAD_LETTERS})
    channel.queue_bind(QUEUE, EXCHANGE, EVENT_TYPE)
    channel.confirm_delivery()
    channel.basic_qos(prefetch_count=1)


@contextmanager
def _unavailable_on_failure() -> Iterator[None]:
    try:
        yield
    except (AMQPError, OSError) as error:
        raise Unavailable("rabbitmq", error) from error
