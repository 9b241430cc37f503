"""Filling a big table in one statement, without a check and an index entry per row on the way."""

from contextlib import contextmanager

from odoo.tools import SQL

# kilobytes that sorting and the making of indexes may use in a transaction that fills tables
MEMORY = {"work_mem": 64 * 1024, "maintenance_work_mem": 256 * 1024}

SMALL = 64 * 1024  # bytes of an index that may stay: few rows are in it


def take_memory(cr):
    """Let this transaction sort and make indexes in memory, where PostgreSQL is set to less."""
    for name, kilobytes in MEMORY.items():
        cr.execute(
            SQL(
                """SELECT set_config(name, %s, TRUE) FROM pg_settings
                    WHERE name = %s AND setting::bigint < %s""",
                f"{kilobytes}kB",
                name,
                kilobytes,
            )
        )


@contextmanager
def suspended_checks(cr, table, columns=None, with_indexes=False):
    """Take the foreign keys of a table away, and put them back afterwards, checked as a whole.

    :param columns: only the foreign keys of these columns
    :param with_indexes: the indexes, too, except those of constraints; where most rows change.
        Making them anew takes a fraction of keeping them up to date row by row. Nobody misses
        them: the installation holds the table, to which it has added columns, for itself.
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
                   AND (pg_relation_size(idx.indexrelid) > %s
                        OR %s
                        OR EXISTS (
                           SELECT FROM pg_attribute AS att
                            WHERE att.attrelid = idx.indrelid AND att.attnum = ANY(idx.indkey)
                              AND att.attname = ANY(%s)))
                """,
                table,
                SMALL,
                columns is None,
                list(columns or ()),
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
