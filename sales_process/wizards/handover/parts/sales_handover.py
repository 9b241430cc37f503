from odoo import api, models
from odoo.fields import Domain

# Documents whose planned activities are sales work; events are, whatever they are about
SALES_MODELS = ("crm.lead", "res.partner", "sale.order")


class SalesHandover(models.TransientModel):
    """What a handover consists of, part by part, and which records they are."""

    _inherit = "sales.handover"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_parts(self):
        """What a handover moves, in this order. Another addon adds a part with its name here, a
        ``has_<part>s`` field, and a case in :meth:`_get_part_model` and :meth:`_get_records`.
        To be extended by further parts."""
        return [
            "opportunity",
            "activity",
            "quotation",
            "customer",
            "target",
            "rule",
            "task",
            "membership",
            "team",
        ]

    @api.model
    def _get_part_model(self, part):
        """The model of the records that are moved as this part. To be extended by further parts."""
        return {
            "opportunity": "crm.lead",
            "activity": "mail.activity",
            "quotation": "sale.order",
            "customer": "res.partner",
            "target": "sales.target",
            "rule": "crm.assignment.rule",
            "task": "mail.activity.plan.template",
            "membership": "crm.team.member",
            "team": "crm.team",
        }[part]

    def _is_chosen(self, part):
        plurals = {
            "opportunity": "opportunities",
            "activity": "activities",
            "membership": "teams",
        }
        return self[f"has_{plurals.get(part, f'{part}s')}"]

    def _get_records(self, part):
        """The records of the part that would move. To be extended by further parts."""
        self.ensure_one()
        user = self._get_leaving_user()
        if not user:
            return self.env[self._get_part_model(part)]
        own = Domain("user_id", "=", user.id)
        if part == "opportunity":
            return self.env["crm.lead"].search(
                own & Domain("won_status", "=", "pending") & self._get_company_domain()
            )
        if part == "activity":
            return self._get_activities(user)
        if part == "quotation":
            return self.env["sale.order"].search(
                own & Domain("state", "in", ("draft", "sent")) & self._get_company_domain()
            )
        if part == "customer":
            return self.env["res.partner"].search(own & self._get_company_domain())
        if part == "target":
            return self.env["sales.target"].search(
                own
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", self.targets_from))
                & self._get_company_domain()
            )
        if part == "rule":
            # archived ones, too: they would name who has left when they are taken up again
            of_company = self._get_company_domain() & (
                Domain("team_id", "=", False) | self._get_company_domain("team_id.company_id")
            )
            Rule = self.env["crm.assignment.rule"].with_context(active_test=False)
            return Rule.search(Domain("user_ids", "in", user.ids) & of_company)
        if part == "task":
            return self.env["mail.activity.plan.template"].search(
                Domain("responsible_type", "=", "other")
                & Domain("responsible_id", "=", user.id)
                & Domain("plan_id.res_model", "=", "crm.lead")
                & self._get_company_domain("plan_id.company_id")
            )
        if part == "team":
            return self.env["crm.team"].search(own & self._get_company_domain())
        if part == "membership":
            return self._get_memberships(user)
        raise ValueError(part)

    def _get_leaving_user(self):
        """Who leaves: somebody of the manager's companies, and nobody else's."""
        user = self.from_user_id._origin or self.from_user_id
        # sudo: whoever leaves may be archived; where they work is not shown
        return user if user.sudo().company_ids & self.env.companies else user.browse()

    def _get_company_domain(self, path="company_id"):
        """What the successor may work on."""
        if not self.to_user_id:
            return Domain.TRUE
        # sudo: the companies of the successor, whichever the manager works in
        return Domain(path, "in", [False, *self.to_user_id.sudo().company_ids.ids])

    def _get_memberships(self, user):
        """Memberships that end, and those that ended when the user was archived, as far as the
        successor joins these teams."""
        members = (
            self.env["crm.team.member"]
            .with_context(active_test=False)
            .search(
                Domain("user_id", "=", user.id) & self._get_company_domain("crm_team_id.company_id")
            )
        )
        ended = members - members.filtered("active")
        if user.active or not self.to_user_id:
            return members - ended
        # Odoo archives them together with the user, at one time
        last = max(ended.mapped("write_date"), default=None)
        return members.filtered(
            lambda member: (
                member.active
                or (member.write_date == last and self._joins_team(member.crm_team_id))
            )
        )

    def _joins_team(self, team):
        """Whether the successor becomes a member of this team. A leader who is none has chosen to
        take no leads, and where one team is all that Odoo allows, nobody is taken out of theirs."""
        successor = self.to_user_id
        if not team.active or team.user_id == successor or successor in team.member_ids:
            return False
        # sudo: memberships in teams of other companies count as well
        return team.is_membership_multi or not successor.sudo().crm_team_member_ids

    def _get_activities(self, user):
        # sudo: activities are checked document by document, and some of a seller's are about
        # what the manager may not see; they must not be lost
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                Domain("user_id", "=", user.id)
                & (
                    Domain("event_category_id", "!=", False)
                    | Domain("res_model", "in", SALES_MODELS)
                )
            )
        )
        activities |= self.env["sales.handover.log"]._find_events_passed_on(user)
        if not self.to_user_id:
            return activities
        companies = self.to_user_id.sudo().company_ids
        return activities.filtered(
            lambda activity: (
                not activity.lead_id.company_id or activity.lead_id.company_id in companies
            )
        )

    def _count_left_out(self):
        """Opportunities of companies that the successor does not work in."""
        user = self._get_leaving_user()
        if not user or not self.to_user_id:
            return 0
        everything = Domain("user_id", "=", user.id) & Domain("won_status", "=", "pending")
        return self.env["crm.lead"].search_count(everything & ~self._get_company_domain())
