from odoo import models
from odoo.tools import format_date


class ResUsers(models.Model):
    """Who can take leads now, and how many."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    def _get_assignment_memberships(self):
        """``{user: memberships of sales teams}``, which hold the capacity of each."""
        # sudo: rules work for everybody, the teams of the sellers decide
        members = self.env["crm.team.member"].sudo().search([("user_id", "in", self.ids)])
        return members.grouped("user_id")

    def _get_assignment_absences(self):
        """``{user: why}`` of those who cannot take leads now.

        Out of office as the user has set it, and time off in their working hours: that is also
        where Odoo's Time Off enters an approved leave. To be extended by other absences.
        """
        now = self.env.cr.now()
        absences = {}
        # sudo: who is away is asked for people whose calendar the creator of a lead cannot see
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search_fetch(
                [
                    ("resource_id.user_id", "in", self.ids),
                    ("time_type", "=", "leave"),
                    ("date_from", "<=", now),
                    ("date_to", ">=", now),
                ],
                ["resource_id", "date_to"],
            )
        )
        for leave in leaves:
            absences[leave.resource_id.user_id] = self.env._(
                "time off until %(day)s", day=format_date(self.env, leave.date_to)
            )
        for user in self.sudo():
            if not user.is_out_of_office:
                continue
            absences[user] = self.env._("out of office")
            if user.out_of_office_to:
                absences[user] = self.env._(
                    "out of office until %(day)s", day=format_date(self.env, user.out_of_office_to)
                )
        return absences
