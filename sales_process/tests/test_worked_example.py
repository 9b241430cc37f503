from odoo.tests import HttpCase, tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestWorkedExample(HttpCase, SalesProcessCommon):
    def test_worked_example(self):
        """B3, A2, A3, A4, A9, A10, D2: marketing registers a prospect, the seller calls, takes it
        back, calls again and visits; the manager sees both, per seller and for all, and 1 of 20
        visits against the month's target."""
        self.start_tour("/odoo", "worked_example_marketing", login="sp_marketing")
        prospect = self.env["mail.activity"].search(
            [("event_category_id", "=", self.prospect_category.id)]
        )
        self.assertEqual(prospect.user_id, self.seller)
        self.assertEqual(prospect.create_uid, self.marketing)
        self.assertEqual(prospect.customer_id, self.customer)
        self.assertFalse(prospect.lead_id)

        self.start_tour("/odoo", "worked_example_seller_calls", login="sp_seller")
        self.env.invalidate_all()
        self.assertFalse(prospect.active)
        self.assertEqual(prospect.answered_by_id.summary, "Called, agreed on a visit")

        self.start_tour("/odoo", "worked_example_seller_undoes", login="sp_seller")
        self.env.invalidate_all()
        self.assertEqual(prospect.answered_by_id.summary, "Called again")

        self.start_tour("/odoo", "worked_example_seller_visits", login="sp_seller")
        visits = self.env["mail.activity"].search(
            [("event_category_id", "=", self.visit_category.id), ("is_held", "=", True)]
            + [("active", "in", [True, False])]
        )
        self.assertEqual(visits.user_id, self.seller)
        self.assertEqual(len(visits), 1)

        self._create_event(
            self.visit_category,
            self.other_customer,
            user=self.seller2,
            summary="Talked about spare parts",
            active=False,
        )
        self.env["sales.target"].create(
            {
                "user_id": self.seller.id,
                "metric": "events",
                "event_category_id": self.visit_category.id,
                "period": "month",
                "value": 20,
                "date_from": visits.event_date.replace(day=1),
            }
        )
        self.start_tour("/odoo", "worked_example_manager", login="sp_manager")
        self.start_tour("/odoo", "worked_example_manager_targets", login="sp_manager")
        self.start_tour("/odoo", "worked_example_manager_all", login="sp_manager")
