from odoo import models


class MailingContact(models.Model):
    """Contacts of mailing lists are found by their address."""

    _inherit = "mailing.contact"

    # contacts are looked up by their address whenever an opportunity enters a stage with lists
    _email_normalized_index = models.Index("(email_normalized)")
