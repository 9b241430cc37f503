"""Mails as programs send them: what cannot be read of one is replaced, and the rest arrives."""

import email
import email.policy
import re
import unicodedata

from lxml import etree

# What reading a mail ends with that is put together wrongly, in Python's parser and in Odoo's
UNREADABLE = (
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    LookupError,
    TypeError,
    ValueError,
    etree.LxmlError,
)
KEPT_HEADERS = (
    "From", "To", "Cc", "Delivered-To", "Subject", "Message-Id", "In-Reply-To", "References",
    "Date",
)  # fmt: skip
LONGEST_HEADER = 998  # characters of a line of a mail, says RFC 5322
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)


def make_readable(raw):
    """The same mail, without NUL characters, and with character sets that somebody knows.

    :param bytes raw: a mail
    """
    raw = raw.replace(b"\0", b"")
    parsed = email.message_from_bytes(raw, policy=email.policy.SMTP)
    is_changed = False
    try:
        for part in parsed.walk():
            charset = part.get_content_charset()
            if part.get_content_maintype() == "text" and charset and not is_known(charset):
                part.set_param("charset", "utf-8")  # read with what is wrong replaced
                is_changed = True
        return parsed.as_bytes() if is_changed else raw
    except UNREADABLE:
        return raw


def is_known(charset):
    """Whether texts can be read in a character set, what is wrong in them replaced."""
    try:
        b"\xff".decode(charset, "replace")
    except (LookupError, ValueError):
        return False
    return True


def make_plain(message):
    """Leave of a mail that cannot be read its headers that can, and its texts.

    :param email.message.EmailMessage message: is changed
    """
    headers = {name: _read_header(message, name) for name in KEPT_HEADERS}
    text = _read_texts(message)
    message.clear()
    for name, value in headers.items():
        _set_header(message, name, value)
    message.set_content(text)


def without_unkept(text):
    """The text without characters that the database does not take: NUL and halves of others."""
    if text.isascii():
        return text.replace("\0", "")
    return "".join("�" if _is_half(sign) else sign for sign in text if sign != "\0")


def _is_half(sign):
    return unicodedata.category(sign) == "Cs"


def _read_header(message, name):
    """As it was sent: reading it may be what goes wrong."""
    for sent, value in message.raw_items():
        if sent.lower() == name.lower():
            value = " ".join(without_unkept(str(value)[:LONGEST_HEADER]).split())
            return value if name == "Subject" else value.encode("ascii", "replace").decode()
    return ""


def _set_header(message, name, value):
    """As it was sent where that can be read, else what of it is an address, or nothing."""
    try:
        message[name] = value
        str(message[name])
    except UNREADABLE:
        del message[name]
        message[name] = ", ".join(_ADDRESS.findall(value))


def _read_texts(message):
    """All that is text in a mail, without markup."""
    texts = []
    for part in message.walk():
        try:
            payload = part.get_payload(decode=True)
        except UNREADABLE:
            continue
        if payload and part.get_content_maintype() != "application":
            texts.append(_TAG.sub(" ", payload.decode("utf-8", "replace")))
    return without_unkept("\n".join(filter(None, map(str.strip, texts))))
