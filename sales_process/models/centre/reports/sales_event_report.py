from odoo import api, fields, models
from odoo.tools import SQL


class SalesEventReport(models.Model):
    """One row per event, whatever became of the document that it was logged on."""

    _name = "sales.event.report"
    _inherit = ["sales.report.mixin"]
    _description = "Sales Events"
    _auto = False
    _order = "event_date desc, id desc"
    _rec_name = "summary"
    _depends = {
        "mail.activity": [
            "active",
            "activity_type_id",
            "answered_by_id",
            "customer_id",
            "event_category_id",
            "event_company_id",
            "event_date",
            "event_duration",
            "event_team_id",
            "event_type_id",
            "is_held",
            "is_skipped",
            "is_withdrawn",
            "lead_id",
            "outcome_id",
            "summary",
            "user_id",
        ],
        "sales.event.category": ["role"],
    }

    summary = fields.Char(readonly=True)
    event_date = fields.Date("Date", readonly=True)
    event_category_id = fields.Many2one("sales.event.category", "Category", readonly=True)
    event_type_id = fields.Many2one("sales.event.type", "Type", readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    outcome_id = fields.Many2one("sales.event.outcome", readonly=True)
    is_held = fields.Boolean("Held", readonly=True)
    duration = fields.Float(
        readonly=True, help="Hours that it took, where that is kept: calls have it by themselves."
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("held", "Held"),
            ("answered", "Answered"),
            ("missed", "Not Held"),
            ("closed", "Closed without a Contact"),
            ("skipped", "Skipped"),
        ],
        readonly=True,
        help="Planned: still to be done. Held: took place, counts toward targets. Answered: a"
        " prospect whom a seller has contacted since. Not Held: done, but nobody was reached."
        " Closed without a Contact: a prospect whom nobody needed to contact, for the reason given."
        " Skipped: a task that was not needed any more.",
    )
    customer_id = fields.Many2one("res.partner", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @api.model
    def _get_query(self):
        return SQL(
            """
            SELECT id, summary, event_date, event_category_id, event_type_id, activity_type_id,
                   outcome_id, is_held, event_duration AS duration, customer_id, lead_id, user_id,
                   event_team_id AS team_id, event_company_id AS company_id,
                   CASE WHEN active THEN 'planned' WHEN is_held THEN 'held'
                        WHEN answered_by_id IS NOT NULL THEN 'answered'
                        WHEN is_skipped OR is_withdrawn THEN 'skipped'
                        WHEN event_category_id IN (
                             SELECT id FROM sales_event_category WHERE role = 'prospect')
                        THEN 'closed' ELSE 'missed' END AS state
              FROM mail_activity
             WHERE event_category_id IS NOT NULL
            """
        )

    @api.readonly
    def action_open_record(self):
        """Open the event itself."""
        self.ensure_one()
        return self.env["mail.activity"].browse(self.id).action_open_event()
