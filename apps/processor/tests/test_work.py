import hashlib

import pytest
from documents import job_document

from processor.job import Job
from processor.work import MAX_PAYLOAD_BYTES, Completed, Failed, perform


def job(payload: dict | None) -> Job:
    return Job.from_document(job_document() | {"payload": payload})


@pytest.mark.parametrize(
    ("payload", "canonical"),
    [
        (None, b"{}"),
        ({}, b"{}"),
        ({"b": [1, True, None], "a": {"d": 1.5, "c": "é"}}, '{"a":{"c":"é","d":1.5},"b":[1,true,null]}'.encode()),
    ],
)
def test_the_fingerprint_is_that_of_the_canonical_payload(payload: dict | None, canonical: bytes) -> None:
    assert perform(job(payload)) == Completed(
        {"payloadBytes": str(len(canonical)), "payloadSha256": hashlib.sha256(canonical).hexdigest()}
    )


def test_the_order_of_keys_does_not_matter() -> None:
    assert perform(job({"a": 1, "b": 2})) == perform(job({"b": 2, "a": 1}))


def test_the_largest_payload_is_done_and_one_byte_more_fails() -> None:
    frame = len('{"a":""}')
    assert isinstance(perform(job({"a": "x" * (MAX_PAYLOAD_BYTES - frame)})), Completed)
    assert perform(job({"a": "x" * (MAX_PAYLOAD_BYTES - frame + 1)})) == Failed(
        "the payload has 65537 bytes, at most 65536 are accepted"
    )
