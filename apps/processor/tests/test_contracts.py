import json
from pathlib import Path
from typing import Any

import pytest
from documents import CONTRACTS, CONTRACTS_DIR, envelope_document, job_document
from jsonschema.protocols import Validator

from processor.contracts import MAX_VIOLATION_LENGTH, MAX_VIOLATIONS, Contracts, ContractsError, violations

VALIDATORS = {"event-envelope": CONTRACTS.envelope, "job": CONTRACTS.job}


def fixtures(kind: str) -> list[Any]:
    found = [
        pytest.param(VALIDATORS[name], json.loads(path.read_text()), id=f"{name}/{path.stem}")
        for name in VALIDATORS
        for path in sorted((CONTRACTS_DIR / "fixtures" / kind / name).glob("*.json"))
    ]
    assert len(found) >= 5, f"no {kind} fixtures found: the contracts are not where this test looks"
    return found


@pytest.mark.parametrize(("validator", "document"), fixtures("golden"))
def test_golden_documents_are_valid(validator: Validator, document: Any) -> None:
    assert violations(validator, document) == ()


@pytest.mark.parametrize(("validator", "case"), fixtures("negative"))
def test_negative_documents_break_the_rule_they_name(validator: Validator, case: Any) -> None:
    expected = case["expect"]
    found = {
        (error.validator, "".join(f"/{step}" for step in error.absolute_path))
        for error in validator.iter_errors(case["document"])
    }
    assert found == {(expected["keyword"], expected["instancePath"])}


def test_a_violation_names_the_place_and_the_rule() -> None:
    document = envelope_document(producer={"service": "gateway", "instanceId": ""})
    assert set(violations(CONTRACTS.envelope, document)) == {
        "/producer/instanceId: '' should be non-empty",
        "/producer: 'version' is a required property",
    }
    assert violations(CONTRACTS.envelope, []) == ("(root): [] is not of type 'object'",)


@pytest.mark.parametrize(
    "document",
    [
        job_document(id="7c9e6679-7425-40de-944b-e07fc1f90ae7\n"),
        job_document(type="report.monthly\n"),
    ],
)
def test_a_pattern_ends_where_the_text_ends(document: Any) -> None:
    assert len(violations(CONTRACTS.job, document)) == 1


@pytest.mark.parametrize(
    ("pattern", "text", "valid"),
    [("^a$", "a", True), ("^a$", "a\n", False), (r"\$", "$", True), ("[$]", "$\n", True), (r"\d", "\u0663", False)],
)
def test_patterns_mean_what_they_mean_in_ecma_262(pattern: str, text: str, valid: bool, tmp_path: Path) -> None:
    write_schemas(tmp_path, job=json.dumps({"pattern": pattern}))
    assert (violations(Contracts.load(tmp_path).job, text) == ()) is valid


def test_the_account_of_a_hostile_document_is_bounded(tmp_path: Path) -> None:
    write_schemas(tmp_path, job='{"items": {"type": "string"}}')
    told = violations(Contracts.load(tmp_path).job, [{"x" * 1000: index} for index in range(100)])
    assert len(told) == MAX_VIOLATIONS
    assert {len(each) for each in told} == {MAX_VIOLATION_LENGTH}


@pytest.mark.parametrize(
    ("job", "message"),
    [
        (None, "point CONTRACTS_DIR"),
        ("{", "not JSON"),
        ('{"type": "no-such-type"}', "not a draft-07 schema"),
        ("true", "the schema is not an object"),
    ],
)
def test_an_unusable_schema_stops_the_start(job: str | None, message: str, tmp_path: Path) -> None:
    write_schemas(tmp_path, job)
    with pytest.raises(ContractsError, match=rf"job\.json.*{message}"):
        Contracts.load(tmp_path)


def test_an_envelope_without_version_stops_the_start(tmp_path: Path) -> None:
    write_schemas(tmp_path, job="{}", envelope="{}")
    with pytest.raises(ContractsError, match=r"event-envelope\.json: no \$version"):
        Contracts.load(tmp_path)


def write_schemas(folder: Path, job: str | None, envelope: str = '{"$version": "1.0.0"}') -> None:
    (folder / "event-envelope.json").write_text(envelope)
    if job is not None:
        (folder / "job.json").write_text(job)
