from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-04 09:00:00")
class TestAnswers(SalesProcessCommon):
    def setUp(self):
        super().setUp()
        self.prospect = self._create_event(self.prospect_category, date_deadline="2026-05-08")

    def _log(self, category=None, customer=None, user=None, **values):
        values = {
            "event_category_id": (category or self.action_category).id,
            "customer_id": (customer or self.customer).id,
            **values,
        }
        before = self.env["mail.activity"].with_context(active_test=False).search([])
        form = self.env["sales.event.log"].with_user(user or self.seller).create(values)
        form.action_log()
        return self.env["mail.activity"].with_context(active_test=False).search([]) - before

    def test_sales_action_takes_the_prospect_off(self):
        """A2: a logged call answers the customer's open prospect, which is no held event itself."""
        call = self._log()
        self.assertFalse(self.prospect.active)
        self.assertEqual(self.prospect.answered_by_id, call)
        self.assertFalse(self.prospect.is_held)
        self.assertTrue(call.is_held)

    def test_visit_takes_the_prospect_off(self):
        """A2: a visit answers as well."""
        visit = self._log(self.visit_category)
        self.assertEqual(self.prospect.answered_by_id, visit)

    def test_contact_of_the_company_answers_for_the_company(self):
        """A2: calling any contact of a company calls the company, and the other way round."""
        call = self._log(customer=self.contact)
        self.assertEqual(self.prospect.answered_by_id, call)
        on_contact = self._create_event(self.prospect_category, self.contact)
        self.assertTrue(on_contact.answered_by_id, "answered by the same day's call")

    def test_contact_on_an_opportunity_answers(self):
        """A2: a call on one of the customer's opportunities answers the customer's prospect."""
        call = self.lead.with_user(self.seller).activity_schedule("mail.mail_activity_data_call")
        call.action_done()
        self.assertEqual(self.prospect.answered_by_id, call)

    def test_any_seller_of_the_company_answers(self):
        """A2: a colleague's call answers, too."""
        call = self._log(user=self.seller2)
        self.assertEqual(self.prospect.answered_by_id, call)

    def test_another_companys_seller_does_not_answer(self):
        """A2: companies are kept apart."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._new_user("sp_stranger", "Stan Stranger", "sales_team.group_sale_salesman")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self._log(user=stranger)
        self.assertTrue(self.prospect.active)

    def test_a_seller_of_both_companies_answers(self):
        """A2: who works for the prospect's company answers, whichever company is chosen now."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.seller2.company_ids += company
        call = (
            self.env["mail.activity"]
            .with_user(self.seller2)
            .with_company(company)
            .create(self._vals(self.action_category, self.customer, user_id=self.seller2.id))
        )
        call.action_done()
        self.assertEqual(call.event_company_id, company)
        self.assertEqual(self.prospect.answered_by_id, call)

    def test_another_customer_does_not_answer(self):
        """A2: a call to somebody else leaves the prospect."""
        self._log(customer=self.other_customer)
        self.assertTrue(self.prospect.active)

    def test_no_answer_does_not_answer(self):
        """B8: only a held contact answers; setting the outcome afterwards answers then."""
        call = self._log(outcome_id=self.outcome_no_answer.id)
        self.assertTrue(self.prospect.active)
        self.assertFalse(call.is_held)
        call.outcome_id = self.outcome_held
        self.assertFalse(self.prospect.active)
        call.outcome_id = self.outcome_no_answer
        self.assertTrue(self.prospect.active)

    def test_planned_contact_does_not_answer(self):
        """A2: a call that is only planned leaves the prospect; doing it answers."""
        call = self._log(event_date="2026-05-06")
        self.assertTrue(call.active)
        self.assertTrue(self.prospect.active)
        call.action_done()
        self.assertEqual(self.prospect.answered_by_id, call)

    def test_earlier_contact_entered_late_does_not_answer(self):
        """A2: what took place before the prospect was registered is no answer to it."""
        self._log(event_date="2026-05-03")
        self.assertTrue(self.prospect.active)
        self._log(event_date="2026-05-04")
        self.assertFalse(self.prospect.active)

    def test_deleting_the_answer_restores_the_prospect(self):
        """A9: delete the call and the prospect is back as it was."""
        fields = ["user_id", "date_deadline", "event_date", "summary", "date_done", "active"]
        before = self.prospect.read(fields)
        call = self._log()
        call.with_user(self.seller).unlink()
        self.assertEqual(self.prospect.read(fields), before)

    def test_undoing_the_answer_restores_the_prospect(self):
        """A9: un-doing the call brings the prospect back; doing it again answers again."""
        call = self._log()
        call.with_user(self.seller).action_undo_event()
        self.assertTrue(call.active)
        self.assertTrue(self.prospect.active)
        self.assertFalse(self.prospect.answered_by_id)
        call.action_done()
        self.assertEqual(self.prospect.answered_by_id, call)

    def test_next_answer_holds_when_the_first_is_deleted(self):
        """A9: with two calls, the second answers once the first is gone."""
        first, second = self._log(), self._log()
        self.assertEqual(self.prospect.answered_by_id, first)
        first.unlink()
        self.assertFalse(self.prospect.active)
        self.assertEqual(self.prospect.answered_by_id, second)
        second.unlink()
        self.assertTrue(self.prospect.active)

    def test_moving_the_answer_to_another_customer_restores_the_prospect(self):
        """A9: a call that turns out to have been with somebody else answers there."""
        other = self._create_event(self.prospect_category, self.other_customer)
        call = self._log()
        call.customer_id = self.other_customer
        self.assertTrue(self.prospect.active)
        self.assertEqual(other.answered_by_id, call)

    def test_prospect_done_by_hand_is_left_alone(self):
        """A9: a prospect that a person marked as done is neither answered nor restored."""
        self.prospect.with_user(self.seller).action_done()
        call = self._log()
        self.assertFalse(self.prospect.answered_by_id)
        call.unlink()
        self.assertFalse(self.prospect.active)

    def test_several_prospects_of_one_customer(self):
        """A2: one contact answers the prospects of all sellers of that customer."""
        other = self._create_event(self.prospect_category, user=self.seller2)
        call = self._log()
        self.assertEqual((self.prospect | other).answered_by_id, call)

    def test_prospect_on_a_lead_without_customer(self):
        """A2: where the lead has no customer yet, contacts on the same lead answer."""
        lead = self.env["crm.lead"].create({"name": "Web form", "user_id": self.seller.id})
        other_lead = self.env["crm.lead"].create({"name": "Web form 2", "user_id": self.seller.id})
        prospect = self._create_event(self.prospect_category, lead)
        self._create_event(self.action_category, other_lead, active=False)
        self.assertTrue(prospect.active)
        call = self._create_event(self.action_category, lead, active=False)
        self.assertEqual(prospect.answered_by_id, call)

    def test_many_events_at_once(self):
        """A2: imported in one go, every customer's contact answers; queries do not grow."""

        def batch(size, offset):
            customers = self.env["res.partner"].create(
                [{"name": f"C{offset}{i}", "is_company": True} for i in range(size)]
            )
            prospects = self.env["mail.activity"].create(
                [self._vals(self.prospect_category, customer) for customer in customers]
            )
            calls_vals = [
                self._vals(self.action_category, customer, active=False) for customer in customers
            ]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            calls = self.env["mail.activity"].create(calls_vals)
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before
            self.assertEqual(prospects.answered_by_id, calls)
            self.assertFalse(any(prospects.mapped("active")))
            return queries

        batch(3, "warm")
        small, large = batch(5, "a"), batch(50, "b")
        self.assertLessEqual(large, small + 5)

    def _vals(self, category, customer, **values):
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": customer.id,
            "user_id": self.seller.id,
            "event_category_id": category.id,
            "activity_type_id": category.activity_type_id.id,
            **values,
        }

    def test_imported_prospect_and_contact(self):
        """A2: an old list imported with its dates: later contacts answer, earlier ones do not."""
        old = self._create_event(
            self.prospect_category, self.other_customer, event_date="2026-03-01"
        )
        self.assertEqual(old.registered_on, date(2026, 3, 1))
        self._create_event(
            self.action_category, self.other_customer, event_date="2026-02-27", active=False
        )
        self.assertTrue(old.active)
        self._create_event(
            self.action_category, self.other_customer, event_date="2026-03-02", active=False
        )
        self.assertFalse(old.active)
