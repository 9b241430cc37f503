from odoo import api, models
from odoo.tools import split_every

from ....tools import flow as flow_tools
from ..sales_process_audit import Check

READ_BATCH = 2000


class SalesProcessAudit(models.AbstractModel):
    """What opportunities say of their documents is what the documents say now."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "flow": Check(
                self.env._("Step and revenue of an opportunity are those of its documents"),
                "crm.lead",
                True,
            ),
        }

    @api.model
    def _find_flow(self):
        """Read all documents afresh. Opportunities without documents stand at none."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        Lead = self.env["crm.lead"]
        concerned = Lead.search(
            ["|", ("flow_step", "!=", "none"), ("order_ids", "!=", False)], order="id"
        )
        found = []
        for ids in split_every(READ_BATCH, concerned.ids):
            leads = Lead.browse(ids)
            orders = leads._get_flow_orders()
            leads._convert_flow_amounts(orders)
            for lead in leads:
                flow = flow_tools.lead_flow(orders.get(lead.id, []), digits)
                if lead.flow_step != flow.step or lead.company_currency.compare_amounts(
                    lead.flow_revenue, flow.revenue or 0.0
                ):
                    found.append(
                        (lead.id, lead.flow_step, lead.flow_revenue, flow.step, flow.revenue or 0.0)
                    )
            self.env.invalidate_all()
        return found

    @api.model
    def _explain_flow(self, lead_id, step, revenue, due_step, due_revenue):
        labels = dict(self.env["crm.lead"]._fields["flow_step"]._description_selection(self.env))
        return self.env._(
            "“%(lead)s” says “%(step)s” and %(revenue).2f, its documents say “%(due_step)s” and"
            " %(due_revenue).2f",
            lead=self.env["crm.lead"].browse(lead_id).display_name,
            step=labels.get(step, step),
            revenue=revenue,
            due_step=labels[due_step],
            due_revenue=due_revenue,
        )

    @api.model
    def _mend_flow(self, leads):
        """Their stages follow, as they do after any document."""
        self.env.add_to_compute(leads._fields["flow_step"], leads)
        self.env["crm.lead"]._work_off()
