from odoo import models

# A change of one of these on a held event may change when its customer was contacted
CONTACT_FIELDS = {"active", "customer_id", "event_category_id", "event_date"}


class MailActivity(models.Model):
    """Contacts and visits that are held, or cease to be, change the last contact of their
    customer."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    def _compute_is_held(self):
        super()._compute_is_held()
        # one that is still to be done changes nothing; who opens it again writes `active`
        self.filtered(lambda event: not event.active).customer_id._ask_last_contacts()

    def write(self, vals):
        if CONTACT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        self._ask_last_contacts()
        result = super().write(vals)
        self._ask_last_contacts()
        return result

    def unlink(self):
        customers = self._get_contacted()
        result = super().unlink()
        if customers:
            customers.exists()._ask_last_contacts()
        return result

    def _get_contacted(self):
        # sudo: the customers of colleagues' events, too; nothing of them is shown
        return self.sudo().filtered(lambda event: not event.active).customer_id

    def _ask_last_contacts(self):
        self._get_contacted()._ask_last_contacts()
