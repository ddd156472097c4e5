from dataclasses import replace
from datetime import UTC, datetime

import pytest
from documents import CONTRACTS, JOB_ID, job_document
from hypothesis import given
from hypothesis import strategies as st

from processor.contracts import violations
from processor.events import EventFactory
from processor.job import Job, JobStatus

FACTORY = EventFactory("1.0.0", "processor-1", "0.1.0")
AT = datetime(2026, 3, 1, 9, 30, 4, 512000, tzinfo=UTC)


def reached(status: JobStatus) -> Job:
    return replace(Job.from_document(job_document()), status=status, updated_at=AT)


def test_an_event_is_a_whole_envelope() -> None:
    event = FACTORY.lifecycle_event(reached(JobStatus.COMPLETED), "request-1")
    assert event.envelope == {
        "contractVersion": "1.0.0",
        "eventType": "job.completed",
        "eventId": event.id,
        "occurredAt": "2026-03-01T09:30:04.512Z",
        "producer": {"service": "processor", "instanceId": "processor-1", "version": "0.1.0"},
        "correlationId": "request-1",
        "idempotencyKey": f"job.completed:{JOB_ID}",
        "payload": {"job": job_document(status="COMPLETED", updatedAt="2026-03-01T09:30:04.512Z")},
    }


@pytest.mark.parametrize(
    ("status", "event_type"),
    [
        (JobStatus.EXECUTING, "job.started"),
        (JobStatus.COMPLETED, "job.completed"),
        (JobStatus.FAILED, "job.failed"),
    ],
)
def test_each_status_has_its_event(status: JobStatus, event_type: str) -> None:
    assert FACTORY.lifecycle_event(reached(status), "request-1").type == event_type


def test_the_same_announcement_has_the_same_id_and_others_have_others() -> None:
    statuses = (JobStatus.EXECUTING, JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.COMPLETED)
    ids = [FACTORY.lifecycle_event(reached(status), "request-1").id for status in statuses]
    assert ids[1] == ids[3]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("job", "error"),
    [(Job.from_document(job_document()), KeyError), (replace(reached(JobStatus.FAILED), updated_at=None), TypeError)],
)
def test_a_job_that_was_not_advanced_is_a_programming_error(job: Job, error: type[Exception]) -> None:
    with pytest.raises(error):
        FACTORY.lifecycle_event(job, "request-1")


JOBS = st.builds(
    Job,
    id=st.uuids(),
    type=st.from_regex(r"\A[a-z][a-z0-9]{0,9}([.-][a-z0-9]{1,9}){0,3}\Z"),
    status=st.sampled_from([JobStatus.EXECUTING, JobStatus.COMPLETED, JobStatus.FAILED]),
    created_at=st.datetimes(timezones=st.just(UTC)),
    updated_at=st.datetimes(timezones=st.just(UTC)),
    payload=st.none() | st.dictionaries(st.text(), st.integers() | st.text()),
    metadata=st.none() | st.dictionaries(st.text(), st.text(max_size=1024), max_size=32),
)


@given(JOBS, st.dictionaries(st.text(), st.text(), max_size=40), st.text(min_size=1, max_size=128))
def test_every_event_honours_the_contracts(job: Job, labels: dict[str, str], correlation_id: str) -> None:
    envelope = FACTORY.lifecycle_event(job.labelled(labels), correlation_id).envelope
    assert violations(CONTRACTS.envelope, envelope) == ()
    assert violations(CONTRACTS.job, envelope["payload"]["job"]) == ()
