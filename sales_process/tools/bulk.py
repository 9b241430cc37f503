"""Filling a big table in one statement, without a check and an index entry per row on the way."""

from contextlib import contextmanager

from odoo.tools import SQL


@contextmanager
def suspended_checks(cr, table, columns=None, with_indexes=False):
    """Take the foreign keys of a table away, and put them back afterwards, checked as a whole.

    :param columns: only the foreign keys of these columns
    :param with_indexes: the indexes, too, except the primary key; only for a table that is empty
    """
    cr.execute(
        SQL(
            """
            SELECT con.conname, pg_get_constraintdef(con.oid)
              FROM pg_constraint AS con
              JOIN pg_attribute AS att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
             WHERE con.conrelid = %s::regclass AND con.contype = 'f'
               AND (%s OR att.attname = ANY(%s))
            """,
            table,
            columns is None,
            list(columns or ()),
        )
    )
    constraints = cr.fetchall()
    indexes = []
    if with_indexes:
        cr.execute(
            SQL(
                """
                SELECT rel.relname, pg_get_indexdef(rel.oid),
                       obj_description(rel.oid, 'pg_class')
                  FROM pg_index AS idx
                  JOIN pg_class AS rel ON rel.oid = idx.indexrelid
                 WHERE idx.indrelid = %s::regclass
                   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = idx.indexrelid)
                """,
                table,
            )
        )
        indexes = cr.fetchall()
    for name, _definition in constraints:
        cr.execute(
            SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name))
        )
    for name, _definition, _comment in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    for name, definition, comment in indexes:
        cr.execute(SQL(definition.replace("%", "%%")))
        if comment:  # Odoo keeps the definition that it knows here
            cr.execute(SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment))
    for name, definition in constraints:
        cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s %s",
                SQL.identifier(table),
                SQL.identifier(name),
                SQL(definition),
            )
        )
