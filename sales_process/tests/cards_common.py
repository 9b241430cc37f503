from odoo.tests import tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestSalesCardCommon(SalesProcessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card_prospects = cls.env.ref("sales_process.card_new_prospects")
        cls.partner_card = cls._create_card(
            name="Partners of the card tests",
            model="res.partner",
            domain="[('ref', '=', 'card-test')]",
            owner_field_name="user_id",
            column_names="name,color",
            row_order="id",
        )

    @classmethod
    def _create_card(cls, **values):
        return cls.env["sales.card"].create({"name": "A card", **values})

    @classmethod
    def _create_partners(cls, number, user=None, **values):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Partner {place}",
                    "ref": "card-test",
                    "user_id": (user or cls.seller).id,
                    "color": 2,
                    **values,
                }
                for place in range(number)
            ]
        )

    def _as(self, card, user, **context):
        return card.with_user(user).with_context(**context)

    def _ids(self, card):
        return [row["id"] for row in card.preview]

    def _listed(self, card):
        """What the list behind the card's title shows."""
        action = card.action_open_records()
        model = card.env[action["res_model"]].with_context(**action["context"])
        return model.search(action["domain"])
