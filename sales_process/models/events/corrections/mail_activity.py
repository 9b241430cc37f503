from odoo import models


class MailActivity(models.Model):
    """Visits whose meeting did not take place after all, or perhaps not."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    def _withdraw(self):
        """Let these count no longer; with their meeting they come back as they were."""
        if self:
            self.write({"is_withdrawn": True})

    def _ask_whether_held(self):
        """Tell the seller of this open visit that it counts only once it is said to be held."""
        record = self.env[self.res_model].browse(self.res_id)
        seller = self.user_id
        # in the seller's language
        _ = self.with_context(lang=seller.lang).env._
        record.message_notify(
            partner_ids=seller.partner_id.ids,
            subject=_("Did “%(meeting)s” take place?", meeting=self.display_name),
            body=_(
                "“%(meeting)s” of %(date)s was declined when it was over, so the visit is not "
                "counted. Did it take place? Mark it as done, and give it an outcome if it did not.",
                meeting=self.display_name,
                date=self.event_date,
            ),
        )
