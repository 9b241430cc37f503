from odoo import fields, models

from ...tools.calls import make_secret


class ResCompany(models.Model):
    """What becomes of callers whom nobody knows, and the secret of the company's telephone
    system."""

    _inherit = "res.company"

    unknown_callers = fields.Selection(
        [
            ("seller", "A prospect of who took the call"),
            ("assignment", "Kept for assignment"),
        ],
        string="Unknown Numbers",
        default="seller",
        help="A call with a number that nobody has makes a lead with a prospect event. It belongs "
        "to who took the call, or goes through the assignment rules.",
    )
    call_secret = fields.Char(groups=fields.NO_ACCESS, copy=False)

    def _renew_call_secret(self):
        """Make a new secret; messages that are signed with the one before are refused from now on.

        :return: the secret, which is shown once
        """
        self.ensure_one()
        secret = make_secret()
        self.sudo().call_secret = secret  # sudo: nobody may read or write the field as a user
        return secret
