from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestGoalsChecklist(GoalsCommon):
    """What the checklist says, and what reading and moving cost."""

    def test_checklist(self):
        """F1: the checklist says what is met, when and by what, and what is missing."""
        self.first.auto_advance = False
        self._create_goal(
            self.first,
            name="Budget known",
            kind="domain",
            domain="[('expected_revenue', '>', 50000)]",
        )
        with freeze_time("2025-03-04"):
            event = self._hold(summary="Visit at the plant")
        status = self.lead.with_user(self.seller).goal_status
        visit, budget = status["goals"]
        self.assertEqual(visit["name"], "Customer visit held")
        self.assertEqual(visit["met_on"], "2025-03-04")
        self.assertEqual(visit["met_by"], "Visit at the plant, Sam Seller")
        self.assertEqual(visit["source"], {"model": "mail.activity", "id": event.id})
        self.assertEqual((budget["name"], budget["is_met"]), ("Budget known", False))
        self.assertEqual(status["missing"], ["Budget known"])
        self.assertEqual((status["met"], status["total"]), (1, 2))

    def test_condition_keeps_its_day(self):
        """F1: the checklist remembers on which day a condition was met."""
        self._create_goal(self.first, kind="domain", domain="[('priority', '=', '3')]")
        with (
            freeze_time("2025-03-05"),
            patch.object(self.env.cr, "now", lambda: self.start.replace(day=5)),
        ):
            self.lead.priority = "3"
        self._new_transaction()
        [line] = [line for line in self.lead.goal_status["goals"] if line["kind"] == "domain"]
        self.assertEqual(line["met_on"], "2025-03-05")

    def test_checklist_queries(self):
        """F1: the checklists of many opportunities cost no query more than of a few."""
        self._create_goal(self.first, kind="domain", domain="[('priority', '=', '3')]")
        self._create_goal(self.first, kind="flow", flow_step="order")
        leads = self.env["crm.lead"].concat(*(self._create_lead(f"Lead {n}") for n in range(20)))
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("goal_status")
            return self.env.cr.sql_log_count - before

        count(leads[:2])
        self.assertLessEqual(count(leads), count(leads[:2]))

    def test_batch_of_events(self):
        """F1: events on many opportunities at once are looked at in one batch."""
        leads = self.env["crm.lead"].concat(*(self._create_lead(f"Lead {n}") for n in range(12)))
        events = self.env["mail.activity"].concat(
            *(self._create_event(self.visit_category, lead) for lead in leads)
        )
        calls = []
        original = type(leads)._get_goal_results

        def counted(records):
            calls.append(len(records))
            return original(records)

        with patch.object(self.env.registry["crm.lead"], "_get_goal_results", counted):
            events.action_archive()
        self.assertEqual(leads.stage_id, self.second)
        self.assertLessEqual(len(calls), 2, calls)

    def test_write_without_goals_is_free(self):
        """F1: where stages have no goals, a write costs them not a single query: there is the
        update, and what open screens hear of it."""
        self.visit_goal.unlink()
        lead = self.lead.with_context(tracking_disable=True)
        lead.write({"referred": "Warms the caches"})
        self.env.flush_all()
        with self.assertQueryCount(2):
            lead.write({"referred": "Somebody"})
            self.env.flush_all()
