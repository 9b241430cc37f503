from odoo import fields, models


class MailActivity(models.Model):
    """With whom at the customer an event took place."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    contact_id = fields.Many2one(
        "res.partner",
        "With",
        index="btree_not_null",
        ondelete="set null",
        help="The person at the customer with whom you were in touch, where it is not the contact"
        " of the opportunity.",
    )
