from odoo import api, models
from odoo.tools import SQL

from ...rhythm.res_partner import CONTACT_ROLES
from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """When a customer was contacted last is what the held events say."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "last_contact": Check(
                self.env._("The last contact of a customer is the last one that was held"),
                "res.partner",
                True,
            ),
        }

    @api.model
    def _find_last_contact(self):
        categories = self.env["sales.event.category"].with_context(active_test=False)
        return self.env.execute_query(
            SQL(
                """
                SELECT partner.id, partner.last_contact_on, contact.day
                  FROM res_partner AS partner
             LEFT JOIN (
                       SELECT customer_id, MAX(event_date) AS day
                         FROM mail_activity
                        WHERE is_held IS TRUE
                          AND event_category_id = ANY(%s)
                          AND customer_id IS NOT NULL
                     GROUP BY customer_id
                       ) AS contact ON contact.customer_id = partner.id
                 WHERE partner.last_contact_on IS DISTINCT FROM contact.day
              ORDER BY partner.id
                """,
                categories.search([("role", "in", CONTACT_ROLES)]).ids,
            )
        )

    @api.model
    def _explain_last_contact(self, partner_id, kept, found):
        return self.env._(
            "“%(customer)s” says %(kept)s, and was last contacted on %(found)s",
            customer=self.env["res.partner"].browse(partner_id).display_name,
            kept=kept or self.env._("never"),
            found=found or self.env._("no day"),
        )

    @api.model
    def _mend_last_contact(self, partners):
        partners._ask_last_contacts()
        self.env.flush_all()
