from odoo import models


class CalendarEvent(models.Model):
    """A meeting is a visit of the sellers who were there, and counts for the first of them."""

    _inherit = "calendar.event"  # pylint: disable=consider-merging-classes-inherited

    def _get_sellers_there(self):
        """Return the sellers who were there; the visit belongs to the first.

        Whom a colleague invited was there without declining, whom somebody outside invited had to
        accept. First come members of a sales team; among them the organizer, then who is
        responsible for the opportunity or the customer, then who accepted. To be extended by other
        ways to tell.
        """
        invited = self.attendee_ids
        answers = ("accepted", "tentative", "needsAction") if self.user_id else ("accepted",)
        there = invited.filtered(lambda attendee: attendee.state in answers)
        there = there.sorted(lambda attendee: (attendee.state != "accepted", attendee.id))
        sellers = there.partner_id.user_ids._filtered_sellers()
        if not sellers and self.user_id.partner_id not in invited.partner_id:
            return self.user_id._filtered_sellers()
        if len(sellers) > 1:
            sellers = (self.user_id & sellers) | self._get_responsible(sellers) | sellers
            sellers = sellers.sorted(lambda seller: not seller.sale_team_id)
        return sellers

    def _get_responsible(self, sellers):
        """Return who of these sellers is responsible for whom the meeting was with."""
        record = self._get_visit_records()[self]
        if record is None or "user_id" not in record._fields:
            return sellers.browse()
        return record.user_id & sellers
