from odoo import models

from ....tools.refusals import refusable


class MailActivityMixin(models.AbstractModel):
    """What is sent from a document is logged on it."""

    _inherit = "mail.activity.mixin"

    @refusable("contact")
    def _log_as_sent(self, vals):
        """Log on these documents that something was sent.

        :param dict vals: plain values of the event
        """
        model_id = self.env["ir.model"]._get_id(self._name)
        # sudo: who may send from the document may log that it was sent
        self.env["mail.activity"].sudo().create(
            [{**vals, "res_model_id": model_id, "res_id": record_id} for record_id in self._ids]
        )
