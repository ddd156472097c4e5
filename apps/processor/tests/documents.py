"""Documents the tests begin from, and the contracts they are held against."""

import json
from pathlib import Path
from typing import Any

from processor.contracts import Contracts

CONTRACTS_DIR = Path(__file__).resolve().parents[3] / "contracts"
CONTRACTS = Contracts.load(CONTRACTS_DIR / "schemas")

JOB_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def job_document(**changes: Any) -> dict[str, Any]:
    return {
        "id": JOB_ID,
        "type": "report.monthly",
        "status": "PENDING",
        "createdAt": "2026-03-01T09:30:00.000Z",
        "payload": {"month": "2026-02"},
    } | changes


def envelope_document(job: Any = None, **changes: Any) -> dict[str, Any]:
    return {
        "contractVersion": "1.0.0",
        "eventType": "job.submitted",
        "eventId": "0b7e1c3e-55a7-4f6e-9d0c-3d5a3b8e2f11",
        "occurredAt": "2026-03-01T09:30:00.125Z",
        "producer": {"service": "gateway", "instanceId": "gateway-1", "version": "0.1.0"},
        "correlationId": "request-1",
        "idempotencyKey": f"job.submitted:{JOB_ID}",
        "payload": {"job": job_document() if job is None else job},
    } | changes


def message(document: Any = None) -> bytes:
    return json.dumps(envelope_document() if document is None else document).encode()
