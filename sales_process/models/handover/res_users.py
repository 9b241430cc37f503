from odoo import api, models
from odoo.exceptions import UserError

from ...tools.refusals import refusable


class ResUsers(models.Model):
    """What happens to the open work of users who are archived or deleted."""

    _inherit = "res.users"

    def action_archive(self):
        """Give a leaving seller's open events to the team's leader: stock deletes them. Then offer
        the handover of everything else."""
        self.check_access("write")  # before anything of theirs is touched, or told
        self._pass_on_open_events()
        return super().action_archive() or self._offer_handover()

    def _offer_handover(self):
        """The handover of this user, where there is something left and the user may do it."""
        if len(self) != 1 or not self.env["sales.handover"].has_access("create"):
            return None
        handover = self.env["sales.handover"].new({"from_user_id": self.id})
        return self.action_open_handover() if handover.total_count else None

    def action_open_handover(self):
        """Open the handover with this seller as who leaves."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over Sales Work"),
            "res_model": "sales.handover",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_from_user_id": self.id},
        }

    @refusable("owner", retry=None)
    def _pass_on_open_events(self):
        # sudo: whoever may archive the user must not lose other people's prospects by it
        events = (
            self.env["mail.activity"]
            .sudo()
            .search([("user_id", "in", self.ids), ("event_category_id", "!=", False)])
        )
        groups = events.grouped(lambda event: (event.user_id, event._get_serving_company()))
        for (user, company), activities in groups.items():
            successor = user._get_event_successor(leaving=self)
            # sudo: where the successor works is compared, not shown
            if company and company not in successor.sudo().company_ids:
                successor = user._get_event_successor_in(company, leaving=self)
            if not successor:
                continue  # the company has nobody else: they stay as they are
            # sudo: kept for the sales manager who hands over the rest
            log = (
                self.env["sales.handover.log"]
                .sudo()
                .create(
                    {
                        "from_user_id": user.id,
                        "to_user_id": successor.id,
                        "is_automatic": True,
                    }
                )
            )
            log._move("activity", activities)

    def _get_event_successor(self, leaving):
        """Return who takes over open events: the team's leader, else whoever archives the user. To
        be extended by another choice."""
        leader = self.sudo().crm_team_ids.user_id.filtered("active") - leaving
        return leader[:1] or self.env.user

    def _get_event_successor_in(self, company, leaving):
        """Return who takes over open events in a company for which neither works: a leader of a
        team of the seller's there, a sales manager, or any seller of that company."""
        # sudo: whoever archives the user may not read the sellers of another company
        users = self.env["res.users"].sudo()
        of_company = [("company_ids", "in", company.ids), ("id", "not in", leaving.ids)]
        for group in ("sales_team.group_sale_manager", "sales_team.group_sale_salesman"):
            group_id = self.env.ref(group).id
            found = users.search(
                [*of_company, ("all_group_ids", "in", [group_id]), ("share", "=", False)],
                order="id",
                limit=1,
            )
            if found:
                return found
        return users

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held_events(self):
        """Refuse to delete sellers with done events: the database would delete these facts."""
        # sudo: the events count, whoever may read them
        events = self.env["mail.activity"].sudo().with_context(active_test=False)
        groups = events._read_group(
            [
                ("user_id", "in", self.ids),
                ("active", "=", False),
                ("event_category_id", "!=", False),
            ],
            ["user_id"],
            ["__count"],
        )
        for user, count in groups:
            raise UserError(
                self.env._(
                    "%(user)s cannot be deleted: %(count)s events that took place are logged for "
                    "them. Archive the user instead.",
                    user=user.name,
                    count=count,
                )
            )
        self._pass_on_open_events()
