from odoo import Command
from odoo.tests import tagged

from .cards_common import TestSalesCardCommon

MODEL = "x_sales_card_deal"


@tagged("post_install", "-at_install")
class TestSalesCardAnyModel(TestSalesCardCommon):
    """Cards over a model that this addon has never heard of, made for the test and removed."""

    def setUp(self):
        # the registry is to be set up again after the database was rolled back
        self.addCleanup(self.registry.reset_changes)
        super().setUp()
        self.fake_model = self.env["ir.model"].create(
            {
                "name": "Deal",
                "model": MODEL,
                "field_id": [
                    Command.create(
                        {"name": name, "ttype": kind, "field_description": label, **more}
                    )
                    for name, kind, label, more in [
                        ("x_name", "char", "Title", {}),
                        ("x_signed_on", "date", "Signed", {}),
                        ("x_sold_at", "datetime", "Sold", {}),
                        ("x_value", "float", "Value", {}),
                        ("x_seller_id", "many2one", "Sold By", {"relation": "res.users"}),
                    ]
                ],
                "access_ids": [
                    Command.create(
                        {
                            "name": "deal",
                            "group_id": self.env.ref("sales_team.group_sale_salesman").id,
                            "perm_read": True,
                        }
                    )
                ],
            }
        )
        self.deals = self.env[MODEL].create(
            [
                {
                    "x_name": f"Deal {place}",
                    "x_signed_on": "2026-05-02",
                    "x_sold_at": "2026-05-02 10:00:00",
                    "x_value": 10 * place,
                    "x_seller_id": seller.id,
                }
                for place, seller in enumerate([self.seller, self.seller, self.seller2], start=1)
            ]
        )
        self.card = self._create_card(
            name="Deals",
            model=MODEL,
            owner_field_name="x_seller_id",
            column_names="x_name,x_signed_on,x_value",
            measure_field_name="x_value",
            row_order="x_value desc",
        )

    def test_card_over_any_model(self):
        """A6: a card lists any model: its owner, period, columns, order, sum and list."""
        card = self._as(self.card, self.seller)
        self.assertFalse(card.error)
        self.assertEqual((card.record_count, card.measure_total), (2, 30))
        self.assertEqual(self._ids(card), self.deals[1::-1].ids)
        self.assertEqual(self._listed(card), self.deals[:2])
        self.assertEqual(card.preview[0]["x_signed_on"], "2026-05-02")
        self.assertEqual(card.preview[0]["why"], "Sold By: you")
        self.assertEqual(
            card.action_create_record()["context"]["default_x_seller_id"], self.seller.id
        )
        for field, expected in (
            ("x_signed_on", "Signed: this year"),
            ("x_sold_at", "Sold: this year"),
        ):
            self.card.write({"date_field_name": field, "period": "year"})
            self.env[MODEL].search([]).write(
                {"x_signed_on": "1999-05-02", "x_sold_at": "1999-05-02 10:00:00"}
            )
            self.assertEqual(self._as(self.card, self.seller).record_count, 0)
            self.deals[0][field] = self.env.cr.now()
            self.card.invalidate_recordset()
            card = self._as(self.card, self.seller)
            self.assertEqual(self._ids(card), self.deals[0].ids)
            self.assertIn(expected, card.preview[0]["why"])

    def test_card_outlives_its_model(self):
        """A8: a card whose app is uninstalled keeps its settings, says so, and comes back."""
        field = self.fake_model.field_id.filtered(lambda f: f.name == "x_value")
        field.unlink()
        self.card.invalidate_recordset()
        card = self._as(self.card, self.seller)
        self.assertIn("x_value", card.error)
        self.assertEqual(card.measure_field_name, "x_value")
        self.fake_model.unlink()
        self.card.invalidate_recordset()
        card = self._as(self.card, self.seller)
        self.assertIn("is not installed", card.error)
        self.assertIn(MODEL, card.error)
        self.assertFalse(card.model_id)
        self.assertEqual((card.model, card.owner_field_name), (MODEL, "x_seller_id"))
        # it can still be renamed and removed, and other cards work
        self.card.name = "Deals of before"
        self.assertFalse(self._as(self.partner_card, self.seller).error)
        self.card.unlink()


class TestCardModelChoice(TestSalesCardCommon):
    def test_models_can_be_chosen_beside_all_of_ours(self):
        """A6: the card's settings list the models that a manager may choose from."""
        models = self.env["ir.model"].with_user(self.manager)
        self.assertEqual(models.display_name_for(["res.partner"])[0]["display_name"], "Contact")
        self.assertIn("crm.lead", [model["model"] for model in models.get_available_models()])
        for name in self.env:
            if name.startswith("sales."):
                models.display_name_for([name])
