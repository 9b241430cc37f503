"""Fields that say what has happened: the product writes them, and nobody else."""

from odoo.exceptions import AccessError


def check_facts(records, names, facts):
    """Refuse that a user says what has happened. Code that does so acts as superuser.

    A superuser may: scripts, scheduled jobs, and the product where it keeps what it has seen.

    :param names: of the fields that are to be written
    :param facts: names of the fields that are facts
    :raise odoo.exceptions.AccessError: names the field
    """
    if records.env.su:
        return
    context = records.env.context
    for name in facts:
        if name in names or f"default_{name}" in context:
            label = records._fields[name].get_description(records.env, ["string"])["string"]
            raise AccessError(
                records.env._(
                    "“%(field)s” of %(records)s says what has happened, and is kept by the sales"
                    " process itself. Leave it out.",
                    field=label,
                    records=records._description,
                )
            )
