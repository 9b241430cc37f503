from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .cards_common import TestSalesCardCommon
from .fake_models_common import get_loader


@tagged("post_install", "-at_install")
class TestAnyModel(TestSalesCardCommon):
    """Cards show the records of any model, and events are logged on any with activities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        loader = get_loader(cls.env, cls.__module__)
        loader.backup_registry()
        cls.addClassCleanup(loader.restore_registry)
        from .fake_machine import FakeMachine

        loader.update_registry([FakeMachine])
        cls.env["ir.model.access"].create(
            {
                "name": "Machines",
                "model_id": cls.env["ir.model"]._get_id("sales.process.fake.machine"),
                "group_id": cls.env.ref("base.group_user").id,
                **{f"perm_{right}": True for right in ("read", "write", "create", "unlink")},
            }
        )
        cls.press, cls.lathe = cls.env["sales.process.fake.machine"].create(
            [
                {
                    "name": "Press",
                    "partner_id": cls.contact.id,
                    "user_id": cls.seller.id,
                    "hours": 12,
                },
                {
                    "name": "Lathe",
                    "partner_id": cls.other_customer.id,
                    "user_id": cls.seller2.id,
                    "hours": 30,
                },
            ]
        )

    def test_a_card_over_it(self):
        """Each seller sees the own machines on it, with the sum of their hours, and no others."""
        card = self._create_card(
            name="Machines",
            model="sales.process.fake.machine",
            owner_field_name="user_id",
            measure_field_name="hours",
            column_names="name,partner_id",
        )
        for user, machine in ((self.seller, self.press), (self.seller2, self.lathe)):
            own = self._as(card, user)
            self.assertFalse(own.error)
            self.assertEqual((own.record_count, own.measure_total), (1, machine.hours))
            self.assertEqual(self._ids(own), machine.ids)
            self.assertEqual(self._listed(own), machine)

    def test_a_visit_on_it_answers_the_prospect_of_its_customer(self):
        """The event's customer is the machine's, whose prospect it answers; it counts as held."""
        prospect = self._create_event(self.prospect_category)
        today = self.seller._get_sales_day()
        visit = self._create_event(
            self.visit_category,
            self.press,
            date_deadline=today,
        )
        self.assertEqual(visit.customer_id, self.customer)
        visit.with_user(self.seller).action_done()
        self.assertTrue(visit.is_held)
        self.assertEqual(prospect.answered_by_id, visit)
        self.assertFalse(prospect.active)

    def test_a_deleted_one_keeps_its_visit(self):
        visit = self._create_event(
            self.visit_category,
            self.press,
            date_deadline=fields.Date.today() - timedelta(days=1),
        )
        visit.with_user(self.seller).action_done()
        self.press.unlink()
        self.assertTrue(visit.exists().is_held)
        self.assertEqual(visit.customer_id, self.customer)
