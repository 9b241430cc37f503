from odoo import api, fields, models

from ....tools.sql import add_columns


class CrmLead(models.Model):
    """Which territory and which product line an opportunity is about."""

    _inherit = "crm.lead"

    product_line_id = fields.Many2one("product.category", index="btree_not_null", tracking=True)
    territory_id = fields.Many2one(
        "crm.territory",
        compute="_compute_territory_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="Proposed by the address. The most specific territory wins.",
    )

    def _auto_init(self):
        """Added empty: Odoo would compute them lead by lead, and there are no territories yet."""
        add_columns(self.env.cr, self._table, {"territory_id": ("int4", None)})
        return super()._auto_init()

    @api.depends("country_id", "state_id", "zip")
    def _compute_territory_id(self):
        Territory = self.env["crm.territory"]
        for lead in self:
            lead.territory_id = Territory._find(lead.country_id.id, lead.state_id.id, lead.zip)

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "product_line_id", "territory_id"]

    def _prepare_follow_up_vals(self):
        return {**super()._prepare_follow_up_vals(), "product_line_id": self.product_line_id.id}
