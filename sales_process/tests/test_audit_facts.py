from functools import partial

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SalesProcessCommon

FACTS_OF_LEADS = {
    "aftercare_planned_on": "2025-01-01 10:00:00",
    "asked_on": "2025-01-01 10:00:00",
    "closed_by_id": False,
    "decided_on": "2025-01-01 10:00:00",
    "flow_revenue": 1000000,
    "flow_stage_before_id": False,
    "flow_state": {"order_id": 1},
    "flow_step": "payment",
    "flow_step_decided": "payment",
    "flow_step_followed": "payment",
    "flow_weight_before": 90,
    "process_facts": {"mailed": [1]},
    "started_by_id": False,
    "was_assigned_again": True,
    "weighted_revenue": 1000000,
}
FACTS_OF_EVENTS = {
    "answered_by_id": False,
    "is_assumed": True,
    "is_held": True,
    "is_withdrawn": True,
    "logged_at": "2025-01-01 10:00:00",
    "meeting_start": "2025-01-01 10:00:00",
    "registered_on": "2025-01-01",
}
FACTS_OF_ORDERS = {
    "copied_lead_id": 1,
    "customer_answer": "accepted",
    "customer_answer_on": "2025-01-01 10:00:00",
    "customer_answer_reason": "Of course",
    "is_answer_open": True,
    "sent_on": "2025-01-01 10:00:00",
}


@tagged("post_install", "-at_install")
class TestFacts(SalesProcessCommon):
    """What has happened is kept by the product, and claimed by nobody, whatever their rights."""

    def _assert_refused(self, model, values, record, **needed):
        """Each of the values, by each way of writing, for a seller and for a manager."""
        for user in (self.seller, self.manager, self.env.ref("base.user_admin")):
            records = self.env[model].with_user(user)
            for name, value in values.items():
                with self.subTest(user=user.login, field=name):
                    before = record[name]
                    for write in self._get_ways(records, record, {name: value}, needed):
                        with self.assertRaisesRegex(AccessError, "says what has happened"):
                            write()
                    self.assertEqual(record[name], before)

    def _get_ways(self, records, record, vals, needed):
        """Each way of writing values."""
        own = records.browse(record.id)
        defaults = {f"default_{name}": value for name, value in vals.items()}
        return (
            partial(own.write, vals),
            partial(own.web_save, vals, {}),
            partial(records.create, {**needed, **vals}),
            partial(records.with_context(**defaults).create, needed),
        )

    def test_of_opportunities(self):
        self._assert_refused("crm.lead", FACTS_OF_LEADS, self.lead, name="Another one")

    def test_of_events(self):
        event = self._create_event(self.prospect_category)
        self._assert_refused(
            "mail.activity",
            FACTS_OF_EVENTS,
            event,
            res_model_id=event.res_model_id.id,
            res_id=event.res_id,
            user_id=self.seller.id,
        )

    def test_of_quotations(self):
        self.seller.group_ids += self.env.ref("sales_team.group_sale_salesman")
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.seller.id}
        )
        self._assert_refused("sale.order", FACTS_OF_ORDERS, order, partner_id=self.customer.id)

    def test_of_meetings(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": "2025-01-01 10:00:00",
                "stop": "2025-01-01 11:00:00",
                "user_id": self.seller.id,
            }
        )
        self._assert_refused(
            "calendar.event",
            {"is_visit_checked": True},
            meeting,
            name="Another",
            start="2025-01-01 10:00:00",
            stop="2025-01-01 11:00:00",
        )

    def test_every_fact_is_tried(self):
        for model, tried in (
            ("crm.lead", FACTS_OF_LEADS),
            ("mail.activity", FACTS_OF_EVENTS),
            ("sale.order", FACTS_OF_ORDERS),
        ):
            self.assertEqual(set(tried), set(self.env[model]._get_facts()))

    def test_an_import_is_refused_in_words(self):
        result = (
            self.env["crm.lead"]
            .with_user(self.manager)
            .load(["name", "flow_step"], [["Imported", "payment"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("says what has happened", result["messages"][0]["message"])

    @mute_logger("odoo.sql_db")
    def test_one_bad_row_of_an_import_is_one(self):
        """Where the database refuses a row, Odoo creates each once more by itself: only the bad one
        is told, and not that the product's own facts were in the others."""
        result = (
            self.env["crm.lead"]
            .with_user(self.manager)
            .load(["name", "probability"], [["Good", "10"], ["Bad", "200"], ["Fine", "20"]])
        )
        [message] = result["messages"]
        self.assertEqual(message["record"], 1)
        self.assertNotIn("says what has happened", message["message"])

    def test_the_product_goes_on(self):
        """Sellers win, lose and log as ever, and the facts are kept."""
        lead = self.env["crm.lead"].with_user(self.seller).create({"name": "Mine"})
        self.assertEqual(lead.started_by_id, self.seller)
        lead.action_set_lost()
        self.assertEqual(lead.closed_by_id, self.seller)
        self.assertTrue(lead.decided_on)
        prospect = self._create_event(self.prospect_category)
        visit = self._create_event(self.visit_category).with_user(self.seller)
        visit.action_done()
        self.assertTrue(visit.is_held)
        self.assertEqual(prospect.answered_by_id, visit)

    def test_a_merge_keeps_when_it_was_asked(self):
        other = self.lead.copy({"type": "opportunity", "user_id": self.seller.id})
        other.asked_on = "2025-01-01 10:00:00"
        merged = (self.lead + other).with_user(self.manager).merge_opportunity()
        self.assertEqual(str(merged.asked_on), "2025-01-01 10:00:00")
