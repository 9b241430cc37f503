from unittest.mock import patch

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .flow_refusals_common import FlowRefusalsCommon
from .refusals_common import WORDS


@tagged("post_install", "-at_install")
class TestAutomationRefusals(FlowRefusalsCommon):
    """Odoo's own automation rules and constraints refuse what documents do to opportunities."""

    def _create_rule(self, *field_names):
        """Odoo's own automation: won needs *Referred By*."""
        if "base.automation" not in self.env:
            self.skipTest("without automation rules")
        model = self.env["ir.model"]._get("crm.lead")
        get_field = self.env["ir.model.fields"]._get
        self.env["base.automation"].create(
            {
                "name": "Won needs a referral",
                "model_id": model.id,
                "trigger": "on_create_or_write",
                "filter_domain": "[('stage_id.is_won', '=', True), ('referred', '=', False)]",
                "trigger_field_ids": [
                    Command.set([get_field("crm.lead", name).id for name in field_names])
                ],
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "Refuse",
                            "model_id": model.id,
                            "state": "code",
                            "code": f"raise UserError('{WORDS}')",
                        }
                    )
                ],
            }
        )

    @mute_logger("odoo.addons.base_automation.models.base_automation")
    def test_automation_rule(self):
        """A rule that looks at the stage."""
        self._create_rule("stage_id")
        order = self._create_order()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFlow("order", "quotation")
        self.assertRefused("stage", self.lead, self.lead)
        self.lead.with_user(self.seller).referred = "Ann"
        self.assertFlow("order")
        self.assertPassed("stage", self.lead)

    @mute_logger("odoo.addons.base_automation.models.base_automation")
    def test_automation_rule_about_whatever_changes(self):
        """A rule that looks at all changes is made when the opportunity is won already: what
        documents change of it by computation stops no document, either."""
        order = self._create_order()
        order.action_confirm()
        self.assertFlow("order")
        self._create_rule()
        self._deliver(order)
        self.assertFlow("delivery", "order")
        invoice = self._invoice(order)
        self._pay(invoice)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertFlow("payment", "order")
        self.assertRefused("stage", self.lead)
        other = self._create_order()
        self.assertEqual(self.lead.expected_revenue, 140)
        other.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 140)
        self.assertRefused("revenue", self.lead)
        self.lead.with_user(self.seller).referred = "Ann"
        self.commit()
        self.assertEqual(self.lead.expected_revenue, 280)
        self.assertEqual(self.lead.weighted_revenue, 280 * self.lead.weight / 100)
        self.assertFalse(self.refusals())

    def test_revenue_that_a_constraint_refuses(self):
        """A quotation is made although its amount is too high for the opportunity."""
        registry_class = type(self.lead)
        validate = registry_class._validate_fields

        def refuse(leads, names, *args):
            if "expected_revenue" in names and any(lead.expected_revenue > 1000 for lead in leads):
                raise ValidationError(WORDS)
            return validate(leads, names, *args)

        others = self._create_lead(name="Other")
        with patch.object(registry_class, "_validate_fields", refuse):
            orders = self._create_order(lines=[(self.goods, 20)])
            orders += self._create_order(others)
            self.commit()
            self.assertEqual(self.lead.flow_revenue, 1400)
            self.assertEqual((self.lead + others).mapped("expected_revenue"), [1000, 140])
            self.assertRefused("revenue", self.lead, self.lead)
            self.assertFlow("quotation")
        self.lead.priority = "2"
        self.commit()
        self.assertEqual(self.lead.expected_revenue, 1400)
        self.assertPassed("revenue", self.lead)
