from freezegun import freeze_time

from odoo.tests import tagged

from .common import SalesProcessCommon, get_written_rows


@tagged("post_install", "-at_install")
@freeze_time("2026-05-04 09:00:00")
class TestEventQueries(SalesProcessCommon):
    """What is done to many events costs as many queries as to few."""

    def _count(self, function, *args):
        """How many queries a call takes, with nothing in memory and all of it written."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assert_same(self, prepare, work, per_record=0):
        """Two records and twelve take the same number of queries, but for a constant for each."""
        self._count(work, prepare(2))  # what is read once and kept
        few, many = self._count(work, prepare(2)), self._count(work, prepare(12))
        self.assertLessEqual(many, few + 10 * per_record)

    def _create_held(self, number, record):
        self.env["mail.activity"].create(
            [self._prepare_event(record, active=False) for _index in range(number)]
        )

    def _prepare_event(self, record, category=None, **values):
        category = category or self.action_category
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "user_id": self.seller.id,
            "event_category_id": category.id,
            "activity_type_id": category.activity_type_id.id,
            "summary": category.name,
            **values,
        }

    def _create_leads(self, number):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {index}", "is_company": True} for index in range(number)]
        )
        return self.env["crm.lead"].create(
            [
                {
                    "name": customer.name,
                    "type": "opportunity",
                    "partner_id": customer.id,
                    "user_id": self.seller.id,
                    "team_id": self.team.id,
                }
                for customer in customers
            ]
        )

    def test_deleting_an_opportunity_with_events(self):
        """F10: the held events of a deleted opportunity move to its customer together."""

        def prepare(number):
            lead = self._create_leads(1)
            self._create_held(number, lead)
            return lead

        self._assert_same(prepare, lambda lead: lead.unlink())

    def test_deleting_quotations_with_events(self):
        """F10: the same for many quotations, whose events move to as many opportunities."""

        def prepare(number):
            leads = self._create_leads(number)
            orders = self.env["sale.order"].create(
                [{"partner_id": lead.partner_id.id, "opportunity_id": lead.id} for lead in leads]
            )
            self.env["mail.activity"].create(
                [self._prepare_event(order, active=False) for order in orders]
            )
            return orders

        def work(orders):
            self.env["mail.activity"]._keep_done_events(orders)

        self._assert_same(prepare, work)

    def test_contact_with_events_joins_a_company(self):
        """F10: all events of a contact follow it into a company together."""

        def prepare(number):
            person = self.env["res.partner"].create({"name": "Paul"})
            self._create_held(number, person)
            return person

        self._assert_same(prepare, lambda person: person.write({"parent_id": self.customer.id}))

    def test_merging_contacts_with_events(self):
        """F10: all events of a merged contact go to the other one together."""

        def prepare(number):
            both = self.env["res.partner"].create([{"name": "Paul"}, {"name": "Paul"}])
            self._create_held(number, both[0])
            return both

        def work(both):
            self.env["base.partner.merge.automatic.wizard"]._merge(both.ids, both[1])

        self._assert_same(prepare, work)

    def test_merging_opportunities_with_events(self):
        """F10: all done events of a merged opportunity go to the other one together."""

        def prepare(number):
            leads = self._create_leads(2)
            self._create_held(number, leads[0])
            return leads

        self._assert_same(prepare, lambda leads: leads._merge_opportunity())

    def test_archiving_a_seller_with_open_events(self):
        """F10: all open events of a seller are passed on together."""

        def prepare(number):
            seller = self._new_user(
                f"sp_leaving_{self.env.cr.sql_log_count}",
                "Lea Leaving",
                "sales_team.group_sale_salesman",
            )
            self.env["mail.activity"].create(
                [self._prepare_event(self.customer, user_id=seller.id) for _ in range(number)]
            )
            return seller

        self._assert_same(prepare, lambda seller: seller.action_archive())

    def test_answering_many_prospects(self):
        """F10: a call closes all prospects of a customer together, each in one update."""

        def prepare(number):
            customer = self.env["res.partner"].create({"name": "New", "is_company": True})
            self.env["mail.activity"].create(
                [self._prepare_event(customer, self.prospect_category) for _ in range(number)]
            )
            return customer

        self._assert_same(prepare, lambda customer: self._create_held(1, customer))

    def _create_meetings(self, number, on_lead=False):
        values = {
            "name": "Show the samples",
            "start": "2026-05-04 06:00:00",
            "stop": "2026-05-04 07:00:00",
            "user_id": self.seller.id,
            "partner_ids": [(6, 0, (self.seller.partner_id | self.contact).ids)],
        }
        if on_lead:
            values.update(
                res_model_id=self.env["ir.model"]._get_id("crm.lead"),
                res_id=self.lead.id,
                opportunity_id=self.lead.id,
            )
        return (
            self.env["calendar.event"]
            .with_user(self.seller)
            .with_context(no_mail_to_attendees=True)
            .create([values] * number)
            .sudo()
        )

    def test_meetings_logged_together(self):
        """F10: meetings that are over are logged together."""
        self._assert_same(
            self._create_meetings, lambda meetings: meetings._log_as_held(self.visit_category)
        )

    def test_planned_meetings_done_together(self):
        """F10: meetings with an open event cost the message that Odoo posts for each, no more."""

        def prepare(number):
            return self._create_meetings(number, on_lead=True)

        def log(meetings):
            meetings._log_as_held(self.visit_category)

        def do(meetings):
            meetings.activity_ids.with_user(self.seller).sudo()._action_done()

        self._count(do, prepare(2))
        self._count(log, prepare(2))
        stock = self._count(do, prepare(12)) - self._count(do, prepare(2))
        ours = self._count(log, prepare(12)) - self._count(log, prepare(2))
        self.assertLessEqual(ours, stock)

    def test_logged_event_is_made_done(self):
        """F10: the form makes a done event as done: it writes what making one takes, no more."""
        form = (
            self.env["sales.event.log"]
            .with_user(self.seller)
            .create(
                {
                    "event_category_id": self.action_category.id,
                    "lead_id": self.lead.id,
                    "customer_id": self.customer.id,
                    "note": "<p>Twenty units</p>",
                }
            )
        )

        def count(function, *args):
            self.env.flush_all()
            before = get_written_rows(self.env.cr, "mail_activity")
            function(*args)
            self.env.flush_all()
            after = get_written_rows(self.env.cr, "mail_activity")
            return [new - old for new, old in zip(after, before, strict=True)]

        self.assertEqual(count(form.action_log), count(self._create_held, 1, self.lead))
