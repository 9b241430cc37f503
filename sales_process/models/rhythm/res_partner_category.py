from odoo import fields, models


class ResPartnerCategory(models.Model):
    """Contacts with a tag want to hear from us as often as the tag says."""

    _inherit = "res.partner.category"

    contact_rhythm_days = fields.Integer(
        "Contact Every (days)",
        help="Days after which contacts with this tag want to hear from us again. 0: the tag does"
        " not say. Of several tags the shortest counts.",
    )

    _contact_rhythm_days_possible = models.Constraint(
        "CHECK (contact_rhythm_days BETWEEN 0 AND 3650)",
        "Contacts of a tag are contacted every 1 to 3650 days, or 0 where the tag does not say.",
    )
