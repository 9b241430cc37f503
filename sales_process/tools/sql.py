"""Pieces of SQL that several models share."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists


def local_time(moment, time_zone):
    """What the clock shows in a time zone at a moment (a timestamp in UTC)."""
    return SQL("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)", moment, time_zone)


def local_date(moment, time_zone):
    """The calendar day of a moment (a timestamp in UTC) in a time zone."""
    return SQL("%s::date", local_time(moment, time_zone))


def days_between(start, end):
    """Days from one timestamp to another, never below zero."""
    return SQL("GREATEST(0, EXTRACT(EPOCH FROM %s - %s) / 86400.0)::float8", end, start)


def days_between_known(start, end):
    """Days from one timestamp to another, never below zero; empty where one of them is."""
    return SQL(
        "CASE WHEN %s IS NOT NULL AND %s IS NOT NULL THEN %s END",
        start,
        end,
        days_between(start, end),
    )


def root_company(company):
    """The company at the top of a ``res_company``'s branches, which keeps their rates."""
    return SQL("SPLIT_PART(%s.parent_path, '/', 1)::int", company)


def currency_rate(currency_id, company, day):
    """The rate of a currency on a day, as ``res.currency`` looks it up: the last one until then,
    else the first one, else 1.

    :param company: alias of a ``res_company``, whose rates, and those of everybody, count
    """
    rates = SQL(
        """SELECT rate FROM res_currency_rate
            WHERE currency_id = %(currency)s
              AND (company_id IS NULL OR company_id = %(root)s)""",
        currency=currency_id,
        root=root_company(company),
    )
    return SQL(
        """COALESCE((%(rates)s AND name <= %(day)s ORDER BY company_id, name DESC LIMIT 1),
                    (%(rates)s ORDER BY company_id, name LIMIT 1), 1.0)""",
        rates=rates,
        day=day,
    )


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
