from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import SalesProcessCommon, catch_bus


@tagged("post_install", "-at_install")
@freeze_time("2026-05-04 09:00:00")
class TestAnswers(SalesProcessCommon):
    is_audited = True

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
        on_contact = self._create_event(self.prospect_category, self.contact)
        call = self._log(customer=self.contact)
        self.assertEqual((self.prospect | on_contact).answered_by_id, call)

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


@tagged("post_install", "-at_install")
class TestAnswersOfTheDay(SalesProcessCommon):
    """A2: within a day it is the order that decides: an answer is logged after the prospect."""

    is_audited = True

    def _hold(self, moment, **values):
        with freeze_time(moment):
            return self._create_event(self.action_category, active=False, **values)

    def _register(self, moment, **values):
        with freeze_time(moment):
            return self._create_event(self.prospect_category, **values)

    def test_a_call_before_the_prospect_is_no_answer(self):
        """A2: a call in the morning, a prospect in the afternoon: somebody has to act."""
        self._hold("2026-05-04 08:00:00")
        prospect = self._register("2026-05-04 14:00:00")
        self.assertTrue(prospect.active)
        later = self._hold("2026-05-04 15:00:00")
        self.assertEqual(prospect.answered_by_id, later)

    def test_in_one_second(self):
        """A2: so it is where both are made in one go, as in an import."""
        self._hold("2026-05-04 08:00:00")
        prospect = self._register("2026-05-04 08:00:00")
        self.assertTrue(prospect.active)
        after = self._hold("2026-05-04 08:00:00")
        self.assertEqual(prospect.answered_by_id, after)

    def test_planned_before_and_done_after(self):
        """A2: a call that was planned before the prospect came, and is done after it, answers."""
        with freeze_time("2026-05-04 08:00:00"):
            call = self._create_event(self.action_category)
        prospect = self._register("2026-05-04 14:00:00")
        self.assertTrue(prospect.active)
        with freeze_time("2026-05-04 15:00:00"):
            call.action_done()
        self.assertEqual(prospect.answered_by_id, call)

    def test_editing_the_call_does_not_make_it_an_answer(self):
        """A2: a better summary, or the right outcome, does not change when the call was logged."""
        call = self._hold("2026-05-04 08:00:00", outcome_id=self.outcome_no_answer.id)
        prospect = self._register("2026-05-04 14:00:00")
        with freeze_time("2026-05-04 15:00:00"):
            call.write({"summary": "Will think about it", "outcome_id": self.outcome_held.id})
        self.assertTrue(call.is_held)
        self.assertTrue(prospect.active)

    def test_a_call_of_that_day_logged_the_next_day(self):
        """A2: what is logged after the prospect answers for its day, but for no earlier one."""
        prospect = self._register("2026-05-04 14:00:00")
        self._hold("2026-05-05 08:00:00", event_date="2026-05-03")
        self.assertTrue(prospect.active)
        call = self._hold("2026-05-05 08:30:00", event_date="2026-05-04")
        self.assertEqual(prospect.answered_by_id, call)

    def test_the_answer_stays_when_others_are_logged(self):
        """A9: an answer of the same day is looked at again and again, and stays what it is."""
        prospect = self._register("2026-05-04 08:00:00")
        call = self._hold("2026-05-04 09:00:00")
        self._hold("2026-05-04 10:00:00")
        self.assertEqual(prospect.answered_by_id, call)
        call.unlink()
        self.assertTrue(prospect.answered_by_id)

    def test_events_from_before_the_upgrade(self):
        """A2: of what is there already nobody knows the hour: it answers as it did."""
        call = self._hold("2026-05-04 08:00:00")
        prospect = self._register("2026-05-04 14:00:00")
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_activity SET logged_at = NULL WHERE id = %s", [call.id])
        call.invalidate_recordset()
        (call | prospect)._sync_answers()
        self.assertEqual(prospect.answered_by_id, call)

    def test_who_registers_is_told(self):
        """A2: marketing learns that Sam was in touch that day, and that the prospect is open."""
        self._hold("2026-05-04 08:00:00")
        with catch_bus(self) as told:
            self._register("2026-05-04 14:00:00")
            self.assertEqual(len(told), 1)
            _user, kind, message = told[0]
            self.assertEqual(kind, "simple_notification")
            self.assertRegex(message["message"], "Sam Seller was in touch with Acme .*Sales action")
            self._register("2026-05-05 08:00:00")
            with freeze_time("2026-05-04 15:00:00"):
                self._create_event(self.prospect_category, self.other_customer)
            self.assertEqual(len(told), 1, "no contact there, or not on that day")

    def test_a_contact_of_another_company_is_not_told(self):
        """A2: companies are kept apart, also in what is told."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        call = self._hold("2026-05-04 08:00:00", user=self.seller2)
        self.seller2.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.env.cr.execute(
            "UPDATE mail_activity SET event_company_id = %s WHERE id = %s", [company.id, call.id]
        )
        call.invalidate_recordset()
        with catch_bus(self) as told:
            self._register("2026-05-04 14:00:00")
        self.assertEqual(told, [])


@tagged("post_install", "-at_install")
class TestReopening(SalesProcessCommon):
    """A9: reopening a prospect ends its answer; the next contact answers it."""

    is_audited = True

    @freeze_time("2026-05-04 09:00:00")
    def setUp(self):
        super().setUp()
        self.prospect = self._create_event(self.prospect_category)
        with freeze_time("2026-05-04 10:00:00"):
            self.call = self._create_event(self.action_category, active=False)

    def test_reopened_by_hand(self):
        """A9: the answer's mark goes, and what was said before does not answer again."""
        self.assertEqual(self.prospect.answered_by_id, self.call)
        with freeze_time("2026-05-06 09:00:00"):
            self.prospect.with_user(self.seller).action_undo_event()
            self.assertTrue(self.prospect.active)
            self.assertFalse(self.prospect.answered_by_id)
            self._create_event(self.action_category, active=False, event_date="2026-05-05")
            self.assertTrue(self.prospect.active, "of a day before it was reopened")
        with freeze_time("2026-05-06 10:00:00"):
            call = self._create_event(self.action_category, active=False)
        self.assertEqual(self.prospect.answered_by_id, call)
        self.assertFalse(self.prospect.active)

    def test_reopened_on_the_same_day(self):
        """A9: the same day's call has ended as an answer, the next one is one."""
        with freeze_time("2026-05-04 11:00:00"):
            self.prospect.action_unarchive()
        self.assertTrue(self.prospect.active)
        with freeze_time("2026-05-04 12:00:00"):
            call = self._create_event(self.action_category, active=False)
        self.assertEqual(self.prospect.answered_by_id, call)

    def test_reopened_after_it_was_closed_without_a_contact(self):
        """A9: the same for one that a person had closed."""
        other = self._create_event(
            self.prospect_category, self.other_customer, event_date="2026-05-04"
        )
        with freeze_time("2026-05-05 09:00:00"):
            other.action_feedback(feedback="Has gone bankrupt")
            other.action_undo_event()
            self.assertTrue(other.active)
        with freeze_time("2026-05-05 10:00:00"):
            call = self._create_event(self.action_category, self.other_customer, active=False)
        self.assertEqual(other.answered_by_id, call)

    def test_deleting_the_old_answer_changes_nothing(self):
        """A9: what answered it once is no matter to a prospect that was reopened."""
        with freeze_time("2026-05-06 09:00:00"):
            self.prospect.action_unarchive()
        with freeze_time("2026-05-06 10:00:00"):
            call = self._create_event(self.action_category, active=False)
        self.call.unlink()
        self.assertEqual(self.prospect.answered_by_id, call)
