def audit(orders):
    seen = set()
    for order in orders:
        if order in seen:
            yield order
        seen.add(order)


def export(orders):
    with open("orders.txt", "w") as handle:
        for order in orders:
            handle.write(f"{order}\n")
