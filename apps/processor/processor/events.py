"""The events that tell what becomes of a job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from processor.job import Job, JobStatus, format_time

EVENT_TYPES: Mapping[JobStatus, str] = {
    JobStatus.EXECUTING: "job.started",
    JobStatus.COMPLETED: "job.completed",
    JobStatus.FAILED: "job.failed",
}
"""The event that says a job has reached a status; there is none for PENDING, which the gateway announces."""


@dataclass(frozen=True)
class Event:
    """An envelope of event-envelope.json, ready to be stored and published as it is."""

    envelope: dict[str, Any]

    @property
    def id(self) -> str:
        """The ``eventId``: also the message's id."""
        return self.envelope["eventId"]

    @property
    def type(self) -> str:
        """The ``eventType``: also the routing key."""
        return self.envelope["eventType"]


@dataclass(frozen=True)
class EventFactory:
    """Writes this process's name on every event it makes."""

    contract_version: str
    instance_id: str
    service_version: str

    def lifecycle_event(self, job: Job, correlation_id: str) -> Event:
        """Announce that ``job`` reached its status, at its ``updated_at``.

        A job reaches a status once, so id and idempotency key follow from the two: whoever sees the announcement
        twice can tell. ``job`` must have been advanced: PENDING, or no ``updated_at``, is a programming error.
        """
        event_type = EVENT_TYPES[job.status]
        if job.updated_at is None:
            raise TypeError(f"job {job.id} is {job.status} without a time: it was not advanced")
        return Event(
            {
                "contractVersion": self.contract_version,
                "eventType": event_type,
                "eventId": str(uuid5(job.id, event_type)),
                "occurredAt": format_time(job.updated_at),
                "producer": {
                    "service": "processor",
                    "instanceId": self.instance_id,
                    "version": self.service_version,
                },
                "correlationId": correlation_id,
                "idempotencyKey": f"{event_type}:{job.id}",
                "payload": {"job": job.to_document()},
            }
        )
