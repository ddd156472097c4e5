"""The schemas of contracts/schemas, as validators."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, SchemaError, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

MAX_VIOLATIONS = 20
"""How many violations of one document are told."""

MAX_VIOLATION_LENGTH = 300
"""How long the account of one violation may be, in characters: it quotes the document, which may be large."""


class ContractsError(Exception):
    """The contracts cannot be used; the message says which file and how to mend it."""


@dataclass(frozen=True)
class Contracts:
    """The validators of the documents that this service reads, and the version of the envelope it writes."""

    envelope: Validator
    job: Validator
    envelope_version: str

    @classmethod
    def load(cls, directory: Path) -> Contracts:
        """Compile ``event-envelope.json`` and ``job.json`` of ``directory``; raises ``ContractsError``."""
        envelope, job = (_compile(directory / name) for name in ("event-envelope.json", "job.json"))
        version = envelope.schema.get("$version")
        if not isinstance(version, str):
            raise ContractsError(
                f'{directory / "event-envelope.json"}: no $version; add one, such as "$version": "1.0.0"'
            )
        return cls(envelope, job, version)


def violations(validator: Validator, document: Any) -> tuple[str, ...]:
    """Tell each way in which ``document`` breaks the schema, with the place as a JSON pointer; none means valid."""
    return tuple(map(_describe, islice(validator.iter_errors(document), MAX_VIOLATIONS)))


def _describe(error: ValidationError) -> str:
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in error.absolute_path)
    return f"{pointer or '(root)'}: {error.message}"[:MAX_VIOLATION_LENGTH]


def _compile(path: Path) -> Validator:
    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContractsError(f"{path}: {error.strerror}; point CONTRACTS_DIR at the folder that holds it") from error
    except ValueError as error:
        raise ContractsError(f"{path}: not JSON: {error}; mend the file") from error
    try:
        Draft7Validator.check_schema(schema)
    except SchemaError as error:
        raise ContractsError(f"{path}: not a draft-07 schema: {error.message}; mend the file") from error
    if not isinstance(schema, dict):
        raise ContractsError(f"{path}: the schema is not an object; mend the file")
    return _EcmaDraft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


_PATTERN_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)


def _ecma_pattern(validator: Validator, pattern: str, instance: object, _schema: object) -> Iterator[ValidationError]:
    # JSON Schema's regular expressions are ECMA-262's: "$" is the very end of the text and "\d" an ASCII digit.
    # Python's "$" also matches before a final newline, and what we let through the other services would reject.
    if not validator.is_type(instance, "string"):
        return
    translated = _PATTERN_TOKEN.sub(lambda token: r"\Z" if token.group() == "$" else token.group(), pattern)
    if not re.search(translated, str(instance), re.ASCII):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_EcmaDraft7Validator = extend(Draft7Validator, {"pattern": _ecma_pattern})
