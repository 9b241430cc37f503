from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import new_test_user

from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestStageHistoryReading(StagesCommon):
    """What the history says: sums, reports, courses, and to whom."""

    def test_open_duration_in_sums(self):
        """C4: lists and sums count the days of a stay that is not over."""
        with self.at(0):
            lead = self._create_lead("Open")
        domain = [("lead_id", "=", lead.id)]
        with self.at(5):
            self.env.invalidate_all()
            History = self.env["crm.lead.stage.history"]
            self.assertAlmostEqual(History.search(domain).duration_days, 5)
            [(days,)] = History._read_group(domain, [], ["duration_days:sum"])
            self.assertAlmostEqual(days, 5)
            self.assertTrue(History.search([*domain, ("duration_days", ">", 4)]))

    def test_reports(self):
        """C4: pivot and graph work on it, amounts included."""
        self.lead.stage_id = self.second
        groups = self.env["crm.lead.stage.history"].formatted_read_group(
            [("lead_id", "=", self.lead.id)],
            ["stage_id"],
            ["duration_days:avg", "expected_revenue:sum", "__count"],
        )
        self.assertEqual(
            [(group["stage_id"][1], group["expected_revenue:sum"]) for group in groups],
            [("First", 10000.0), ("Second", 10000.0)],
        )

    def test_course(self):
        """C4: who started and who ended the process, and how long the customer took."""
        with self.at(0):
            lead = (
                self.env["crm.lead"]
                .with_user(self.marketing)
                .create({"name": "Course", "team_id": self.team.id, "user_id": self.seller.id})
            )
            lead.sudo().asked_on = self.start
        self.assertEqual(lead.started_by_id, self.marketing)
        with self.at(4):
            lead.with_user(self.seller).action_set_won()
        self.assertEqual(lead.closed_by_id, self.seller)
        self.assertEqual(lead.decided_on, self.start + timedelta(days=4))
        self.assertAlmostEqual(lead.ask_to_decision_days, 4)
        with self.at(5):
            lead.stage_id = self.second
        self.assertFalse(lead.closed_by_id | lead.closed_by_id)
        self.assertFalse(lead.decided_on)
        with self.at(6):
            lead.with_user(self.manager).action_set_lost()
        self.assertEqual(lead.closed_by_id, self.manager)
        self.assertEqual(lead.decided_on, self.start + timedelta(days=6))

    def test_decision_of_the_customer_stands(self):
        """C4: winning later does not overwrite when the customer decided."""
        decided = self.start + timedelta(days=1)
        self.lead.write({"asked_on": self.start, "decided_on": decided})
        with self.at(4):
            self.lead.action_set_won()
        self.assertEqual(self.lead.decided_on, decided)

    def test_access(self):
        """C4: stays are seen by those who see the opportunity, and changed by nobody."""
        stay = self.lead.stage_history_ids
        History = self.env["crm.lead.stage.history"]
        domain = [("id", "=", stay.id)]
        self.assertEqual(History.with_user(self.seller).search(domain), stay)
        self.assertEqual(History.with_user(self.manager).search(domain), stay)
        self.assertFalse(History.with_user(self.seller2).search(domain))
        with self.assertRaises(AccessError):
            stay.with_user(self.manager).write({"cause": "rule"})
        with self.assertRaises(AccessError):
            stay.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            History.with_user(self.manager).create(
                {"lead_id": self.lead.id, "entered_on": self.start}
            )
        employee = new_test_user(self.env, "sp_employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            History.with_user(employee).search(domain)

    def test_search_by_opportunities(self):
        """C4: stays asked for by their opportunities are the same ones, seen by the same users."""
        other = self.lead.copy({"user_id": self.seller2.id})
        leads = self.lead | other
        everybodys = self.env["crm.lead.stage.history"]
        own, all_stays = self.lead.stage_history_ids, leads.stage_history_ids
        domain = [("lead_id", "in", leads.ids)]
        self.assertEqual(len(all_stays), 2)
        for user, stays in ((self.seller, own), (self.manager, all_stays)):
            History = everybodys.with_user(user)
            self.assertEqual(History.search(domain), stays)
            self.assertEqual(History.search([*domain, ("cause", "!=", False)]), stays)
            self.assertEqual(
                History.search(["|", *domain, ("lead_id.user_id", "=", self.seller2.id)]), stays
            )
            self.assertEqual(stays.filtered_domain(domain), stays)
            self.assertFalse(History.search(["!", *domain]) & stays)
            self.assertFalse(History.search([("lead_id", "in", [])]))
            self.assertFalse(History.search([*domain, ("lead_id", "in", [False])]))
            self.assertEqual(History.search([("lead_id", "in", leads._search([]))]) & stays, stays)

    def test_companies(self):
        """C4: stays of another company's opportunities are not seen."""
        company = self.env["res.company"].create({"name": "Other company"})
        self.lead.write({"user_id": False, "company_id": company.id, "team_id": False})
        stay = self.get_stays(self.lead)[-1:]
        self.assertFalse(
            self.env["crm.lead.stage.history"]
            .with_user(self.manager)
            .search([("id", "=", stay.id)])
        )

    def test_won_is_won_at_the_order(self):
        """C4: winning goes to the first won stage; what is won already does not jump ahead."""
        self.lead.action_set_won()
        self.assertEqual(self.lead.stage_id, self.ordered)
        self.lead.action_set_won()
        self.assertEqual(self.lead.stage_id, self.ordered)
        self.assertStays(self.lead, [self.first, self.ordered])

    def test_won_of_two_teams(self):
        """C8: winning opportunities of two teams wins each in its own pipeline."""
        team = self.env["crm.team"].create({"name": "Other team"})
        _begin, end = self.env["crm.stage"].create(
            [
                {"name": "Begin", "team_ids": team.ids, "sequence": 1},
                {"name": "End", "team_ids": team.ids, "sequence": 2, "is_won": True},
            ]
        )
        team.has_own_stages = True
        other = self._create_lead("Other", team_id=team.id, user_id=False)
        (self.lead | other).action_set_won()
        self.assertEqual(self.lead.stage_id, self.ordered)
        self.assertEqual(other.stage_id, end)
