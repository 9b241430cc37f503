from odoo import api, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """No event is about a record that exists no more."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "orphan": Check(
                self.env._("An event is about a record that exists"), "mail.activity", True
            ),
        }

    @api.model
    def _find_orphan(self):
        """One query for each model that has events."""
        found = []
        models_with_events = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT res_model
                  FROM mail_activity
                 WHERE event_category_id IS NOT NULL
                   AND res_model IS NOT NULL
                """
            )
        )
        for (model,) in models_with_events:
            found += self.env.execute_query(
                SQL(
                    """
                    SELECT id, res_model, res_id
                      FROM mail_activity activity
                     WHERE res_model = %s
                       AND event_category_id IS NOT NULL
                       AND COALESCE(res_id, 0) <> 0
                       AND %s
                  ORDER BY id
                    """,
                    model,
                    self._get_is_gone(model, SQL("activity.res_id")),
                )
            )
        return found

    @api.model
    def _get_is_gone(self, model, record_id):
        """Whether there is no such record of a model, nor the model any more."""
        if model not in self.env or not self.env[model]._auto:
            return SQL("TRUE")
        table = SQL.identifier(self.env[model]._table)
        return SQL("NOT EXISTS (SELECT FROM %s WHERE id = %s)", table, record_id)

    @api.model
    def _explain_orphan(self, activity_id, model, res_id):
        return self.env._(
            "“%(event)s” is about %(model)s %(id)s, which exists no more",
            event=self.env["mail.activity"].browse(activity_id).summary or activity_id,
            model=model,
            id=res_id,
        )

    @api.model
    def _mend_orphan(self, events):
        """A held event is kept at its customer; what was only planned goes with its record."""
        kept = events.filtered(lambda event: event.is_held and event.customer_id)
        for customer, of_customer in kept.grouped("customer_id").items():
            of_customer.write(
                {"res_model_id": self.env["ir.model"]._get_id("res.partner"), "res_id": customer.id}
            )
        (events - kept).filtered("active").unlink()
