from odoo import fields, models


class SalesProcessStartType(models.Model):
    """One activity type, and what is proposed that its activities count as."""

    _name = "sales.process.start.type"
    _description = "Proposal for an Activity Type"
    _inherit = "sales.input.mixin"
    _rec_name = "activity_type_id"
    _order = "past_count desc, id"

    _parent_link = "start_id"

    start_id = fields.Many2one("sales.process.start", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="start_id.company_id", store=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type", required=True, readonly=True, ondelete="cascade"
    )
    event_category_id = fields.Many2one(
        "sales.event.category", "Counts As", ondelete="cascade", help="Empty: it does not count."
    )
    past_count = fields.Integer(
        "Past Ones",
        readonly=True,
        aggregator=None,
        help="Done activities with customers that do not count yet, and will.",
    )
