from odoo import api, fields, models

from ...tools.fields import RARELY_READ

# Given to many at once, a seller gets no message for each: an import of a thousand leads would
# send a thousand mails.
NOTIFIED_AT_ONCE = 20


class CrmLead(models.Model):
    """Which rule gave the lead to its salesperson or team, and why."""

    _inherit = "crm.lead"

    assignment_rule_id = fields.Many2one(
        "crm.assignment.rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The rule that gave this lead to its salesperson or team.",
        prefetch=RARELY_READ,
    )
    assignment_reason = fields.Char(
        readonly=True,
        copy=False,
        help="Why the rule gave it to this salesperson or team.",
    )

    @api.model
    def _without_many_notes(self, count):
        if count <= NOTIFIED_AT_ONCE:
            return self
        return self.with_context(mail_auto_subscribe_no_notify=True)
