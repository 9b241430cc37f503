import json

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

    def test_days_of_a_stay(self):
        first = self.lead.stage_history_ids
        self.lead.stage_id = self.stages["order"]
        self._damage("UPDATE crm_lead_stage_history SET duration_days = 8 WHERE id = %s", first.id)
        self._assert_found_and_mended("stay_clock", first, [self.lead.name, "8.00", "0.00"])
        self.assertAlmostEqual(first.duration_days, 0, places=3)

    def test_clock_of_a_lost_opportunity(self):
        stay = self.lead.stage_history_ids
        self.lead.action_set_lost()
        self.assertEqual(self._run("stay_clock")["count"], 0)
        self._damage("UPDATE crm_lead_stage_history SET lost_on = NULL WHERE id = %s", stay.id)
        self._assert_found_and_mended("stay_clock", stay, [self.lead.name, "run on"])
        self.assertEqual(stay.lost_on, max(stay.entered_on, self.lead.date_closed))

    def test_clock_of_an_open_opportunity(self):
        stay = self.lead.stage_history_ids
        self._damage("UPDATE crm_lead_stage_history SET lost_on = entered_on")
        result = self._run("stay_clock")
        self.assertIn(stay.id, [example["id"] for example in result["examples"]])
        self.assertIn("counts as lost", result["examples"][0]["reason"])
        self._run("stay_clock", mend=True)
        self.assertFalse(stay.lost_on)

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

    def test_frozen_forecast(self):
        Snapshot = self.env["sales.forecast.snapshot"]
        Snapshot._freeze()
        frozen = Snapshot.search([("lead_id", "=", self.lead.id)])
        self.assertEqual(self._run("frozen")["count"], 0)
        self._damage(
            "UPDATE sales_forecast_snapshot SET expected_revenue = 200, weight = 25,"
            " weighted_revenue = 60 WHERE id = %s",
            frozen.id,
        )
        result = self._run("frozen", mend=True)
        self.assertEqual((result["count"], result["mended"]), (1, 0), "a fact: nobody knows which")
        self.assertEqual(result["examples"][0]["id"], frozen.id)
        for word in (self.lead.name, "60.00", "50.00"):
            self.assertIn(word, result["examples"][0]["reason"])

    def test_refused_to_what_is_gone(self):
        Refusal = self.env["sales.process.refusal"].sudo()  # nobody may write these
        about = {"kind": "visit", "res_model": "calendar.event"}
        meeting = self.env["calendar.event"].create(
            {"name": "Fair", "start": "2025-03-03 09:00", "stop": "2025-03-03 10:00"}
        )
        Refusal.create({**about, "name": "Fair", "res_id": meeting.id})
        gone = Refusal.create({**about, "name": "Lunch", "res_id": meeting.id + 1000})
        self._assert_found_and_mended("refused", gone, ["Lunch", "Visit of the meeting"])
        self.assertEqual(Refusal.search([]).mapped("name"), ["Fair"])

    def test_refused_of_a_model_that_is_gone(self):
        # sudo: nobody may write these
        Refusal = self.env["sales.process.refusal"].sudo()
        gone = Refusal.create(
            {"name": "Ticket", "kind": "tasks", "res_model": "helpdesk.gone", "res_id": 1}
        )
        self._assert_found_and_mended("refused", gone, ["Ticket"])

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

    def test_flow_of_documents_that_are_none(self):
        """Without a quotation, or with a cancelled one only, an opportunity says nothing."""
        self._create_order(lines=[(self.service, 1)])._action_cancel()
        self.assertEqual(self._run("flow")["count"], 0)
        kept = self.lead.flow_state
        for column, value in (
            ("flow_revenue", 7),
            ("flow_state", json.dumps({**kept, "waiting": ["payment"]})),
            ("flow_state", json.dumps({**kept, "reached": {"sent": "2025-03-03 09:00:00"}})),
            ("flow_state", json.dumps({**kept, "has_delivery": True})),
        ):
            with self.subTest(column, value=value):
                self._damage(
                    f"UPDATE crm_lead SET {column} = %s WHERE id = %s",
                    value,
                    self.lead.id,
                )
                self._assert_found_and_mended("flow", self.lead, [self.lead.name])

    def test_flow_that_the_form_shows(self):
        """Beside step and revenue: what is begun, what waits, which order it is."""
        order = self._create_sold()
        kept = self.lead.flow_state
        for name, value in (
            ("waiting", []),
            ("partial", ["payment"]),
            ("order_id", order.id + 1),
            ("is_prepaid", True),
            ("reached", {}),
            ("has_revenue", False),
        ):
            with self.subTest(name):
                self._damage(
                    "UPDATE crm_lead SET flow_state = %s WHERE id = %s",
                    json.dumps({**kept, name: value}),
                    self.lead.id,
                )
                self._assert_found_and_mended("flow", self.lead, [self.lead.name, "beside"])
                self.assertEqual(self.lead.flow_state[name] or None, kept[name] or None)

    def test_expected_revenue(self):
        self._create_sold()
        due = self.lead.expected_revenue
        self.assertTrue(due)
        self._damage("UPDATE crm_lead SET expected_revenue = 5 WHERE id = %s", self.lead.id)
        self._assert_found_and_mended("expected_revenue", self.lead, [self.lead.name, "5.00"])
        self.assertEqual(self.lead.expected_revenue, due)
        self.lead.expected_revenue = 5
        self.assertEqual(self._run("expected_revenue")["count"], 0, "set by hand")

    def test_who_closed_an_open_opportunity(self):
        self._damage(
            "UPDATE crm_lead SET closed_by_id = %s WHERE id = %s", self.seller.id, self.lead.id
        )
        self._assert_found_and_mended("decision", self.lead, [self.lead.name, self.seller.name])
        self.assertFalse(self.lead.closed_by_id)

    def test_days_to_the_decision(self):
        self._damage(
            "UPDATE crm_lead SET asked_on = '2026-01-01', decided_on = '2026-01-05',"
            " ask_to_decision_days = 9 WHERE id = %s",
            self.lead.id,
        )
        self._assert_found_and_mended("decision", self.lead, [self.lead.name, "9", "4"])
        self.assertEqual(self.lead.ask_to_decision_days, 4)
        self._damage("UPDATE crm_lead SET decided_on = NULL WHERE id = %s", self.lead.id)
        self._assert_found_and_mended("decision", self.lead, ["–"])

    def test_quotation_that_does_not_say_when_it_was_sent(self):
        order = self._create_order(lines=[(self.service, 1)])
        order.action_quotation_sent()
        self.assertEqual(self._run("quotation")["count"], 0)
        self._damage("UPDATE sale_order SET sent_on = NULL WHERE id = %s", order.id)
        self._assert_found_and_mended("quotation", order, [order.name, "since when"])
        self.assertEqual(order.sent_on, order.date_order)

    def test_answer_to_handle_that_nobody_gave(self):
        order = self._create_order(lines=[(self.service, 1)])
        self._damage("UPDATE sale_order SET is_answer_open = TRUE WHERE id = %s", order.id)
        self._assert_found_and_mended("quotation", order, [order.name, "has none"])
        self.assertFalse(order.is_answer_open)

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
