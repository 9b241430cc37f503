from odoo import api, models

from ....tools.refusals import refusable
from ....tools.transaction import get_queue


class CrmLead(models.Model):
    """Sellers are told what has moved on by itself, and which milestones they have reached."""

    _inherit = "crm.lead"

    @api.model
    def _work_off_news(self, queue):
        moved_on, milestones = queue.take("moved_on", "milestones")
        self._record_stage_entries()  # told is what is in the ledger
        of_leads = [[vals["lead_id"], vals] for vals in milestones]
        self.browse({lead_id for lead_id, _vals in of_leads})._reach_milestones(of_leads)
        # a milestone is told louder
        moved_on -= {vals["lead_id"] for vals in milestones}
        self.browse(moved_on).exists()._notify_moved_on()

    @refusable(
        "milestone",
        arguments=lambda lead, of_leads: [[pair for pair in of_leads if pair[0] == lead.id]],
    )
    def _reach_milestones(self, of_leads):
        """Tell what the sellers of these opportunities have reached.

        :param list of_leads: ``[lead id, values of the achievement]``, also of other opportunities
        """
        own = set(self._ids)
        self.env["sales.achievement"]._reach([vals for lead_id, vals in of_leads if lead_id in own])

    def _notify_moved_on(self):
        """Tell each owner at once what has moved on; many at a time in one line."""
        for user, leads in self.grouped("user_id").items():
            if not user:
                continue
            if len(leads) == 1:
                message = self.env._(
                    "“%(lead)s” moved on to “%(stage)s”.",
                    lead=leads.name,
                    stage=leads.stage_id.name,
                )
            else:
                message = self.env._(
                    "%(count)s opportunities moved on by themselves.", count=len(leads)
                )
            user._bus_send(
                "simple_notification",
                {"type": "success", "title": self.env._("Goals met"), "message": message},
            )

    def _celebrate_milestones(self):
        """Meeting the goals of a milestone is an achievement of the owner, once."""
        leads = self.filtered(lambda lead: lead.stage_id.is_milestone and lead.user_id)
        if leads:
            get_queue(self.env).milestones += [lead._prepare_milestone_vals() for lead in leads]

    def _prepare_milestone_vals(self):
        """Values of the achievement of a milestone. To be extended."""
        self.ensure_one()
        return {
            "key": f"milestone,{self.id},{self.stage_id.id}",
            "kind": "milestone",
            "name": self.env._(
                "%(lead)s: goals of “%(stage)s” met", lead=self.name, stage=self.stage_id.name
            ),
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "lead_id": self.id,
            "stage_id": self.stage_id.id,
        }
