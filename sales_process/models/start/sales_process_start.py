from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...tools.crowds import looked_for

STEPS = [
    ("look", "What Is There"),
    ("process", "Process"),
    ("documents", "Documents"),
    ("counting", "What Counts"),
    ("targets", "Targets"),
    ("cards", "Cards"),
    ("invite", "Invitation"),
]
ORDER = [step for step, _label in STEPS]


class SalesProcessStart(models.Model):
    """The guided start of a company: which step it is at, and what was decided so far.

    A step is three methods named after it: ``_announce_<step>`` says what it will do,
    ``_apply_<step>`` does it and returns what has to be known to undo it, ``_undo_<step>`` undoes.
    """

    _name = "sales.process.start"
    _description = "Guided Start"
    _inherit = "sales.input.mixin"
    _rec_name = "company_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    step = fields.Selection(STEPS, required=True, default="look")
    step_ids = fields.One2many("sales.process.start.step", "start_id", "Progress", readonly=True)
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        check_company=True,
        ondelete="set null",
        default=lambda self: self._default_team_id(),
        help="The team that is set up.",
    )
    is_closed = fields.Boolean(
        "Closed", help="The banner on the seller's view and in the centre is not shown any more."
    )
    is_finished = fields.Boolean("Finished", compute="_compute_is_finished")
    state = fields.Selection(
        [("open", "To Do"), ("done", "Done"), ("skipped", "Skipped")], compute="_compute_state"
    )
    state_note = fields.Char("What Was Done", compute="_compute_state")
    announcement = fields.Text("What Will Happen", compute="_compute_announcement")

    _company_uniq = models.UniqueIndex(
        "(company_id)", "This company has a guided start already. Open that one."
    )

    def _default_team_id(self):
        domain = [
            ("use_opportunities", "=", True),
            ("company_id", "in", [False, self.env.company.id]),
        ]
        return self.env["crm.team"].search(domain, limit=1)

    # ------------------------------------------------------------
    # WHERE IT IS
    # ------------------------------------------------------------

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Guided Start")

    @api.depends("step_ids.state")
    def _compute_is_finished(self):
        for start in self:
            over = start.step_ids.filtered(lambda row: row.state != "open")
            start.is_finished = set(ORDER) <= set(over.mapped("step"))

    @api.depends("step", "step_ids.state")
    @api.depends_context("lang")
    def _compute_state(self):
        for start in self:
            row = start.step_ids.filtered(lambda row, step=start.step: row.step == step)
            start.state = row.state or "open"
            start.state_note = row._say_done() if row.state == "done" else False

    @api.model
    def _get_announced_fields(self):
        """Names of fields on which it depends what a step will do. To be extended."""
        return ["step", "team_id", "step_ids.state"]

    @api.depends(lambda self: self._get_announced_fields())
    @api.depends_context("lang", "uid")
    def _compute_announcement(self):
        for start in self:
            is_done = start.state == "done"
            start.announcement = False if is_done else getattr(start, f"_announce_{start.step}")()

    def _get_row(self):
        """How far the current step is, made where it was never touched."""
        self.ensure_one()
        row = self.step_ids.filtered(lambda row: row.step == self.step)
        if row:
            return row.sudo()  # sudo: written by the steps alone, so that an undo can be trusted
        with looked_for():
            return (
                self.env["sales.process.start.step"]
                .sudo()
                .create(  # sudo: as above
                    {"start_id": self.id, "step": self.step}
                )
            )

    def _check_shown(self):
        """
        :raise odoo.exceptions.UserError: the screen shows another step than the one that would be
            done, since another window has gone on
        """
        shown = self.env.context.get("shown_step")
        if shown in ORDER and shown != self.step:
            names = dict(self._fields["step"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The guided start has gone on from “%(shown)s” to “%(step)s” in another window."
                    " Nothing was done here. Reload this page.",
                    shown=names[shown],
                    step=names[self.step],
                )
            )

    def _check_team(self):
        """:raise odoo.exceptions.UserError: there is no team, or it was deleted meanwhile"""
        if not self.team_id:
            raise UserError(
                self.env._("There is no sales team, or it was deleted meanwhile. Choose another.")
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.model
    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(self.env._("Only sales administrators set up the sales process."))

    @api.model
    def action_open(self):
        """Open the guided start of the current company, where it was left."""
        self._check_manager()
        start = self.search([("company_id", "=", self.env.company.id)])
        if not start:
            with looked_for():
                start = self.create({"company_id": self.env.company.id})
        if not start.team_id:
            start.team_id = start._default_team_id()
        self._end_todo()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_process_start_action"
        )
        return {**action, "res_id": start.id}

    @api.model
    def _end_todo(self):
        """Whoever is here need not be led here when another app is activated."""
        todo = self.env.ref("sales_process.sales_process_start_todo", raise_if_not_found=False)
        # sudo: Odoo's list of what is to do after an installation is an administrator's
        if todo and todo.sudo().state == "open":
            todo.sudo().state = "done"

    def action_apply(self):
        """Do the current step, and go on to the next one."""
        self.ensure_one()
        self._check_manager()
        self._check_shown()
        row = self._get_row()
        if row.state == "done":
            raise UserError(
                self.env._(
                    "“%(step)s” was done already: %(note)s. Undo it to do it in another way.",
                    step=self._get_step_name(),
                    note=row._say_done(),
                )
            )
        undo = getattr(self, f"_apply_{self.step}")()
        row.write(
            {
                "state": "done",
                "undo_values": undo or {},
                "user_id": self.env.uid,
                "done_on": self.env.cr.now(),
            }
        )
        return self.action_next()

    def action_skip(self):
        """Leave the current step as it is, and go on."""
        self.ensure_one()
        self._check_manager()
        self._check_shown()
        row = self._get_row()
        if row.state == "open":
            row.state = "skipped"
        return self.action_next()

    def action_undo(self):
        """Take back what the current step has done."""
        self.ensure_one()
        self._check_manager()
        self._check_shown()
        row = self._get_row()
        if row.state != "done":
            raise UserError(
                self.env._(
                    "“%(step)s” has nothing to undo: it was not done, or somebody has undone it.",
                    step=self._get_step_name(),
                )
            )
        getattr(self, f"_undo_{self.step}")(row.undo_values or {})
        row.write({"state": "open", "undo_values": False, "user_id": False, "done_on": False})
        self._refresh_proposals()
        return True

    def _refresh_proposals(self):
        """Propose anew, after what a step has done was taken back. To be extended."""
        self.ensure_one()

    def action_next(self):
        self.ensure_one()
        place = ORDER.index(self.step)
        if place + 1 < len(ORDER):
            self.step = ORDER[place + 1]
            return True
        return self.env["ir.actions.act_window"]._for_xml_id("sales_process.sales_card_action_view")

    def action_back(self):
        self.ensure_one()
        self.step = ORDER[max(ORDER.index(self.step) - 1, 0)]
        return True

    def action_close(self):
        """Show no banner any more; the menu still leads here."""
        self.ensure_one()
        self._check_manager()
        self.is_closed = True
        return self.env["ir.actions.act_window"]._for_xml_id("sales_process.sales_card_action_view")

    def _get_step_name(self):
        return dict(self._fields["step"]._description_selection(self.env))[self.step]

    def _say_day(self, moment):
        return format_date(self.env, fields.Datetime.context_timestamp(self, moment))
