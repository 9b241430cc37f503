from odoo import models


class MailingContact(models.Model):
    _inherit = "mailing.contact"

    # contacts are looked up by their address whenever an opportunity enters a stage with lists
    _email_normalized_index = models.Index("(email_normalized)")
