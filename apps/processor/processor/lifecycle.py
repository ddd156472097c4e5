"""The states of a job and the moves between them. Nothing here reads a clock or touches a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from processor.job import Job, JobStatus

TRANSITIONS: Mapping[JobStatus, frozenset[JobStatus]] = {
    JobStatus.PENDING: frozenset({JobStatus.EXECUTING}),
    JobStatus.EXECUTING: frozenset({JobStatus.COMPLETED, JobStatus.FAILED}),
    JobStatus.COMPLETED: frozenset(),
    JobStatus.FAILED: frozenset(),
}


@dataclass(frozen=True)
class IllegalTransition:
    """A move the life of a job does not have."""

    source: JobStatus
    target: JobStatus

    def __str__(self) -> str:
        allowed = ", ".join(sorted(TRANSITIONS[self.source])) or "nothing: it is final"
        return f"a job cannot go from {self.source} to {self.target} (from {self.source}: {allowed})"


def advance(job: Job, target: JobStatus, at: datetime) -> Job | IllegalTransition:
    """Move ``job`` to ``target`` at the aware time ``at``; the job itself stays as it was."""
    if target not in TRANSITIONS[job.status]:
        return IllegalTransition(job.status, target)
    return replace(job, status=target, updated_at=at)
