from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from documents import job_document

from processor.job import Job, JobStatus
from processor.lifecycle import IllegalTransition, advance

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)

LEGAL = {
    (JobStatus.PENDING, JobStatus.EXECUTING),
    (JobStatus.EXECUTING, JobStatus.COMPLETED),
    (JobStatus.EXECUTING, JobStatus.FAILED),
}


@pytest.mark.parametrize(("source", "target"), list(product(JobStatus, JobStatus)))
def test_every_pair_of_states(source: JobStatus, target: JobStatus) -> None:
    job = replace(Job.from_document(job_document()), status=source)
    expected = (
        replace(job, status=target, updated_at=AT) if (source, target) in LEGAL else IllegalTransition(source, target)
    )
    assert advance(job, target, AT) == expected


@pytest.mark.parametrize(
    ("move", "message"),
    [
        (
            IllegalTransition(JobStatus.EXECUTING, JobStatus.PENDING),
            "a job cannot go from EXECUTING to PENDING (from EXECUTING: COMPLETED, FAILED)",
        ),
        (
            IllegalTransition(JobStatus.COMPLETED, JobStatus.EXECUTING),
            "a job cannot go from COMPLETED to EXECUTING (from COMPLETED: nothing: it is final)",
        ),
    ],
)
def test_an_illegal_move_says_which_are_legal(move: IllegalTransition, message: str) -> None:
    assert str(move) == message
