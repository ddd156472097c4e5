"""How the adapter answers failures. What PostgreSQL makes of its statements, test_servers.py asks one."""

from contextlib import nullcontext
from dataclasses import replace
from unittest.mock import Mock, create_autospec

import psycopg
import pytest
from documents import job_document
from memory import AT

from processor.events import EventFactory
from processor.job import Job, JobStatus
from processor.ports import Refused, Unavailable
from processor.postgres import PostgresJobStore

JOB = replace(Job.from_document(job_document()), status=JobStatus.EXECUTING, updated_at=AT)
EVENT = EventFactory("1.0.0", "processor-1", "0.1.0").lifecycle_event(JOB, "request-1")


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Mock:
    connection = create_autospec(psycopg.Connection, instance=True)
    connection.transaction.side_effect = nullcontext
    monkeypatch.setattr(psycopg, "connect", Mock(return_value=connection))
    return connection


def test_every_wait_is_bounded(connection: Mock) -> None:
    with PostgresJobStore.connect("postgresql://db/observatory"):
        pass
    psycopg.connect.assert_called_once_with(
        "postgresql://db/observatory",
        autocommit=True,
        connect_timeout=5,
        tcp_user_timeout=10_000,
        options="-c statement_timeout=10000",
    )
    connection.close.assert_called_once_with()


@pytest.mark.parametrize("failure", [psycopg.OperationalError("gone"), psycopg.errors.InsufficientPrivilege("gone")])
def test_every_failure_is_the_stores_absence(failure: Exception, connection: Mock) -> None:
    with PostgresJobStore.connect("postgresql://db/observatory") as store:
        connection.execute.side_effect = failure
        for use in (
            lambda: store.begin("key", JOB, EVENT),
            lambda: store.settle("key", JOB, EVENT),
            lambda: store.relay(Mock()),
        ):
            with pytest.raises(Unavailable, match="postgres: gone"):
                use()


def test_a_value_that_does_not_fit_is_the_messages_fault(connection: Mock) -> None:
    with PostgresJobStore.connect("postgresql://db/observatory") as store:
        connection.execute.side_effect = psycopg.errors.UntranslatableCharacter("no such character")
        assert store.begin("key", JOB, EVENT) == Refused("PostgreSQL cannot store the job: no such character")


def test_tables_that_cannot_be_made_close_the_connection(connection: Mock) -> None:
    connection.execute.side_effect = psycopg.errors.InsufficientPrivilege("permission denied for schema public")
    with (
        pytest.raises(Unavailable, match="permission denied for schema public"),
        PostgresJobStore.connect("postgresql://db/observatory"),
    ):
        pass
    connection.close.assert_called_once_with()


def test_nobody_listening_is_the_stores_absence() -> None:
    with (
        pytest.raises(Unavailable, match=r"postgres: .*Connection refused"),
        PostgresJobStore.connect("postgresql://127.0.0.1:1/observatory"),
    ):
        pass
