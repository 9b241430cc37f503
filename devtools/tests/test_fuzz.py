import unittest

from devtools import fuzz


class SayTest(unittest.TestCase):
    REPORT = {"tried": 30, "answered": 10, "refused": 19, "left_out": 1, "findings": []}

    def test_all_right(self):
        self.assertEqual(
            fuzz.say(self.REPORT, 7, 61),
            "seed 7: 30 calls tried, 10 answered, 19 refused in words, 1 of a form that stock Odoo"
            " does not take either; findings: none (1 min 01 s)",
        )

    def test_findings_are_counted(self):
        found = [{"what": "traceback", "count": 3, "example": "call 5 of seed 7"}]
        self.assertIn("findings: 1 (", fuzz.say({**self.REPORT, "findings": found}, 7, 1))
