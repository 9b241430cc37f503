from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """Nobody is there twice: the salesperson of a visit is not among the others."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "companion": Check(
                self.env._("Who else was at a meeting is not its salesperson"),
                "mail.activity",
                True,
            ),
        }

    @api.model
    def _find_companion(self):
        return self.env.execute_query(
            SQL(
                """
                SELECT event.id, event.user_id
                  FROM mail_activity_companion_rel companion
                  JOIN mail_activity event ON event.id = companion.activity_id
                 WHERE companion.user_id = event.user_id
              ORDER BY event.id
                """
            )
        )

    @api.model
    def _explain_companion(self, event_id, user_id):
        return self.env._(
            "“%(event)s” of %(seller)s names the same person as also there",
            event=self.env["mail.activity"].browse(event_id).summary or event_id,
            seller=self.env["res.users"].browse(user_id).name,
        )

    @api.model
    def _mend_companion(self, events):
        for seller, of_seller in events.grouped("user_id").items():
            of_seller._write_settled({"companion_ids": [Command.unlink(seller.id)]})
