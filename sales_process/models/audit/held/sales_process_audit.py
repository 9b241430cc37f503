from odoo import api, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """An event counts as held exactly when it is done and took place, and of one meeting once."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "held": Check(
                self.env._("An event is held when it is done and took place; one for a meeting"),
                "mail.activity",
                True,
            ),
        }

    @api.model
    def _find_held(self):
        """Few events are of a meeting: only these are sorted by it."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, is_held
                  FROM (%(events)s) event
                 WHERE calendar_event_id IS NULL AND is_held <> took_place
             UNION ALL
                SELECT id, is_held
                  FROM (SELECT id, is_held,
                               took_place AND id = MIN(id) FILTER (WHERE took_place)
                                   OVER (PARTITION BY calendar_event_id) AS is_due
                          FROM (%(events)s) event
                         WHERE calendar_event_id IS NOT NULL) event
                 WHERE is_held <> is_due
              ORDER BY id
                """,
                events=self._get_events_that_took_place(),
            )
        )

    @api.model
    def _get_events_that_took_place(self):
        """Each event, whether it is held, and whether it took place by what is known of it alone:
        the rule of ``mail.activity._compute_is_held``."""
        return SQL(
            """
            SELECT event.id, event.calendar_event_id, COALESCE(event.is_held, FALSE) AS is_held,
                   event.active IS NOT TRUE
                   AND event.is_withdrawn IS NOT TRUE
                   AND event.answered_by_id IS NULL
                   AND category.id IS NOT NULL
                   AND category.role <> 'prospect'
                   AND (outcome.id IS NULL OR outcome.is_held IS TRUE) AS took_place
              FROM mail_activity event
         LEFT JOIN sales_event_category category ON category.id = event.event_category_id
         LEFT JOIN sales_event_outcome outcome ON outcome.id = event.outcome_id
             WHERE event.event_category_id IS NOT NULL OR event.is_held IS TRUE
            """
        )

    @api.model
    def _explain_held(self, event_id, is_held):
        event = self.env["mail.activity"].browse(event_id).summary or event_id
        if is_held:
            return self.env._("“%(event)s” counts as held, and was not", event=event)
        return self.env._("“%(event)s” was held, and does not count", event=event)

    @api.model
    def _mend_held(self, events):
        """What they answer follows, which is a check of its own."""
        self.env.add_to_compute(events._fields["is_held"], events)
