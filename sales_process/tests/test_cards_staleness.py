import json
from unittest.mock import patch

from odoo import Command
from odoo.tests.common import new_test_user

from ..tools.screens import ALL, MESSAGE, VIEW_OF
from .cards_common import TestSalesCardCommon


class TestOpenScreens(TestSalesCardCommon):
    """Who hears that something has changed, and of what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all_leads = cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.lead.company_id = cls.company_main

    def setUp(self):
        super().setUp()
        self._commit()
        self.env["bus.bus"].sudo().search([]).unlink()

    def _commit(self):
        """What happens before a commit."""
        self.env.cr.flush()

    def _told(self):
        """The messages of the transaction: ``{record of the channel: models}``, each sent once."""
        self._commit()
        told = {}
        for sent in self.env["bus.bus"].sudo().search([]):
            message = json.loads(sent.message)
            if message["type"] == MESSAGE:
                _database, model, record_id, name = json.loads(sent.channel)
                self.assertEqual(name, "sales_process")
                self.assertEqual(set(message["payload"]), {"models"})  # nothing of the records
                record = self.env[model].browse(record_id)
                self.assertNotIn(record, told)
                told[record] = set(message["payload"]["models"])
        self.env["bus.bus"].sudo().search([]).unlink()
        return told

    def _listened(self, user, *names):
        """The records whose channels a user listens to who has asked for these names."""
        class_ = "odoo.addons.mail.models.discuss.ir_websocket.IrWebsocket"
        passed_on = lambda websocket, channels: channels  # noqa: E731
        with patch(f"{class_}._build_bus_channel_list", passed_on):
            channels = (
                self.env["ir.websocket"].with_user(user)._build_bus_channel_list(["other", *names])
            )
        self.assertEqual([name for name in channels if isinstance(name, str)], ["other"])
        return {
            channel[0]
            for channel in channels
            if isinstance(channel, tuple) and channel[1] == "sales_process"
        }

    def test_an_event_is_told_to_whom_it_concerns(self):
        """H7: its seller, the seller of its opportunity, and who may see all; nobody else."""
        event = self._create_event(self.action_category, record=self.lead, user=self.seller2)
        told = self._told()
        self.assertEqual(set(told), {self.seller, self.seller2, self.company_main})
        self.assertIn("mail.activity", told[self.seller2])
        event.user_id = self.seller
        self.assertIn(self.seller2, self._told())  # it has left that view
        event.action_done()
        self.assertIn("sales.target.report", self._told()[self.seller])
        event.unlink()
        self.assertEqual(set(self._told()), {self.seller, self.company_main})

    def test_an_answered_prospect(self):
        """H7: a colleague's visit takes the prospect off its seller's view, who hears of it."""
        self._create_event(self.prospect_category)
        self._told()
        self._create_event(self.visit_category, user=self.seller2, active=False)
        self.assertIn("mail.activity", self._told()[self.seller])

    def test_what_is_on_other_documents_is_private(self):
        """H7: an activity of another app concerns its user alone."""
        product = self.env["product.template"].create({"name": "Sealer"})
        self._told()
        self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("product.template"),
                "res_id": product.id,
                "user_id": self.manager.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            }
        )
        self.assertEqual(set(self._told()), {self.manager})

    def test_opportunities_and_documents(self):
        """H7: before and after it is assigned; of nobody's, the team."""
        self.lead.user_id = self.seller2
        self.assertEqual(set(self._told()), {self.seller, self.seller2, self.company_main})
        self.lead.user_id = False
        self.lead.company_id = self.company_main
        self._told()
        self.lead.name = "Free"
        self.assertEqual(set(self._told()), {self.team, self.company_main})
        self.lead.write({"company_id": False, "team_id": False})
        self._told()
        self.lead.name = "Of no company"
        self.assertEqual(set(self._told()), {self.all_leads})
        self.lead.write({"company_id": self.company_main.id, "user_id": self.seller2.id})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.seller.id,
                "opportunity_id": self.lead.id,
            }
        )
        told = self._told()
        self.assertLessEqual({self.seller, self.seller2, self.company_main}, set(told))
        self.assertIn("sale.order", told[self.seller])
        self.assertEqual(order.user_id, self.seller)

    def test_meetings(self):
        """H7: a meeting is told to the sellers who are invited. Nobody else could listen: the bus
        is as quiet as on stock where people meet who have no sales."""
        employee = new_test_user(self.env, "sp_employee", "base.group_user")
        bot = self.env.ref("base.user_root")
        partners = self.seller.partner_id | self.contact | employee.partner_id | bot.partner_id
        self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2026-05-20 10:00:00",
                "stop": "2026-05-20 11:00:00",
                "user_id": self.manager.id,
                "partner_ids": [Command.set(partners.ids)],
            }
        )
        self.assertEqual(set(self._told()), {self.manager, self.seller})

    def test_a_thousand_changes_are_one_message(self):
        """H7: a burst in a transaction is one message for each whom it concerns, and noting it
        costs no queries for each record."""
        events = self.env["mail.activity"].concat(
            *(self._create_event(self.action_category) for _place in range(3))
        )
        self._told()
        for event in events:
            event.summary = "Changed"
            event.summary = "Changed again"
        events.write({"summary": "All"})
        self.assertEqual(set(self._told()), {self.seller, self.company_main})
        events.mapped("lead_id.user_id")
        counts = []
        for noted in (events[:1], events):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            noted._tell_screens()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_a_rollback_tells_nothing(self):
        """H7: what did not happen is not told."""
        with self.env.cr.savepoint() as savepoint:
            self._create_event(self.action_category)
            savepoint.rollback()
        self.assertFalse(self._told())

    def test_who_may_listen(self):
        """H7: a seller to the own view and teams; who may see all documents to everybody's."""
        own, other = f"{VIEW_OF}{self.seller.id}", f"{VIEW_OF}{self.seller2.id}"
        self.assertEqual(self._listened(self.seller, own), {self.seller, self.team})
        self.assertFalse(self._listened(self.seller, other, ALL))
        self.assertEqual(self._listened(self.marketing, other), {self.seller2, self.team})
        self.assertEqual(self._listened(self.marketing, ALL), {self.all_leads, self.company_main})
        self._create_strangers()
        stranger = f"{VIEW_OF}{self.stranger.id}"
        self.assertFalse(self._listened(self.manager, stranger))
        clerk = new_test_user(self.env, "sp_clerk_bus", "base.group_user")
        self.assertFalse(self._listened(clerk, f"{VIEW_OF}{clerk.id}", ALL, own))
        public = self.env.ref("base.public_user")
        self.assertFalse(self._listened(public, own, ALL))
        for nonsense in (
            f"{VIEW_OF}",
            f"{VIEW_OF}x",
            f"{VIEW_OF}-1",
            f"{VIEW_OF}²",
            f"{VIEW_OF}9" * 3,
        ):
            with self.subTest(nonsense=nonsense):
                self.assertFalse(self._listened(self.manager, nonsense))

    def test_what_screens_ask_for(self):
        """H7: a view asks for its seller; for everything only where a card is nobody's in
        particular, or a centre shows all."""
        Card = self.env["sales.card"]
        own = Card.with_user(self.seller).get_view_info()["channels"]
        self.assertEqual(own, [f"{VIEW_OF}{self.seller.id}"])
        self._create_card(name="All", model="crm.lead", user_id=self.marketing.id)
        self.assertIn(ALL, Card.with_user(self.marketing).get_view_info()["channels"])
        of_seller = Card.with_user(self.marketing).with_context(card_user_id=self.seller.id)
        self.assertIn(f"{VIEW_OF}{self.seller.id}", of_seller.get_view_info()["channels"])
        centre = self.env["sales.centre"]
        self.assertEqual(centre.with_user(self.manager).get_options()["channels"], [ALL])
