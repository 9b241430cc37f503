from odoo import models


class CalendarEvent(models.Model):
    """A meeting is a visit of the sellers who were there, and counts for the first of them."""

    _inherit = "calendar.event"  # pylint: disable=consider-merging-classes-inherited

    def _get_sellers_there(self):
        """Return the sellers who were there; the visit belongs to the first.

        The organizer was there without declining; who was invited by a colleague as well, who was
        invited from outside had to accept. First comes the organizer, then who is responsible for
        the opportunity or the customer, then who accepted. To be extended by other ways to tell.
        """
        states = {attendee.partner_id: attendee.state for attendee in self.attendee_ids}
        answers = ("accepted", "tentative", "needsAction") if self.user_id else ("accepted",)
        there = self.attendee_ids.filtered(lambda attendee: attendee.state in answers)
        there = there.sorted(lambda attendee: (attendee.state != "accepted", attendee.id))
        organizer = self.user_id.filtered(lambda user: states.get(user.partner_id) != "declined")
        sellers = (organizer | there.partner_id.user_ids)._filtered_sellers()
        if len(sellers) > 1 and organizer not in sellers:
            return self._get_responsible(sellers) | sellers
        return sellers

    def _get_responsible(self, sellers):
        """Return who of these sellers is responsible for whom the meeting was with."""
        record = self._get_visit_records()[self]
        if record is None or "user_id" not in record._fields:
            return sellers.browse()
        return record.user_id & sellers
