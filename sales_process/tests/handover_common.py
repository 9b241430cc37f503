from datetime import timedelta

from odoo import fields

from .common import SalesProcessCommon


class HandoverCommon(SalesProcessCommon):
    """A seller with work of every kind, open and done, and the successor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.successor = cls._new_user("sp_new", "Nora New", "sales_team.group_sale_salesman")
        cls.today = fields.Date.context_today(cls.env.user)
        Lead = cls.env["crm.lead"]
        values = {"type": "opportunity", "user_id": cls.seller.id, "team_id": cls.team.id}
        cls.won = Lead.create(
            {
                "name": "Won",
                "stage_id": cls.env["crm.stage"].search([("is_won", "=", True)], limit=1).id,
                **values,
            }
        )
        cls.lost = Lead.create({"name": "Lost", **values})
        cls.lost.action_set_lost()
        cls.other = Lead.create({"name": "Of Sue", **values, "user_id": cls.seller2.id})
        cls.prospect = cls._create_event(cls.prospect_category)
        cls.planned = cls._create_event(
            cls.action_category, cls.lead, date_deadline=cls.today + timedelta(days=3)
        )
        cls.held = cls._create_event(cls.visit_category, cls.lead)
        cls.held.action_done()
        cls.prospect = cls._create_event(cls.prospect_category, cls.other_customer)
        cls.quotation = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "team_id": cls.team.id,
                "opportunity_id": cls.lead.id,
            }
        )
        cls.customer.user_id = cls.seller
        cls.env.cr.flush()

    def _open(self, user=None, **values):
        return (
            self.env["sales.handover"]
            .with_user(user or self.manager)
            .create({"from_user_id": self.seller.id, "to_user_id": self.successor.id, **values})
        )

    def _hand_over(self, **values):
        action = self._open(**values).action_hand_over()
        return self.env["sales.handover.log"].browse(action["res_id"])
