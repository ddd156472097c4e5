from dataclasses import replace
from uuid import UUID

import pytest
from documents import CONTRACTS, JOB_ID, envelope_document, job_document, message
from memory import AT, MemoryBroker, MemoryStore, processor

from processor.contracts import violations
from processor.job import Job, JobStatus
from processor.ports import Unavailable
from processor.processing import Acknowledge, DeadLetter

TOO_LARGE = envelope_document(job_document(payload={"text": "x" * 70_000}))


def types(broker: MemoryBroker) -> list[str]:
    return [event.type for event in broker.published]


@pytest.mark.parametrize(
    ("document", "status", "label", "event_types"),
    [
        (envelope_document(), JobStatus.COMPLETED, "payloadSha256", ["job.started", "job.completed"]),
        (TOO_LARGE, JobStatus.FAILED, "failureReason", ["job.started", "job.failed"]),
    ],
)
def test_a_submitted_job_is_carried_out_and_told_of(
    document: dict, status: JobStatus, label: str, event_types: list[str]
) -> None:
    store, broker = MemoryStore(), MemoryBroker()
    assert processor(store, broker).process(message(document)) == Acknowledge(f"job {JOB_ID} {status}")

    job = store.jobs[UUID(JOB_ID)]
    assert (job.status, job.updated_at) == (status, AT)
    assert label in job.metadata
    assert store.keys == {f"job.submitted:{JOB_ID}"}
    assert store.outbox == []
    assert types(broker) == event_types
    assert broker.published[-1].envelope["payload"]["job"] == job.to_document()
    for event in broker.published:
        assert violations(CONTRACTS.envelope, event.envelope) == ()
        assert event.envelope["correlationId"] == "request-1"


def test_a_redelivery_has_no_second_effect() -> None:
    store, broker = MemoryStore(), MemoryBroker()
    processor(store, broker).process(message())
    before = dict(store.jobs)
    assert processor(store, broker).process(message()) == Acknowledge(f"job {JOB_ID} was already processed")
    assert store.jobs == before
    assert types(broker) == ["job.started", "job.completed"]


@pytest.mark.parametrize("method", ["begin", "settle", "relay"])
def test_after_a_crash_in_the_store_a_redelivery_ends_the_same(method: str) -> None:
    store, broker = MemoryStore(fails_in=method), MemoryBroker()
    with pytest.raises(Unavailable, match="postgres: lost"):
        processor(store, broker).process(message())
    store.fails_in = ""
    assert isinstance(processor(store, broker).process(message()), Acknowledge)
    assert store.jobs[UUID(JOB_ID)].status is JobStatus.COMPLETED
    assert types(broker) == ["job.started", "job.completed"]


def test_an_event_the_broker_did_not_take_is_sent_with_the_redelivery() -> None:
    store, broker = MemoryStore(), MemoryBroker(fails_in="publish")
    with pytest.raises(Unavailable, match="rabbitmq: lost"):
        processor(store, broker).process(message())
    broker.fails_in = ""
    processor(store, broker).process(message())
    assert types(broker) == ["job.started", "job.completed"]


def test_the_end_of_a_job_is_sent_even_if_its_message_was_already_processed() -> None:
    store, broker = MemoryStore(), MemoryBroker()
    processor(store, broker).process(message())
    store.outbox.append(broker.published.pop())
    processor(store, broker).process(message())
    assert types(broker) == ["job.started", "job.completed"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "the message is not JSON in UTF-8"),
        (message({}), "event-envelope.json (root)"),
        (message(envelope_document(job_document(status="COMPLETED"))), "a job cannot go from COMPLETED to EXECUTING"),
    ],
)
def test_poison_changes_nothing(body: bytes, reason: str) -> None:
    store, broker = MemoryStore(), MemoryBroker()
    verdict = processor(store, broker).process(body)
    assert isinstance(verdict, DeadLetter)
    assert reason in verdict.reasons[0]
    assert (store, broker) == (MemoryStore(), replace(MemoryBroker(), after_last=broker.after_last))


def test_a_second_submission_of_a_finished_job_is_refused() -> None:
    store, broker = MemoryStore(), MemoryBroker()
    processor(store, broker).process(message())
    verdict = processor(store, broker).process(message(envelope_document(idempotencyKey="another")))
    assert verdict == DeadLetter((f"job {JOB_ID} is already COMPLETED",))
    assert types(broker) == ["job.started", "job.completed"]


def test_the_submitters_document_is_what_is_stored() -> None:
    store = MemoryStore()
    processor(store, MemoryBroker()).process(message())
    stored = store.jobs[UUID(JOB_ID)]
    submitted = Job.from_document(job_document())
    assert replace(stored, status=submitted.status, updated_at=None, metadata=None) == submitted
