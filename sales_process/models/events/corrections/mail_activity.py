from odoo import models

from ....tools.refusals import refusable


class MailActivity(models.Model):
    """Visits whose meeting did not take place after all, or perhaps not."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    @refusable("visit")
    def _withdraw(self):
        """Let these count no longer; with their meeting they come back as they were."""
        if self:
            # sudo: a fact, which users do not write
            self.sudo().is_withdrawn = True

    def _ask_whether_held(self):
        """Tell the seller of this open visit that it counts only once it is said to be held; called
        in the seller's language."""
        record = self.env[self.res_model].browse(self.res_id)
        record.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.env._("Did “%(meeting)s” take place?", meeting=self.display_name),
            body=self.env._(
                "“%(meeting)s” of %(date)s was declined when it was over, so the visit is not "
                "counted. Did it take place? Mark it as done, and give it an outcome if it did "
                "not.",
                meeting=self.display_name,
                date=self.event_date,
            ),
        )
