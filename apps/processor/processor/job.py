"""A job, as contracts/schemas/job.json describes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

MAX_LABELS = 32
"""``maxProperties`` of ``metadata`` in job.json."""

MAX_LABEL_LENGTH = 1024
"""``maxLength`` of a value of ``metadata`` in job.json, in characters."""


class JobStatus(StrEnum):
    """Where a job stands: the ``status`` enumeration of job.json."""

    PENDING = "PENDING"
    EXECUTING = "EXECUTING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Job:
    """A unit of work and where it stands. ``payload`` and ``metadata`` are ``None`` when the document has none."""

    id: UUID
    type: str
    status: JobStatus
    created_at: datetime
    updated_at: datetime | None = None
    payload: dict[str, Any] | None = field(default=None, hash=False)
    metadata: dict[str, str] | None = field(default=None, hash=False)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Job:
        """Read a document that is valid under job.json.

        Raises ``ValueError`` for a time that the schema admits and the calendar of ``datetime`` does not:
        a leap second, or the year 0.
        """
        updated_at = document.get("updatedAt")
        return cls(
            id=UUID(document["id"]),
            type=document["type"],
            status=JobStatus(document["status"]),
            created_at=_parse_time(document["createdAt"]),
            updated_at=None if updated_at is None else _parse_time(updated_at),
            payload=document.get("payload"),
            metadata=document.get("metadata"),
        )

    def to_document(self) -> dict[str, Any]:
        """Write the job as a document of job.json; what is ``None`` is left out."""
        document = {
            "id": str(self.id),
            "type": self.type,
            "status": self.status.value,
            "createdAt": format_time(self.created_at),
            "updatedAt": None if self.updated_at is None else format_time(self.updated_at),
            "payload": self.payload,
            "metadata": self.metadata,
        }
        return {name: value for name, value in document.items() if value is not None}

    def labelled(self, labels: dict[str, str]) -> Job:
        """Add labels to the metadata, within the bounds job.json sets.

        The submitter's labels are never dropped for ours: a new label for which there is no room is left out,
        and a value that is too long is cut.
        """
        metadata = dict(self.metadata or {})
        for name, value in labels.items():
            if name in metadata or len(metadata) < MAX_LABELS:
                metadata[name] = value[:MAX_LABEL_LENGTH]
        return replace(self, metadata=metadata)


def format_time(time: datetime) -> str:
    """Write an aware time as RFC 3339 in UTC, to the millisecond: ``2026-03-01T09:30:04.512Z``."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _parse_time(text: str) -> datetime:
    # RFC 3339 admits lower-case "t" and "z"; fromisoformat knows only the upper case.
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is outside the years 1 to 9999 in UTC") from error
