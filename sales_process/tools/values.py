"""Values that no field can hold, refused before they reach a computation or the database."""

import json

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

LARGEST_NUMBER = 1e13  # Odoo rounds larger ones to other cents
LARGEST_INTEGER = 2**31 - 1  # a column of PostgreSQL's type integer
LONGEST_NAME = 300  # characters; names stand in indexes, which have no room for a text
LONGEST_QUOTE = 80  # characters of a refused value that its message repeats
LIMITS = {
    "float": LARGEST_NUMBER,
    "monetary": LARGEST_NUMBER,
    "integer": LARGEST_INTEGER,
    "many2one": LARGEST_INTEGER,
    "many2one_reference": LARGEST_INTEGER,
}


def is_id(value):
    """Whether something that a client has sent can be the id of a record."""
    return isinstance(value, int) and value is not True and 0 < value <= LARGEST_INTEGER


def find_sent(model, value):
    """The record whose id a client has sent; an empty one where that is no id, or it is gone."""
    return model.browse([value] if is_id(value) else []).exists()


def check_id(model, value):
    """Tell what is no id, as a number that was sent as text, from the id of what is gone.

    :raise odoo.exceptions.UserError: names the value
    """
    if not is_id(value):
        raise UserError(
            model.env._(
                "“%(value)s” is no %(model)s. Give its id, a number.",
                value=str(value),  # a list as such, not as its items
                model=model._description,
            )
        )


def check_values(records, vals, longest_name=LONGEST_NAME):
    """Refuse what is of another kind than its field, numbers that are none or out of range, names
    that are texts, and characters that the database does not take.

    :param records: of the model that the values are for
    :param longest_name: characters that the name of a record has at most; None: as many as like
    :raise odoo.exceptions.ValidationError: names the field and what to give instead
    """
    for name, value in vals.items():
        field = records._fields.get(name)
        if field is None or value is None or value is False:
            continue  # what field there is not, Odoo says
        read = READERS.get(field.type)
        if read:
            value = _read(records, field, value, read)
        if isinstance(value, str):
            _check_text(records, field, value, longest_name)
        elif field.type in LIMITS:
            _check_number(records, field, value)


# ------------------------------------------------------------
# KINDS
# ------------------------------------------------------------


def _read(records, field, value, read):
    """The value as its field takes it."""
    try:
        return read(records, field, value)
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        raise ValidationError(
            records.env._(
                "%(field)s of %(records)s cannot be “%(value)s”. Give %(kind)s.",
                field=_get_label(records, field),
                records=records._description,
                value=str(value)[:LONGEST_QUOTE],
                kind=_describe(records, field),
            )
        ) from None


def _describe(records, field):
    """What a field takes, for people."""
    env = records.env
    if field.type == "selection":
        return env._("one of: %s", ", ".join(map(str, field.get_values(env))))
    return {
        "date": env._("a day like 2025-12-31"),
        "datetime": env._("a moment like 2025-12-31 23:59:59"),
        "integer": env._("a whole number"),
        "float": env._("a number"),
        "monetary": env._("a number"),
        "many2one": env._("a record's id"),
        "many2one_reference": env._("a record's id"),
        "one2many": env._("a list of records' ids, or of Odoo's commands"),
        "many2many": env._("a list of records' ids, or of Odoo's commands"),
    }.get(field.type, env._("what such a field takes"))


def _as_odoo_does(records, field, value):
    field.convert_to_cache(value, records)
    return value


def _read_float(_records, _field, value):
    return float(value or 0.0)


def _read_integer(_records, _field, value):
    return int(value or 0)


def _read_id(_records, _field, value):
    if value is True or isinstance(value, (dict, float, list, str)):
        raise TypeError
    return value


def _read_json(_records, _field, value):
    json.dumps(value, allow_nan=False)
    return value


def _read_commands(_records, _field, value):
    if not isinstance(value, models.BaseModel):
        if not isinstance(value, (list, tuple)) or not all(map(_is_command, value)):
            raise TypeError
    return value


def _is_command(command):
    if not isinstance(command, (list, tuple)):
        return is_id(command)
    code, target, values = (*command, None, None, None)[:3]
    if code in (Command.CREATE, Command.UPDATE):
        return isinstance(values, dict) and (code == Command.CREATE or is_id(target))
    if code in (Command.DELETE, Command.UNLINK, Command.LINK):
        return is_id(target)
    if code == Command.SET:
        return isinstance(values, (list, tuple, set, frozenset)) and all(map(is_id, values))
    return code == Command.CLEAR


READERS = {
    "date": _as_odoo_does,
    "datetime": _as_odoo_does,
    "float": _read_float,
    "integer": _read_integer,
    "json": _read_json,
    "many2many": _read_commands,
    "many2one": _read_id,
    "many2one_reference": _read_id,
    "monetary": _read_float,
    "one2many": _read_commands,
    "reference": _as_odoo_does,
    "selection": _as_odoo_does,
}


# ------------------------------------------------------------
# BOUNDS
# ------------------------------------------------------------


def _get_label(records, field):
    """What people call a field."""
    return field.get_description(records.env, ["string"])["string"]


def _check_number(records, field, value):
    limit = LIMITS[field.type]
    # written so that NaN, which is in no range, is refused; what is no number is a record
    if isinstance(value, (int, float)) and not -limit <= value <= limit:
        raise ValidationError(
            records.env._(
                "%(field)s of %(records)s: %(value)s is not a number that can be kept. Give one"
                " from -%(limit)s to %(limit)s.",
                field=_get_label(records, field),
                records=records._description,
                value=str(value)[:LONGEST_QUOTE],
                limit=f"{int(limit):,}",
            )
        )


def _find_unkept(text):
    """Where the first character stands that the database does not take: NUL, and halves of a
    character; None where there is none."""
    if text.isascii():
        place = text.find("\0")
        return None if place < 0 else place
    return next(
        (place for place, sign in enumerate(text) if sign == "\0" or "\ud800" <= sign <= "\udfff"),
        None,
    )


def _check_text(records, field, value, longest_name):
    if not field.store:
        return
    place = _find_unkept(value)
    if place is not None:
        raise ValidationError(
            records.env._(
                "%(field)s of %(records)s has a character that cannot be kept (%(character)s, at"
                " place %(place)s). Type the text anew.",
                field=_get_label(records, field),
                records=records._description,
                character="NUL" if value[place] == "\0" else f"U+{ord(value[place]):X}",
                place=place + 1,
            )
        )
    is_name = field.type == "char" and field.name == records._rec_name
    if is_name and longest_name and len(value) > longest_name:
        raise ValidationError(
            records.env._(
                "%(field)s of %(records)s has %(count)s characters. Give a name of %(limit)s at"
                " most.",
                field=_get_label(records, field),
                records=records._description,
                count=len(value),
                limit=longest_name,
            )
        )
