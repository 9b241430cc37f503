from odoo import api, fields, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """A meeting is one visit at most, and none before it is over."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "meeting": Check(
                self.env._("A meeting is one visit at most, and none before it is over"),
                "calendar.event",
                True,
            ),
        }

    @api.model
    def _find_meeting(self):
        """A visit that Odoo assumed is of a meeting that had ended when it was logged, and has
        ended now; one of a whole day may end a day later where the seller is."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, count, is_ahead
                  FROM (SELECT meeting.id,
                               COUNT(event.id) FILTER (WHERE event.is_held IS TRUE) AS count,
                               BOOL_OR(event.is_held IS TRUE AND event.is_assumed IS TRUE
                                       AND meeting.start > GREATEST(event.logged_at, %(now)s)
                                       + CASE WHEN meeting.allday THEN INTERVAL '1 day'
                                              ELSE INTERVAL '0' END) AS is_ahead
                          FROM calendar_event meeting
                          JOIN mail_activity event ON event.calendar_event_id = meeting.id
                      GROUP BY meeting.id) meeting
                 WHERE count > 1 OR is_ahead
              ORDER BY id
                """,
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def _explain_meeting(self, meeting_id, count, _is_ahead):
        meeting = self.env["calendar.event"].browse(meeting_id).display_name
        if count > 1:
            return self.env._(
                "“%(meeting)s” counts as %(count)s visits", meeting=meeting, count=count
            )
        return self.env._("“%(meeting)s” is to come, and counts already", meeting=meeting)

    @api.model
    def _mend_meeting(self, meetings):
        """As if it had been moved ahead now: a visit of a series stands alone, another one is
        withdrawn."""
        events = meetings._get_all_events()
        self.env.add_to_compute(events._fields["is_held"], events)
        for meeting in meetings.filtered(lambda meeting: not meeting._is_over()):
            if meeting.recurrence_id:
                meeting._part_from_visits(False)
            else:
                meeting._withdraw_visits_moved_ahead()
