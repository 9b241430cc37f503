from odoo import api, models

from ....tools.pace import status_of

# what the reasons and tones of a target's row are made of
ROW_FIELDS = ("actual_value", "attainment", "date_to", "expected_value", "period", "target_value")


class SalesCard(models.Model):
    """Targets as a card: coloured by the pace; a row opens what the actual counts."""

    _inherit = "sales.card"

    @api.model
    def _get_row_fields(self, model):
        names = super()._get_row_fields(model)
        return (*names, *ROW_FIELDS) if model._name == "sales.target.report" else names

    @api.model
    def _is_search_whole(self, model):
        return model._name == "sales.target.report" or super()._is_search_whole(model)

    def _get_row_tones(self, records):
        if records._name != "sales.target.report":
            return super()._get_row_tones(records)
        tones = {"behind": "warning", "far_behind": "danger", "done": "success"}
        return {
            row.id: tones.get(status_of(row.target_value, row.actual_value, row.expected_value))
            for row in records
        }

    def _get_row_alerts(self, records, tones):
        if records._name != "sales.target.report":
            return super()._get_row_alerts(records, tones)
        alerts = {
            "behind": self.env._("Behind the pace"),
            "far_behind": self.env._("Far behind the pace"),
            "done": self.env._("Target reached"),
        }
        return {
            row.id: alerts.get(status_of(row.target_value, row.actual_value, row.expected_value))
            for row in records
        }

    def _get_row_reasons(self, records):
        if records._name != "sales.target.report":
            return super()._get_row_reasons(records)
        periods = dict(records.fields_get(["period"], ["selection"])["period"]["selection"])
        return {
            row.id: self.env._(
                "%(period)s until %(date_to)s, %(share)s %% reached",
                period=periods[row.period],
                date_to=self._format_day(row.date_to),
                share=round(row.attainment),
            )
            for row in records
        }

    def _prepare_row_action(self, record):
        if record._name == "sales.target.report":
            return record.action_open_records()
        return super()._prepare_row_action(record)

    def _get_created_model(self):
        if self.model == "sales.target.report":
            return "sales.target"
        return super()._get_created_model()

    def action_create_record(self):
        """Nobody adds a row to a report: who may, sets a target."""
        if self.model != "sales.target.report":
            return super().action_create_record()
        return self.env["ir.actions.actions"]._for_xml_id("sales_process.sales_target_action")
