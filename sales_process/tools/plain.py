"""What every protocol can carry: JSON-RPC, JSON-2 and XML-RPC alike."""

from datetime import date, datetime

SCALARS = (bool, int, float, str)


def to_plain(value):
    """Return a value as dicts with string keys, lists, strings, numbers and booleans.

    What is not there is false, as everywhere in Odoo: XML-RPC knows no null, and no number as a
    key. Days and moments are written as Odoo writes them.
    """
    if value is None:
        return False
    if isinstance(value, dict):
        return {_to_key(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, SCALARS):
        return value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return [to_plain(item) for item in value]


def _to_key(key):
    """Nobody's and nothing's key is ``false``, as their id is."""
    return key if isinstance(key, str) else str(key or False).lower()
