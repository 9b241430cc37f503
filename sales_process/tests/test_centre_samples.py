from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open, mute_logger

OPTIONS = {
    "separator": ",",
    "quoting": '"',
    "has_headers": True,
    "encoding": "utf-8",
    "date_format": "%Y-%m-%d",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
}


@tagged("post_install", "-at_install", "sales_process_core_only")
class TestSamples(TransactionCase):
    """I7: the sample files come in by Odoo's import screen as they are, by their own headings."""

    def _import(self, model, name):
        """What the import screen does with a sample: match its headings, then import."""
        with file_open(f"sales_process/static/samples/{name}.csv", "rb") as file:
            content = file.read()
        wizard = self.env["base_import.import"].create(
            {"res_model": model, "file": content, "file_name": name, "file_type": "text/csv"}
        )
        preview = wizard.parse_preview(OPTIONS)
        self.assertNotIn("error", preview)
        headings = preview["headers"]
        matches = {int(column): path[0] for column, path in preview["matches"].items()}
        unknown = [text for column, text in enumerate(headings) if column not in matches]
        self.assertFalse(unknown, f"headings of {name} that are not recognised")
        fields = [matches[column] for column in range(len(headings))]
        result = wizard.execute_import(fields, headings, preview["options"])
        self.assertFalse(result["messages"], name)
        return self.env[model].browse(result["ids"])

    @mute_logger("odoo.addons.base_import.models.base_import")
    def test_moving_in(self):
        """Customers, opportunities, what was done with them, and targets, in this order."""
        customers = self._import("res.partner", "contacts")
        leads = self._import("crm.lead", "opportunities")
        self.assertEqual(leads.partner_id, customers)
        self.assertEqual(set(leads.mapped("type")), {"opportunity"})
        self.assertEqual(
            leads.stage_history_ids.mapped("cause"), ["import"] * 2, "each has one stay"
        )
        events = self._import("mail.activity", "events")
        visit, unanswered, prospect = events
        self.assertEqual(visit.customer_id, customers[0])
        self.assertEqual([event.is_held for event in events], [True, False, False])
        self.assertEqual(str(visit.event_date), "2026-02-03", "the day in the file")
        self.assertFalse(unanswered.active)
        self.assertTrue(prospect.active, "a call that reached nobody answers nothing")
        targets = self._import("sales.target", "targets")
        self.assertEqual(targets.mapped("value"), [20, 150000])

    def test_samples_are_offered(self):
        for model, name in (("mail.activity", "events"), ("sales.target", "targets")):
            [template] = self.env[model].get_import_templates()
            self.assertEqual(template["template"], f"/sales_process/static/samples/{name}.csv")
