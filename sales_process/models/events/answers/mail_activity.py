from odoo import models

from ....tools.answers import find_answers, find_contacts_before
from ....tools.refusals import refusable

# of many prospects, as in an import, the first ones are told of
MAX_TOLD = 5


class MailActivity(models.Model):
    """Held events answer prospects; taking the answer back restores them."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    def _get_answer_keys(self):
        """Return the ids of the customers and leads whose prospects these events may concern.

        Those are prospects, and held events that answer some. A call that is only planned costs
        nothing more than in stock.
        """
        if not self:
            return set(), set()
        answers = self.env["sales.event.category"]._get_answers()
        events = self.sudo().filtered(  # sudo: ids for the query only
            lambda event: (
                event.event_category_id.id in answers.answered
                or (event.event_category_id.id in answers.answering and event.is_held)
            )
        )
        return set(events.customer_id.ids), set(events.lead_id.ids)

    def _sync_answers(self, keys=None):
        """Close the prospects that now have an answer and restore those that no longer have one.

        :param keys: customers and leads concerned before a change, as ``_get_answer_keys`` gives
        """
        customer_ids, lead_ids = self._get_answer_keys()
        if keys:
            customer_ids |= keys[0]
            lead_ids |= keys[1]
        if not customer_ids and not lead_ids:
            return
        answers = {
            prospect_id: answer
            for prospect_id, (held_by, answer) in find_answers(
                self.env, customer_ids, lead_ids
            ).items()
            if answer != held_by
        }
        # sudo: any seller's contact answers a prospect, also one assigned to somebody else
        self.sudo().browse(answers)._set_answers(answers)

    @refusable("prospects", retry="_sync_answers")
    def _set_answers(self, answers):
        """Close these prospects by their answers, restore those that have none.

        :param dict answers: ``{prospect id: id of the event, or None}``, also of other prospects
        """
        for answer, prospects in self.grouped(lambda event: answers[event.id] or False).items():
            prospects._write_settled({"answered_by_id": answer, "active": not answer})

    def _tell_contacts_before(self):
        """Tell who registers prospects of the contact that there was on that day already: it is no
        answer to them."""
        answered = self.env["sales.event.category"]._get_answers().answered
        prospects = self.filtered(
            lambda event: event.active and event.event_category_id.id in answered
        )
        if not prospects:
            return
        # sudo: that a colleague was in touch, and with whom; nothing of what was said
        events = self.sudo()
        lines = []
        for prospect_id, contact_id in find_contacts_before(self.env, prospects.ids).items():
            prospect, contact = events.browse(prospect_id), events.browse(contact_id)
            lines.append(
                self.env._(
                    "%(seller)s was in touch with %(customer)s on that day already"
                    " (%(category)s). The prospect waits for the next contact.",
                    seller=contact.user_id.name,
                    customer=(prospect.customer_id or prospect.lead_id).display_name,
                    category=contact.event_category_id.name,
                )
            )
        if lines:
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "title": self.env._("There was a contact before"),
                    "message": "\n".join(lines[:MAX_TOLD]),
                    "sticky": True,
                },
            )
