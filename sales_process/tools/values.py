"""Values that no field can hold, refused before they reach a computation or the database."""

from odoo.exceptions import UserError, ValidationError

LARGEST_NUMBER = 1e13  # Odoo rounds larger ones to other cents
LARGEST_INTEGER = 2**31 - 1  # a column of PostgreSQL's type integer
LONGEST_NAME = 300  # characters; names stand in indexes, which have no room for a text
LIMITS = {
    "float": LARGEST_NUMBER,
    "monetary": LARGEST_NUMBER,
    "integer": LARGEST_INTEGER,
    "many2one": LARGEST_INTEGER,
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


def check_values(records, vals):
    """Refuse numbers that are none or out of range, names that are texts, and NUL characters.

    :param records: of the model that the values are for
    :raise odoo.exceptions.ValidationError: names the field and what to give instead
    """
    for name, value in vals.items():
        if isinstance(value, (int, float)):
            # written so that NaN, which is in no range, is refused
            if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
                _check_number(records, name, value)
        elif isinstance(value, str):
            if "\0" in value or len(value) > LONGEST_NAME:
                _check_text(records, name, value)


def _get_field(records, name):
    """The field and what people call it; ``(None, name)`` where there is none of that name."""
    field = records._fields.get(name)
    label = field.get_description(records.env, ["string"])["string"] if field else name
    return field, label


def _check_number(records, name, value):
    field, label = _get_field(records, name)
    limit = field and LIMITS.get(field.type)
    if limit and not -limit <= value <= limit:
        raise ValidationError(
            records.env._(
                "%(field)s of %(records)s: %(value)s is not a number that can be kept. Give one"
                " from -%(limit)s to %(limit)s.",
                field=label,
                records=records._description,
                value=value,
                limit=f"{int(limit):,}",
            )
        )


def _check_text(records, name, value):
    field, label = _get_field(records, name)
    if not field or not field.store:
        return
    if "\0" in value:
        raise ValidationError(
            records.env._(
                "%(field)s of %(records)s has a character that cannot be kept (NUL, at place"
                " %(place)s). Type the text anew.",
                field=label,
                records=records._description,
                place=value.index("\0") + 1,
            )
        )
    if field.type == "char" and name == records._rec_name and len(value) > LONGEST_NAME:
        raise ValidationError(
            records.env._(
                "%(field)s of %(records)s has %(count)s characters. Give a name of %(limit)s at"
                " most.",
                field=label,
                records=records._description,
                count=len(value),
                limit=LONGEST_NAME,
            )
        )
