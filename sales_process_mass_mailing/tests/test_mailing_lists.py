from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.sales_process.tests.common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestMailingLists(SalesProcessCommon):
    """A list of news is joined at one stage and left at the next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.news = cls.env["mailing.list"].create({"name": "News of the project"})
        cls.join, cls.leave = cls.env["crm.stage"].create(
            [
                {"name": "Joining", "sequence": 50, "mailing_list_join_ids": cls.news.ids},
                {"name": "Leaving", "sequence": 51, "mailing_list_leave_ids": cls.news.ids},
            ]
        )
        cls.lead.email_from = '"Ann of Acme" <Ann@ACME.example.com>'
        cls.env.cr.flush()

    def _get_subscriptions(self, email="ann@acme.example.com"):
        return self.env["mailing.subscription"].search(
            [("contact_id.email_normalized", "=", email), ("list_id", "=", self.news.id)]
        )

    def test_lists_are_joined_and_left_by_stage(self):
        """F7: entering a stage joins its lists and leaves others, by the seller's own hand."""
        lead = self.lead.with_user(self.seller)
        lead.stage_id = self.join
        subscription = self._get_subscriptions()
        self.assertEqual(len(subscription), 1)
        self.assertFalse(subscription.opt_out)
        self.assertEqual(subscription.contact_id.email, "ann@acme.example.com")
        self.assertIn("News of the project", "".join(self.lead.message_ids.mapped("body")))
        lead.stage_id = self.leave
        self.assertFalse(self._get_subscriptions())
        lead.stage_id = self.join
        self.assertEqual(len(self._get_subscriptions()), 1, "back again by the process")

    def test_sales_manager_sets_the_lists_without_email_marketing(self):
        """F7: a sales manager who has nothing to do with mailings opens a stage and chooses its
        lists; a seller opens it, too."""
        self.assertFalse(self.manager.has_group("mass_mailing.group_mass_mailing_user"))
        with Form(self.leave.with_user(self.manager)) as form:
            form.mailing_list_join_ids.clear()
            form.mailing_list_leave_ids.clear()
            form.mailing_list_join_ids.add(self.news)
        self.assertEqual(self.leave.mailing_list_join_ids, self.news)
        with self.assertRaises(AccessError):
            self.news.with_user(self.manager).name = "Renamed"
        form = Form(self.leave.with_user(self.seller))
        self.assertEqual(form.name, "Leaving")
        self.assertNotIn("mailing_list_join_ids", form._view["fields"])

    def test_a_seller_reads_stages_whole(self):
        """K6: the lists are the manager's; who may not read them reads the rest, and is told of
        neither the field nor what is in it."""
        stage = self.join.with_user(self.seller)
        self.assertNotIn("mailing_list_join_ids", stage.fields_get())
        (values,) = stage.read()
        self.assertNotIn("mailing_list_join_ids", values)
        self.assertEqual(values["name"], "Joining")
        with self.assertRaises(AccessError):
            stage.read(["mailing_list_join_ids"])
        (values,) = self.join.with_user(self.manager).read()
        self.assertEqual(values["mailing_list_join_ids"], self.news.ids)

    def test_opt_out_is_never_undone(self):
        """F7: who has opted out stays so, whatever stages come and go."""
        contact = self.env["mailing.contact"].create(
            {"name": "Ann", "email": "ANN@acme.example.com"}
        )
        self.env["mailing.subscription"].create(
            {"contact_id": contact.id, "list_id": self.news.id, "opt_out": True}
        )
        for stage in (self.join, self.leave, self.join):
            self.lead.stage_id = stage
            subscription = self._get_subscriptions()
            self.assertEqual(len(subscription), 1)
            self.assertTrue(subscription.opt_out)

    def test_one_subscription_for_an_address(self):
        """F7: addresses are normalised: two contacts and three opportunities, one subscription."""
        self.env["mailing.contact"].create(
            [
                {"name": "Ann", "email": "ann@acme.example.com"},
                {"name": "A", "email": "Ann@Acme.example.com"},
            ]
        )
        second, third = self.lead.copy(), self.lead.copy({"email_from": " ANN@acme.example.com "})
        (self.lead | second | third).stage_id = self.join
        self.assertEqual(len(self._get_subscriptions()), 1)
        self.assertEqual(
            self.env["mailing.contact"].search_count(
                [("email_normalized", "=", "ann@acme.example.com")]
            ),
            2,
        )

    def test_blacklisted_customers_do_not_join(self):
        """F7: a blacklisted address joins no list; one without an address is no error."""
        self.env["mail.blacklist"]._add("ann@acme.example.com")
        nobody = self.lead.copy({"partner_id": False, "email_from": False})
        (self.lead | nobody).stage_id = self.join
        self.assertFalse(self._get_subscriptions())
        self.assertEqual(nobody.stage_id, self.join)

    def test_leads_join_when_they_become_opportunities(self):
        """F7: a lead that is not qualified yet gets no mailings; converted, it does."""
        lead = self.lead.copy({"type": "lead", "stage_id": self.join.id})
        self.assertFalse(self._get_subscriptions())
        lead.convert_opportunity(lead.partner_id)
        self.assertEqual(len(self._get_subscriptions()), 1)

    def test_one_list_cannot_be_joined_and_left(self):
        """F7: a stage that joins and leaves one list is refused, with both names."""
        with self.assertRaisesRegex(ValidationError, "Joining.*News of the project"):
            self.join.mailing_list_leave_ids = self.news

    def test_many_opportunities_cost_no_query_each(self):
        """F7: a hundred opportunities at once cost as many queries as ten."""
        counts = []
        for number in (10, 10, 100):
            leads = (
                self.env["crm.lead"]
                .create(
                    [
                        {
                            "name": f"Lead {number}",
                            "type": "opportunity",
                            "email_from": f"{len(counts)}.{index}@example.com",
                        }
                        for index in range(number)
                    ]
                )
                .with_context(tracking_disable=True)
            )
            leads.with_context(mail_notrack=True).write({"stage_id": self.leave.id})
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE crm_lead SET stage_id = %s WHERE id = ANY(%s)", [self.join.id, leads.ids]
            )
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._update_mailing_lists()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        joined = self.env["mailing.subscription"].search_count([("list_id", "=", self.news.id)])
        self.assertEqual(joined, 120)
        self.assertLessEqual(counts[2], counts[1] + 3)
