from odoo import api, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """What was refused can be looked at: the record that it is about is there."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "refused": Check(
                self.env._("What a rule has refused is about a record that exists"),
                "sales.process.refusal",
                True,
            ),
        }

    @api.model
    def _find_refused(self):
        """One query for each model of which something is refused."""
        found = []
        for (model,) in self.env.execute_query(
            SQL("SELECT DISTINCT res_model FROM sales_process_refusal ORDER BY res_model")
        ):
            found += self.env.execute_query(
                SQL(
                    """
                    SELECT id
                      FROM sales_process_refusal refusal
                     WHERE res_model = %s AND %s
                  ORDER BY id
                    """,
                    model,
                    self._get_is_gone(model, SQL("refusal.res_id")),
                )
            )
        return found

    @api.model
    def _explain_refused(self, refusal_id):
        refusal = self.env["sales.process.refusal"].browse(refusal_id)
        kinds = dict(refusal._fields["kind"]._description_selection(self.env))
        return self.env._(
            "“%(record)s” was refused “%(kind)s”, and exists no more",
            record=refusal.name,
            kind=kinds.get(refusal.kind, refusal.kind),
        )

    @api.model
    def _mend_refused(self, refusals):
        """There is nothing left to try again."""
        refusals.unlink()
