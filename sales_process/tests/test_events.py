from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SalesProcessCommon, get_written_rows


@tagged("post_install", "-at_install")
class TestEvents(SalesProcessCommon):
    is_audited = True

    def test_category_fills_kind_and_type_which_stay_editable(self):
        """B1: choosing the category fills kind and type from its settings; both can be changed."""
        self.visit_category.event_type_id = self.env.ref("sales_process.event_type_negotiation")
        view = "sales_process.mail_activity_view_form_event"
        event = self._create_event(self.action_category)
        with Form(event, view) as form:
            form.event_category_id = self.visit_category
            self.assertEqual(form.activity_type_id, self.visit_category.activity_type_id)
            self.assertEqual(form.event_type_id, self.visit_category.event_type_id)
            form.activity_type_id = self.env.ref("mail.mail_activity_data_call")
            form.event_type_id = self.env.ref("sales_process.event_type_aftercare")
        self.assertEqual(event.event_category_id, self.visit_category, "the chosen one stays")
        self.assertEqual(event.activity_type_id, self.env.ref("mail.mail_activity_data_call"))
        self.assertEqual(event.event_type_id, self.env.ref("sales_process.event_type_aftercare"))

    def test_delivered_categories_and_own_ones(self):
        """B2: prospect, sales action and customer visit are delivered; a manager adds more."""
        roles = {
            self.prospect_category: "prospect",
            self.action_category: "contact",
            self.visit_category: "visit",
        }
        for category, role in roles.items():
            self.assertEqual(category.role, role)
        demo = (
            self.env["sales.event.category"]
            .with_user(self.manager)
            .create({"name": "Demonstration", "role": "visit"})
        )
        self.assertEqual(demo.answers_category_ids, self.prospect_category)
        self.assertTrue(demo.log_as_done)
        self._create_event(self.prospect_category)
        self._create_event(demo, active=False)
        self.assertFalse(
            self.env["mail.activity"].search(
                [("event_category_id", "=", self.prospect_category.id)]
            )
        )

    def test_sellers_cannot_change_categories(self):
        """B2: categories are configured by sales administrators, not by sellers."""
        with self.assertRaises(UserError):
            self.prospect_category.with_user(self.seller).name = "Mine"

    def test_marketing_registers_a_prospect_on_a_customer(self):
        """B3: a prospect without a lead, registered by marketing, is the named seller's at once."""
        form = Form(self.env["sales.event.log"].with_user(self.marketing))
        form.event_category_id = self.prospect_category
        form.customer_id = self.customer
        form.user_id = self.seller
        form.summary = "Wants a demonstration"
        form.save().action_log()
        prospect = (
            self.env["mail.activity"]
            .with_user(self.seller)
            .search(
                [
                    ("user_id", "=", self.seller.id),
                    ("event_category_id", "=", self.prospect_category.id),
                ]
            )
        )
        self.assertEqual(len(prospect), 1)
        self.assertTrue(prospect.active, "a prospect is open, whatever the form's default")
        self.assertEqual(prospect.customer_id, self.customer)
        self.assertFalse(prospect.lead_id)
        self.assertEqual(prospect.create_uid, self.marketing)

    def test_stock_activities_count_by_their_type(self):
        """B5: call and email are sales actions, a meeting is a visit, a to-do is no event."""
        for xmlid, category in (
            ("mail.mail_activity_data_call", self.action_category),
            ("mail.mail_activity_data_email", self.action_category),
            ("mail.mail_activity_data_meeting", self.visit_category),
            ("mail.mail_activity_data_todo", self.env["sales.event.category"]),
        ):
            activity = self.lead.with_user(self.seller).activity_schedule(xmlid)
            self.assertEqual(activity.event_category_id, category, xmlid)
        self.assertEqual(activity.customer_id, self.customer)
        self.assertEqual(activity.lead_id, self.lead)

    def test_stock_activity_stays_planned_until_done(self):
        """B5: scheduling a stock activity stays planned; marking it done makes it a held event."""
        call = self.lead.with_user(self.seller).activity_schedule("mail.mail_activity_data_call")
        self.assertTrue(call.active)
        self.assertFalse(call.is_held)
        call.action_feedback(feedback="Talked")
        self.assertFalse(call.active)
        self.assertTrue(call.is_held)

    def test_planned_event_is_written_once(self):
        """F10: all that is known of a new event is in the statement that makes it, be it one or
        many: an update would touch each of the table's indexes again."""
        leads = self.lead | self.lead.copy()
        for documents in (self.lead, leads):
            self.env.flush_all()
            inserted, updated = get_written_rows(self.env.cr, "mail_activity")
            calls = documents.with_user(self.seller).activity_schedule(
                "mail.mail_activity_data_call", user_id=self.seller.id
            )
            self.env.flush_all()
            self.assertEqual(
                get_written_rows(self.env.cr, "mail_activity"),
                (inserted + len(documents), updated),
            )
            self.env.invalidate_all()
            for call, document in zip(calls, documents, strict=True):
                self.assertEqual(call.res_name, document.display_name)
                self.assertEqual(call.user_tz, "Europe/Brussels")
                self.assertEqual(call.event_type_id, self.action_category.event_type_id)
                self.assertFalse(call.is_held)

    def test_type_that_nobody_named(self):
        """B1: an empty type is the category's; a type that was chosen stays."""
        other = self.env.ref("sales_process.event_type_aftercare")
        self.action_category.event_type_id = self.env.ref("sales_process.event_type_negotiation")
        event = self._create_event(self.action_category, event_type_id=False)
        self.assertEqual(event.event_type_id, self.action_category.event_type_id)
        event = self._create_event(self.action_category, event_type_id=other.id)
        self.assertEqual(event.event_type_id, other)

    def test_event_made_done(self):
        """B7: an event that is made as done is held at once, one that is planned is not."""
        self.assertTrue(self._create_event(self.action_category, active=False).is_held)
        event = self._create_event(self.action_category)
        self.assertFalse(event.is_held)
        event.action_done()
        self.assertTrue(event.is_held)

    def test_activity_on_a_document_that_is_gone(self):
        """B2: it has no name and no customer, and is refused for nothing but that."""
        gone = self.lead.copy()
        gone_id = gone.id
        gone.unlink()
        values = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
        }
        activities = self.env["mail.activity"].new({**values, "res_id": gone_id}) | self.env[
            "mail.activity"
        ].new({**values, "res_id": self.lead.id})
        self.assertEqual(activities.mapped("res_name"), [False, self.lead.display_name])

    def test_category_follows_the_kind_of_a_stock_activity(self):
        """B5: a call that is changed into a meeting becomes a visit; a chosen category stays."""
        call = self.lead.activity_schedule("mail.mail_activity_data_call")
        call.activity_type_id = self.env.ref("mail.mail_activity_data_meeting")
        self.assertEqual(call.event_category_id, self.visit_category)
        prospect = self._create_event(self.prospect_category)
        prospect.activity_type_id = self.env.ref("mail.mail_activity_data_call")
        self.assertEqual(prospect.event_category_id, self.prospect_category)

    def test_calls_elsewhere_are_no_events(self):
        """B5: a call that concerns no customer is an ordinary activity."""
        team_call = self.env["mail.activity"].create(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "user_id": self.seller.id,
                "res_model_id": self.env["ir.model"]._get_id("product.template"),
                "res_id": self.env["product.template"].create({"name": "Desk"}).id,
            }
        )
        self.assertFalse(team_call.event_category_id)

    def test_schedule_dialog_registers_a_prospect(self):
        """B1: Odoo's own schedule dialog proposes the kind's category and takes another one."""
        form = Form(
            self.env["mail.activity.schedule"].with_context(
                active_model="res.partner", active_ids=self.customer.ids
            )
        )
        form.activity_type_id = self.env.ref("mail.mail_activity_data_call")
        self.assertEqual(form.event_category_id, self.action_category)
        form.event_category_id = self.prospect_category
        form.save().action_schedule_activities()
        self.assertEqual(self.customer.activity_ids.event_category_id, self.prospect_category)

    @freeze_time("2026-05-04 22:30:00")
    def test_event_date_is_the_sellers_day(self):
        """B4: done at half past midnight in Brussels counts for Brussels' day, not for UTC's."""
        call = self._create_event(self.action_category, date_deadline="2026-05-20")
        self.assertEqual(call.event_date, date(2026, 5, 20), "planned for")
        call.action_done()
        self.assertEqual(call.event_date, date(2026, 5, 5), "took place on")

    def test_done_and_passed_on_in_one_go(self):
        """B4: an event that is done and given to another seller at once took place on the day of
        that seller, whose clock is ahead."""
        self.seller2.tz = "Pacific/Auckland"
        call = self._create_event(self.action_category, date_deadline="2026-05-20")
        with freeze_time("2026-05-04 18:00:00"):
            call.write({"active": False, "user_id": self.seller2.id})
        self.assertEqual(call.event_date, date(2026, 5, 5))

    @freeze_time("2026-05-04 09:00:00")
    def test_given_event_date_stays_when_done(self):
        """B4: a date that somebody gave is not replaced by the day of marking it done."""
        call = self._create_event(self.action_category, event_date="2026-05-01")
        call.action_done()
        self.assertEqual(call.event_date, date(2026, 5, 1))

    @freeze_time("2026-05-04 09:00:00")
    def test_rescheduling_moves_the_event_date(self):
        """B4: a planned event that is moved takes place on its new day."""
        call = self._create_event(self.action_category, event_date="2026-05-06")
        call.date_deadline = "2026-05-12"
        self.assertEqual(call.event_date, date(2026, 5, 12))

    def test_event_without_document_lands_on_its_customer(self):
        """B1: an event that names only a customer, or only an opportunity, is put on it."""
        values = {
            "event_category_id": self.action_category.id,
            "activity_type_id": self.action_category.activity_type_id.id,
            "user_id": self.seller.id,
        }
        on_customer, on_lead = self.env["mail.activity"].create(
            [{**values, "customer_id": self.contact.id}, {**values, "lead_id": self.lead.id}]
        )
        self.assertEqual(on_customer.res_model, "res.partner")
        self.assertEqual(on_customer.res_id, self.contact.id)
        self.assertEqual(on_customer.customer_id, self.customer, "the commercial entity")
        self.assertEqual((on_lead.res_model, on_lead.res_id), ("crm.lead", self.lead.id))
        self.assertEqual(on_lead.customer_id, self.customer)

    def test_category_alone_brings_kind_and_type(self):
        """B1: an import or a client names the category; kind and type come from its settings."""
        names = ["event_category_id/id", "customer_id/.id", "user_id/.id", "event_date", "summary"]
        row = ["sales_process.category_customer_visit", self.customer.id, self.seller.id]
        result = self.env["mail.activity"].load(names, [[*row, "2026-03-04", "Imported visit"]])
        self.assertFalse(result["messages"])
        event = self.env["mail.activity"].browse(result["ids"])
        self.assertEqual(event.activity_type_id, self.visit_category.activity_type_id)
        self.assertEqual(event.event_type_id, self.visit_category.event_type_id)
        self.assertEqual(event.event_date, date(2026, 3, 4))
        self.assertEqual(event.res_id, self.customer.id)

    def test_event_without_user_belongs_to_who_made_it(self):
        """B3: nobody named: it is the event of who registered it."""
        event = (
            self.env["mail.activity"]
            .with_user(self.marketing)
            .create(
                {
                    "event_category_id": self.action_category.id,
                    "activity_type_id": self.action_category.activity_type_id.id,
                    "customer_id": self.customer.id,
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.customer.id,
                    "user_id": False,
                }
            )
        )
        self.assertEqual(event.user_id, self.marketing)

    def test_team_and_company_are_those_of_the_time(self):
        """B9: an event keeps the team that it was done for."""
        call = self._create_event(self.action_category, self.lead)
        call.action_done()
        other = self.env["crm.team"].create({"name": "Other team"})
        self.lead.team_id = other
        self.assertEqual(call.event_team_id, self.team)
        self.assertEqual(call.event_company_id, self.company_main)

    def test_own_events_are_searched_without_checking_each(self):
        """B1: a seller's own events are found by one query, however many they are."""
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.customer.id,
                    "user_id": self.seller.id,
                    "event_category_id": self.prospect_category.id,
                    "activity_type_id": self.prospect_category.activity_type_id.id,
                }
                for _index in range(20)
            ]
        )
        self.env.flush_all()
        own = self.env["mail.activity"].with_user(self.seller)
        own.search_count([("user_id", "=", self.seller.id)])
        with self.assertQueryCount(1):
            count = own.search_count(
                [
                    ("user_id", "=", self.seller.id),
                    ("event_category_id", "=", self.prospect_category.id),
                ]
            )
        self.assertEqual(count, 20)

    def test_other_sellers_events_are_not_found_by_asking_for_ones_own(self):
        """B1: the short cut for own events shows nobody else's on documents out of reach."""
        hidden_lead = self.env["crm.lead"].create(
            {"name": "Hidden", "user_id": self.seller2.id, "partner_id": self.customer.id}
        )
        hidden = self._create_event(self.action_category, hidden_lead, user=self.seller2)
        activities = self.env["mail.activity"].with_user(self.seller)
        self.assertNotIn(hidden, activities.search([]))
        self.assertNotIn(
            hidden,
            activities.search(
                ["|", ("user_id", "=", self.seller.id), ("user_id", "=", self.seller2.id)]
            ),
        )


@tagged("post_install", "-at_install")
class TestEventBadInput(SalesProcessCommon):
    def _assert_refused(self, message, **values):
        before = self.env["mail.activity"].with_context(active_test=False).search_count([])
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self._create_event(self.action_category, **values)
        self.assertEqual(
            self.env["mail.activity"].with_context(active_test=False).search_count([]), before
        )

    def test_event_without_customer_and_opportunity(self):
        """B1: an event about nobody is refused, saying what to choose."""
        product = self.env["product.template"].create({"name": "Desk"})
        self._assert_refused("no customer and no opportunity", record=product)

    def test_event_of_an_archived_category(self):
        """B2: an archived category is named, with what to do."""
        self.action_category.active = False
        self._assert_refused("“Sales action” is archived")

    def test_archived_default_category_makes_no_event(self):
        """B5: a kind whose category was archived gives ordinary activities."""
        self.action_category.active = False
        call = self.lead.activity_schedule("mail.mail_activity_data_call")
        self.assertFalse(call.event_category_id)

    def test_event_for_an_inactive_seller(self):
        """B3: who has left cannot be given a prospect."""
        self.seller2.active = False
        self._assert_refused("Sue Seller is no longer active", user=self.seller2)

    def test_event_for_a_seller_of_another_company(self):
        """B3: a seller who does not work for the opportunity's company is refused by name."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        lead = self.env["crm.lead"].create(
            {"name": "Far lead", "company_id": company.id, "user_id": False, "team_id": False}
        )
        self._assert_refused("Sam Seller does not work for Elsewhere", record=lead)

    def test_date_far_in_the_past(self):
        """B4: a mistyped year is refused, and the form asks about old dates."""
        self._assert_refused("Check the year", event_date="0206-05-01")
        form = self.env["sales.event.log"]
        with freeze_time("2026-05-04 09:00:00"):
            for day, is_asked in (("2026-01-31", True), ("2026-04-30", False)):
                shown = form.onchange({"event_date": day}, ["event_date"], {"event_date": {}})
                self.assertEqual("warning" in shown, is_asked)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_logging_on_a_document_out_of_reach(self):
        """B4: who may not read the opportunity cannot log on it; the message says so."""
        hidden = self.env["crm.lead"].create({"name": "Hidden", "user_id": self.seller2.id})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.env["sales.event.log"].with_user(self.seller).create(
                {"event_category_id": self.action_category.id, "lead_id": hidden.id}
            ).action_log()
        self.assertFalse(hidden.with_context(active_test=False).activity_ids)

    def test_used_category_cannot_be_deleted(self):
        """B2: a category with events can only be archived: its events stay."""
        event = self._create_event(self.action_category)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(Exception) as caught,
            self.env.cr.savepoint(),
        ):
            self.action_category.unlink()
        self.assertNotIsInstance(caught.exception, ValidationError)
        self.assertEqual(event.exists().event_category_id, self.action_category)
