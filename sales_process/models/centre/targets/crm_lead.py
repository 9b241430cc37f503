from odoo import api, models


class CrmLead(models.Model):
    """What an opportunity has come to counts toward targets."""

    _inherit = "crm.lead"

    @api.model
    def _on_progress(self, metric):
        super()._on_progress(metric)
        self.env["sales.target"]._on_progress(metric)

    @api.model
    def _get_stale_models(self, names):
        names = super()._get_stale_models(names)
        if names.isdisjoint(("crm.lead", "mail.activity", "sale.order")):
            return names
        return {*names, "sales.target.report"}
