"""What a domain asks for, read from its list, apart from the ORM."""

from datetime import date, timedelta


def required_conditions(domain):
    """Yield the conditions that all records of a domain meet: those that are not below an "or" or
    a "not"."""
    left_out = 0  # operands that are still to be left out
    for term in domain:
        if left_out:
            left_out += {"&": 1, "|": 1, "!": 0}.get(term, -1) if isinstance(term, str) else -1
        elif term in ("|", "!"):
            left_out = 2 if term == "|" else 1
        elif term != "&":
            yield tuple(term)


def asked_days(domain, name):
    """Return the first and the last day that a date field can have, each None where it is open.

    :param domain: as a list; conditions with other values than dates narrow nothing
    """
    first = last = None
    for field, operator, value in required_conditions(domain):
        if field != name or not isinstance(value, date):
            continue
        if operator in (">", ">="):
            day = value + timedelta(days=operator == ">")
            first = max(first or day, day)
        elif operator in ("<", "<="):
            day = value - timedelta(days=operator == "<")
            last = min(last or day, day)
    return first, last
