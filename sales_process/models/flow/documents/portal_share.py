from odoo import models


class PortalShare(models.TransientModel):
    """A quotation that is shared was sent."""

    _inherit = "portal.share"

    def action_send_mail(self):
        """A quotation whose online version goes to the customer was sent."""
        result = super().action_send_mail()
        record = self.resource_ref
        if record and record._name == "sale.order" and record.state == "draft":
            record._send_by_sharing()
        return result
