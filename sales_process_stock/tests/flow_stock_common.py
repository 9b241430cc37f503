from odoo import Command

from odoo.addons.sales_process.tests.flow_common import FlowCommon


class FlowStockCommon(FlowCommon):
    """The same pipeline with real goods, pickings and returns."""

    is_audited = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls._create_goods("Machine")
        cls.goods_on_order = cls._create_goods("Made to order", invoice_policy="order")
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        for product in cls.goods + cls.goods_on_order:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.warehouse.lot_stock_id, 1000
            )

    @classmethod
    def _create_goods(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "type": "consu",
                "list_price": 70.0,
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
                "company_id": cls.company.id,
                **values,
            }
        )

    def _deliver(self, order, quantity=None, backorder=True):
        """Validate the open delivery; with a quantity, only that much of each move."""
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.action_assign()
        for move in picking.move_ids:
            move.write(
                {
                    "quantity": move.product_uom_qty if quantity is None else quantity,
                    "picked": True,
                }
            )
        if quantity is None:
            picking.button_validate()
        else:
            options = {} if backorder else {"picking_ids_not_to_backorder": picking.ids}
            picking.with_context(skip_backorder=True, **options).button_validate()
        return picking

    def _return(self, picking, quantity):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model=picking._name)
            .create({})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.write({"quantity": quantity, "picked": True})
        returned.button_validate()
        return returned
