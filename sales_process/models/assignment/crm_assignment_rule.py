import logging
from ast import literal_eval
from collections import defaultdict, namedtuple
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import assignment

_logger = logging.getLogger(__name__)


class Decision(namedtuple("Decision", ["rule", "user_id", "reason", "is_final"])):
    """What a rule decides for one lead. It is final, unless nobody of the rule could take it."""

    __slots__ = ()

    @property
    def team_id(self):
        return self.rule.team_id.id


class CrmAssignmentRule(models.Model):
    _name = "crm.assignment.rule"
    _description = "Assignment Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Only leads of this company. Empty: leads of every company."
    )
    company_currency = fields.Many2one("res.currency", compute="_compute_company_currency")
    # When
    trigger = fields.Selection(
        [("create", "A lead arrives"), ("stage", "An opportunity enters a stage")],
        required=True,
        default="create",
        string="When",
        help="A lead arrives by mail, by the website, by an import, from another program, or is"
        " entered by hand.",
    )
    stage_ids = fields.Many2many(
        "crm.stage", help="The stages that are entered. Empty: every stage."
    )
    # Which
    domain = fields.Char(string="Condition", default="[]")
    territory_id = fields.Many2one(
        "crm.territory", ondelete="cascade", help="Leads whose address lies in this territory."
    )
    product_line_id = fields.Many2one(
        "product.category",
        ondelete="cascade",
        help="Leads about this product line or one below it.",
    )
    min_revenue = fields.Monetary(
        string="Revenue From",
        currency_field="company_currency",
        help="Smallest expected revenue that the rule takes. 0: no limit.",
    )
    max_revenue = fields.Monetary(
        string="Revenue To",
        currency_field="company_currency",
        help="Largest expected revenue that the rule takes. 0: no limit.",
    )
    keeps_owner = fields.Boolean(
        string="Leave It to Who Has It",
        default=True,
        help="A seller who enters a lead keeps it, and so does a salesperson named in an import or"
        " chosen by hand. Turn this off to let the rule decide for these leads, too.",
    )
    # Who
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        check_company=True,
        ondelete="cascade",
        help="The lead goes to this team, and so to its pipeline. Empty: the team of the seller.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Sellers",
        domain="[('share', '=', False), ('active', '=', True)]",
        context={"active_test": False},  # who has left stays in sight until replaced
        check_company=True,
        help="Who gets the leads. Empty: the members of the team.",
    )
    method = fields.Selection(
        [
            ("fixed", "Fixed: the first who is there"),
            ("rotation", "Rotation: each in turn"),
            ("load", "Load: who has the fewest open leads"),
            ("best_closer", "Best closer: who wins most"),
        ],
        required=True,
        default="rotation",
        help="Fixed: the first seller, by name, who is not away. Without sellers, the lead goes to"
        " the team and to nobody in particular.\n"
        "Rotation: shares differ by no more than one lead.\n"
        "Load: the seller with the fewest open leads and opportunities.\n"
        "Best closer: the highest share of won among those decided in the last twelve months.",
    )
    min_sample = fields.Integer(
        string="Decided at Least",
        default=10,
        help="How many opportunities a seller must have won or lost in the last twelve months to"
        " be compared. While nobody has as many, the one with the fewest open leads gets it.",
    )
    capacity = fields.Selection(
        [
            ("prefer", "Those with room first, then all"),
            ("strict", "Never beyond"),
            ("ignore", "Does not matter"),
        ],
        required=True,
        default="prefer",
        help="The capacity is the one that the sales team gives each member: leads in 30 days.",
    )
    lead_count = fields.Integer(string="Leads", compute="_compute_lead_count")
    problem = fields.Char(compute="_compute_problem")

    _check_sample = models.Constraint(
        "CHECK(min_sample > 0)", "Compare sellers on one decided opportunity at least."
    )

    @api.depends("company_id")
    def _compute_company_currency(self):
        for rule in self:
            rule.company_currency = (rule.company_id or self.env.company).currency_id

    def _compute_lead_count(self):
        counts = dict(
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                [("assignment_rule_id", "in", self.ids)], ["assignment_rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.lead_count = counts.get(rule._origin, 0)

    @api.depends(
        "domain", "user_ids.active", "team_id.active", "team_id.crm_team_member_ids", "method"
    )
    def _compute_problem(self):
        """Say what keeps the rule from giving leads to anybody, or to who should get them."""
        for rule in self:
            problem = False
            named = rule.user_ids
            gone = named.filtered(lambda user: not user.active)
            if not rule._is_domain_valid():
                problem = self.env._("The condition cannot be read. Choose it again.")
            elif rule.team_id and not rule.team_id.active:
                problem = self.env._(
                    "The team “%(team)s” is archived. Choose another one.", team=rule.team_id.name
                )
            elif not named and not rule.team_id:
                problem = self.env._("Nobody gets these leads yet. Add sellers or a sales team.")
            elif named and not rule._get_sellers():
                problem = self.env._(
                    "%(sellers)s no longer work here. Add other sellers.",
                    sellers=", ".join(named.mapped("name")),
                )
            elif gone:
                problem = self.env._(
                    "%(sellers)s no longer work here: the others take their turns. Take them out,"
                    " or hand over.",
                    sellers=", ".join(gone.mapped("name")),
                )
            elif rule.team_id and not named and rule.method != "fixed" and not rule._get_sellers():
                problem = self.env._(
                    "The team “%(team)s” has no members. Add some, or add sellers here.",
                    team=rule.team_id.name,
                )
            rule.problem = problem

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            if not rule._is_domain_valid():
                raise ValidationError(
                    self.env._(
                        "The condition of the rule “%(rule)s” cannot be read. Choose it again.",
                        rule=rule.name,
                    )
                )

    @api.constrains("min_revenue", "max_revenue")
    def _check_revenue(self):
        for rule in self:
            if min(rule.min_revenue, rule.max_revenue) < 0:
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” has a negative revenue. Give 0 for no limit.",
                        rule=rule.name,
                    )
                )
            if rule.max_revenue and rule.min_revenue > rule.max_revenue:
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” would take no lead: its revenue from is larger than"
                        " its revenue to.",
                        rule=rule.name,
                    )
                )

    # ------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        for rule in rules:
            # One sequence for each rule: a turn is drawn without a lock, so that no transaction
            # waits for another. PostgreSQL drops it with the table.
            self.env.cr.execute(
                SQL(
                    "CREATE SEQUENCE IF NOT EXISTS %s MINVALUE 0 START 0"
                    " OWNED BY crm_assignment_rule.id",
                    SQL.identifier(rule._get_turn_sequence()),
                )
            )
        return rules

    def write(self, vals):
        if not {"active", "trigger"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        for rule in self:
            self.env.cr.execute(
                SQL("DROP SEQUENCE IF EXISTS %s", SQL.identifier(rule._get_turn_sequence()))
            )
        return super().unlink()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.readonly
    def action_open_leads(self):
        """Show the leads that this rule has given away."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_all_leads")
        action.update(
            display_name=self.name,
            domain=[("assignment_rule_id", "=", self.id)],
            context={"active_test": False, "create": False},
        )
        return action

    def action_dry_run(self):
        """Try these rules, also archived ones, on past leads."""
        wizard = self.env["crm.assignment.dry.run"].create(
            {"rule_ids": self.filtered(lambda rule: rule.trigger == "create").ids} if self else {}
        )
        return wizard.action_run()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def preview_assignment(self, lead_ids):
        """Tell who would get these leads if each arrived now. Changes nothing, draws no turn.

        :param lead_ids: ids of leads that the user may read
        :return: list of ``{lead_id, rule_id, team_id, user_id, reason}``, in the given order
        """
        leads = self.env["crm.lead"].with_context(active_test=False).browse(lead_ids).exists()
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
    @tools.ormcache("trigger")
    def _has_rules(self, trigger):
        """Whether any rule waits for this. Most databases have none: then nothing is to pay."""
        # sudo: rules work for everybody
        return bool(self.sudo().search_count([("trigger", "=", trigger)], limit=1))

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
        # sudo: rules work for everybody, whatever the rights of who brings the lead
        rules = (self.sudo().search([("trigger", "=", trigger)]) if rules is None else rules).sudo()
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

    def _is_domain_valid(self):
        self.ensure_one()
        try:
            # sudo: is it a condition at all? Nothing is shown.
            self.env["crm.lead"].sudo().search(self._get_domain(), limit=1)
        except Exception:
            return False
        return True

    def _get_domain(self):
        return Domain(literal_eval(self.domain or "[]"))

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

    # ------------------------------------------------------------
    # SELLERS
    # ------------------------------------------------------------

    def _get_sellers(self):
        """The sellers of the rule who work here, in the order of the rotation."""
        self.ensure_one()
        named = self.user_ids
        if named or self.method == "fixed":
            return named.filtered("active")
        return self.team_id.member_ids.filtered("active").sorted("id")

    def _get_seller_facts(self, excluded_lead_ids):
        """What these rules have to know about their sellers, in a few queries.

        :return: ``{(user id, team id or False): Seller}``
        """
        pairs = {(user, rule.team_id) for rule in self for user in rule._get_sellers()}
        users = self.env["res.users"].union(*(user for user, _team in pairs))
        teams_by_user = users._get_assignment_memberships()
        absences = users._get_assignment_absences()
        excluded = Domain("id", "not in", excluded_lead_ids) if excluded_lead_ids else Domain.TRUE
        Lead = self.env["crm.lead"].with_context(active_test=False)
        loads, won, decided, taken = {}, defaultdict(int), defaultdict(int), {}
        methods = set(self.mapped("method"))
        if methods & {"load", "best_closer"}:
            loads = dict(
                Lead._read_group(
                    Domain("user_id", "in", users.ids)
                    & Domain("active", "=", True)
                    & Domain("won_status", "=", "pending")
                    & excluded,
                    ["user_id"],
                    ["__count"],
                )
            )
        if "best_closer" in methods:
            year_ago = self.env.cr.now() - relativedelta(years=1)
            for user, status, count in Lead._read_group(
                Domain("user_id", "in", users.ids)
                & Domain("won_status", "in", ("won", "lost"))
                & Domain("date_closed", ">=", year_ago),
                ["user_id", "won_status"],
                ["__count"],
            ):
                decided[user] += count
                won[user] += count if status == "won" else 0
        if set(self.mapped("capacity")) - {"ignore"} and teams_by_user:
            taken = {
                (user, team): count
                for user, team, count in Lead._read_group(
                    Domain("user_id", "in", users.ids)
                    & Domain("date_open", ">=", self.env.cr.now() - timedelta(days=30))
                    & excluded,
                    ["user_id", "team_id"],
                    ["__count"],
                )
            }
        facts = {}
        for user, team in pairs:
            # the capacity counts in the team of the rule, else in all teams of the seller
            members = [
                member
                for member in teams_by_user.get(user, ())
                if not team or member.crm_team_id == team
            ]
            absence = absences.get(user)
            if not absence and members and all(member.assignment_optout for member in members):
                absence = self.env._("paused in the team")
            room = float("inf")
            if members:
                limit = sum(member.assignment_max for member in members)
                if not limit and not absence:
                    absence = self.env._("no capacity in the team")
                room = limit - sum(taken.get((user, member.crm_team_id), 0) for member in members)
            facts[user.id, team.id] = assignment.Seller(
                user_id=user.id,
                absence=absence,
                room=room,
                load=loads.get(user, 0),
                won=won[user],
                decided=decided[user],
            )
        return facts

    # ------------------------------------------------------------
    # DECISIONS
    # ------------------------------------------------------------

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
            return dict.fromkeys(leads._ids, decision)
        sellers = [facts[user.id, self.team_id.id] for user in users]
        picks = assignment.deal(
            leads._ids,
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
                user.id for user in users if not company_id or company_id in user.company_ids._ids
            )
            for company_id in company_ids
        }
        if all(len(allowed) == len(users) for allowed in by_company.values()):
            return None
        return {
            lead.id: by_company[(companies[lead.id] or self.team_id.company_id).id]
            for lead in leads
        }

    def _get_turn_sequence(self):
        return f"crm_assignment_rule_{self.id}_turn"

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

    # ------------------------------------------------------------
    # REASONS
    # ------------------------------------------------------------

    def _get_reason(self, why, passed_over=""):
        if passed_over:
            why = self.env._("%(why)s; passed over: %(sellers)s", why=why, sellers=passed_over)
        return self.env._("Rule “%(rule)s”: %(why)s", rule=self.name, why=why)

    def _get_pick_text(self, pick):
        if not pick:
            if self.capacity == "strict":
                return self.env._("matches, but everybody is away or at capacity")
            return self.env._("matches, but everybody is away")
        if pick.how == "turn":
            text = self.env._("next in turn of %(count)s", count=pick.number)
        elif pick.how == "load":
            text = self.env._("fewest open leads (%(count)s)", count=pick.number)
        elif pick.how == "unproven":
            text = self.env._(
                "too few decided yet to tell who closes best, so fewest open leads (%(count)s)",
                count=pick.number,
            )
        elif pick.how == "closer":
            text = self.env._(
                "best closer, won %(rate)s %% of %(count)s decided",
                rate=round(pick.number * 100),
                count=pick.sample,
            )
        else:
            text = self.env._("seller named by the rule")
        if pick.is_over:
            text = self.env._("%(why)s, everybody is at capacity", why=text)
        return text

    def _get_absence_text(self, sellers):
        users = self.env["res.users"].browse([seller.user_id for seller in sellers])
        return ", ".join(
            self.env._("%(seller)s (%(why)s)", seller=user.name, why=seller.absence)
            for user, seller in zip(users, sellers, strict=True)
            if seller.absence
        )
