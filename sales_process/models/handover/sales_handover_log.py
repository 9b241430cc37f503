import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.transaction import get_queue


class SalesHandoverLog(models.Model):
    """What went from one seller to another, and how to give it back."""

    _name = "sales.handover.log"
    _description = "Handover"
    _order = "create_date desc, id desc"

    from_user_id = fields.Many2one(
        "res.users", string="From", required=True, readonly=True, index=True, ondelete="cascade"
    )
    to_user_id = fields.Many2one(
        "res.users", string="To", required=True, readonly=True, index=True, ondelete="cascade"
    )
    create_uid = fields.Many2one("res.users", string="Handed Over By")
    create_date = fields.Datetime(string="Handed Over On")
    is_automatic = fields.Boolean(
        string="On Archiving", readonly=True, help="Done by itself, when the user was archived."
    )
    line_ids = fields.One2many("sales.handover.log.line", "log_id", readonly=True)
    line_count = fields.Integer(string="Moved", compute="_compute_counts")
    returned_count = fields.Integer(string="Given Back", compute="_compute_counts")
    kept_count = fields.Integer(string="Stayed", compute="_compute_counts")
    undone_on = fields.Datetime(readonly=True)
    undone_by_id = fields.Many2one("res.users", readonly=True)
    state = fields.Selection(
        [("done", "Handed over"), ("undone", "Undone")], compute="_compute_state"
    )

    @api.depends("undone_on")
    def _compute_state(self):
        for log in self:
            log.state = "undone" if log.undone_on else "done"

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (log, state): count
            for log, state, count in self.env["sales.handover.log.line"]._read_group(
                [("log_id", "in", self.ids)], ["log_id", "state"], ["__count"]
            )
        }
        for log in self:
            log.returned_count = counts.get((log, "returned"), 0)
            log.kept_count = counts.get((log, "kept"), 0)
            moved = counts.get((log, "moved"), 0)
            log.line_count = moved + log.returned_count + log.kept_count

    @api.depends("from_user_id", "to_user_id")
    def _compute_display_name(self):
        for log in self:
            # sudo: a seller may have left
            names = {"old": log.from_user_id.sudo().name, "new": log.to_user_id.sudo().name}
            log.display_name = self.env._("%(old)s to %(new)s", **names)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_undo(self):
        """Give back what has not changed since: what is still open and still with the successor."""
        for log in self:
            if log.undone_on:
                raise UserError(
                    self.env._(
                        "The handover %(handover)s was undone on %(day)s already.",
                        handover=log.display_name,
                        day=fields.Date.to_string(log.undone_on),
                    )
                )
            if not log.from_user_id.active:
                raise UserError(
                    self.env._(
                        "%(seller)s is archived and cannot get anything back. Unarchive the user"
                        " first, or hand over to somebody else.",
                        seller=log.from_user_id.name,
                    )
                )
            log.line_ids.filtered(lambda line: line.state == "moved")._give_back()
            # sudo: users do not write the log, they undo
            log.sudo().write({"undone_on": self.env.cr.now(), "undone_by_id": self.env.uid})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(returned)s given back, %(kept)s stay: they have changed since.",
                    returned=sum(self.mapped("returned_count")),
                    kept=sum(self.mapped("kept_count")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _move(self, part, records):
        """Give these records to the successor and keep who had them.

        :param str part: what they are, one of the parts of ``sales.handover.log.line``
        """
        old_values, new_values = {}, {}
        for record in records:
            old_values[record.id], new_values[record.id] = self._prepare_move(record)
        self._record(part, records, old_values, new_values)
        for group in records.grouped(lambda record: json.dumps(new_values[record.id])).values():
            self._write_quietly(group, new_values[group[0].id])

    def _prepare_move(self, record):
        """What a record says of its seller, before and after.

        :return: two dicts of values that Json can keep, many records as a list of ids
        """
        successor_id = self.to_user_id.id
        if record._name == "crm.assignment.rule":
            user_ids = record.user_ids.ids
            others = [user_id for user_id in user_ids if user_id != self.from_user_id.id]
            return {"user_ids": user_ids}, {"user_ids": sorted({*others, successor_id})}
        if record._name == "mail.activity.plan.template":
            return {"responsible_id": record.responsible_id.id}, {"responsible_id": successor_id}
        old, new = {"user_id": record.user_id.id}, {"user_id": successor_id}
        if record._name in ("crm.lead", "sale.order"):
            # Odoo takes the team of the new salesperson: these documents stay in theirs
            old["team_id"] = new["team_id"] = record.team_id.id
        return old, new

    def _write_quietly(self, records, vals, undo=False):
        """Write on many records: each logs the handover, and nobody gets a mail for each."""
        self.ensure_one()
        vals = {
            name: [Command.set(value)] if isinstance(value, list) else value
            for name, value in vals.items()
        }
        records = records.with_context(
            mail_auto_subscribe_no_notify=True, mail_activity_quick_update=True
        )
        if isinstance(records, self.pool["mail.thread"]):
            records._track_set_log_message(
                self.env._("Handover undone: %(sellers)s", sellers=self.display_name)
                if undo
                else self.env._("Handover: %(sellers)s", sellers=self.display_name)
            )
        with get_queue(self.env).caused_by("person", dict.fromkeys(records._ids, self)):
            records.write(vals)

    def _record(self, part, records, old_values, new_values, is_created=False):
        """Keep what changes.

        :param dict old_values: ``{record id: {field: value}}``, to be written back by an undo
        :param dict new_values: the same after the change, to see whether it has changed since
        :param bool is_created: the records are new, and an undo deletes them
        """
        self.ensure_one()
        # sudo: the log is complete, whatever the user may see of it
        self.env["sales.handover.log.line"].sudo().create(
            [
                {
                    "log_id": self.id,
                    "part": part,
                    "res_model": record._name,
                    "res_id": record.id,
                    "name": self._get_line_name(record),
                    "old_values": old_values.get(record.id, False),
                    "new_values": new_values[record.id],
                    "is_created": is_created,
                }
                for record in records
            ]
        )

    @api.model
    def _get_line_name(self, record):
        if record._name == "mail.activity" and record.res_name:
            return f"{record.display_name} · {record.res_name}"
        if record._name == "crm.team.member":
            return record.crm_team_id.display_name
        if record._name == "mail.activity.plan.template":
            return record._get_task_name()
        return record.display_name

    @api.model
    def _find_events_passed_on(self, from_user):
        """Open events that were passed on by itself when the user was archived, and are still
        with whoever got them: a handover takes them along."""
        # sudo: archiving logs what the manager may not see; only what is open still is used
        lines = (
            self.env["sales.handover.log.line"]
            .sudo()
            .search(
                [
                    ("log_id.from_user_id", "=", from_user.id),
                    ("log_id.is_automatic", "=", True),
                    ("state", "=", "moved"),
                    ("res_model", "=", "mail.activity"),
                ]
            )
        )
        holders = {line.res_id: line.log_id.to_user_id for line in lines}
        events = self.env["mail.activity"].sudo().search([("id", "in", list(holders))])
        return events.filtered(lambda event: event.user_id == holders[event.id])
