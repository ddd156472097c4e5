import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processor.document import MAX_BYTES, MAX_DEPTH, Unreadable, read_document

STORABLE_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | STORABLE_TEXT,
    lambda children: st.lists(children) | st.dictionaries(STORABLE_TEXT, children),
    max_leaves=20,
)


@given(JSON)
def test_any_storable_value_is_read_as_it_is(value: object) -> None:
    assert read_document(json.dumps(value).encode()) == value


@given(st.binary())
def test_no_bytes_raise(body: bytes) -> None:
    read_document(body)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_the_deepest_nesting_is_read() -> None:
    assert not isinstance(read_document(nested(MAX_DEPTH)), Unreadable)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON in UTF-8"),
        (b"{", "not JSON in UTF-8"),
        (b"\xff", "not JSON in UTF-8"),
        (b"NaN", "NaN is not a JSON number"),
        (b"-Infinity", "-Infinity is not a JSON number"),
        (b"1e400", "too large for a double"),
        (b"9" * 5000, "not JSON in UTF-8"),
        (b'{"a": "\\u0000"}', "U+0000"),
        (b'{"\\u0000": 1}', "U+0000"),
        (b'["\\ud800"]', "lone surrogate"),
        (nested(MAX_DEPTH + 1), "nests deeper than 64 levels"),
        (nested(100_000), "nests deeper than 64 levels"),
        (b" " * (MAX_BYTES + 1), "has 1048577 bytes, at most 1048576 are read"),
    ],
)
def test_what_cannot_be_held_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    outcome = read_document(body)
    assert isinstance(outcome, Unreadable)
    assert reason in outcome.reason
