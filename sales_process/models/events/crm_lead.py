from odoo import fields, models


class CrmLead(models.Model):
    """An opportunity knows the events that are about it, on whichever document they are."""

    _inherit = "crm.lead"

    linked_activity_ids = fields.One2many(
        "mail.activity",
        "lead_id",
        string="Activities of the Process",
        context={"active_test": False},
        readonly=True,
        copy=False,
        help="Open and done activities about this opportunity, on whichever document they are.",
    )
