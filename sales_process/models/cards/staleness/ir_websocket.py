from odoo import models

from ....tools.screens import ALL, VIEW_OF


class IrWebsocket(models.AbstractModel):
    """Screens ask by a name for what they listen to; who may hear of it is decided here."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        asked = [
            name
            for name in channels
            if isinstance(name, str) and (name == ALL or name.startswith(VIEW_OF))
        ]
        others = [channel for channel in channels if channel not in asked]
        if asked:
            others += self.env["sales.card"]._get_bus_channels(asked)
        return super()._build_bus_channel_list(others)
