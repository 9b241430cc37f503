from datetime import timedelta

from odoo import api, models

from ..sales_process_checkup import Check

WAITING_DAYS = 90


class SalesProcessCheckup(models.AbstractModel):
    """Whether cards can be shown, and assignment rules give leads to somebody."""

    _inherit = "sales.process.checkup"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "cards": Check(
                self.env._("Cards that show an error"),
                self.env._("Sellers see a message instead of rows. Correct the card's settings."),
            ),
            "rules": Check(
                self.env._("Assignment rules that never match"),
                self.env._("They give no lead to anybody. Correct them, or archive them."),
            ),
        }

    # ------------------------------------------------------------
    # CARDS
    # ------------------------------------------------------------

    @api.model
    def _find_cards(self):
        cards = self.env["sales.card"].search([])
        return {card: f"{card.name}: {card.error}" for card in cards if card.error}

    @api.model
    def _open_cards(self, cards):
        return self._prepare_window("sales_card_action", cards)

    # ------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------

    @api.model
    def _find_rules(self):
        """Rules that cannot work, and old ones that no lead has come to."""
        before = self.env.cr.now() - timedelta(days=WAITING_DAYS)
        found = {}
        for rule in self.env["crm.assignment.rule"].search([]):
            if rule.problem:
                found[rule] = f"{rule.name}: {rule.problem}"
            elif not rule.lead_count and rule.create_date < before:
                found[rule] = self.env._(
                    "%(rule)s: no lead in %(days)s days", rule=rule.name, days=WAITING_DAYS
                )
        return found

    @api.model
    def _open_rules(self, rules):
        return self._prepare_window("crm_assignment_rule_action", rules)
