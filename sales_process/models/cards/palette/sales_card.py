from odoo import api, models


class SalesCard(models.Model):
    """What Odoo's command palette offers of the seller's view: what is made new, the view, and each
    card by its name."""

    _inherit = "sales.card"

    @api.model
    @api.readonly
    def get_palette(self):
        """Return the commands of the palette, as the user's rights are.

        :return: list of ``name`` with ``action``, an XML id to open, or with ``method`` and
            ``args``: of this model, returns the action to open
        """
        if not self.has_access("read"):
            return []
        return self._get_palette_commands()

    @api.model
    def _get_palette_commands(self):
        """To be extended by more commands, as :meth:`get_palette` returns them."""
        names = {
            "event": self.env._("Log an Event"),
            "prospect": self.env._("New Prospect"),
            "opportunity": self.env._("New Opportunity"),
        }
        options = [key for key, _option in self._get_allowed_create_options() if key in names]
        return [
            *(
                {"name": names[key], "method": "action_create_new", "args": [key]}
                for key in options
            ),
            {
                "name": self.env._("My View"),
                "action": "sales_process.sales_card_action_view",
            },
            *(
                {
                    "name": self.env._("Card: %s", card.name),
                    "method": "action_open_records",
                    "args": [[card.id]],
                }
                for card in self.search(
                    [("is_on_view", "=", True)], order="view_sequence, sequence, id"
                )
            ),
        ]
