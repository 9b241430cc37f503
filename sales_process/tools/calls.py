"""Signed messages of telephone systems, and how long calls took: what needs no ORM."""

import hashlib
import hmac
import secrets
from datetime import datetime, timezone
from typing import NamedTuple

WINDOW = 300  # seconds by which the sender's clock may differ, and a message may be late
SECRET_BYTES = 32
SIGNATURE_PREFIX = "sha256="


class Told(NamedTuple):
    """What was told of a call, read and found to be in order."""

    external_id: str
    number: str  # of the other side; empty where it was withheld
    direction: str  # "in" or "out"
    started_on: datetime  # in UTC
    duration: int  # seconds
    call_result: str
    user: str  # extension or login; empty: who tells of it
    note: str
    customer_id: int  # 0 where the number decides
    lead_id: int


def make_secret():
    """A new secret, as text that can be copied into another system."""
    return secrets.token_urlsafe(SECRET_BYTES)


def sign(secret, timestamp, body):
    """The signature of a message.

    :param str secret: shared with the sender
    :param timestamp: when it was sent: seconds since 1970, as it stands in the header
    :param bytes body: as it is sent
    """
    message = f"{timestamp}.".encode() + body
    return SIGNATURE_PREFIX + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def is_signed(secret, timestamp, body, signature):
    """Whether a message has the right signature. It takes as long to find a wrong one wrong,
    whichever of its characters differs."""
    expected = sign(secret or make_secret(), timestamp, body)
    return hmac.compare_digest(expected.encode(), (signature or "").encode()) and bool(secret)


def is_recent(timestamp, now):
    """Whether a message was sent about now. What is no number is not.

    :param timestamp: of the header, text
    :param float now: seconds since 1970
    """
    if not (isinstance(timestamp, str) and timestamp.isascii() and timestamp.isdigit()):
        return False
    # compared as text first: a number of a thousand digits is none that could be near
    return len(timestamp) <= 12 and abs(int(timestamp) - now) <= WINDOW


def read_moment(value):
    """A moment in UTC, without a zone, to the second.

    :param value: ISO 8601 text (without a zone: timezone.utc), or seconds since 1970
    :raise ValueError: it is neither
    """
    if isinstance(value, bool):
        raise ValueError(value)
    try:
        if isinstance(value, (int, float)):
            moment = datetime.fromtimestamp(value, timezone.utc)
        else:
            text = value.strip()
            # Python 3.10 does not read the letter for UTC
            moment = datetime.fromisoformat(text[:-1] + "+00:00" if text[-1:] in "Zz" else text)
            if moment.tzinfo:
                moment = moment.astimezone(timezone.utc)
    except (AttributeError, OSError, OverflowError, TypeError) as error:
        raise ValueError(value) from error
    return moment.replace(tzinfo=None, microsecond=0)


def is_kept(text):
    """Whether the database takes a text: NUL and halves of a character it does not."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def strip_number(number):
    """A number without what telephone systems put around it: ``sip:+3581@provider.example``."""
    number = number.strip()
    for scheme in ("sip:", "sips:", "tel:"):
        if number.lower().startswith(scheme):
            number = number[len(scheme) :]
    return number.partition("@")[0].partition(";")[0].strip()
