from odoo import api, fields, models

# A change of one of these may change which customers hear from us, and when
RHYTHM_FIELDS = {
    "active",
    "contact_rhythm_days",
    "country_ids",
    "sequence",
    "state_ids",
    "zip_from",
    "zip_to",
}


class CrmTerritory(models.Model):
    """Customers of a territory want to hear from us as often as it says, unless they or their tags
    say otherwise."""

    _inherit = "crm.territory"

    contact_rhythm_days = fields.Integer(
        "Contact Every (days)",
        help="Days after which customers in the territory want to hear from us again. 0: the"
        " territory does not say.",
    )

    _contact_rhythm_days_possible = models.Constraint(
        "CHECK (contact_rhythm_days BETWEEN 0 AND 3650)",
        "Customers of a territory are contacted every 1 to 3650 days, or 0 where it does not say.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        territories = super().create(vals_list)
        if any(territories.mapped("contact_rhythm_days")):
            self._trigger_due()
        return territories

    def write(self, vals):
        before = any(self.mapped("contact_rhythm_days"))
        result = super().write(vals)
        if not RHYTHM_FIELDS.isdisjoint(vals) and (
            before or any(self.mapped("contact_rhythm_days"))
        ):
            self._trigger_due()
        return result

    def unlink(self):
        if any(self.mapped("contact_rhythm_days")):
            self._trigger_due()
        return super().unlink()

    def _trigger_due(self):
        """Customers are many: a scheduled job computes anew when they are due."""
        self.env.ref("sales_process.ir_cron_contact_due")._trigger()
