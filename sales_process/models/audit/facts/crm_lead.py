from odoo import api, models

from ....tools.facts import check_facts

FACTS = (
    "asked_on",
    "closed_by_id",
    "decided_on",
    "flow_revenue",
    "flow_state",
    "flow_step",
    "flow_step_decided",
    "flow_step_followed",
    "started_by_id",
    "weighted_revenue",
)


class CrmLead(models.Model):
    """How far documents have carried an opportunity, who asked, who decided: nobody's claim."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        check_facts(self, {name for vals in vals_list for name in vals}, FACTS)
        return super().create(vals_list)

    def write(self, vals):
        check_facts(self, vals, FACTS)
        return super().write(vals)
