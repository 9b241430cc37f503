from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class CrmAssignmentDryRun(models.TransientModel):
    """Rules tried on leads of the past, on paper."""

    _name = "crm.assignment.dry.run"
    _description = "Dry Run of Assignment Rules"
    _inherit = "sales.input.mixin"

    date_from = fields.Date(
        string="Leads From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(months=3),
        help="Leads registered from this day on.",
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=fields.Date.context_today,
        help="Leads registered until this day, included.",
    )
    lead_limit = fields.Integer(
        string="At Most",
        default=1000,
        help="The newest leads of the period are taken.",
    )
    rule_ids = fields.Many2many(
        "crm.assignment.rule",
        "crm_assignment_dry_run_rule_rel",
        string="Rules",
        domain="[('trigger', '=', 'create'), ('active', 'in', [True, False])]",
        context={"active_test": False},
        default=lambda self: self.env["crm.assignment.rule"].search([("trigger", "=", "create")]),
        help="Add archived rules to try what you have in mind.",
    )
    line_ids = fields.One2many("crm.assignment.dry.run.line", "dry_run_id", readonly=True)
    unmatched_line_ids = fields.One2many(
        "crm.assignment.dry.run.line",
        "dry_run_id",
        domain=[("outcome", "=", "none")],
        readonly=True,
    )
    share_ids = fields.One2many("crm.assignment.dry.run.share", "dry_run_id", readonly=True)
    lead_count = fields.Integer(string="Leads", compute="_compute_counts")
    seller_count = fields.Integer(string="To a Salesperson", compute="_compute_counts")
    team_count = fields.Integer(string="To a Team Only", compute="_compute_counts")
    unmatched_count = fields.Integer(string="No Rule", compute="_compute_counts")
    changed_count = fields.Integer(string="To Somebody Else", compute="_compute_counts")

    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Dry Run")

    @api.depends("line_ids")
    def _compute_counts(self):
        for run in self:
            outcomes = Counter(run.line_ids.mapped("outcome"))
            run.lead_count = len(run.line_ids)
            run.seller_count = outcomes["seller"]
            run.team_count = outcomes["team"]
            run.unmatched_count = outcomes["none"]
            run.changed_count = len(run.line_ids.filtered("is_changed"))

    def action_run(self):
        """Let the past leads arrive once more, one after the other, on paper."""
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._(
                    "The period ends on %(end)s, before it begins. Choose a later end.",
                    end=self.date_to,
                )
            )
        leads = self._get_leads()
        rules = self.rule_ids.sorted(lambda rule: (rule.sequence, rule.id))
        plan = self.env["crm.assignment.rule"]._plan(leads, "create", rules=rules, trial=True)
        lines = [self._prepare_line_vals(lead, plan.get(lead.id)) for lead in leads]
        self.write(
            {
                "line_ids": [Command.clear(), *map(Command.create, lines)],
                "share_ids": [
                    Command.clear(),
                    *map(Command.create, self._prepare_share_vals(leads, plan)),
                ],
            }
        )
        self.invalidate_recordset(["unmatched_line_ids"])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry Run of Assignment Rules"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def _get_leads(self):
        """The newest leads of the period that the user may see, in the order of their arrival."""
        leads = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search(
                Domain("create_date", ">=", self.date_from)
                & Domain("create_date", "<", self.date_to + relativedelta(days=1)),
                order="create_date desc, id desc",
                limit=max(self.lead_limit, 1),
            )
        )
        return leads.sorted(lambda lead: (lead.create_date, lead.id))

    def _prepare_line_vals(self, lead, decision):
        user_id = decision.user_id if decision else False
        return {
            "lead_id": lead.id,
            "current_user_id": lead.user_id.id,
            "rule_id": decision.rule.id if decision else False,
            "team_id": decision.team_id if decision else False,
            "user_id": user_id,
            "outcome": "seller" if user_id else "team" if decision else "none",
            "is_changed": bool(user_id) and user_id != lead.user_id.id,
            "reason": decision.reason if decision else self.env._("No rule matches."),
        }

    def _prepare_share_vals(self, leads, plan):
        """A row for each seller: what they have of these leads, and what they would have."""
        given = Counter(decision.user_id for decision in plan.values() if decision.user_id)
        current = Counter(lead.user_id.id for lead in leads if lead.user_id)
        total = sum(given.values())
        return [
            {
                "user_id": user_id,
                "current_count": current[user_id],
                "lead_count": given[user_id],
                "share": given[user_id] / total if total else 0.0,
            }
            for user_id in sorted(given | current, key=lambda user_id: -given[user_id])
        ]
