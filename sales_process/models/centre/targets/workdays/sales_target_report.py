from odoo import api, models
from odoo.tools import SQL


class SalesTargetReport(models.Model):
    """Working days of a period: in all, and so far."""

    _inherit = "sales.target.report"

    @api.model
    def _get_working_days_query(self):
        """Working days of a slot: all, those so far, and those of its whole period.

        A ``resource.calendar`` tells them one calendar and resource at a time, in Python; here
        every seller has an own one, and all are asked at once.
        """
        return SQL(
            """
            SELECT COUNT(*) FILTER (WHERE day.day BETWEEN slot.date_from AND slot.date_to)::int
                   AS total_days,
                   COUNT(*) FILTER (WHERE day.day BETWEEN slot.date_from
                                      AND LEAST(slot.date_to, slot.today))::int AS elapsed_days,
                   COUNT(*)::int AS full_days
              FROM (SELECT MAX(calendar.tz) AS tz, COUNT(hours.id) > 0 AS has_hours,
                           ARRAY_AGG(hours.dayofweek::int + 10 * week.number) FILTER (
                               WHERE hours.day_period <> 'lunch' AND hours.display_type IS NULL
                                 AND (calendar.two_weeks_calendar IS NOT TRUE
                                      OR hours.week_type = week.number::text)) AS days
                      FROM resource_calendar AS calendar
                 LEFT JOIN resource_calendar_attendance AS hours
                        ON hours.calendar_id = calendar.id
                CROSS JOIN (VALUES (0), (1)) AS week(number)
                     WHERE calendar.id = slot.calendar_id) AS calendar
        CROSS JOIN (SELECT series::date AS day, EXTRACT(ISODOW FROM series)::int - 1 AS weekday,
                           (series::date - DATE '0001-01-01') / 7 %% 2 AS week
                      FROM GENERATE_SERIES(slot.period_from::timestamp,
                                           slot.period_to::timestamp,
                                           INTERVAL '1 day') AS series) AS day
             WHERE CASE WHEN calendar.has_hours
                        THEN day.weekday + 10 * day.week = ANY(calendar.days)
                        ELSE day.weekday < 5 END
               AND NOT EXISTS (
                   SELECT FROM resource_calendar_leaves AS off
                    WHERE off.time_type = 'leave'
                      AND ((day.day + INTERVAL '12 hours') AT TIME ZONE
                           COALESCE(calendar.tz, 'UTC')) AT TIME ZONE 'UTC'
                          BETWEEN off.date_from AND off.date_to
                      AND (off.resource_id = slot.resource_id
                           OR off.resource_id IS NULL
                              AND (off.calendar_id = slot.calendar_id
                                   OR off.calendar_id IS NULL
                                      AND COALESCE(off.company_id, slot.company_id)
                                          = slot.company_id)))
            """
        )
