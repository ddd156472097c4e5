from orders.audit import audit
from orders.totals import describe, total


def test_total():
    assert total([(2, 10), (1, 5)]) == 25


def test_describe():
    assert describe(5000) == "large"
    assert describe(1) == "small"


def test_audit():
    assert list(audit(["a", "b"])) == []
