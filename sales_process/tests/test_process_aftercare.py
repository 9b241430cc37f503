from datetime import date

from freezegun import freeze_time

from odoo.tests import Form, tagged, users

from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestAftercare(StagesCommon):
    def _get_planned(self, lead):
        return lead.activity_ids.filtered(lambda activity: "Aftercare" in (activity.summary or ""))

    @freeze_time("2025-03-03 10:00:00")
    def test_planned_when_paid(self):
        """C9: paid, the next action is planned for the seller, by the company's settings."""
        company = self.lead.company_id or self.env.company
        company.aftercare_delay_days = 14
        company.aftercare_activity_type_id = self.env.ref("mail.mail_activity_data_meeting")
        self.lead.stage_id = self.ordered
        self.assertFalse(self._get_planned(self.lead))
        self.lead.stage_id = self.paid
        activity = self._get_planned(self.lead)
        self.assertEqual(activity.date_deadline, date(2025, 3, 17))
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(activity.activity_type_id, company.aftercare_activity_type_id)

    def test_planned_once(self):
        """C9: the payment undone and made again plans nothing twice."""
        for stage in (self.paid, self.ordered, self.paid):
            self.lead._move_to_stage(stage, "document")
        self.assertEqual(len(self._get_planned(self.lead)), 1)
        self._get_planned(self.lead).unlink()
        self.lead._plan_aftercare()
        self.assertFalse(self._get_planned(self.lead))

    def test_aftercare_stage(self):
        """C9: a won stage after the payment counts as well, one before it does not."""
        after = self.env["crm.stage"].create(
            {"name": "Next action", "is_won": True, "sequence": 9, "team_ids": self.team.ids}
        )
        self.lead.stage_id = after
        self.assertEqual(len(self._get_planned(self.lead)), 1)
        delivered = self.env["crm.stage"].create(
            {"name": "Delivered", "is_won": True, "sequence": 4, "team_ids": self.team.ids}
        )
        other = self._create_lead("Other", stage_id=delivered.id)
        self.assertFalse(self._get_planned(other))

    def test_stage_of_another_pipeline(self):
        """C9: a won stage that is not in the team's pipeline counts by its place, as all do."""
        team = self.env["crm.team"].create({"name": "Elsewhere"})
        early, late = self.env["crm.stage"].create(
            [
                {"name": "Signed", "is_won": True, "sequence": place, "team_ids": team.ids}
                for place in (4, 99)
            ]
        )
        self.assertFalse(self._get_planned(self._create_lead("Early", stage_id=early.id)))
        self.assertTrue(self._get_planned(self._create_lead("Late", stage_id=late.id)))

    def test_created_in_stage(self):
        """C9: created in the stage of payment is paid; imported there is history."""
        self.assertTrue(self._get_planned(self._create_lead("Paid", stage_id=self.paid.id)))
        result = self.env["crm.lead"].load(
            ["name", "team_id/.id", "stage_id/.id"],
            [["Imported", str(self.team.id), str(self.paid.id)]],
        )
        imported = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual(imported.stage_id, self.paid)
        self.assertFalse(self._get_planned(imported))

    def test_off(self):
        """C9: without an action in the settings nothing is planned."""
        self.env["res.company"].search([]).aftercare_activity_type_id = False
        self.lead.stage_id = self.paid
        self.assertFalse(self._get_planned(self.lead))

    def test_seller_gone(self):
        """C9: without an active seller the action is the team leader's."""
        self.lead.user_id = self.env["res.users"]
        self.lead.team_id = self.team
        self.lead.stage_id = self.paid
        self.assertEqual(self._get_planned(self.lead).user_id, self.manager)

    def test_many_at_once(self):
        """C9: a thousand payments at once cost no query for each."""

        def count(number):
            leads = self.env["crm.lead"].create(
                [
                    {"name": f"Lead {i}", "team_id": self.team.id, "user_id": self.seller.id}
                    for i in range(number)
                ]
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(leads._plan_aftercare(), leads)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)  # warms the caches
        self.assertLessEqual(count(40), count(10) + 5)

    @users("sp_seller")
    def test_follow_up(self):
        """C6: the next potential contract with the same customer is one click."""
        lead = self.lead.with_env(self.env)
        lead.stage_id = self.paid
        action = lead.action_create_follow_up()
        follow_up = self.env["crm.lead"].browse(action["res_id"])
        self.assertNotEqual(follow_up, lead)
        self.assertEqual(follow_up.origin_lead_id, lead)
        self.assertEqual(follow_up.partner_id, self.customer)
        self.assertEqual((follow_up.team_id, follow_up.user_id), (self.team, self.seller))
        self.assertEqual((follow_up.type, follow_up.won_status), ("opportunity", "pending"))
        self.assertEqual(follow_up.stage_id, self.first)
        self.assertEqual(follow_up.expected_revenue, 0)
        self.assertEqual(lead.follow_up_count, 1)
        self.assertEqual(
            self.env["crm.lead"].search(lead.action_open_follow_ups()["domain"]), follow_up
        )

    def test_follow_up_survives_merge(self):
        """C6: merging the earlier opportunity keeps the link to it."""
        other = self._create_lead("Other", stage_id=self.third.id)
        follow_up = self.env["crm.lead"].browse(self.lead.action_create_follow_up()["res_id"])
        head = (self.lead | other).merge_opportunity()
        self.assertEqual(head, other)
        self.assertEqual(follow_up.origin_lead_id, head)

    def test_settings(self):
        """C9: what is planned, and when, is a setting of the company."""
        with Form(self.env["res.config.settings"]) as form:
            form.aftercare_delay_days = 7
            form.stages_follow_documents = False
        form.record.execute()
        company = self.env.company
        self.assertEqual(company.aftercare_delay_days, 7)
        self.assertFalse(company.stages_follow_documents)
