"""The adapter against a channel that records. What a server makes of the calls, test_servers.py asks one."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import Mock, call, create_autospec

import pika
import pytest
from documents import envelope_document
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker, ConnectionClosedByBroker

from processor.events import Event
from processor.ports import Delivery, Unavailable
from processor.rabbitmq import RabbitBroker

URL = "amqp://user:secret@broker.example/%2F"
CLOSED = ConnectionClosedByBroker(320, "CONNECTION_FORCED")


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Mock:
    connection = create_autospec(pika.BlockingConnection, instance=True)
    connection.channel.return_value = create_autospec(BlockingChannel, instance=True)
    monkeypatch.setattr(pika, "BlockingConnection", Mock(return_value=connection))
    return connection


@contextmanager
def connected(connection: Mock) -> Iterator[tuple[RabbitBroker, Mock]]:
    channel = connection.channel.return_value
    with RabbitBroker.connect(URL) as broker:
        channel.reset_mock()
        yield broker, channel


def test_connecting_declares_what_the_services_agreed_on(connection: Mock) -> None:
    with RabbitBroker.connect(URL):
        assert connection.channel.return_value.mock_calls == [
            call.exchange_declare("observatory.events", "topic", durable=True),
            call.exchange_declare("processor.dead-letter", "fanout", durable=True),
            call.queue_declare("processor.dead-letter", durable=True),
            call.queue_bind("processor.dead-letter", "processor.dead-letter"),
            call.queue_declare(
                "processor.jobs", durable=True, arguments={"x-dead-letter-exchange": "processor.dead-letter"}
            ),
            call.queue_bind("processor.jobs", "observatory.events", "job.submitted"),
            call.confirm_delivery(),
            call.basic_qos(prefetch_count=1),
        ]
    connection.close.assert_called_once_with()


@pytest.mark.usefixtures("connection")
def test_the_network_gets_bounded_time() -> None:
    with RabbitBroker.connect(URL):
        (parameters,) = pika.BlockingConnection.call_args.args
    assert (parameters.host, parameters.virtual_host) == ("broker.example", "/")
    assert (parameters.socket_timeout, parameters.stack_timeout, parameters.blocked_connection_timeout) == (5, 5, 5)
    assert (parameters.heartbeat, parameters.connection_attempts) == (30, 1)


def test_messages_and_idle_seconds_are_told_apart(connection: Mock) -> None:
    with connected(connection) as (broker, channel):
        channel.consume.return_value = iter([(SimpleNamespace(delivery_tag=7), None, b"body"), (None, None, None)])
        assert list(broker.deliveries()) == [Delivery(7, b"body"), None]
        assert channel.mock_calls == [call.consume("processor.jobs", inactivity_timeout=1)]


def test_verdicts_reach_the_broker(connection: Mock) -> None:
    with connected(connection) as (broker, channel):
        broker.acknowledge(Delivery(7, b""))
        broker.dead_letter(Delivery(8, b""))
        assert channel.mock_calls == [call.basic_ack(7), call.basic_reject(8, requeue=False)]


def test_an_event_is_published_under_its_type_and_id(connection: Mock) -> None:
    envelope = envelope_document(eventType="job.started", correlationId="é")
    with connected(connection) as (broker, channel):
        broker.publish(Event(envelope))
        ((exchange, routing_key, body, properties),) = [each.args for each in channel.basic_publish.mock_calls]
    assert (exchange, routing_key, json.loads(body)) == ("observatory.events", "job.started", envelope)
    assert (properties.content_type, properties.delivery_mode) == ("application/json", 2)
    assert (properties.message_id, properties.correlation_id) == (envelope["eventId"], "é")


@pytest.mark.parametrize("failure", [CLOSED, ChannelClosedByBroker(406, "PRECONDITION_FAILED"), OSError("reset")])
@pytest.mark.parametrize(
    ("method", "use"),
    [
        ("consume", lambda broker: list(broker.deliveries())),
        ("basic_ack", lambda broker: broker.acknowledge(Delivery(1, b""))),
        ("basic_reject", lambda broker: broker.dead_letter(Delivery(1, b""))),
        ("basic_publish", lambda broker: broker.publish(Event(envelope_document()))),
    ],
)
def test_every_failure_is_the_brokers_absence(
    method: str, use: Callable[[RabbitBroker], None], failure: Exception, connection: Mock
) -> None:
    with connected(connection) as (broker, channel):
        getattr(channel, method).side_effect = failure
        with pytest.raises(Unavailable, match="rabbitmq: ") as raised:
            use(broker)
    assert raised.value.dependency == "rabbitmq"


def test_a_refused_declaration_closes_the_connection(connection: Mock) -> None:
    connection.channel.return_value.queue_declare.side_effect = ChannelClosedByBroker(406, "PRECONDITION_FAILED")
    with pytest.raises(Unavailable, match="PRECONDITION_FAILED"), RabbitBroker.connect(URL):
        pass
    connection.close.assert_called_once_with()


def test_a_connection_that_is_gone_is_left_quietly(connection: Mock) -> None:
    connection.close.side_effect = CLOSED
    with RabbitBroker.connect(URL):
        pass


def test_nobody_listening_is_the_brokers_absence() -> None:
    with (
        pytest.raises(Unavailable, match=r"rabbitmq: .*Connection refused"),
        RabbitBroker.connect("amqp://u:secret@127.0.0.1:1"),
    ):
        pass
