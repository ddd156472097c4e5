"""The adapters and the whole service against a real RabbitMQ and a real PostgreSQL, both of them empty.

Not part of the unit tests: ``RABBITMQ_URL=... POSTGRES_URL=... .venv/bin/python -m pytest -m servers``.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread
from uuid import UUID, uuid4

import pika
import psycopg
import pytest
from documents import CONTRACTS, envelope_document, job_document, message
from memory import AT
from probe import get
from test_main import line_with, started

from processor.contracts import violations
from processor.document import read_document
from processor.events import Event, EventFactory
from processor.job import Job, JobStatus
from processor.ports import AlreadyProcessed, Begun, Refused
from processor.postgres import PostgresJobStore

pytestmark = pytest.mark.servers

FACTORY = EventFactory("1.0.0", "processor-1", "0.1.0")


@pytest.fixture
def postgres_url() -> str:
    return os.environ["POSTGRES_URL"]


@pytest.fixture
def store(postgres_url: str) -> Iterator[PostgresJobStore]:
    with PostgresJobStore.connect(postgres_url) as store:
        store.relay(lambda _: None)
        yield store


@pytest.fixture
def job() -> Job:
    return replace(Job.from_document(job_document(id=str(uuid4()))), status=JobStatus.EXECUTING, updated_at=AT)


def event(job: Job) -> Event:
    return FACTORY.lifecycle_event(job, "request-1")


def row(url: str, job: Job) -> tuple:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT * FROM jobs WHERE id = %s", [job.id]).fetchone()


def relayed(store: PostgresJobStore) -> list[Event]:
    events: list[Event] = []
    store.relay(events.append)
    return events


def test_a_job_is_stored_through_its_life(store: PostgresJobStore, postgres_url: str, job: Job) -> None:
    key = f"job.submitted:{job.id}"
    assert store.begin(key, job, event(job)) == Begun()
    assert row(postgres_url, job) == (job.id, job.type, "EXECUTING", job.payload, None, job.created_at, AT)
    assert store.begin(key, job, event(job)) == Begun()

    done = replace(job, status=JobStatus.COMPLETED).labelled({"payloadBytes": "2"})
    store.settle(key, done, event(done))
    store.settle(key, done, event(done))
    assert row(postgres_url, job)[2:5] == ("COMPLETED", job.payload, {"payloadBytes": "2"})
    assert store.begin(key, job, event(job)) == AlreadyProcessed()
    assert store.begin("another", job, event(job)) == Refused(
        f"job {job.id} is already COMPLETED; a new submission needs a new id"
    )
    assert relayed(store) == [event(job), event(done)]
    assert relayed(store) == []


def test_an_event_that_is_not_taken_stays(store: PostgresJobStore, job: Job) -> None:
    store.begin("key", job, event(job))

    def refuse(_: Event) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.relay(refuse)
    assert relayed(store) == [event(job)]


def test_two_processes_do_one_job_once(store: PostgresJobStore, postgres_url: str, job: Job) -> None:
    key = f"job.submitted:{job.id}"
    done = replace(job, status=JobStatus.COMPLETED)

    def carry_out() -> None:
        with PostgresJobStore.connect(postgres_url) as own:
            own.begin(key, job, event(job))
            own.settle(key, done, event(done))

    threads = [Thread(target=carry_out) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert relayed(store) == [event(job), event(done)]


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline, "it did not come about within 15 s"
        time.sleep(0.1)


def test_the_service_carries_out_what_is_published(store: PostgresJobStore, postgres_url: str) -> None:
    done, failing = str(uuid4()), str(uuid4())
    submissions = [
        submission(done, {"month": "2026-02"}),
        submission(done, {"month": "2026-02"}),
        b"poison",
        submission(failing, {"text": "x" * 70_000}),
    ]
    with pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_URL"])) as connection:
        channel = connection.channel()
        with started({"PORT": "0"}) as process:
            port = int(line_with(r"health on port (\d+)", process)[1])
            line_with("ready", process)
            assert get(port, "/readyz") == (200, {"status": "ok"})
            channel.queue_purge("processor.dead-letter")
            heard = channel.queue_declare("", exclusive=True).method.queue
            channel.queue_bind(heard, "observatory.events", "job.*")
            for body in submissions:
                channel.basic_publish("observatory.events", "job.submitted", body)
            events = drain(channel, heard, len(submissions) + 4)
            line_with(f"job {failing} FAILED", process)
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        dead = [channel.basic_get("processor.dead-letter", auto_ack=True)[2] for _ in range(2)]

    ours = [read_document(body) for body in events if body not in submissions]
    assert [(each["eventType"], each["payload"]["job"]["id"]) for each in ours] == [
        ("job.started", done),
        ("job.completed", done),
        ("job.started", failing),
        ("job.failed", failing),
    ]
    assert [violations(CONTRACTS.envelope, each) for each in ours] == [()] * 4
    assert dead == [b"poison", None]
    with psycopg.connect(postgres_url) as connection:
        rows = dict(connection.execute("SELECT id, status FROM jobs").fetchall())
    assert (rows[UUID(done)], rows[UUID(failing)]) == ("COMPLETED", "FAILED")
    assert relayed(store) == []


def submission(job_id: str, payload: dict) -> bytes:
    job = job_document(id=job_id, payload=payload)
    return message(envelope_document(job, idempotencyKey=f"job.submitted:{job_id}"))


def drain(channel: pika.adapters.blocking_connection.BlockingChannel, queue: str, count: int) -> list[bytes]:
    bodies: list[bytes] = []

    def next_one() -> bool:
        body = channel.basic_get(queue, auto_ack=True)[2]
        if body is not None:
            bodies.append(body)
        return len(bodies) == count

    eventually(next_one)
    return bodies
