from odoo import api, fields, models

from ...tools.fields import RARELY_READ
from ...tools.sql import add_columns

# Given to many at once, a seller gets no message for each: an import of a thousand leads would
# send a thousand mails.
NOTIFIED_AT_ONCE = 20


class CrmLead(models.Model):
    """What assignment goes by, territory and product line, and which rule decided why."""

    _inherit = "crm.lead"

    product_line_id = fields.Many2one(
        "product.category",
        index="btree_not_null",
        tracking=True,
        help="What the opportunity is about. Assignment rules and reports ask for it.",
    )
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
    assignment_rule_id = fields.Many2one(
        "crm.assignment.rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The rule that gave this lead to its salesperson or team.",
        prefetch=RARELY_READ,
    )
    assignment_reason = fields.Char(
        readonly=True,
        copy=False,
        help="Why the rule gave it to this salesperson or team.",
    )

    def _auto_init(self):
        """Add the computed column empty: leads that are there get a territory on request."""
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

    @api.model
    def _without_many_notes(self, count):
        if count <= NOTIFIED_AT_ONCE:
            return self
        return self.with_context(mail_auto_subscribe_no_notify=True)
