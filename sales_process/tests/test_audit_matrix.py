from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .audit_attack_common import get_methods, get_models
from .audit_matrix_common import Matrix
from .audit_world_common import ELSEWHERE

ROLES = ("seller", "sales manager", "seller elsewhere")


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestMatrix(TransactionCase):
    """Whatever a client makes up, it gets an answer that is its own, or words."""

    def test_made_up_calls(self):
        report = Matrix(self.env, roles=ROLES, is_part=True).run()
        self.assertEqual(report["findings"], [])
        self.assertGreater(report["answered"], 100)
        self.assertGreater(report["refused"], 100)

    def test_methods_are_found(self):
        self.assertIn("sales.event.log", get_models(self.env))
        self.assertIn("get_events", get_methods(self.env, "sales.centre"))
        self.assertIn("action_undo_event", get_methods(self.env, "mail.activity"))
        stays = get_methods(self.env, "crm.lead.stage.history")
        self.assertNotIn("flush_model", stays, "private, says Odoo's decorator")

    def _find(self, model, name, method, role="seller"):
        matrix = Matrix(self.env, rounds=8, roles=[role])
        with patch.object(self.env.registry[model], name, method):
            matrix.try_method(model, name)
        return [found["what"] for found in matrix.get_report()["findings"]]

    def test_a_secret_is_seen(self):
        def tell(records):
            partners = records.env["res.partner"].sudo()
            return partners.search([("name", "like", ELSEWHERE)]).mapped("name")

        found = self._find("crm.lead", "action_reset_weight", tell)
        self.assertEqual(found[:1], ["secret: crm.lead.action_reset_weight tells it (answered)"])

    def test_a_change_is_seen(self):
        def change(records):
            records.env["crm.lead"].sudo().search(
                [("name", "like", ELSEWHERE)]
            ).name = f"{ELSEWHERE} is mine"

        found = self._find("crm.lead", "action_reset_weight", change)
        self.assertIn("changed: crm.lead.action_reset_weight writes crm.lead of others", found)
