from odoo import fields, models

from ....tools.refusals import refusable


class MailActivity(models.Model):
    """A visit that was a meeting stands by itself; the meeting is a reference that may go."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    is_assumed = fields.Boolean(
        "Logged by Odoo",
        readonly=True,
        copy=False,
        help="Odoo has logged this visit when its meeting was over; nobody has said so yet.",
    )
    is_withdrawn = fields.Boolean(
        readonly=True,
        copy=False,
        help="The meeting was archived, or moved ahead, after Odoo had logged it as a visit.",
    )
    meeting_start = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the meeting of this visit began, which is in the calendar no longer.",
    )

    _meeting_start_idx = models.Index("(meeting_start) WHERE meeting_start IS NOT NULL")

    def _filtered_logged(self):
        """Those of these that say how a meeting went, and count as they say."""
        return self.filtered(
            lambda event: (
                event.event_category_id
                and not event.active
                and not event.is_withdrawn
                and (event.is_held or (event.outcome_id and not event.outcome_id.is_held))
            )
        )

    def _take_as_logged(self):
        """Somebody says what became of these: they are no longer what Odoo has made of them."""
        # sudo: facts, which users do not write
        self.sudo()._write_settled({"is_assumed": False, "is_withdrawn": False})

    @refusable("visit", retry=None)
    def _release_from_meeting(self, start):
        """Let these stand without their meeting, which began then."""
        # sudo: a fact, which users do not write
        self.sudo().write({"calendar_event_id": False, "meeting_start": start})

    @refusable("visit", retry=None)
    def _link_to_meeting(self, meeting):
        """Let these be of another meeting, which stands for theirs now."""
        # sudo: a fact, which users do not write
        self.sudo().write({"calendar_event_id": meeting.id, "meeting_start": False})
