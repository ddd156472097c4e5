from datetime import UTC, datetime

import pytest
from documents import job_document

from processor.job import MAX_LABEL_LENGTH, MAX_LABELS, Job, format_time


def test_a_document_survives_the_round_trip() -> None:
    document = job_document(updatedAt="2026-03-01T09:30:01.500Z", metadata={"team": "finance"})
    assert Job.from_document(document).to_document() == document


def test_what_a_job_has_not_is_left_out() -> None:
    document = job_document()
    del document["payload"]
    assert Job.from_document(document).to_document() == document


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000Z"),
        ("2026-03-01t09:30:00z", "2026-03-01T09:30:00.000Z"),
        ("2026-03-01T11:30:00.123456789+02:00", "2026-03-01T09:30:00.123Z"),
    ],
)
def test_times_are_written_in_utc_to_the_millisecond(text: str, expected: str) -> None:
    assert format_time(Job.from_document(job_document(createdAt=text)).created_at) == expected


@pytest.mark.parametrize(
    "text", ["2026-06-30T23:59:60Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"]
)
def test_a_time_outside_the_calendar_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Job.from_document(job_document(createdAt=text))


def test_years_keep_their_four_digits() -> None:
    assert format_time(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000Z"


def test_labels_join_the_metadata() -> None:
    job = Job.from_document(job_document(metadata={"team": "finance", "size": "1"}))
    assert job.labelled({"size": "2", "colour": "red"}).metadata == {"team": "finance", "size": "2", "colour": "red"}
    assert job.metadata == {"team": "finance", "size": "1"}


def test_labels_stay_within_the_bounds_of_the_contract() -> None:
    full = {f"label-{index}": "" for index in range(MAX_LABELS)}
    job = Job.from_document(job_document(metadata=full))
    assert job.labelled({"label-0": "x" * 5000, "another": "y"}).metadata == full | {"label-0": "x" * MAX_LABEL_LENGTH}
