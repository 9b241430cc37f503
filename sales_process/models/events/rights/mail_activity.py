from odoo import api, models

# What an event counts for: goals, answers and figures go by these
CONCERNS = {"res_id", "res_model_id", "lead_id", "customer_id"}


class MailActivity(models.Model):
    """What an event counts for is only what its author may write to, or read: goals would move
    other people's opportunities on, and their names come back from there."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities.browse(
            activity.id
            for activity, vals in zip(activities, vals_list, strict=True)
            if "lead_id" in vals or "customer_id" in vals
        )._check_concerns()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if not CONCERNS.isdisjoint(vals):
            self._check_concerns()
        return result

    def _check_concerns(self):
        """:raise AccessError: they count for what the current user may not write, or read"""
        if self.env.su:
            return
        # where there is none, nothing is asked: activities are also for those who have no sales
        for concerned, operation in ((self.lead_id, "write"), (self.customer_id, "read")):
            if concerned:
                concerned.check_access(operation)
