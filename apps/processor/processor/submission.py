"""What a job.submitted message asks for."""

from __future__ import annotations

from dataclasses import dataclass

from processor.contracts import Contracts, violations
from processor.document import Unreadable, read_document
from processor.job import Job

EVENT_TYPE = "job.submitted"


@dataclass(frozen=True)
class Submission:
    """A job to carry out, and what ties the events about it to the request behind it."""

    idempotency_key: str
    correlation_id: str
    job: Job


@dataclass(frozen=True)
class Poison:
    """A message that no redelivery will make right, with every reason found."""

    reasons: tuple[str, ...]


def read_submission(body: bytes, contracts: Contracts) -> Submission | Poison:
    """Validate a message body against event-envelope.json, and its payload's job against job.json."""
    envelope = read_document(body)
    if isinstance(envelope, Unreadable):
        return Poison((envelope.reason,))
    if faults := violations(contracts.envelope, envelope):
        return Poison(tuple(f"event-envelope.json {fault}" for fault in faults))
    if not _same_major(envelope["contractVersion"], contracts.envelope_version):
        return Poison((f"contractVersion {envelope['contractVersion']} is outside ^{contracts.envelope_version}",))
    if envelope["eventType"] != EVENT_TYPE:
        return Poison((f"eventType is {envelope['eventType']}, only {EVENT_TYPE} is taken",))
    if "job" not in envelope["payload"]:
        return Poison((f'the payload has no job; a {EVENT_TYPE} event carries {{"job": ...}}',))
    return _read_job(envelope["payload"]["job"], envelope, contracts)


def _read_job(document: object, envelope: dict[str, str], contracts: Contracts) -> Submission | Poison:
    if faults := violations(contracts.job, document):
        return Poison(tuple(f"job.json {fault}" for fault in faults))
    try:
        job = Job.from_document(document)
    except ValueError as error:
        return Poison((f"the job cannot be stored: {error}",))
    return Submission(envelope["idempotencyKey"], envelope["correlationId"], job)


def _same_major(version: str, other: str) -> bool:
    return version.split(".")[0] == other.split(".")[0]
