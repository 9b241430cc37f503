from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# Documents whose planned activities are sales work; events are, whatever they are about
SALES_MODELS = ("crm.lead", "res.partner", "sale.order")


class SalesHandover(models.TransientModel):
    """Everything open of a leaving seller goes to a successor in one step."""

    _name = "sales.handover"
    _description = "Hand Over Sales Work"

    from_user_id = fields.Many2one(
        "res.users",
        string="From",
        required=True,
        domain="[('share', '=', False), ('active', 'in', [True, False])]",
        context={"active_test": False},
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        compute="_compute_to_user_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False), ('id', '!=', from_user_id)]",
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
        moving = {
            part: self._get_records(part) for part in self._get_parts() if self._is_chosen(part)
        }
        if not any(moving.values()):
            raise UserError(
                self.env._(
                    "There is nothing to hand over from %(seller)s with these choices.",
                    seller=self.from_user_id.name,
                )
            )
        log = self.env["sales.handover.log"].create(
            {"from_user_id": self.from_user_id.id, "to_user_id": self.to_user_id.id}
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

    # ------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------

    @api.model
    def _get_parts(self):
        """What a handover moves, in this order. Another addon adds a part with its name here, a
        ``has_<part>s`` field, and a case in :meth:`_get_part_model` and :meth:`_get_records`."""
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
        """The model of the records that are moved as this part."""
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
        """The records of the part that would move."""
        self.ensure_one()
        user = self.from_user_id._origin or self.from_user_id
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
        user = self.from_user_id._origin or self.from_user_id
        if not user or not self.to_user_id:
            return 0
        everything = Domain("user_id", "=", user.id) & Domain("won_status", "=", "pending")
        return self.env["crm.lead"].search_count(everything & ~self._get_company_domain())

    def _move_part(self, log, part, records):
        if part == "activity":
            prospects = records.filtered(lambda event: event.event_category_id.role == "prospect")
            log._move("prospect", prospects)
            log._move("activity", records - prospects)
        elif part == "target":
            self._move_targets(log, records)
        elif part == "membership":
            self._move_memberships(log, records)
        else:
            log._move(part, records)

    def _move_targets(self, log, targets):
        """Targets that have not begun change hands; those that run end, and begin anew for the
        successor. Where the successor has a target of the kind already, that one counts."""
        last_day = self.targets_from - relativedelta(days=1)
        for target in targets:
            old = {"user_id": target.user_id.id, "date_to": fields.Date.to_string(target.date_to)}
            try:
                with self.env.cr.savepoint():
                    if target.date_from >= self.targets_from:
                        target.user_id = self.to_user_id
                        created = target.browse()
                    else:
                        created = target.copy(
                            {
                                "user_id": self.to_user_id.id,
                                "date_from": self.targets_from,
                                "date_to": target.date_to,
                            }
                        )
                    self.env.flush_all()
            except ValidationError:
                created = target.browse()
            if target.date_from < self.targets_from:
                target.date_to = last_day
            new = {"user_id": target.user_id.id, "date_to": fields.Date.to_string(target.date_to)}
            if new == old:
                continue
            log._record("target", target, {target.id: old}, {target.id: new})
            values = {"user_id": self.to_user_id.id, "value": created.value}
            log._record("target", created, {}, {created.id: values}, is_created=True)

    def _move_memberships(self, log, members):
        """The seller's memberships end, and the successor joins these teams as far as possible."""
        for member in members:
            joins = self._joins_team(member.crm_team_id)
            if member.active:
                log._record(
                    "membership",
                    member,
                    {member.id: {"active": True}},
                    {member.id: {"active": False}},
                )
                member.action_archive()
            if joins:
                created = member.copy(
                    {"user_id": self.to_user_id.id, "active": True, "assignment_optout": False}
                )
                values = {"user_id": self.to_user_id.id, "active": True}
                log._record("membership", created, {}, {created.id: values}, is_created=True)
