from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import SalesProcessCommon, recorded_statements

MODEL = "x_sales_visit_report"


@tagged("post_install", "-at_install")
class TestEventDocuments(SalesProcessCommon):
    """B9: what took place lives on, on whichever document it was logged."""

    def setUp(self):
        # the registry is to be set up again after the database was rolled back
        self.addCleanup(self.registry.reset_changes)
        super().setUp()
        self.document_model = self.env["ir.model"].create(
            {
                "name": "Visit Report",
                "model": MODEL,
                "is_mail_thread": True,
                "is_mail_activity": True,
                "field_id": [
                    Command.create(
                        {"name": "x_name", "ttype": "char", "field_description": "Title"}
                    )
                ],
            }
        )
        self.documents = self.env[MODEL].create([{"x_name": f"Report {i}"} for i in range(3)])

    @freeze_time("2026-05-04 09:00:00")
    def _hold(self, record, category=None, **values):
        return self._create_event(category or self.visit_category, record, active=False, **values)

    def _assert_kept(self, event, record):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(event.exists())
        self.assertEqual((event.res_model, event.res_id), (record._name, record.id))
        row = self.env["sales.event.report"].browse(event.id)
        self.assertEqual(row.state, "held")
        self.assertEqual((row.user_id, row.customer_id), (self.seller, self.customer))

    def test_draft_invoice(self):
        """B9: a visit on a draft invoice that is deleted is the customer's."""
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.customer.id}
        )
        visit = self._hold(invoice)
        self.assertEqual(visit.customer_id, self.customer)
        invoice.unlink()
        self._assert_kept(visit, self.customer)

    def test_document_that_nobody_has_heard_of(self):
        """B9: the same on documents of any app, many at once."""
        visits = self.env["mail.activity"].union(
            *(self._hold(document, customer_id=self.contact.id) for document in self.documents)
        )
        on_lead = self._hold(self.documents[0], lead_id=self.lead.id, customer_id=self.customer.id)
        self.documents.unlink()
        for visit in visits:
            self._assert_kept(visit, self.customer)
        self._assert_kept(on_lead, self.lead)

    def test_contact_who_left_the_customer(self):
        """B9: a visit on a person is the company's when the person is deleted."""
        visit = self._hold(self.contact)
        self.contact.unlink()
        self._assert_kept(visit, self.customer)

    def test_app_that_is_uninstalled(self):
        """B9: an app takes its documents with it, and not what took place."""
        visit = self._hold(self.documents[0], customer_id=self.customer.id)
        self.document_model.unlink()
        self._assert_kept(visit, self.customer)

    def test_what_was_not_held_stays_a_fact(self):
        """B9: a visit to a closed door and an answered prospect stay in the report, too."""
        missed = self._hold(self.lead, outcome_id=self.outcome_no_answer.id)
        prospect = self._create_event(self.prospect_category, self.lead, event_date="2026-05-01")
        call = self._hold(self.lead, self.action_category)
        self.assertEqual(prospect.answered_by_id, call)
        self.lead.unlink()
        report = self.env["sales.event.report"]
        self.assertEqual(report.browse(missed.id).state, "missed")
        self.assertEqual(report.browse(prospect.id).state, "answered")
        self.assertEqual(prospect.answered_by_id, call)

    def test_open_events_go_with_their_document(self):
        """B9: what is only planned on a document is planned no longer without it."""
        planned = self._create_event(self.visit_category, self.lead)
        self.lead.unlink()
        self.assertFalse(planned.exists())

    def test_customer_who_is_deleted(self):
        """B9: with the customer goes what is known of the customer alone."""
        visit = self._hold(self.other_customer)
        self.other_customer.unlink()
        self.assertFalse(visit.exists())

    def test_a_document_without_activities(self):
        """B9: deleting one costs a look whether there is something to keep, and no more."""
        self.env.flush_all()
        with recorded_statements() as statements:
            self.documents.unlink()
        kept = [line for line in statements if "mail_activity" in line and "event_category" in line]
        self.assertEqual(len(kept), 1)
