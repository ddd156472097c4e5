"""The job store in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from processor.events import Event
from processor.job import Job, JobStatus
from processor.ports import AlreadyProcessed, Begun, Publish, Refused, Unavailable

CONNECT_SECONDS = 5
STATEMENT_MILLISECONDS = 10_000
RELAY_BATCH = 100
"""How many events one ``relay`` publishes; the service relays again while it idles."""

_SETUP_LOCK = 0x6F627376
"""Two processes that create the tables at once would fail each other; they take turns on this advisory lock."""

_SETUP = """
CREATE TABLE IF NOT EXISTS jobs (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    status text NOT NULL,
    payload jsonb,
    metadata jsonb,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS processed_events (
    idempotency_key text PRIMARY KEY,
    processed_at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS processor_outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    envelope jsonb NOT NULL
);
"""

_BEGIN_JOB = """
INSERT INTO jobs (id, type, status, payload, metadata, created_at, updated_at)
VALUES (%(id)s, %(type)s, %(status)s, %(payload)s, %(metadata)s, %(created_at)s, %(updated_at)s)
ON CONFLICT (id) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at
WHERE jobs.status = 'PENDING'
"""

_SETTLE_JOB = """
UPDATE jobs SET status = %(status)s, metadata = %(metadata)s, updated_at = %(updated_at)s
WHERE id = %(id)s AND status = 'EXECUTING'
"""

_ADD_KEY = "INSERT INTO processed_events VALUES (%s, %s) ON CONFLICT DO NOTHING"
_ADD_EVENT = "INSERT INTO processor_outbox (envelope) VALUES (%s)"
_TAKE_EVENTS = "SELECT position, envelope FROM processor_outbox ORDER BY position LIMIT %s FOR UPDATE"
_REMOVE_EVENTS = "DELETE FROM processor_outbox WHERE position = ANY(%s)"


class PostgresJobStore:
    """A ``JobStore`` on one connection; not to be shared between threads."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def connect(cls, url: str) -> Iterator[PostgresJobStore]:
        """Connect, create the tables that are missing, and close at the end; raises ``Unavailable``.

        Connecting takes at most ``CONNECT_SECONDS`` for each address, a statement ``STATEMENT_MILLISECONDS``.
        """
        with _unavailable_on_failure():
            connection = psycopg.connect(
                url,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS,
                tcp_user_timeout=STATEMENT_MILLISECONDS,
                options=f"-c statement_timeout={STATEMENT_MILLISECONDS}",
            )
        try:
            with _unavailable_on_failure(), connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [_SETUP_LOCK])
                connection.execute(_SETUP)
            yield cls(connection)
        finally:
            connection.close()

    def begin(self, idempotency_key: str, job: Job, event: Event) -> Begun | AlreadyProcessed | Refused:
        """See ``JobStore.begin``."""
        try:
            with _unavailable_on_failure(), self._connection.transaction():
                return self._begin(idempotency_key, job, event)
        except psycopg.DataError as error:
            return Refused(f"PostgreSQL cannot store the job: {error}")

    def _begin(self, idempotency_key: str, job: Job, event: Event) -> Begun | AlreadyProcessed | Refused:
        execute = self._connection.execute
        if execute("SELECT FROM processed_events WHERE idempotency_key = %s", [idempotency_key]).rowcount:
            return AlreadyProcessed()
        if execute(_BEGIN_JOB, _columns(job)).rowcount:
            execute(_ADD_EVENT, [Jsonb(event.envelope)])
            return Begun()
        (status,) = execute("SELECT status FROM jobs WHERE id = %s", [job.id]).fetchone()
        if status == JobStatus.EXECUTING:
            return Begun()
        return Refused(f"job {job.id} is already {status}; a new submission needs a new id")

    def settle(self, idempotency_key: str, job: Job, event: Event) -> None:
        """See ``JobStore.settle``."""
        with _unavailable_on_failure(), self._connection.transaction():
            execute = self._connection.execute
            execute(_ADD_KEY, [idempotency_key, job.updated_at])
            if execute(_SETTLE_JOB, _columns(job)).rowcount:
                execute(_ADD_EVENT, [Jsonb(event.envelope)])

    def relay(self, publish: Publish) -> None:
        """See ``JobStore.relay``; at most ``RELAY_BATCH`` events at a time."""
        with _unavailable_on_failure(), self._connection.transaction():
            rows = self._connection.execute(_TAKE_EVENTS, [RELAY_BATCH]).fetchall()
            for _, envelope in rows:
                publish(Event(envelope))
            if rows:
                self._connection.execute(_REMOVE_EVENTS, [[position for position, _ in rows]])


def _columns(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "type": job.type,
        "status": job.status.value,
        "payload": None if job.payload is None else Jsonb(job.payload),
        "metadata": None if job.metadata is None else Jsonb(job.metadata),
        "created_at": job.created_at,
        "updated_at": job.updated_at,
    }


@contextmanager
def _unavailable_on_failure() -> Iterator[None]:
    # A lost connection, a missing right, a wrong password: all may be put right while this process waits.
    # A value that does not fit is the message's fault, and stays a DataError.
    try:
        yield
    except psycopg.DataError:
        raise
    except psycopg.Error as error:
        raise Unavailable("postgres", error) from error
