from ast import literal_eval

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmAssignmentRule(models.Model):
    """The settings of a rule: when it works, for which leads, and who gets them."""

    _name = "crm.assignment.rule"
    _description = "Assignment Rule"
    _inherit = "sales.input.mixin"
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
    domain = fields.Char(
        string="Condition", default="[]", help="What else has to be true of the lead."
    )
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
        string="Leave It to Whoever Has It",
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
        string="Salespersons",
        domain="[('share', '=', False), ('active', '=', True)]",
        context={"active_test": False},  # who has left stays in sight until replaced
        check_company=True,
        help="Who gets the leads. Empty: the members of the team.",
    )
    method = fields.Selection(
        [
            ("fixed", "Fixed: the first one who is there"),
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
        """Say what keeps the rule from giving leads to anybody, or to those who should get them."""
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
            domain=[("assignment_rule_id", "=", self.id), ("active", "in", [True, False])],
            context={"create": False},
        )
        return action

    def action_dry_run(self):
        """Try these rules, also archived ones, on past leads."""
        wizard = self.env["crm.assignment.dry.run"].create(
            {"rule_ids": self.filtered(lambda rule: rule.trigger == "create").ids} if self else {}
        )
        return wizard.action_run()

    # ------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache("trigger")
    def _has_rules(self, trigger):
        """Whether any rule waits for this. Most databases have none: then nothing is to pay."""
        # sudo: rules work for everybody
        active = self.sudo().with_context(active_test=True)  # whatever a screen shows
        return bool(active.search_count([("trigger", "=", trigger)], limit=1))

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

    def _get_sellers(self):
        """The sellers of the rule who work here, in the order of the rotation."""
        self.ensure_one()
        named = self.user_ids
        if named or self.method == "fixed":
            return named.filtered("active")
        return self.team_id.member_ids.filtered("active").sorted("id")

    def _get_turn_sequence(self):
        return f"crm_assignment_rule_{self.id}_turn"
