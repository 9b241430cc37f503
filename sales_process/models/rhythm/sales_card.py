from odoo import api, models


class SalesCard(models.Model):
    """Customers on a card say when we were in touch last, and how often they want us to be."""

    _inherit = "sales.card"

    @api.model
    def _get_row_fields(self, model):
        names = super()._get_row_fields(model)
        if model._name != "res.partner":
            return names
        return (*names, "contact_due_on", "last_contact_on", "effective_rhythm_days")

    def _get_row_reasons(self, records):
        reasons = super()._get_row_reasons(records)
        if records._name != "res.partner":
            return reasons
        for partner in records.filtered("contact_due_on"):
            reasons[partner.id] = self._get_rhythm_reason(partner)
        return reasons

    def _get_rhythm_reason(self, partner):
        days = partner.effective_rhythm_days
        if not partner.last_contact_on:
            return self.env._("Never contacted; every %(days)s days", days=days)
        return self.env._(
            "Last contact on %(day)s; every %(days)s days",
            day=self._format_day(partner.last_contact_on),
            days=days,
        )

    def _get_row_tones(self, records):
        tones = super()._get_row_tones(records)
        if records._name != "res.partner":
            return tones
        today = self._get_clock_today()
        for partner in records.filtered("contact_due_on"):
            if partner.contact_due_on <= today:
                tones[partner.id] = "danger" if partner.contact_due_on < today else "warning"
        return tones

    def _get_row_alerts(self, records, tones):
        alerts = super()._get_row_alerts(records, tones)
        if records._name != "res.partner":
            return alerts
        today = self._get_clock_today()
        for partner in records.browse(tones):
            late = (today - partner.contact_due_on).days
            alerts[partner.id] = (
                self.env._("Due today")
                if not late
                else self.env._("Due for a day")
                if late == 1
                else self.env._("Due for %(days)s days", days=late)
            )
        return alerts
