from odoo import fields, models

from .sales_process_start import STEPS


class SalesProcessStartStep(models.Model):
    """What became of one step of the guided start, and how to undo it."""

    _name = "sales.process.start.step"
    _description = "Step of the Guided Start"
    _inherit = "sales.input.mixin"
    _rec_name = "step"

    start_id = fields.Many2one(
        "sales.process.start", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="start_id.company_id", store=True)
    step = fields.Selection(STEPS, required=True, readonly=True)
    state = fields.Selection(
        [("open", "To Do"), ("done", "Done"), ("skipped", "Skipped")],
        required=True,
        default="open",
        readonly=True,
    )
    undo_values = fields.Json("How to Undo It", readonly=True)
    user_id = fields.Many2one("res.users", "Done By", readonly=True, ondelete="set null")
    done_on = fields.Datetime(readonly=True)

    _start_step_uniq = models.UniqueIndex(
        "(start_id, step)", "Each step of a guided start is there once."
    )

    def _say_done(self):
        """When it was done, and by whom."""
        self.ensure_one()
        return self.env._(
            "done on %(day)s by %(user)s",
            day=self.start_id._say_day(self.done_on),
            user=self.sudo().user_id.name or "",  # sudo: the name of a colleague
        )
