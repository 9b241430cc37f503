from odoo import api, models


class CrmLead(models.Model):
    """How far documents have carried an opportunity, who asked, who decided: nobody's claim."""

    _name = "crm.lead"
    _inherit = ["sales.facts.mixin", "crm.lead"]

    @api.model
    def _get_facts(self):
        return (
            *super()._get_facts(),
            "aftercare_planned_on",
            "asked_on",
            "closed_by_id",
            "decided_on",
            "flow_revenue",
            "flow_stage_before_id",
            "flow_state",
            "flow_step",
            "flow_step_decided",
            "flow_step_followed",
            "flow_weight_before",
            "process_facts",
            "started_by_id",
            "was_assigned_again",
            "weighted_revenue",
        )
