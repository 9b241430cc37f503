"""Pieces of SQL that several models share."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists


def local_date(moment, time_zone):
    """The calendar day of a moment (a timestamp in UTC) in a time zone."""
    return SQL("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", moment, time_zone)


def days_between(start, end):
    """Days from one timestamp to another, never below zero."""
    return SQL("GREATEST(0, EXTRACT(EPOCH FROM %s - %s) / 86400.0)::float8", end, start)


def add_columns(cr, table, columns):
    """Add columns that the table does not have yet, filled with a first value.

    A default that is dropped again fills the rows without rewriting the table, and without a
    computation record by record.

    :param dict columns: ``{name: (type in PostgreSQL, first value)}``
    """
    for name, (column_type, value) in columns.items():
        if column_exists(cr, table, name):
            continue
        table_sql, column = SQL.identifier(table), SQL.identifier(name)
        definition = SQL(
            "ALTER TABLE %s ADD COLUMN %s %s DEFAULT %s", table_sql, column, SQL(column_type), value
        )
        cr.execute(definition)
        cr.execute(SQL("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", table_sql, column))
