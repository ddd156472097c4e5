"""What carrying out a job means here: taking the fingerprint of its payload."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from processor.job import Job

MAX_PAYLOAD_BYTES = 64 * 1024
"""The largest payload, as canonical JSON in UTF-8, that a job may have."""


@dataclass(frozen=True)
class Completed:
    """The work succeeded; ``labels`` is what it found out."""

    labels: dict[str, str]


@dataclass(frozen=True)
class Failed:
    """The work cannot be done, now or later, for the reason given."""

    reason: str


def perform(job: Job) -> Completed | Failed:
    """Fingerprint the payload: the SHA-256 of its canonical JSON (sorted keys, no blanks), and its size in bytes.

    A job without a payload has the fingerprint of ``{}``. The same payload always has the same outcome, so a job
    that is carried out a second time after a crash ends as it would have the first time.
    """
    text = json.dumps(job.payload or {}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    canonical = text.encode()
    if len(canonical) > MAX_PAYLOAD_BYTES:
        return Failed(f"the payload has {len(canonical)} bytes, at most {MAX_PAYLOAD_BYTES} are accepted")
    return Completed({"payloadBytes": str(len(canonical)), "payloadSha256": hashlib.sha256(canonical).hexdigest()})
