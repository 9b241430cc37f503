from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

from ....tools import assignment


class CrmAssignmentRule(models.Model):
    """What rules have to know about their sellers: load, success, room and absence."""

    _inherit = "crm.assignment.rule"  # pylint: disable=consider-merging-classes-inherited

    def _get_seller_facts(self, excluded_lead_ids):
        """What these rules have to know about their sellers, in a few queries.

        :return: ``{(user id, team id or False): Seller}``
        """
        pairs = {(user, rule.team_id) for rule in self for user in rule._get_sellers()}
        users = self.env["res.users"].union(*(user for user, _team in pairs))
        teams_by_user = users._get_assignment_memberships()
        absences = users._get_assignment_absences()
        leads = Domain("user_id", "in", users.ids)
        others = leads & Domain("id", "not in", excluded_lead_ids)
        loads = self._get_loads(others)
        won, decided = self._get_results(leads)
        taken = self._get_taken(others) if teams_by_user else {}
        facts = {}
        for user, team in pairs:
            # the capacity counts in the team of the rule, else in all teams of the seller
            members = [
                member
                for member in teams_by_user.get(user, ())
                if not team or member.crm_team_id == team
            ]
            facts[user.id, team.id] = assignment.Seller(
                user_id=user.id,
                absence=absences.get(user) or self._get_absence_in_team(members),
                room=self._get_room(user, members, taken),
                load=loads.get(user, 0),
                won=won[user],
                decided=decided[user],
            )
        return facts

    def _get_loads(self, leads):
        """``{user: open leads}``, where a rule asks for it.

        :param leads: domain of the leads to count
        """
        if not {"load", "best_closer"} & set(self.mapped("method")):
            return {}
        pending = Domain("active", "=", True) & Domain("won_status", "=", "pending")
        return dict(self._count_leads(leads & pending, ["user_id"]))

    def _get_results(self, leads):
        """``{user: won}`` and ``{user: won or lost}`` of the last twelve months, where a rule asks
        for it."""
        won, decided = Counter(), Counter()
        if "best_closer" in self.mapped("method"):
            year_ago = self.env.cr.now() - relativedelta(years=1)
            closed = leads & Domain("won_status", "in", ("won", "lost"))
            closed &= Domain("date_closed", ">=", year_ago)
            for user, status, count in self._count_leads(closed, ["user_id", "won_status"]):
                decided[user] += count
                won[user] += count if status == "won" else 0
        return won, decided

    def _get_taken(self, leads):
        """``{(user, team): leads of the last 30 days}``, where a rule asks for it."""
        if not set(self.mapped("capacity")) - {"ignore"}:
            return {}
        recent = Domain("date_open", ">=", self.env.cr.now() - timedelta(days=30))
        return {
            (user, team): count
            for user, team, count in self._count_leads(leads & recent, ["user_id", "team_id"])
        }

    def _count_leads(self, domain, groups):
        Lead = self.env["crm.lead"].with_context(active_test=False)
        return Lead._read_group(domain, groups, ["__count"])

    @api.model
    def _get_absence_in_team(self, members):
        """Why a seller with these memberships gets no leads in the team, if so."""
        if members and all(member.assignment_optout for member in members):
            return self.env._("paused in the team")
        if members and not sum(member.assignment_max for member in members):
            return self.env._("no capacity in the team")
        return None

    @api.model
    def _get_room(self, user, members, taken):
        """How many leads more the seller may have; without a team, any number."""
        if not members:
            return float("inf")
        return sum(
            member.assignment_max - taken.get((user, member.crm_team_id), 0) for member in members
        )
