from odoo import api, fields, models
from odoo.fields import Domain

# A report is for reading: a longer list is better exported from the list of events
MAX_EVENTS = 1000


class ReportSalesActivity(models.AbstractModel):
    """The sales activity report: what a team did in a period, and how it went."""

    _name = "report.sales_process.report_sales_activity"
    _description = "Sales Activity Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        centre = self.env["sales.centre"]
        data = data or {}
        filters = {
            "date_from": data.get("date_from"),
            "date_to": data.get("date_to"),
            "user_id": self._get_number(data.get("user_id")),
            "team_id": self._get_number(data.get("team_id")) or (docids[0] if docids else None),
        }
        period = centre._get_filters(filters)
        done = centre._get_event_domain(period) & Domain("state", "in", ["held", "missed"])
        events = self.env["sales.event.report"].search(
            done, order="user_id, event_date, id", limit=MAX_EVENTS
        )
        activity = centre.get_events(filters)
        columns = [
            category
            for category in activity["categories"]
            if category["value"] or category["previous"]
        ]
        return {
            "doc_ids": docids,
            "doc_model": "crm.team",
            "docs": self.env["crm.team"].browse(period.team_id or []),
            "team": self.env["crm.team"].browse(period.team_id or []),
            "seller": self.env["res.users"].browse(period.user_id or []),
            "company": self.env.company,
            "date_from": period.date_from,
            "date_to": period.date_to,
            "columns": columns,
            "sellers": [
                row
                for row in activity["sellers"]
                if any(cell["value"] for cell in row["cells"].values())
            ],
            "outcomes": activity["outcomes"],
            "category_names": {row["id"]: row["name"] for row in activity["categories"]},
            "pipeline": centre.get_pipeline(filters),
            "kpis": centre.get_kpis(filters),
            "events_by_seller": events.grouped("user_id"),
            "left_out": self.env["sales.event.report"].search_count(done) - len(events),
            "printed_on": fields.Datetime.now(),
        }

    @api.model
    def _get_number(self, value):
        """A filter from the screen, or from the address of the report, as a number."""
        try:
            return int(value) if value and not isinstance(value, bool) else None
        except (TypeError, ValueError):
            return None
