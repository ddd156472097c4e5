"""Order totals."""


def total(lines, discount=0):
    amount = 0
    for quantity, price in lines:
        if quantity < 0:
            raise ValueError("quantity must not be negative")
        amount += quantity * price
    if discount:
        amount -= amount * discount // 100
    return amount


def describe(amount):
    if amount > 1000:
        return "large"
    elif amount > 100:
        return "medium"
    return "small"


def debug(amount):  # pragma: no cover
    print(amount)
