import logging
from collections import namedtuple

from odoo import api, models
from odoo.tools import SQL

from ....tools import assignment
from ....tools.values import is_id

_logger = logging.getLogger(__name__)


class Decision(namedtuple("Decision", ["rule", "user_id", "reason", "is_final"])):
    """What a rule decides for one lead. It is final, unless nobody of the rule could take it."""

    __slots__ = ()

    @property
    def team_id(self):
        return self.rule.team_id.id


class CrmAssignmentRule(models.Model):
    """Which rule takes which lead, and who of its sellers gets it."""

    _inherit = "crm.assignment.rule"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    @api.readonly
    def preview_assignment(self, lead_ids):
        """Tell who would get these leads if each arrived now. Changes nothing, draws no turn.

        :param lead_ids: ids of leads that the user may read
        :return: list of ``{lead_id, rule_id, team_id, user_id, reason}``, in the given order
        """
        ids = lead_ids if isinstance(lead_ids, (list, tuple)) else [lead_ids]
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads = leads.browse(filter(is_id, ids)).exists()
        leads.check_access("read")
        plan = self._plan(leads, "create", trial=True)
        preview = []
        for lead in leads:
            decision = plan.get(lead.id)
            preview.append(
                {
                    "lead_id": lead.id,
                    "rule_id": decision.rule.id if decision else False,
                    "team_id": decision.team_id if decision else False,
                    "user_id": decision.user_id if decision else False,
                    "reason": decision.reason if decision else self.env._("No rule matches."),
                }
            )
        return preview

    @api.model
    def _plan(self, leads, trigger, rules=None, chosen=(), companies=None, trial=False):
        """Decide who gets these leads. Changes nothing but the turns that are drawn.

        The rules go by their sequence. A rule of which nobody can take a lead leaves it to the
        next that matches; without another one the lead goes to its team, without a seller.

        :param leads: ``crm.lead``, stored or new
        :param rules: the rules to go by, instead of the active ones
        :param chosen: ids of leads whose owner was chosen: only for rules that decide on them, too
        :param dict companies: ``{lead id: company}``, instead of the companies of the leads
        :param bool trial: draw no turns, and leave the leads themselves out of all counts
        :return: ``{lead id: Decision}`` of the leads that a rule matches
        """
        # sudo: rules work for everybody, whatever the rights of whoever brings the lead
        if rules is None:
            # archived ones deal nothing, whatever the screen shows on which the lead is made
            rules = self.with_context(active_test=True).sudo().search([("trigger", "=", trigger)])
            rules = rules.with_env(self.env)
        rules = rules.sudo()
        leads = leads.sudo()
        companies = companies or {lead.id: lead.company_id for lead in leads}
        plan, open_leads, sellers = {}, leads, None
        for rule in rules:
            if not open_leads:
                break
            kept = chosen if rule.keeps_owner and trigger == "create" else ()
            fitting = {
                company for company in set(companies.values()) if rule._is_for_company(company)
            }
            matching = rule._filter_leads(
                open_leads.filtered(
                    lambda lead, kept=kept, fitting=fitting: (
                        lead.id not in kept and companies[lead.id] in fitting
                    )
                )
            )
            if not matching:
                continue
            if sellers is None:
                sellers = rules._get_seller_facts(leads.ids if trial else [])
            decisions = rule._deal(matching, sellers, companies, trial)
            for lead_id, decision in decisions.items():
                if decision.is_final or lead_id not in plan:
                    plan[lead_id] = decision
            open_leads = open_leads.filtered(
                lambda lead: lead.id not in plan or not plan[lead.id].is_final
            )
        return plan

    def _is_for_company(self, company):
        own = self.company_id | self.team_id.company_id
        return not own or own == (company or self.env.company)

    def _filter_leads(self, leads):
        """Of these leads, those that meet the conditions of the rule. No query per lead."""
        self.ensure_one()
        if self.stage_ids and self.trigger == "stage":
            leads = leads.filtered(lambda lead: lead.stage_id in self.stage_ids)
        if self.territory_id:
            leads = leads.filtered(lambda lead: lead.territory_id == self.territory_id)
        if self.product_line_id and leads:
            lines = self.env["product.category"].search(
                [("id", "child_of", self.product_line_id.id)]
            )
            leads = leads.filtered(lambda lead: lead.product_line_id in lines)
        if self.min_revenue:
            leads = leads.filtered(lambda lead: lead.expected_revenue >= self.min_revenue)
        if self.max_revenue:
            leads = leads.filtered(lambda lead: lead.expected_revenue <= self.max_revenue)
        if leads and self.domain and self.domain != "[]":
            try:
                leads = leads.filtered_domain(self._get_domain())
            except Exception:
                _logger.warning(
                    "Assignment rule %s: condition %s", self.id, self.domain, exc_info=True
                )
                return leads.browse()
        return leads

    def _deal(self, leads, facts, companies, trial):
        """Share these leads among the sellers of the rule.

        :return: ``{lead id: Decision}`` for each of them
        """
        self.ensure_one()
        users = self._get_sellers()
        if not users:
            if not self.team_id.active:
                return {}  # a rule that names nobody, see problem
            named = self.user_ids
            is_team_rule = self.method == "fixed" and not named
            why = self.env._("to the team") if is_team_rule else self.problem or ""
            decision = Decision(self, False, self._get_reason(why), is_team_rule)
            return {lead.id: decision for lead in leads}
        sellers = [facts[user.id, self.team_id.id] for user in users]
        picks = assignment.deal(
            [lead.id for lead in leads],
            sellers,
            self.method,
            draw=self._get_trial_draw() if trial else self._draw_turns,
            min_sample=self.min_sample,
            allowed=self._get_allowed_sellers(leads, users, companies),
            capacity=self.capacity,
        )
        passed_over = self._get_absence_text(sellers)
        reasons = {}
        decisions = {}
        for lead in leads:
            pick = picks.get(lead.id)
            key = pick and pick[1:]
            if key not in reasons:
                reasons[key] = self._get_reason(self._get_pick_text(pick), passed_over)
            decisions[lead.id] = Decision(
                self, pick.user_id if pick else False, reasons[key], bool(pick)
            )
        return decisions

    def _get_allowed_sellers(self, leads, users, companies):
        """``{lead id: ids of the sellers who may work in its company}``, None for no limits."""
        company_ids = {(companies[lead.id] or self.team_id.company_id).id for lead in leads}
        by_company = {
            company_id: frozenset(
                user.id for user in users if not company_id or company_id in user.company_ids.ids
            )
            for company_id in company_ids
        }
        if all(len(allowed) == len(users) for allowed in by_company.values()):
            return None
        return {
            lead.id: by_company[(companies[lead.id] or self.team_id.company_id).id]
            for lead in leads
        }

    def _draw_turns(self, count):
        """The next turns of the rotation. Other transactions get other ones, without waiting."""
        return [
            turn
            for (turn,) in self.env.execute_query(
                SQL(
                    "SELECT nextval(%s::regclass) FROM generate_series(1, %s)",
                    self._get_turn_sequence(),
                    count,
                )
            )
        ]

    def _get_trial_draw(self):
        """Turns as they would be drawn next, without drawing them."""
        [(last, is_called)] = self.env.execute_query(
            SQL("SELECT last_value, is_called FROM %s", SQL.identifier(self._get_turn_sequence()))
        )
        position = last + (1 if is_called else 0)

        def draw(count):
            nonlocal position
            position += count
            return range(position - count, position)

        return draw
