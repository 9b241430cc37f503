from odoo import api, fields, models
from odoo.exceptions import UserError

CALL_RESULTS = [
    ("answered", "Answered"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("wrong_number", "Wrong number"),
]


class SalesEventOutcome(models.Model):
    """Which outcomes the form after a call offers, and a telephone system can name."""

    _inherit = "sales.event.outcome"

    call_result = fields.Selection(
        CALL_RESULTS,
        "After a Call",
        help="The form after a call offers the outcome, and it is that of calls with which a "
        "telephone system says this.",
    )

    @api.model
    def _find_of_call(self, result):
        """Return the outcome of a call; where nobody has set one, any that is not held, and none
        for an answered call, which counts as held.

        :param str result: ``answered``, ``no_answer``, ``busy`` or ``wrong_number``
        :raise UserError: there is no outcome for a call that reached nobody
        """
        outcome = self.search([("call_result", "=", result)], limit=1)
        if outcome or result == "answered":
            return outcome
        outcome = self.search([("is_held", "=", False)], limit=1)
        if not outcome:
            raise UserError(
                self.env._(
                    "No outcome says that nobody was reached, so the call would count as held. Ask"
                    " a sales manager to add one: CRM → Configuration → Sales Process → Event"
                    " Outcomes."
                )
            )
        return outcome
