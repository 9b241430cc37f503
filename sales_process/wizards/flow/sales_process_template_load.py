from odoo import api, fields, models


class SalesProcessTemplateLoad(models.TransientModel):
    """A process with stages for documents lets the stages of its company follow documents."""

    _inherit = "sales.process.template.load"

    is_following_documents = fields.Boolean(compute="_compute_is_following_documents")

    @api.depends("template_id", "team_id")
    def _compute_is_following_documents(self):
        for wizard in self:
            wizard.is_following_documents = (
                any(wizard.template_id.stage_ids.mapped("flow_step"))
                and not wizard._get_company().stages_follow_documents
            )

    def _on_loaded(self):
        if self.is_following_documents:
            self._get_company().stages_follow_documents = True
        return super()._on_loaded()
