"""JSON from the wire: untrusted bytes become a value that every later step can hold, or a reason why not."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any, NoReturn

MAX_BYTES = 1024 * 1024
"""The largest message that is read."""

MAX_DEPTH = 64
"""How deep arrays and objects may nest."""


@dataclass(frozen=True)
class Unreadable:
    """Why the bytes are not a document."""

    reason: str


def read_document(body: bytes) -> Any | Unreadable:
    """Parse strict JSON (RFC 8259, UTF-8) within ``MAX_BYTES`` and ``MAX_DEPTH``.

    Refused as well, for PostgreSQL's jsonb cannot hold them: U+0000 and lone surrogates in text, and numbers
    that are not finite.
    """
    if len(body) > MAX_BYTES:
        return Unreadable(f"the message has {len(body)} bytes, at most {MAX_BYTES} are read")
    try:
        value = json.loads(body.decode(), parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        return Unreadable(f"the message nests deeper than {MAX_DEPTH} levels")
    except ValueError as error:
        return Unreadable(f"the message is not JSON in UTF-8: {error}")
    return _first_fault(value) or value


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def _first_fault(value: Any) -> Unreadable | None:
    pending = [(value, 1)]
    while pending:
        item, depth = pending.pop()
        match item:
            case str() if _UNSTORABLE.search(item):
                return Unreadable("the message holds text with U+0000 or a lone surrogate, which cannot be stored")
            case dict() | list() if depth > MAX_DEPTH:
                return Unreadable(f"the message nests deeper than {MAX_DEPTH} levels")
            case dict():
                pending.extend((child, depth + 1) for entry in item.items() for child in entry)
            case list():
                pending.extend((child, depth + 1) for child in item)
    return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large for a double")
    return number
