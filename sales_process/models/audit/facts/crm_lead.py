from odoo import api, models


class CrmLead(models.Model):
    """How far documents have carried an opportunity, who asked, who decided: nobody's claim."""

    _name = "crm.lead"
    _inherit = ["sales.facts.mixin", "crm.lead"]

    @api.model
    def _get_facts(self):
        return (
            *super()._get_facts(),
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
