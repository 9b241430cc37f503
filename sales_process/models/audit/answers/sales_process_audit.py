from odoo import api, models

from ....tools.answers import find_wrong_answers
from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """A prospect holds exactly the answer that the rule gives it, and is open without one.

    Those that a person has closed without a contact are left alone, as everywhere.
    """

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "answer": Check(
                self.env._("A prospect is answered exactly when a held event answers it"),
                "mail.activity",
                True,
            ),
        }

    @api.model
    def _find_answer(self):
        return find_wrong_answers(self.env)

    @api.model
    def _explain_answer(self, prospect_id, held_by_id, answer_id):
        Activity = self.env["mail.activity"]
        prospect, held_by, answer = (
            Activity.browse(event_id or []) for event_id in (prospect_id, held_by_id, answer_id)
        )
        return self.env._(
            "“%(prospect)s” with %(customer)s is %(state)s, answered by “%(held_by)s”, and should"
            " be by “%(answer)s”",
            prospect=prospect.summary or prospect_id,
            customer=(prospect.customer_id or prospect.lead_id).display_name or "–",
            state=self.env._("open") if prospect.active else self.env._("closed"),
            held_by=held_by.display_name or "–",
            answer=answer.display_name or "–",
        )

    @api.model
    def _mend_answer(self, prospects):
        """Give each its answer, or open it again where it has none."""
        due = {
            prospect_id: answer_id
            for prospect_id, _held_by, answer_id in find_wrong_answers(self.env, prospects.ids)
        }
        wrong = prospects.browse(due)
        for answer_id, answered in wrong.grouped(lambda event: due[event.id]).items():
            answered._write_settled({"answered_by_id": answer_id, "active": not answer_id})
