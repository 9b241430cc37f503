from odoo import fields, models

OPEN_STATES = ("draft", "sent")


class SaleOrder(models.Model):
    """A new version of a quotation: it takes the older one's place when the customer gets it."""

    _inherit = "sale.order"

    replaces_order_id = fields.Many2one(
        "sale.order",
        "New Version Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The quotation that is cancelled when this one is sent or confirmed.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("sent", "sale"):
            self._replace_older_versions()
        return result

    def action_new_version(self):
        """Copy the quotation to offer it anew. The older one stays open until the new one is sent
        or confirmed: until then it is what the customer has."""
        self.ensure_one()
        version = self.copy(
            {
                "replaces_order_id": self.id,
                "opportunity_id": self.opportunity_id.id,
                "origin": self.origin or self.name,
            }
        )
        version.message_post(body=self.env._("New version of %s", self._get_html_link()))
        return {
            "type": "ir.actions.act_window",
            "name": version.name,
            "res_model": self._name,
            "res_id": version.id,
            "views": [(False, "form")],
        }

    def _replace_older_versions(self):
        """Cancel what these orders stand for, as long as nobody has confirmed it."""
        for order in self:
            for older in order._get_older_versions():
                older.message_post(
                    body=self.env._("Replaced by its new version %s", order._get_html_link())
                )
                older._action_cancel()

    def _get_older_versions(self):
        """Those that are still open, also behind versions that were never sent."""
        # sudo: the new version was sent by whoever may, also by the customer's signature
        versions = order = self.sudo()
        while (order := order.replaces_order_id) and order not in versions:
            versions += order
        return versions[1:].filtered(lambda older: older.state in OPEN_STATES)
