from odoo import api, models
from odoo.tools import SQL

from .....tools.sql import local_time

# Where the calendar has no working hours: Monday to Friday, half of the day on each side of noon
DEFAULT_HOURS = SQL(
    "SELECT place, 7 AS cycle, 10.0 AS morning, 14.0 AS afternoon"
    " FROM GENERATE_SERIES(0, 4) AS place"
)


class SalesTargetReport(models.Model):
    """Working days of a period: in all, and so far, days and half days off left out.

    A ``resource.calendar`` tells them one calendar and resource at a time, in Python; here every
    seller has an own one, and all are asked at once. The working week says how many days there
    are, without a look at each of them; only days off are gone through.
    """

    _inherit = "sales.target.report"

    @api.model
    def _get_working_days_query(self, who, first, last, **spans):
        """Count working days of somebody: one row.

        :param who: alias with ``calendar_id``, ``resource_id``, ``company_id`` and ``tz``
        :param first: first day of all, as SQL
        :param last: last day of all, as SQL
        :param spans: ``name=(first day, last day)`` as SQL: a column each, within the days of all
        """
        who = SQL.identifier(who)
        columns = {
            name: SQL(
                """(SELECT COALESCE(SUM(GREATEST(0,
                               (%(last)s - DATE '0001-01-01' - place) / cycle
                               - (%(first)s - DATE '0001-01-02' - place) / cycle)), 0)
                      FROM week)
                 - (SELECT COALESCE(SUM(share), 0) FROM away
                     WHERE day BETWEEN %(first)s AND %(last)s)""",
                first=span_first,
                last=span_last,
            )
            for name, (span_first, span_last) in spans.items()
        }
        return SQL(
            "WITH week AS (%s), away AS (%s) SELECT %s",
            self._get_week_query(who),
            self._get_away_query(who, first, last),
            SQL(", ").join(
                SQL("(%s)::float8 AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            ),
        )

    @api.model
    def _get_week_query(self, who):
        """The working days of a week, or of two: their ``place`` in the ``cycle``, and at which
        hours the ``morning`` and the ``afternoon`` are half over.

        The morning ends, and the afternoon begins, where the calendar says so; of a day that it
        does not divide, in the middle of its hours.
        """
        return SQL(
            """
            SELECT place, cycle,
                   (opening + COALESCE(noon_from, (opening + closing) / 2)) / 2 AS morning,
                   (closing + COALESCE(noon_to, (opening + closing) / 2)) / 2 AS afternoon
              FROM (SELECT place, cycle, MIN(hour_from) AS opening, MAX(hour_to) AS closing,
                           CASE WHEN COUNT(*) FILTER (WHERE day_period = 'afternoon') > 0
                                THEN MAX(hour_to) FILTER (WHERE day_period = 'morning')
                                END AS noon_from,
                           CASE WHEN COUNT(*) FILTER (WHERE day_period = 'morning') > 0
                                THEN MIN(hour_from) FILTER (WHERE day_period = 'afternoon')
                                END AS noon_to
                      FROM (SELECT hours.hour_from, hours.hour_to, hours.day_period,
                                   hours.dayofweek::int
                                   + CASE WHEN calendar.two_weeks_calendar
                                          THEN 7 * hours.week_type::int ELSE 0 END AS place,
                                   CASE WHEN calendar.two_weeks_calendar
                                        THEN 14 ELSE 7 END AS cycle
                              FROM resource_calendar_attendance AS hours
                              JOIN resource_calendar AS calendar ON calendar.id = hours.calendar_id
                             WHERE hours.calendar_id = %(who)s.calendar_id
                               AND hours.day_period <> 'lunch' AND hours.display_type IS NULL
                           ) AS hours
                     WHERE place IS NOT NULL
                  GROUP BY place, cycle) AS day
         UNION ALL
            SELECT * FROM (%(default)s) AS day
             WHERE NOT EXISTS (SELECT FROM resource_calendar_attendance
                                WHERE calendar_id = %(who)s.calendar_id)
            """,
            who=who,
            default=DEFAULT_HOURS,
        )

    @api.model
    def _get_away_query(self, who, first, last):
        """Working days with time off: the ``day``, and which ``share`` of it is off.

        A half of the day is off where time off covers the middle of its hours. A seller's own time
        off is told by the seller's clock, a public holiday by the calendar's: it is the same day
        for everybody.
        """
        time_zone = SQL(
            """CASE WHEN off.resource_id IS NULL
                    THEN COALESCE((SELECT %(known)s FROM resource_calendar
                                    WHERE id = %(who)s.calendar_id), 'UTC')
                    ELSE %(who)s.tz END""",
            who=who,
            known=self._get_known_time_zone(SQL("tz")),
        )
        return SQL(
            """
            SELECT day.day::date AS day,
                   (BOOL_OR(day.day + week.morning * INTERVAL '1 hour' >= gone.begins
                            AND day.day + week.morning * INTERVAL '1 hour' < gone.ends)::int
                    + BOOL_OR(day.day + week.afternoon * INTERVAL '1 hour' >= gone.begins
                              AND day.day + week.afternoon * INTERVAL '1 hour' < gone.ends)::int
                   ) / 2.0 AS share
              FROM resource_calendar_leaves AS off
        CROSS JOIN LATERAL (SELECT %(begins)s AS begins, %(ends)s AS ends) AS gone
        CROSS JOIN LATERAL GENERATE_SERIES(
                   GREATEST(gone.begins::date, %(first)s)::timestamp,
                   LEAST(gone.ends::date, %(last)s)::timestamp, INTERVAL '1 day') AS day(day)
              JOIN week ON (day.day::date - DATE '0001-01-01') %% week.cycle = week.place
             WHERE off.time_type = 'leave'
               AND off.date_from < %(last)s + 2 AND off.date_to >= %(first)s - 1
               AND (off.resource_id = %(who)s.resource_id
                    OR off.resource_id IS NULL AND off.calendar_id = %(who)s.calendar_id
                    OR off.resource_id IS NULL AND off.calendar_id IS NULL
                       AND COALESCE(off.company_id, %(who)s.company_id) = %(who)s.company_id)
          GROUP BY day.day
            """,
            who=who,
            begins=local_time(SQL("off.date_from"), time_zone),
            ends=local_time(SQL("off.date_to"), time_zone),
            first=first,
            last=last,
        )
