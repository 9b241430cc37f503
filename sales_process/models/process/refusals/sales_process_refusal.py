from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ....tools.refusals import Hook, attempt, note_refused
from ....tools.transaction import get_queue

# What the product does inside somebody else's action; a method for each is marked `refusable`.
KINDS = [
    ("stage", "Stage that follows the documents"),
    ("goals", "Moving on, goals met"),
    ("tasks", "Tasks of the stage"),
    ("stage_mail", "Mail of the stage"),
    ("assignment", "Assignment"),
    ("aftercare", "Next action after payment"),
    ("follow_ups", "Where follow-ups come from"),
    ("milestone", "Milestone"),
    ("target", "Reached target"),
    ("dates", "Dates of asking and deciding"),
    ("revenue", "Expected revenue"),
    ("answer", "Customer's answer"),
    ("answer_event", "Event about the customer's answer"),
    ("answer_closed", "Customer's answer, handled"),
    ("sent", "Quotation marked as sent"),
    ("invoicing", "Invoicing, open again"),
    ("contact", "Logging what was sent"),
    ("visit", "Visit of the meeting"),
    ("prospects", "Answered prospects"),
    ("customer", "Customer of the events"),
    ("kept_events", "Events of what was deleted"),
    ("owner", "Events of who left, or of another owner"),
]


class SalesProcessRefusal(models.Model):
    """What a rule of the company has refused, for its seller to see, until it goes through."""

    _name = "sales.process.refusal"
    _description = "Refused by a Rule"
    _order = "refused_on desc, id desc"

    name = fields.Char("Record", readonly=True)
    kind = fields.Selection(
        KINDS, "What", required=True, readonly=True, help="What was to be done by itself."
    )
    reason = fields.Text(readonly=True, help="The words of the rule that refused it.")
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", "Salesperson", readonly=True, ondelete="set null", index="btree_not_null"
    )
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    refused_on = fields.Datetime(readonly=True, help="When it was refused for the first time.")
    tried_on = fields.Datetime("Last Tried On", readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record Id", model_field="res_model", required=True, readonly=True
    )
    method = fields.Char(readonly=True)
    arguments = fields.Json(readonly=True)
    can_retry = fields.Boolean(compute="_compute_can_retry")

    _key_uniq = models.UniqueIndex("(res_model, res_id, kind)")

    @api.depends("method")
    def _compute_can_retry(self):
        for refusal in self:
            refusal.can_retry = bool(refusal.method)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_try_again(self):
        """Try again now what was refused.

        :raise UserError: a single one that is refused again, with the words of the rule
        """
        self.check_access("read")
        # sudo: the process does it, as it did before; nobody may write these
        refusals = self.sudo()
        with get_queue(self.env).running():
            refusals._try_again()
        self.env["crm.lead"]._work_off()
        left = refusals.exists()
        if len(self) == 1 and left:
            raise UserError(left.reason)
        return True

    def action_dismiss(self):
        """Leave it as it is: a person has seen to it."""
        self.check_access("read")
        # sudo: who may see it may put it away; nobody may write these
        self.sudo().unlink()
        return True

    @api.readonly
    def action_open_record(self):
        """Open the opportunity, else what it was about."""
        self.ensure_one()
        record = self.lead_id or self._get_record()
        if not record:
            raise UserError(self.env._("“%(record)s” was deleted meanwhile.", record=self.name))
        return record.get_formview_action()

    # ------------------------------------------------------------
    # TRYING AGAIN
    # ------------------------------------------------------------

    @api.model
    @ormcache()
    def _is_any(self):
        """Whether there are any, or were lately: most databases have none, then nothing is to
        pay."""
        # sudo: the same for everyone
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _get_kinds_of_stage(self):
        """The kinds that a stage brings along: with the stage they are over. To be extended by
        kinds of your own."""
        return ("goals", "tasks", "stage_mail", "assignment")

    @api.model
    def _get_refused(self, kind, records):
        """What of this kind is refused to these records."""
        return self.search(
            [("kind", "=", kind), ("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )

    def _get_record(self):
        """What it was about; None where that is gone."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _try_again(self):
        """Try all of these again. What is refused again stays, what is gone goes."""
        gone = self.browse()
        for refusal in self:
            record = refusal._get_record()
            if record is None:
                gone += refusal
            elif refusal.method:
                refusal._try_again_on(record)
        gone.unlink()

    def _try_again_on(self, record):
        work = getattr(record, self.method)
        arguments = self.arguments or []
        key = self._get_key()
        queue = get_queue(self.env)
        hook = Hook(self.kind, self.method)
        _result, error = attempt(self.env, lambda: work(*arguments))
        if error is not None:
            note_refused(record, hook, arguments, error)
        elif key not in queue.refused:
            queue.passed.add(key)

    def _get_key(self):
        return self.kind, self.res_model, self.res_id

    # ------------------------------------------------------------
    # KEEPING
    # ------------------------------------------------------------

    @api.model
    def _settle(self, refused, passed):
        """Keep what was refused, and forget what went through.

        :param dict refused: ``{(kind, model, id): transaction.Refused}``
        :param set passed: keys of the same kind
        """
        keys = {*refused, *passed}
        known = {
            refusal._get_key(): refusal
            for refusal in self.search(
                [
                    ("res_model", "in", list({model for _kind, model, _id in keys})),
                    ("res_id", "in", list({record_id for _kind, _model, record_id in keys})),
                ]
            )
        }
        self.browse().union(*(known[key] for key in keys - refused.keys() if key in known)).unlink()
        for key, refusal in refused.items():
            if key in known:
                known[key]._keep_again(refusal)
            else:
                self._keep(key, refusal)

    @api.model
    def _keep(self, key, refused):
        kind, model, record_id = key
        record = self.env[model].browse(record_id).exists()
        if not record:
            return
        lead = self._get_concerned_lead(record)
        user = lead.user_id or lead.team_id.user_id or self._get_own_seller(record)
        company = lead.company_id
        if not company and "company_id" in record._fields:
            company = record.company_id
        refusal = self.create(
            {
                "name": (lead or record).display_name,
                "kind": kind,
                "reason": refused.reason,
                "lead_id": lead.id,
                "user_id": user.id,
                "team_id": lead.team_id.id,
                "company_id": company.id,
                "refused_on": self.env.cr.now(),
                "tried_on": self.env.cr.now(),
                "res_model": model,
                "res_id": record_id,
                "method": refused.method,
                "arguments": refused.arguments,
            }
        )
        refusal._log_reason()
        if not self._is_any():
            self.env.registry.clear_cache()

    def _keep_again(self, refused):
        """The same once more: said again only where it is said in other words."""
        is_new = self.reason != refused.reason
        self.write(
            {
                "reason": refused.reason,
                "tried_on": self.env.cr.now(),
                "method": refused.method,
                "arguments": refused.arguments,
            }
        )
        if is_new:
            self._log_reason()

    @api.model
    def _get_concerned_lead(self, record):
        """The opportunity whose log says it, if it is about one. To be extended by further
        documents."""
        if record._name == "mail.activity":
            return record.lead_id
        return self.env["mail.activity"]._get_event_links(record)[0]

    @api.model
    def _get_own_seller(self, record):
        """Who is told of what is about no opportunity: whose record it is, else who acts."""
        user = self.env["res.users"]
        if "user_id" in record._fields and record._fields["user_id"].comodel_name == user._name:
            user = record.user_id
        return user or (self.env.user if self.env.user._is_internal() else user)

    def _log_reason(self):
        """Say it in the log, once."""
        record = self.lead_id or self._get_record()
        if record is None or not hasattr(record, "_message_log"):
            return
        labels = dict(self._fields["kind"]._description_selection(self.env))
        record._message_log(
            author_id=self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root"),
            body=self.env._(
                "Refused by a rule: %(what)s. “%(reason)s”",
                what=labels[self.kind],
                reason=self.reason,
            ),
        )
