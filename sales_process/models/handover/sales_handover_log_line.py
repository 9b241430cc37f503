import json
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class SalesHandoverLogLine(models.Model):
    """One record that a handover moved, and how it comes back."""

    _name = "sales.handover.log.line"
    _description = "Handover: a Record"
    _order = "id"

    log_id = fields.Many2one(
        "sales.handover.log", required=True, readonly=True, index=True, ondelete="cascade"
    )
    part = fields.Selection(
        [
            ("opportunity", "Opportunity"),
            ("prospect", "Prospect"),
            ("activity", "Planned activity"),
            ("quotation", "Quotation"),
            ("customer", "Customer"),
            ("target", "Target"),
            ("rule", "Assignment rule"),
            ("task", "Task of a stage"),
            ("team", "Leader of a team"),
            ("membership", "Member of a team"),
        ],
        required=True,
        readonly=True,
        string="What",
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    name = fields.Char(readonly=True)
    old_values = fields.Json(readonly=True)
    new_values = fields.Json(readonly=True)
    is_created = fields.Boolean(readonly=True, help="Made by the handover: an undo deletes it.")
    state = fields.Selection(
        [("moved", "Moved"), ("returned", "Given back"), ("kept", "Stayed")],
        required=True,
        default="moved",
        readonly=True,
        help="Stayed: it had changed since the handover, so undoing left it as it was.",
    )

    @api.readonly
    def action_open_record(self):
        self.ensure_one()
        record = self.env[self.res_model].with_context(active_test=False).browse(self.res_id)
        if not record.exists():
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "message": self.env._("“%(name)s” was deleted meanwhile.", name=self.name),
                },
            }
        if record._name == "mail.activity.plan.template":
            record = record.plan_id  # a task has no form of its own
        return record.get_formview_action()

    # ------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------

    @api.model
    def _get_open_domain(self, part):
        """What counts as unchanged for an undo: still to be worked on. To be extended with the
        parts of other addons."""
        return {
            "opportunity": Domain("won_status", "=", "pending") & Domain("active", "=", True),
            "prospect": Domain("active", "=", True),
            "activity": Domain("active", "=", True),
            "quotation": Domain("state", "in", ("draft", "sent")),
            "membership": self._get_free_membership_domain(),
        }.get(part, Domain.TRUE)

    @api.model
    def _get_free_membership_domain(self):
        """Memberships that can come back: where one team is all that Odoo allows, those of
        sellers who have joined no other one since."""
        if self.env["crm.team"].new().is_membership_multi:
            return Domain.TRUE
        is_member = Domain("crm_team_member_ids", "any", Domain("active", "=", True))
        return Domain("active", "=", True) | Domain("user_id", "any", ~is_member)

    def _give_back(self):
        """Write the old values back where nothing has changed since, in few writes."""
        # what was created goes first: it may stand in the way of what comes back
        # sudo: what has become of each line; users do not write them
        lines = self.sudo().sorted(lambda line: (not line.is_created, line.part, line.id))
        for (is_created, part, model), group in lines.grouped(
            lambda line: (line.is_created, line.part, line.res_model)
        ).items():
            # sudo: what a handover has moved goes back, as the manager decides who may undo it
            Model = self.env[model].sudo().with_context(active_test=False)
            still = Domain("id", "in", group.mapped("res_id")) & self._get_open_domain(part)
            records = {record.id: record for record in Model.search(still)}
            unchanged = group.filtered(
                lambda line, records=records: (
                    line.res_id in records and line._is_unchanged(records[line.res_id])
                )
            )
            (group - unchanged).state = "kept"
            for values, same in unchanged.grouped(
                lambda line: json.dumps(line.old_values or {}, sort_keys=True)
            ).items():
                try:
                    with self.env.cr.savepoint():
                        if is_created:
                            Model.browse(same.mapped("res_id")).unlink()
                        else:
                            self.log_id._write_quietly(
                                Model.browse(same.mapped("res_id")), json.loads(values), undo=True
                            )
                    same.state = "returned"
                except ValidationError:
                    same.state = "kept"  # something else has taken its place

    def _is_unchanged(self, record):
        """Whether the record still has the values that the handover gave it."""
        for name, value in self.new_values.items():
            current = record[name]
            if isinstance(value, list):
                current, value = set(current.ids), set(value)
            elif isinstance(current, models.BaseModel):
                current = current.id
            elif isinstance(current, date):
                current = fields.Date.to_string(current)
            if current != value:
                return False
        return True
