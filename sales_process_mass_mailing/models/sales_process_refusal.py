from odoo import api, fields, models


class SalesProcessRefusal(models.Model):
    """Mailing lists may be refused as well."""

    _inherit = "sales.process.refusal"

    kind = fields.Selection(
        selection_add=[("mailing_lists", "Mailing lists of the stage")],
        ondelete={"mailing_lists": "cascade"},
    )

    @api.model
    def _get_kinds_of_stage(self):
        return (*super()._get_kinds_of_stage(), "mailing_lists")
