from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .fuzz_common import Fuzz


@tagged("post_install", "-at_install", "sales_process_core_only")
class TestFuzz(TransactionCase):
    """Whatever is typed, sent, mailed or imported, it is taken, or refused in words."""

    def test_hostile_calls(self):
        report = Fuzz(self.env, seed=1).run(400)
        self.assertEqual(report["findings"], [])
        self.assertGreater(report["answered"], 60)
        self.assertGreater(report["refused"], 120)

    def test_a_call_is_made_again_by_its_number(self):
        examples = []
        for calls, first in ((12, 1), (1, 12)):
            savepoint = self.env.cr.savepoint()
            fuzz = Fuzz(self.env, seed=3)
            with patch.object(fuzz, "_undo"):
                fuzz.run(calls, first=first)
            examples.append((fuzz.number, fuzz.random.getstate()))
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all()
        self.assertEqual(*examples)

    def test_a_traceback_is_found(self):
        """Seen with the call and the seed that bring it about."""

        def stumble(records, vals):
            raise KeyError("nobody has thought of this")

        with patch.object(self.env.registry["sales.card"], "write", stumble):
            fuzz = Fuzz(self.env, seed=1)
            fuzz.models = ["sales.card"]
            with patch.dict("odoo.addons.sales_process.tests.fuzz_common.KINDS", {"write": 10**6}):
                report = fuzz.run(3)
        self.assertIn("traceback: sales.card.write: KeyError", report["findings"][0]["what"])
        self.assertIn("call 1 of seed 1: ", report["findings"][0]["example"])
