from odoo import fields, models

from ....tools.refusals import refusable


class MailActivity(models.Model):
    """A visit says who else was there, and is not left with somebody who was not."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    companion_ids = fields.Many2many(
        "res.users",
        "mail_activity_companion_rel",
        "activity_id",
        "user_id",
        string="Also There",
        copy=False,
        readonly=True,
        help="Other sellers who were at the meeting. It counts once, for the salesperson.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("user_id"):
            self.filtered("calendar_event_id")._part_from_companions()
        return result

    def _part_from_companions(self):
        """A visit that is given to somebody who was there as well names the others."""
        # sudo: the meeting may be a private one
        given = self.sudo().filtered(lambda event: event.user_id in event.companion_ids)
        given._note_companions(
            {meeting: meeting._get_sellers_there() for meeting in given.calendar_event_id}
        )

    def _do_for_sellers(self, sellers):
        """Mark the open events of meetings as done, as the sellers who were there.

        :param sellers: ``{meeting: the sellers who were there}``
        """
        self._hand_to_sellers(sellers)
        self._note_companions(sellers)
        # sudo: a fact; and the cron acts for the seller, whose name the log entry bears
        self.sudo().is_assumed = True
        for seller, events in self.grouped("user_id").items():
            events.with_env(self.env(user=seller.id, su=True))._action_done()

    def _hand_to_sellers(self, sellers):
        """Give the events of meetings that are with nobody who was there to a seller who was."""
        absent = self.filtered(lambda event: event.user_id not in sellers[event.calendar_event_id])
        for seller, events in absent.grouped(
            lambda event: sellers[event.calendar_event_id][:1]
        ).items():
            if seller:
                events._give_to(seller.id)

    @refusable("owner")
    def _give_to(self, user_id):
        """Give these to another user, without a mail about each."""
        self.with_context(mail_activity_quick_update=True).write({"user_id": user_id})

    def _note_companions(self, sellers):
        """Say on the events of meetings which other sellers were there."""
        for event in self:
            companions = sellers[event.calendar_event_id] - event.user_id
            if companions != event.companion_ids:
                event._set_companions(companions.ids)

    @refusable("visit")
    def _set_companions(self, user_ids):
        self.write({"companion_ids": [fields.Command.set(user_ids)]})

    def _hand_to_who_was_there(self):
        """Leave visits that are being done with nobody who was not there: an assistant who arranged
        the meeting, or a colleague who declined. A seller who says to have been there was."""
        # sudo: the meeting may be a private one
        visits = self.sudo().filtered(
            lambda event: event.calendar_event_id and event.event_category_id.role == "visit"
        )
        sellers = {meeting: meeting._get_sellers_there() for meeting in visits.calendar_event_id}
        said = visits.filtered(
            lambda event: event.user_id == self.env.user and event.user_id._filtered_sellers()
        )
        (visits - said)._hand_to_sellers(sellers)
        visits._note_companions(sellers)
