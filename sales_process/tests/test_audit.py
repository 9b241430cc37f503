from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .audit_common import DamageCase
from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestAudit(DamageCase, FlowCommon):
    """What must always be true is checked in the whole database, and mended where it is derived."""

    def _create_visit(self):
        category = self.env.ref("sales_process.category_customer_visit")
        # sudo: the accountant of these tests sees no activities of sellers
        return (
            self.env["mail.activity"]
            .sudo()
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": self.lead.id,
                    "user_id": self.seller.id,
                    "event_category_id": category.id,
                    "activity_type_id": category.activity_type_id.id,
                    "summary": "Visit",
                }
            )
        )

    def _create_sold(self):
        order = self._create_order(lines=[(self.service, 1)])
        order.action_confirm()
        return order

    def test_what_is_in_order_is_found_so(self):
        self._create_sold()
        self._create_visit().action_done()
        self.assertEqual(
            {result["check"]: result["count"] for result in self.env["sales.process.audit"].run()},
            dict.fromkeys(self.env["sales.process.audit"]._get_checks(), 0),
        )

    def test_current_stay_missing(self):
        self._damage("DELETE FROM crm_lead_stage_history WHERE lead_id = %s", self.lead.id)
        self._assert_found_and_mended(
            "current_stay", self.lead, [self.lead.name, "no current stay"]
        )
        self.assertEqual(self.lead.stage_history_ids.stage_id, self.lead.stage_id)

    def test_current_stay_in_another_stage(self):
        other = self.stages["order"]
        self._damage("UPDATE crm_lead SET stage_id = %s WHERE id = %s", other.id, self.lead.id)
        result = self._run("current_stay")
        self.assertIn(other.name, result["examples"][0]["reason"])
        self._run("current_stay", mend=True)
        stays = self.lead.stage_history_ids.sorted("id")
        self.assertEqual(stays[-1].stage_id, other)
        self.assertEqual(stays[-2].left_on, stays[-1].entered_on, "no gap")

    def test_stays_with_a_gap(self):
        first = self.lead.stage_history_ids
        self.lead.stage_id = self.stages["order"]
        self._damage(
            "UPDATE crm_lead_stage_history SET entered_on = entered_on - INTERVAL '3 days',"
            " left_on = left_on - INTERVAL '1 day' WHERE id = %s",
            first.id,
        )
        self._assert_found_and_mended("stay_order", first, [self.lead.name])
        self.assertAlmostEqual(first.duration_days, 3)

    def test_weight(self):
        self._damage("UPDATE crm_lead SET weight = 99 WHERE id = %s", self.lead.id)
        self._assert_found_and_mended("weight", self.lead, [self.lead.name, "99"])
        self.assertEqual(self.lead.weight, self.lead.stage_id.weight)

    def test_overruled_weight_is_in_order(self):
        self.lead.weight = 99
        self.assertTrue(self.lead.is_weight_manual)
        self.assertEqual(self._run("weight")["count"], 0)

    def test_weighted_revenue(self):
        due = self.lead.weighted_revenue
        self._damage(
            "UPDATE crm_lead SET weighted_revenue = weighted_revenue + 1000 WHERE id = %s",
            self.lead.id,
        )
        self._assert_found_and_mended("weighted_revenue", self.lead, [self.lead.name])
        self.assertEqual(self.lead.weighted_revenue, due)

    def test_flow(self):
        self._create_sold()
        self.assertEqual(self.lead.flow_step, "order")
        self._damage(
            "UPDATE crm_lead SET flow_step = 'payment', flow_revenue = 5 WHERE id = %s",
            self.lead.id,
        )
        self._assert_found_and_mended("flow", self.lead, [self.lead.name, "Payment", "Order"])
        self.assertEqual(self.lead.flow_step, "order")

    def test_flow_of_documents_that_nobody_read(self):
        self._create_sold()
        self._damage(
            "UPDATE crm_lead SET flow_step = 'none', flow_revenue = 0 WHERE id = %s", self.lead.id
        )
        self.assertEqual(self._run("flow")["count"], 1)

    def test_event_of_a_record_that_is_gone(self):
        event = self._create_visit()
        event.action_done()
        self._damage("UPDATE mail_activity SET res_id = 999999999 WHERE id = %s", event.id)
        self._assert_found_and_mended("orphan", event, [event.summary])
        self.assertEqual((event.res_model, event.res_id), ("res.partner", self.customer.id))
        self.assertTrue(event.is_held)

    def test_for_administrators(self):
        with self.assertRaisesRegex(AccessError, "Only administrators"):
            self.env["sales.process.audit"].with_user(self.seller).run()

    def test_unknown_check(self):
        with self.assertRaisesRegex(UserError, "no check “nonsense”.*current_stay"):
            self.env["sales.process.audit"].run(["nonsense"])

    def test_page(self):
        """The page says what was found and why, opens it, and mends it."""
        self.lead.expected_revenue = 0  # whose weighted revenue is right whatever it weighs
        self._damage("UPDATE crm_lead SET weight = 99 WHERE id = %s", self.lead.id)
        action = self.env.ref("sales_process.sales_process_audit_action_run").run()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(lines), len(self.env["sales.process.audit"]._get_checks()))
        line = lines.filtered("record_count")
        self.assertEqual((line.check, line.record_count), ("weight", 1))
        self.assertIn(self.lead.name, line.reason)
        opened = line.action_open()
        self.assertEqual(self.env[opened["res_model"]].search(opened["domain"]), self.lead)
        line.action_mend()
        self.assertEqual((line.record_count, line.mended_count), (0, 1))
        self.assertFalse(line.reason)

    def test_queries_do_not_grow(self):
        """One question for a check, whatever the number of opportunities."""
        self.env["sales.process.audit"].run()
        with self.assertQueryCount(40):
            self.env["sales.process.audit"].run()
