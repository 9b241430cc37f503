from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.crowds import wait_for_turn


class SalesHandover(models.TransientModel):
    """Everything open of a leaving seller goes to a successor in one step."""

    _name = "sales.handover"
    _description = "Hand Over Sales Work"
    _inherit = "sales.input.mixin"

    from_user_id = fields.Many2one(
        "res.users",
        string="From",
        required=True,
        domain="[('share', '=', False), ('active', 'in', [True, False])]",
        context={"active_test": False},
        help="Who leaves, or changes.",
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        compute="_compute_to_user_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False), ('id', '!=', from_user_id)]",
        help="Who goes on with all that is open.",
    )
    has_opportunities = fields.Boolean(string="Open leads and opportunities", default=True)
    has_activities = fields.Boolean(string="Planned activities and open prospects", default=True)
    has_quotations = fields.Boolean(string="Open quotations", default=True)
    has_customers = fields.Boolean(
        string="Customers",
        default=True,
        help="The salesperson of the customers, whom new quotations and opportunities take.",
    )
    has_targets = fields.Boolean(string="Targets", default=True)
    targets_from = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(months=1, day=1),
        help="Targets end for the leaving seller on the day before.",
    )
    has_rules = fields.Boolean(
        string="Assignment rules",
        default=True,
        help="The successor takes the seller's place in the rules that name the seller.",
    )
    has_tasks = fields.Boolean(
        string="Tasks of stages",
        default=True,
        help="Plans that give a task to the seller by name give it to the successor from now on.",
    )
    has_teams = fields.Boolean(
        string="Place in the sales teams",
        default=True,
        help="The seller leaves the sales teams, so that leads no longer come by turns. The"
        " successor joins them with the same capacity, except as a leader, or where Odoo allows"
        " one team only and the successor has one. Teams that the seller leads get the successor"
        " as leader.",
    )
    opportunity_count = fields.Integer(compute="_compute_counts")
    activity_count = fields.Integer(compute="_compute_counts")
    prospect_count = fields.Integer(compute="_compute_counts")
    quotation_count = fields.Integer(compute="_compute_counts")
    customer_count = fields.Integer(compute="_compute_counts")
    target_count = fields.Integer(compute="_compute_counts")
    rule_count = fields.Integer(compute="_compute_counts")
    rule_names = fields.Char(compute="_compute_counts")
    task_count = fields.Integer(compute="_compute_counts")
    task_names = fields.Char(compute="_compute_counts")
    team_count = fields.Integer(compute="_compute_counts")
    team_names = fields.Char(compute="_compute_counts")
    total_count = fields.Integer(compute="_compute_counts")
    left_out_count = fields.Integer(compute="_compute_counts")

    @api.depends("from_user_id")
    def _compute_to_user_id(self):
        """Propose the leader of the team."""
        for handover in self:
            user = handover.from_user_id
            # sudo: the memberships of an archived user may be archived with it
            members = user.with_context(active_test=False).sudo().crm_team_member_ids
            leaders = members.crm_team_id.user_id.filtered("active") - user
            handover.to_user_id = leaders[:1].id

    @api.depends("from_user_id", "to_user_id", "targets_from")
    def _compute_counts(self):
        for handover in self:
            records = {part: handover._get_records(part) for part in handover._get_parts()}
            counts = {part: len(of_part) for part, of_part in records.items()}
            activities = records["activity"]
            prospects = activities.filtered(
                lambda event: event.event_category_id.role == "prospect"
            )
            handover.opportunity_count = counts["opportunity"]
            handover.prospect_count = len(prospects)
            handover.activity_count = counts["activity"] - len(prospects)
            handover.quotation_count = counts["quotation"]
            handover.customer_count = counts["customer"]
            handover.target_count = counts["target"]
            handover.rule_count = counts["rule"]
            handover.rule_names = ", ".join(records["rule"].mapped("name"))
            handover.task_count = counts["task"]
            handover.task_names = ", ".join(task._get_task_name() for task in records["task"])
            teams = records["membership"].crm_team_id | records["team"]
            handover.team_count = len(teams)
            handover.team_names = ", ".join(teams.mapped("name"))
            handover.total_count = sum(counts.values())
            handover.left_out_count = handover._count_left_out()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_hand_over(self):
        """Move what is chosen, keep a log of it, and open the log."""
        self.ensure_one()
        if self.from_user_id == self.to_user_id:
            raise UserError(
                self.env._(
                    "%(seller)s cannot hand over to themselves. Choose a successor.",
                    seller=self.from_user_id.name,
                )
            )
        if not self.to_user_id.active or self.to_user_id.share:
            raise UserError(
                self.env._(
                    "%(seller)s does not work here. Choose another successor.",
                    seller=self.to_user_id.name,
                )
            )
        wait_for_turn(self.from_user_id)
        moving = {
            part: self._get_records(part) for part in self._get_parts() if self._is_chosen(part)
        }
        if not any(moving.values()):
            raise UserError(self._get_nothing_left())
        # sudo: what a handover has moved is written by handing over, and by nobody else
        log = (
            self.env["sales.handover.log"]
            .sudo()
            .create({"from_user_id": self.from_user_id.id, "to_user_id": self.to_user_id.id})
            .sudo(False)
        )
        for part, records in moving.items():
            self._move_part(log, part, records)
        self._tell_successor(log)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Handover"),
            "res_model": "sales.handover.log",
            "res_id": log.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_nothing_left(self):
        """Why nothing moves: perhaps somebody else was quicker."""
        names = {"seller": self.from_user_id.name}
        last = self.env["sales.handover.log"].search(
            [
                ("from_user_id", "=", self.from_user_id.id),
                ("is_automatic", "=", False),
                ("undone_on", "=", False),
            ],
            limit=1,
        )
        if not last:
            return self.env._(
                "There is nothing to hand over from %(seller)s with these choices.", **names
            )
        # sudo: who else works here may be archived meanwhile
        names.update(successor=last.to_user_id.sudo().name, user=last.create_uid.sudo().name)
        return self.env._(
            "%(user)s has handed over from %(seller)s to %(successor)s already. Nothing is left to"
            " hand over with these choices.",
            **names,
        )

    def _tell_successor(self, log):
        """One message for everything, instead of one for each record."""
        labels = dict(log.line_ids._fields["part"]._description_selection(self.env))
        counts = [
            f"{labels[part]}: {len(lines)}" for part, lines in log.line_ids.grouped("part").items()
        ]
        self.env["mail.thread"].message_notify(
            partner_ids=self.to_user_id.partner_id.ids,
            subject=self.env._("You take over from %(seller)s", seller=self.from_user_id.name),
            body=", ".join(counts),
        )
