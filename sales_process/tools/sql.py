"""Pieces of SQL that the reports share."""

from odoo.tools import SQL


def local_date(moment, time_zone):
    """The calendar day of a moment (a timestamp in UTC) in a time zone."""
    return SQL("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", moment, time_zone)


def days_between(start, end):
    """Days from one timestamp to another, never below zero."""
    return SQL("GREATEST(0, EXTRACT(EPOCH FROM %s - %s) / 86400.0)::float8", end, start)
