from odoo import fields, models
from odoo.tools import format_date


class SalesTargetReport(models.Model):
    """What an achievement says of a reached target, and whose it is."""

    _inherit = "sales.target.report"

    def _prepare_achievement_vals(self):
        """Values of the achievement; a team's target is its leader's. To be extended by what
        else it says."""
        self.ensure_one()
        user = (self.user_id or self.team_id.user_id).filtered("active")
        if not user:
            return None
        row = self.with_context(lang=user.lang)
        return {
            "key": f"target,{self.target_id.id},{self.user_id.id or 0},"
            f"{fields.Date.to_string(self.date_from)}",
            "kind": "target",
            "name": row.env._(
                "%(what)s, %(actual)s of %(target)s, %(date_from)s – %(date_to)s",
                what=row.name,
                actual=row._format_figure(self.actual_value),
                target=row._format_figure(self.target_value),
                date_from=format_date(row.env, self.date_from),
                date_to=format_date(row.env, self.date_to),
            ),
            "user_id": user.id,
            "team_id": (self.team_id or user.sale_team_id).id,
            "company_id": self.company_id.id,
        }

    def _format_figure(self, value):
        if self.is_monetary:
            return self.currency_id.format(value)
        return f"{value:g}" if value % 1 else f"{value:.0f}"
