from datetime import timedelta

from odoo import api, fields, models

from ....tools.fields import RARELY_READ, OptionalFloat
from ....tools.sql import add_columns


class CrmLead(models.Model):
    """The course of a process: who started and ended it, when it was asked and decided."""

    _inherit = "crm.lead"

    started_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Who registered the lead or opportunity.",
        prefetch=RARELY_READ,
    )
    closed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Who won or lost it.",
        prefetch=RARELY_READ,
    )
    asked_on = fields.Datetime(
        readonly=True, copy=False, help="When the customer was asked to decide."
    )
    decided_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the customer decided, or the opportunity was won or lost.",
    )
    ask_to_decision_days = OptionalFloat(
        string="Days from Ask to Decision",
        compute="_compute_ask_to_decision_days",
        store=True,
        aggregator="avg",
        prefetch=RARELY_READ,
        help="Empty while nothing is asked or decided.",
    )

    def _auto_init(self):
        """Nothing was asked and decided so far: nothing to compute, lead by lead."""
        add_columns(self.env.cr, self._table, {"ask_to_decision_days": ("float8", None)})
        return super()._auto_init()

    @api.depends("asked_on", "decided_on")
    def _compute_ask_to_decision_days(self):
        for lead in self:
            lead.ask_to_decision_days = (
                max(0.0, (lead.decided_on - lead.asked_on) / timedelta(days=1))
                if lead.asked_on and lead.decided_on
                else None  # no average over what has not been decided
            )

    @api.model_create_multi
    def create(self, vals_list):
        # the values that were sent stay as they are: an import creates with them once more
        leads = super().create([{"started_by_id": self.env.uid, **vals} for vals in vals_list])
        self._on_progress("new_opportunities")
        return leads

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Winning and losing ends the overruled weight; who did it, and when, is kept.

        Before Odoo's lead scoring, which has everything written: so it is one statement.
        """
        open_status = {"is_lost": False, "is_won": False}
        changed = self.filtered(
            lambda lead: (
                new_status_by_lead.get(lead.id, open_status)
                != old_status_by_lead.get(lead.id, open_status)
            )
        )
        # sudo: who closed it when is a fact, which users do not write
        changed = changed.sudo()
        closed = changed.filtered(lambda lead: any(new_status_by_lead[lead.id].values()))
        undecided = closed.filtered(
            # a decision that the customer gave earlier stands
            lambda lead: (
                not lead.decided_on or any(old_status_by_lead.get(lead.id, open_status).values())
            )
        )
        closing = {"closed_by_id": self.env.uid, "is_weight_manual": False}
        if undecided:
            undecided.write({**closing, "decided_on": self.env.cr.now()})
        if closed - undecided:
            (closed - undecided).write(closing)
        if changed - closed:
            (changed - closed).write({"closed_by_id": False, "decided_on": False})
        if any(status["is_won"] for status in new_status_by_lead.values()):
            self._on_progress("won_count")
        return super()._handle_won_lost(old_status_by_lead, new_status_by_lead)

    def _merge_dependences(self, opportunities):
        """The customer of the survivor was asked when one of them was, if it was not before."""
        result = super()._merge_dependences(opportunities)
        asked = opportunities.filtered("asked_on")
        if asked and not self.asked_on:
            # sudo: a fact, which users do not write
            self.sudo().asked_on = asked[0].asked_on
        return result
