from odoo import api, models


class CrmStage(models.Model):
    """Which documents the stages that a company has stand for."""

    _inherit = "crm.stage"

    @api.model
    def _init_process(self):
        """Documents move opportunities from the first day on only where there are none yet."""
        stages = super()._init_process()
        leads = self.env["crm.lead"].with_context(active_test=False)
        is_new = not leads.search_count([], limit=1)
        companies = self.env["res.company"].with_context(active_test=False).search([])
        companies.stages_follow_documents = is_new
        if is_new:
            shared = stages.filtered(lambda stage: not stage.team_ids)
            won = shared.filtered("is_won")[:1]
            won.flow_step = "order"
            before = shared.filtered(
                lambda stage: not stage.is_won and (not won or stage._is_before(won))
            )
            before[-1:].flow_step = "sent"
        return stages
