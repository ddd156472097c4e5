from typing import Any

import pytest
from documents import CONTRACTS, JOB_ID, envelope_document, job_document, message

from processor.job import Job
from processor.submission import Poison, Submission, read_submission


def test_a_valid_message_is_a_submission() -> None:
    assert read_submission(message(), CONTRACTS) == Submission(
        idempotency_key=f"job.submitted:{JOB_ID}",
        correlation_id="request-1",
        job=Job.from_document(job_document()),
    )


def test_a_later_minor_version_of_the_contract_is_taken() -> None:
    assert isinstance(read_submission(message(envelope_document(contractVersion="1.7.0")), CONTRACTS), Submission)


@pytest.mark.parametrize(
    ("document", "reasons"),
    [
        ([], ("event-envelope.json (root): [] is not of type 'object'",)),
        (envelope_document(contractVersion="2.0.0"), ("contractVersion 2.0.0 is outside ^1.0.0",)),
        (
            envelope_document(eventType="job.completed"),
            ("eventType is job.completed, only job.submitted is taken",),
        ),
        (
            envelope_document(payload={}),
            ('the payload has no job; a job.submitted event carries {"job": ...}',),
        ),
        (
            envelope_document(job_document(status="DONE", metadata={"n": 1})),
            (
                "job.json /status: 'DONE' is not one of ['PENDING', 'EXECUTING', 'COMPLETED', 'FAILED']",
                "job.json /metadata/n: 1 is not of type 'string'",
            ),
        ),
        (
            envelope_document(job_document(createdAt="0001-01-01T00:00:00+01:00")),
            ("the job cannot be stored: 0001-01-01T00:00:00+01:00 is outside the years 1 to 9999 in UTC",),
        ),
    ],
)
def test_poison_is_told_with_its_reasons(document: Any, reasons: tuple[str, ...]) -> None:
    assert read_submission(message(document), CONTRACTS) == Poison(reasons)


def test_what_is_not_json_is_poison() -> None:
    outcome = read_submission(b"{", CONTRACTS)
    assert isinstance(outcome, Poison)
    assert outcome.reasons[0].startswith("the message is not JSON in UTF-8")
