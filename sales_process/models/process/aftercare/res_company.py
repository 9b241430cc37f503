from odoo import fields, models


class ResCompany(models.Model):
    """When aftercare is due, company by company."""

    _inherit = "res.company"

    aftercare_activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Aftercare Action",
        domain="[('res_model', 'in', [False, 'crm.lead'])]",
        ondelete="set null",
        default=lambda self: self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False),
        help="Planned for the seller when everything is paid. Leave empty to plan nothing.",
    )
    aftercare_delay_days = fields.Integer(
        string="Aftercare After",
        default=30,
        help="Days from the payment to the aftercare action.",
    )

    _aftercare_delay_days_positive = models.Constraint(
        "CHECK(aftercare_delay_days >= 0)",
        "Aftercare cannot be planned before the payment: give the days as zero or more.",
    )
