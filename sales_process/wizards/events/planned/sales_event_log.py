from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class SalesEventLog(models.TransientModel):
    """Planned events: logging one completes it, and cards of planned events make such ones."""

    _inherit = "sales.event.log"

    activity_id = fields.Many2one(
        "mail.activity",
        "Planned Event",
        ondelete="set null",
        context={"active_test": False},
        help="The planned event that is completed: it is done, instead of a second one.",
    )

    is_planned = fields.Boolean(
        "To Be Planned", help="The event is saved as planned, also for today."
    )

    @api.depends("is_planned")
    def _compute_is_done(self):
        super()._compute_is_done()
        self.filtered("is_planned").is_done = False

    def _check_complete(self):
        super()._check_complete()
        if self.activity_id and not self.activity_id.active:
            raise UserError(
                self.env._(
                    "“%s” is done already. Close this form, and log what else there was anew.",
                    self.activity_id.display_name,
                )
            )

    def _find_meeting(self):
        if self.activity_id:
            return self.activity_id.calendar_event_id
        return super()._find_meeting()

    def _update_event(self, meeting):
        if not self.activity_id:
            return super()._update_event(meeting)
        values = self._prepare_event_vals()
        for name in ("res_model_id", "res_id"):
            del values[name]
        if self.is_done:
            del values["date_deadline"]  # when it was due stays
        if is_html_empty(self.note):
            del values["note"]
        self.activity_id.write(values)
        return self.activity_id
