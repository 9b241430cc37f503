from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ....tools.transaction import Move
from ..sales_process_audit import Check

SECONDS_PER_DAY = 86400.0


class SalesProcessAudit(models.AbstractModel):
    """Every opportunity is in the stage of its current stay, and its stays follow each other."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "current_stay": Check(
                self.env._("An opportunity has one current stay, in its stage"), "crm.lead", True
            ),
            "stay_order": Check(
                self.env._("Stays of an opportunity follow each other without gap or overlap"),
                "crm.lead.stage.history",
                True,
            ),
            "stay_clock": Check(
                self.env._("Days in a stage are those between, without the days lost"),
                "crm.lead.stage.history",
                True,
            ),
        }

    # ------------------------------------------------------------
    # CURRENT STAY
    # ------------------------------------------------------------

    @api.model
    def _find_current_stay(self):
        return self.env.execute_query(
            SQL(
                """
                SELECT lead.id, lead.stage_id, stay.id, stay.stage_id
                  FROM crm_lead lead
             LEFT JOIN crm_lead_stage_history stay
                    ON stay.lead_id = lead.id AND stay.left_on IS NULL
                 WHERE lead.stage_id IS DISTINCT FROM stay.stage_id
                    OR lead.stage_id IS NULL AND stay.id IS NOT NULL
              ORDER BY lead.id
                """
            )
        )

    @api.model
    def _explain_current_stay(self, lead_id, stage_id, stay_id, stay_stage_id):
        Stage = self.env["crm.stage"]
        lead = self.env["crm.lead"].browse(lead_id).display_name
        stage = Stage.browse(stage_id or []).display_name or self.env._("no stage")
        if not stay_id:
            return self.env._(
                "“%(lead)s” is in “%(stage)s”, and has no current stay", lead=lead, stage=stage
            )
        return self.env._(
            "“%(lead)s” is in “%(stage)s”, its current stay in “%(stay)s”",
            lead=lead,
            stage=stage,
            stay=Stage.browse(stay_stage_id or []).display_name or self.env._("no stage"),
        )

    @api.model
    def _mend_current_stay(self, leads):
        """When they moved is not known any more: they are entered now."""
        move = Move(SUPERUSER_ID, "rule", None, None, self.env.cr.now())
        self.env["crm.lead.stage.history"]._record_entries(dict.fromkeys(leads._ids, move))

    # ------------------------------------------------------------
    # ORDER
    # ------------------------------------------------------------

    @api.model
    def _get_stays_with_next(self):
        """Each stay, and when the next one of its opportunity was entered."""
        return SQL(
            """
            SELECT id, lead_id, entered_on, left_on, lost_on, lost_days,
                   LEAD(entered_on) OVER (
                       PARTITION BY lead_id ORDER BY entered_on, left_on NULLS LAST, id
                   ) AS next_on
              FROM crm_lead_stage_history
            """
        )

    @api.model
    def _find_stay_order(self):
        return self.env.execute_query(
            SQL(
                """
                SELECT id, lead_id, entered_on, left_on, next_on
                  FROM (%s) stay
                 WHERE left_on < entered_on
                    OR next_on IS NOT NULL AND left_on IS DISTINCT FROM next_on
              ORDER BY lead_id, id
                """,
                self._get_stays_with_next(),
            )
        )

    @api.model
    def _explain_stay_order(self, _stay_id, lead_id, entered_on, left_on, next_on):
        return self.env._(
            "“%(lead)s”: entered on %(entered)s, left on %(left)s, the next stage entered on"
            " %(next)s",
            lead=self.env["crm.lead"].browse(lead_id).display_name,
            entered=entered_on,
            left=left_on or "–",
            next=next_on or "–",
        )

    @api.model
    def _mend_stay_order(self, stays):
        """A stay ends when the next one begins."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead_stage_history AS stay
                   SET left_on = COALESCE(found.next_on, found.entered_on),
                       lost_on = NULL,
                       lost_days = COALESCE(found.lost_days, 0) + GREATEST(0, COALESCE(
                           EXTRACT(EPOCH FROM COALESCE(found.next_on, found.entered_on)
                                   - found.lost_on) / %(day)s, 0)),
                       duration_days = GREATEST(0, EXTRACT(EPOCH FROM
                           LEAST(found.lost_on, COALESCE(found.next_on, found.entered_on))
                           - found.entered_on) / %(day)s - COALESCE(found.lost_days, 0))
                  FROM (%(stays)s) found
                 WHERE found.id = stay.id
                   AND stay.id IN %(ids)s
                """,
                stays=self._get_stays_with_next(),
                day=SECONDS_PER_DAY,
                ids=stays._ids,
            )
        )
        stays.invalidate_recordset(flush=False)

    # ------------------------------------------------------------
    # CLOCK
    # ------------------------------------------------------------

    @api.model
    def _find_stay_clock(self):
        """One that is over has its days, to a minute; the clock of the current one is stopped
        while the opportunity is lost."""
        return self.env.execute_query(
            SQL(
                """
                SELECT stay.id, stay.lead_id, stay.left_on, stay.duration_days, %(due)s,
                       stay.lost_on
                  FROM crm_lead_stage_history stay
                  JOIN crm_lead lead ON lead.id = stay.lead_id
                 WHERE CASE WHEN stay.left_on IS NULL
                            THEN (stay.lost_on IS NOT NULL)
                                 <> COALESCE(lead.won_status = 'lost', FALSE)
                            ELSE stay.lost_on IS NOT NULL
                                 OR ABS(COALESCE(stay.duration_days, 0) - %(due)s) > 0.0007 END
              ORDER BY stay.lead_id, stay.id
                """,
                due=self._get_due_days(),
            )
        )

    @api.model
    def _get_due_days(self):
        return SQL(
            """GREATEST(0, EXTRACT(EPOCH FROM stay.left_on - stay.entered_on) / %s
                           - COALESCE(stay.lost_days, 0))""",
            SECONDS_PER_DAY,
        )

    @api.model
    def _explain_stay_clock(self, _stay_id, lead_id, left_on, days, due_days, lost_on):
        lead = self.env["crm.lead"].browse(lead_id).display_name
        if left_on and not lost_on:
            return self.env._(
                "“%(lead)s”: %(days).2f days in a stage, and it should be %(due).2f",
                lead=lead,
                days=days or 0.0,
                due=due_days,
            )
        if lost_on:
            return self.env._("“%(lead)s” counts as lost in a stage, and is not", lead=lead)
        return self.env._("“%(lead)s” is lost, and the days in its stage run on", lead=lead)

    @api.model
    def _mend_stay_clock(self, stays):
        """A clock that ran on is stopped when the opportunity was closed, as far as it is known."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead_stage_history AS stay
                   SET lost_on = CASE WHEN stay.left_on IS NULL AND lead.won_status = 'lost'
                                      THEN GREATEST(stay.entered_on,
                                                    COALESCE(lead.date_closed, %(now)s)) END,
                       duration_days = CASE WHEN stay.left_on IS NOT NULL THEN %(due)s END
                  FROM crm_lead AS lead
                 WHERE lead.id = stay.lead_id
                   AND stay.id IN %(ids)s
                """,
                now=SQL("%s::timestamp", self.env.cr.now()),
                due=self._get_due_days(),
                ids=stays._ids,
            )
        )
        stays.invalidate_recordset(flush=False)
