from collections import Counter
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .assignment_common import AssignmentCommon
from .audit_common import damages_data


@tagged("post_install", "-at_install")
class TestAssignmentRule(AssignmentCommon):
    """Which rule decides, and whom it chooses."""

    def test_territory_product_line_and_size_choose_the_rule(self):
        """F5: territory, product line, size or any condition decide which rule gets a lead."""
        by_zip = self._create_rule(
            name="North", sequence=1, territory_id=self.north.id, user_ids=self.seller.ids
        )
        by_line = self._create_rule(
            name="Machines", sequence=2, product_line_id=self.machines.id, user_ids=self.seller2.ids
        )
        by_size = self._create_rule(
            name="Large",
            sequence=3,
            min_revenue=50000,
            max_revenue=90000,
            user_ids=self.seller3.ids,
        )
        by_domain = self._create_rule(
            name="Poland",
            sequence=4,
            domain=f"[('country_id', '=', {self.poland.id})]",
            user_ids=self.seller.ids,
        )
        cases = [
            ({"country_id": self.finland.id, "zip": "96100"}, by_zip, self.seller),
            ({"product_line_id": self.sealers.id}, by_line, self.seller2),
            ({"expected_revenue": 50000}, by_size, self.seller3),
            ({"expected_revenue": 90000}, by_size, self.seller3),
            ({"country_id": self.poland.id}, by_domain, self.seller),
            ({"expected_revenue": 49999}, by_size.browse(), self.env.user),
            ({"expected_revenue": 90001}, by_size.browse(), self.env.user),
        ]
        leads = self.env["crm.lead"].create([{"name": "New", **values} for values, *_ in cases])
        for lead, (values, rule, user) in zip(leads, cases, strict=True):
            with self.subTest(values=values):
                self.assertEqual(lead.assignment_rule_id, rule)
                self.assertEqual(lead.user_id, user)

    def test_rule_picks_team_and_pipeline(self):
        """F5: the rule picks the team, and the lead enters that pipeline at once, by one stay."""
        self._create_rule(team_id=self.export_team.id)
        lead = self._create_leads(1)
        self.env.flush_all()
        self.assertEqual(lead.team_id, self.export_team)
        self.assertEqual(lead.stage_id, self.export_stage)
        self.assertEqual(lead.stage_history_ids.stage_id, self.export_stage)

    @damages_data  # opportunities that SQL has made have no step
    def test_rotation_of_ten_thousand_leads_is_fair(self):
        """F5: 10,000 leads at once are shared evenly by rotation, whoever is away."""
        self.seller2.out_of_office_from = self.env.cr.now() - timedelta(days=1)
        self._create_rule()
        # made without Odoo: it would take minutes
        self.env.cr.execute(
            """INSERT INTO crm_lead (name, type, active)
               SELECT 'Lead ' || number, 'lead', TRUE FROM generate_series(1, 10000) AS number
            RETURNING id"""
        )
        lead_ids = [lead_id for (lead_id,) in self.env.cr.fetchall()]
        preview = self.env["crm.assignment.rule"].preview_assignment(lead_ids)
        shares = Counter(row["user_id"] for row in preview)
        self.assertEqual(len(preview), 10000)
        self.assertEqual(set(shares), {self.seller.id, self.seller3.id})
        self.assertLessEqual(abs(shares[self.seller.id] - shares[self.seller3.id]), 1)

    def test_queries_do_not_grow_with_the_leads(self):
        """F5: deciding on hundreds of leads costs no more queries than deciding on ten."""
        self._create_rule(territory_id=self.north.id, method="rotation")
        self._create_rule(method="load")
        self._create_rule(method="best_closer")
        rules = self.env["crm.assignment.rule"].search([])
        partners = self.env["res.partner"].create(
            [
                {"name": f"P{number}", "country_id": self.finland.id, "zip": "96100"}
                for number in range(300)
            ]
        )

        def count(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads = (
                self.env["crm.lead"]
                .with_context(tracking_disable=True)
                .create(
                    [{"name": "New", "partner_id": partner.id} for partner in partners[:number]]
                )
            )
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before
            is_given = {bool(lead.assignment_rule_id) for lead in leads}
            self.assertEqual(is_given, {rules[0].active})
            return queries

        count(10)
        with_rules = count(300) - count(10)
        rules.active = False
        count(10)
        without_rules = count(300) - count(10)
        self.assertLessEqual(with_rules, without_rules + 5)

    def test_rotation_goes_on_where_it_stopped(self):
        """F5: single leads go to one seller after the other."""
        self._create_rule()
        leads = self.env["crm.lead"].concat(*(self._create_leads(1) for _ in range(9)))
        self.assertEqual(set(self._get_shares(leads).values()), {3})

    def test_least_load_gets_the_lead(self):
        """F5: by load, open leads decide, and those given just now count."""
        self._create_leads(5, user_id=self.seller.id, team_id=self.team.id)
        self._create_leads(3, user_id=self.seller2.id, team_id=self.team.id)
        rule = self._create_rule(method="load")
        busy = self.env["crm.lead"]._read_group(
            [("user_id", "in", self.sellers.ids)], ["user_id"], ["__count"]
        )
        self.assertEqual(dict(busy)[self.seller], 6, "with the one of the common set-up")
        leads = self._create_leads(7)
        self.assertEqual(leads.assignment_rule_id, rule)
        # 6 + 3 + 0 open ones before: 7 more make them as even as possible
        self.assertEqual(self._get_shares(leads), {self.seller3.name: 5, self.seller2.name: 2})

    def test_best_closer_needs_a_sample(self):
        """F5: the best closer gets the lead; one win of one is no proof."""
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        for user, won_count, lost_count in (
            (self.seller, 2, 2),
            (self.seller2, 3, 1),
            (self.seller3, 1, 0),
        ):
            leads = self._create_leads(
                won_count + lost_count, user_id=user.id, team_id=self.team.id, type="opportunity"
            )
            leads[:won_count].stage_id = won
            leads[won_count:].action_set_lost()
        self.env.flush_all()
        rule = self._create_rule(method="best_closer", min_sample=4)
        lead = self._create_leads(1)
        self.assertEqual(lead.user_id, self.seller2)
        self.assertIn("75", lead.assignment_reason)
        rule.min_sample = 5
        lead = self._create_leads(1)
        self.assertIn("fewest open", lead.assignment_reason)

    def test_capacity_of_the_team_is_respected(self):
        """F5: who has had as many leads as the team gives them in 30 days is passed over."""
        members = self.team.crm_team_member_ids.grouped("user_id")
        members[self.seller].assignment_max = 2  # one of the common set-up is counted
        members[self.seller2].assignment_max = 3
        members[self.seller3].assignment_max = 0
        rule = self._create_rule(team_id=self.team.id, user_ids=False, capacity="strict")
        leads = self._create_leads(6)
        self.assertEqual(self._get_shares(leads), {"Sam Seller": 1, "Sue Seller": 3, False: 2})
        self.assertEqual(leads.team_id, self.team, "the rest goes to the team")
        rule.capacity = "prefer"
        leads = self._create_leads(4)
        self.assertEqual(self._get_shares(leads), {"Sam Seller": 2, "Sue Seller": 2})
        self.assertIn("capacity", leads[0].assignment_reason)

    def test_absent_sellers_are_passed_over(self):
        """F5: out of office, on time off or paused in the team: the others get the leads."""
        now = self.env.cr.now()
        resource = self.env["resource.resource"].create(
            {"name": "Sue", "user_id": self.seller2.id, "company_id": self.company_main.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": resource.id,
                "date_from": now - timedelta(days=1),
                "date_to": now + timedelta(days=1),
            }
        )
        self.seller.write(
            {"out_of_office_from": now - timedelta(hours=1), "out_of_office_to": now + timedelta(1)}
        )
        rule = self._create_rule(team_id=self.team.id)
        leads = self._create_leads(3)
        self.assertEqual(leads.user_id, self.seller3)
        self.assertIn("Sue Seller (time off", leads[0].assignment_reason)
        self.assertIn("Sam Seller (out of office", leads[0].assignment_reason)
        members = self.team.crm_team_member_ids.grouped("user_id")
        members[self.seller3].assignment_optout = True
        lead = self._create_leads(1)
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.team_id, self.team)
        self.assertEqual(lead.assignment_rule_id, rule)
        next_rule = self._create_rule(name="Deputy", sequence=20, user_ids=self.manager.ids)
        lead = self._create_leads(1)
        self.assertEqual((lead.user_id, lead.assignment_rule_id), (self.manager, next_rule))

    def test_rule_that_can_give_to_nobody_says_so(self):
        """F5: without sellers, or with archived ones only, a rule says so, and leads arrive."""
        empty = self._create_rule(user_ids=False)
        self.assertIn("Nobody", empty.problem)
        self.assertEqual(self._create_leads(1).user_id, self.env.user)
        empty.user_ids = self.seller3
        self.assertFalse(empty.problem)
        self.seller3.active = False
        empty.invalidate_recordset()
        self.assertIn("Sid Seller", empty.problem)
        self.assertEqual(self._create_leads(1).user_id, self.env.user)
        empty.team_id = self.team
        lead = self._create_leads(1)
        self.assertEqual((lead.team_id, lead.user_id.id), (self.team, False))
        self.assertIn("no longer work here", lead.assignment_reason)

    def test_rule_may_give_to_a_team_only(self):
        """F5: fixed without sellers means to the team, for Odoo's own assignment to go on."""
        rule = self._create_rule(method="fixed", user_ids=False, team_id=self.export_team.id)
        self.assertFalse(rule.problem)
        lead = self._create_leads(1)
        self.assertEqual((lead.team_id, lead.user_id.id), (self.export_team, False))

    def test_wrong_conditions_are_refused_by_name(self):
        """F5: a rule that cannot work is refused by name; one that broke later stops nobody."""
        with self.assertRaisesRegex(ValidationError, "Broken"):
            self._create_rule(name="Broken", domain="[('nowhere', '=', 1)]")
        with self.assertRaisesRegex(ValidationError, "Upside down"):
            self._create_rule(name="Upside down", min_revenue=10, max_revenue=5)
        rule = self._create_rule(name="Later")
        self.env.cr.execute(
            "UPDATE crm_assignment_rule SET domain = %s WHERE id = %s",
            ["[('gone_field', '=', 1)]", rule.id],
        )
        rule.invalidate_recordset()
        self.assertIn("condition", rule.problem)
        with self.assertLogs("odoo.addons.sales_process", "WARNING"):
            self.assertEqual(self._create_leads(1).user_id, self.env.user)

    def test_companies_are_kept_apart(self):
        """F5: a lead of a company goes only to sellers who work in it."""
        company = self.env["res.company"].create({"name": "Second"})
        self.seller2.company_ids = [Command.link(company.id)]
        self._create_rule()
        leads = self._create_leads(3, company_id=company.id)
        self.assertEqual(leads.user_id, self.seller2)
        self.assertEqual(leads.company_id, company)

    def test_reason_is_logged_and_kept(self):
        """F5: the log of the lead and the lead itself say which rule chose whom, and why."""
        rule = self._create_rule(name="Web enquiries")
        lead = self._create_leads(1)
        self.env.flush_all()
        self.assertEqual(lead.assignment_rule_id, rule)
        self.assertIn("next in turn of 3", lead.assignment_reason)
        log = "".join(lead.message_ids.mapped("body"))
        self.assertIn("Web enquiries", log)
        self.assertIn("next in turn of 3", log)
        self.assertEqual(rule.lead_count, 1)
