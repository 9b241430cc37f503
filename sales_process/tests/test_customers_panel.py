import json
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.customer_panel import PAGE
from .common import SalesProcessCommon
from .flow_common import FlowCommon

TODAY = datetime(2025, 5, 14, 10)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCustomerPanel(SalesProcessCommon):
    """H5: everything about a customer in one place, under the rights of who looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._hold(cls.visit_category, cls.contact, cls.seller, date(2025, 5, 6))
        cls.call = cls._hold(cls.action_category, cls.lead, cls.seller, date(2025, 5, 12))
        cls.prospect = cls._create_event(cls.prospect_category, summary="Wants an offer")
        cls.foreign_lead = cls.env["crm.lead"].create(
            {
                "name": "Secret of Sue",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "user_id": cls.seller2.id,
                "team_id": cls.team.id,
                "expected_revenue": 500.0,
            }
        )

    @classmethod
    def _hold(cls, category, record, user, day, **values):
        return cls._create_event(
            category, record, user, active=False, event_date=day, date_deadline=day, **values
        )

    def _get(self, partner=None, user=None, **filters):
        partner = (partner or self.customer).with_user(user or self.manager)
        panel = partner.get_sales_panel(filters)
        self.assertEqual(json.loads(json.dumps(panel)), panel)
        return panel

    def _get_part(self, panel, name):
        return next(part for part in panel["open"] if part["name"] == name)

    def _get_titles(self, panel, name):
        return [row["title"] for row in self._get_part(panel, name)["rows"]]

    # ------------------------------------------------------------
    # WHAT IT TELLS
    # ------------------------------------------------------------

    def test_open(self):
        """H5: what is open, with stage, weight and amount of opportunities."""
        self.lead.weight = 40
        panel = self._get()
        self.assertEqual(self._get_titles(panel, "prospects"), ["Wants an offer"])
        self.assertEqual(
            set(self._get_titles(panel, "opportunities")), {"Acme project", "Secret of Sue"}
        )
        rows = self._get_part(panel, "opportunities")["rows"]
        row = next(row for row in rows if row["id"] == self.lead.id)
        self.assertEqual(row["amount"], 10000)
        self.assertEqual(row["details"], f"{self.lead.stage_id.name} · 40 % · Sam Seller")
        self.assertEqual(panel["figures"]["next_action"]["title"], "Wants an offer")

    def test_part_opens_what_it_counts(self):
        panel = self._get()
        for part in panel["open"]:
            with self.subTest(part=part["name"]):
                records = self.env[part["model"]].with_user(self.manager)
                self.assertEqual(records.search_count(part["domain"]), part["count"])

    def test_timeline(self):
        """H5: events of all contacts and stage moves in one timeline, newest first."""
        entries = self._get()["timeline"]["entries"]
        self.assertEqual([entry["day"] for entry in entries][-2:], ["2025-05-12", "2025-05-06"])
        self.assertEqual({entry["kind"] for entry in entries}, {"event", "move"})
        self.assertEqual(entries[-1]["title"], self.visit.summary)
        kinds = {entry["kind"] for entry in self._get(kinds=["event"])["timeline"]["entries"]}
        self.assertEqual(kinds, {"event"})

    def test_pages_of_the_timeline(self):
        """H5: pages follow one another without gap and without overlap."""
        first = date(2025, 1, 1)
        for place in range(PAGE + 3):
            self._hold(self.action_category, None, self.seller, first + timedelta(days=place))
        seen, offset = [], 0
        while offset is not False:
            timeline = self._get(kinds=["event"], offset=offset)["timeline"]
            seen += [(entry["day"], entry["id"]) for entry in timeline["entries"]]
            offset = timeline["next_offset"]
        self.assertEqual(len(set(seen)), PAGE + 5)
        self.assertEqual([day for day, _id in seen], sorted((d for d, _id in seen), reverse=True))

    def test_who_has_met_whom(self):
        """H5: a seller has met the person of the meeting, else whom the event was logged on."""
        bob = self.env["res.partner"].create({"name": "Bob", "parent_id": self.customer.id})
        meeting = self.env["calendar.event"].create(
            {
                "name": "Demo",
                "start": datetime(2025, 5, 13, 8),
                "stop": datetime(2025, 5, 13, 9),
                "user_id": self.seller2.id,
                "partner_ids": [Command.set((bob | self.seller2.partner_id).ids)],
            }
        )
        self._hold(
            self.visit_category,
            self.customer,
            self.seller2,
            date(2025, 5, 13),
            calendar_event_id=meeting.id,
            companion_ids=[Command.set(self.seller.ids)],
        )
        panel = self._get()
        pairs = [
            (row["user_name"], row["contact_name"], row["last_on"], row["visits"], row["contacts"])
            for row in panel["people"]
        ]
        self.assertEqual(
            pairs,
            [
                ("Sam Seller", "Bob", "2025-05-13", 1, 0),
                ("Sue Seller", "Bob", "2025-05-13", 1, 0),
                ("Sam Seller", "Acme", "2025-05-12", 0, 1),
                ("Sam Seller", "Ann of Acme", "2025-05-06", 1, 0),
            ],
        )
        self.assertEqual(panel["figures"]["last_contact"]["last_on"], "2025-05-13")
        meeting.privacy = "private"
        self.assertNotIn("Bob", str(self._get()["people"]))

    def test_not_held_is_no_contact(self):
        self.call.outcome_id = self.outcome_no_answer
        panel = self._get()
        self.assertEqual(panel["figures"]["last_contact"]["last_on"], "2025-05-06")
        entry = panel["timeline"]["entries"][-2]
        self.assertIn(self.outcome_no_answer.name, entry["details"])

    def test_won_revenue(self):
        """H5: won revenue of this and of last year."""
        for lead, day in ((self.lead, "2025-03-01"), (self.foreign_lead, "2024-03-01")):
            lead.action_set_won()
            lead.date_closed = f"{day} 12:00:00"
        figures = self._get()["figures"]
        self.assertEqual((figures["won_this_year"], figures["won_last_year"]), (10000, 500))
        figures = self._get(user=self.seller)["figures"]
        self.assertEqual((figures["won_this_year"], figures["won_last_year"]), (10000, 0))

    def test_person_shows_the_company(self):
        """H5: a person's form shows the company's panel."""
        self.assertEqual(self._get(self.contact), self._get())
        self.assertEqual(self._get(self.contact)["customer"]["name"], "Acme")

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def test_own_documents(self):
        """H5: a seller with own documents hears nothing of a colleague's opportunity."""
        self._hold(self.visit_category, self.foreign_lead, self.seller2, date(2025, 5, 13))
        on_customer = self._hold(
            self.action_category, self.customer, self.seller2, date(2025, 5, 11)
        )
        self._create_event(self.action_category, self.foreign_lead, self.seller2, summary="Ask Sue")
        panel = self._get(user=self.seller)
        self.assertNotIn("Secret of Sue", str(panel))
        self.assertNotIn("Ask Sue", str(panel))
        self.assertEqual(self._get_titles(panel, "opportunities"), ["Acme project"])
        self.assertEqual(panel["figures"]["last_contact"]["last_on"], "2025-05-12")
        # what was logged on the contact itself is read by who may read the contact
        events = [entry["id"] for entry in self._get(user=self.seller)["timeline"]["entries"]]
        self.assertIn(on_customer.id, events)
        for user in (self.seller, self.manager):
            readable = self.env["mail.activity"].with_user(user).with_context(active_test=False)
            count = self.customer.with_user(user).sales_event_count
            action = self.customer.with_user(user).action_view_sales_events()
            self.assertEqual(readable.search_count(action["domain"]), count)

    def test_own_event_on_what_may_not_be_read(self):
        """The own call on a colleague's opportunity is told, the opportunity's name is not."""
        self.call.lead_id.user_id = self.seller2
        panel = self._get(user=self.seller)
        self.assertIn(self.call.id, [entry["id"] for entry in panel["timeline"]["entries"]])
        self.assertNotIn("Acme project", str(panel))

    def test_companies_are_kept_apart(self):
        """H5: nothing is told of another company's events and opportunities."""
        self._create_strangers()
        self.foreign_lead.write({"company_id": self.other_company.id, "user_id": self.stranger.id})
        theirs = self._hold(
            self.visit_category, self.customer, self.stranger, date(2025, 5, 13), summary="Theirs"
        )
        self.assertEqual(theirs.event_company_id, self.other_company)
        panel = self._get()
        self.assertNotIn("Secret of Sue", str(panel))
        self.assertNotIn("Theirs", str(panel))
        self.assertNotIn("Stella Stranger", str(panel))
        self.customer.company_id = self.other_company
        with self.assertRaises(AccessError):
            self._get()

    def test_not_for_others(self):
        """Who has nothing to do with sales gets no panel, and no error on a contact's form."""
        clerk = self._new_user("sp_clerk", "Clara Clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.customer.with_user(clerk).get_sales_panel()
        views = self.env["res.partner"].with_user(clerk).get_views([(False, "form")])
        self.assertNotIn("sales_customer_panel", views["views"]["form"]["arch"])

    def test_wrong_filters(self):
        for filters in (
            {"kind": "event"},
            {"kinds": ["bills"]},
            {"kinds": [["event"]]},
            {"offset": -1},
            {"offset": "x"},
            "event",
            [],
        ):
            with self.subTest(filters=filters), self.assertRaises(UserError):
                self.customer.with_user(self.seller).get_sales_panel(filters)

    # ------------------------------------------------------------
    # COST
    # ------------------------------------------------------------

    def _count_queries(self, user):
        partner = self.customer.with_user(user)
        self.env.flush_all()
        for _time in range(2):  # the first one fills what is cached for all
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partner.get_sales_panel()
        return self.cr.sql_log_count - before

    def test_queries(self):
        """H5: at most 12 queries, whatever the customer's size."""
        few = {user: self._count_queries(user) for user in (self.seller, self.manager)}
        names = [f"Person {place}" for place in range(20)]
        people = self.env["res.partner"].create(
            [{"name": name, "parent_id": self.customer.id} for name in names]
        )
        leads = self.env["crm.lead"].create(
            [{**self.lead.copy_data()[0], "partner_id": person.id} for person in people]
        )
        category = self.visit_category
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "user_id": self.seller.id,
                    "event_category_id": category.id,
                    "activity_type_id": category.activity_type_id.id,
                    "active": is_open,
                }
                for record in [*people, *leads]
                for is_open in (True, False)
            ]
        )
        for user, count in few.items():
            self.assertEqual(self._count_queries(user), count)
            self.assertLessEqual(count, 12)

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def _open_form(self, action, user):
        forms = self.env["sales.event.log"].with_user(user).with_context(**action["context"])
        return forms.create({"summary": "Called", "event_date": "2025-05-14"})

    def test_log(self):
        """H4: an event is logged from the contact's form, filled in."""
        form = self._open_form(self.contact.with_user(self.seller).action_log_event(), self.seller)
        self.assertEqual(form.customer_id, self.contact)
        self.assertEqual((form.user_id, form.category_role), (self.seller, "contact"))
        form.action_log()
        self.assertTrue(self.prospect.answered_by_id)

    def test_new_prospect(self):
        """H4: marketing registers a prospect on the contact's form, for the customer's seller."""
        self.customer.user_id = self.seller2
        for partner in (self.customer, self.contact):
            action = partner.with_user(self.marketing).action_new_prospect()
            form = self._open_form(action, self.marketing)
            self.assertEqual((form.user_id, form.category_role), (self.seller2, "prospect"))
            self.assertEqual(form.customer_id, partner)
        [event_id] = form.action_log()["infos"]["event_ids"]
        event = self.env["mail.activity"].browse(event_id)
        self.assertTrue(event.active)
        self.assertEqual((event.user_id, event.customer_id), (self.seller2, self.customer))


@tagged("post_install", "-at_install")
class TestCustomerPanelDocuments(FlowCommon):
    """H5: quotations, orders, deliveries and invoices of a customer, open and in the timeline."""

    def _get(self, user=None):
        return self.customer.with_user(user or self.env.user).get_sales_panel()

    def _get_open(self, panel):
        return {
            part["name"]: [(row["title"], row["amount"]) for row in part["rows"]]
            for part in panel["open"]
            if part["name"] in ("quotations", "orders", "invoices")
        }

    def test_documents(self):
        self.env.user.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        quotation, order = (self._create_order() for _place in range(2))
        person = self.env["res.partner"].create({"name": "Ann", "parent_id": self.customer.id})
        quotation.partner_id = person
        quotation.action_quotation_sent()
        order.action_confirm()
        self.assertEqual(
            self._get_open(self._get()),
            {
                "quotations": [(quotation.name, 140.0)],
                "orders": [(order.name, 140.0)],
                "invoices": [],
            },
        )
        self._deliver(order)
        invoice = self._invoice(order)
        panel = self._get()
        self.assertEqual(
            self._get_open(panel),
            {
                "quotations": [(quotation.name, 140.0)],
                "orders": [],
                "invoices": [(invoice.name, invoice.amount_residual)],
            },
        )
        titles = [entry["title"] for entry in panel["timeline"]["entries"]]
        for title in (
            f"Quotation {quotation.name} sent",
            f"Order {order.name} confirmed",
            f"Invoice {invoice.name}",
        ):
            self.assertIn(title, titles)
        [won] = [panel["figures"]["won_this_year"]]
        self.assertEqual(won, 140.0)

    def test_documents_of_colleagues(self):
        """A seller with own documents hears nothing of a colleague's."""
        order = self._create_order(user_id=self.env.user.id)
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        panel = self._get(self.seller)
        self.assertEqual(self._get_open(panel), {"quotations": [], "orders": [], "invoices": []})
        self.assertNotIn(order.name, str(panel))
        self.assertNotIn(invoice.name, str(panel))
        self.assertEqual(panel["figures"]["won_this_year"], 0.0)
