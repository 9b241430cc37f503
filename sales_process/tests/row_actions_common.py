from freezegun import freeze_time

from .cards_common import TestSalesCardCommon

NOW = "2026-05-13 10:00:00"  # a Wednesday
EVENT_FIELDS = [
    "active", "date_deadline", "event_date", "is_event_date_given", "registered_on", "logged_at",
    "user_id", "outcome_id", "feedback", "is_held", "date_done", "summary", "note", "res_model",
    "res_id", "customer_id", "lead_id", "event_category_id", "event_team_id", "event_company_id",
]  # fmt: skip


@freeze_time(NOW)
class TestRowActionsCommon(TestSalesCardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card_tasks = cls.env.ref("sales_process.card_my_tasks")
        cls.card_leads = cls.env.ref("sales_process.card_open_opportunities")
        cls.card_quotations = cls.env.ref("sales_process.card_open_quotations")
        cls.card_invoices = cls.env.ref("sales_process.card_unpaid_invoices")

    def _offered(self, card, record, user=None):
        """What the row of a record offers."""
        card.invalidate_recordset()
        rows = {row["id"]: row for row in self._as(card, user or self.seller).preview}
        return rows[record.id]["actions"]

    def _run(self, card, record, action, user=None, **values):
        return self._as(card, user or self.seller).run_row_action(record.id, action, values)

    def _undo(self, result, user=None):
        cards = self.env["sales.card"].with_user(user or self.seller)
        return cards.undo_row_action(result["undo"])

    def _state(self, event):
        event.invalidate_recordset()
        return event.sudo().read(EVENT_FIELDS)
