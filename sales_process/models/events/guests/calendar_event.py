from odoo import models

# A room that is booked in Google's calendar is invited by an address of its own
ROOMS = "resource.calendar.google.com"


class CalendarEvent(models.Model):
    """Of those who are invited to a meeting, who is from outside.

    Calendars elsewhere bring along whoever has an address: also rooms, and colleagues who have no
    user here.
    """

    _inherit = "calendar.event"

    def _get_guests(self):
        """Return who is invited from outside. To be extended by other ways to tell.

        No guest is who has a user, belongs to one of the companies of those who are there, or has a
        mail address of theirs; and no room.
        """
        # sudo: which companies these are, of whichever users
        companies = (self.user_id | self.partner_ids.user_ids).sudo().company_ids
        domains = companies._get_own_mail_domains() | {ROOMS}
        return self.partner_ids.filtered(
            lambda partner: (
                partner.partner_share
                and partner.commercial_partner_id not in companies.partner_id
                and (partner.email_normalized or "").rpartition("@")[2] not in domains
            )
        ).sorted("id")
