import unittest

from devtools import histories


class SayTest(unittest.TestCase):
    def say(self, **result):
        return list(
            histories.say({"steps": 60, "seed": "7", "never": [], "violations": [], **result})
        )

    def test_all_right(self):
        self.assertEqual(self.say(), ["60 steps, seed 7, 0 violations"])

    def test_violation(self):
        """The deeds are said as they are kept in the test."""
        violation = {"deeds": [["meet", 1, 2], ["wait", 0, 3]], "wrong": "held"}
        self.assertEqual(
            self.say(violations=[violation]),
            [
                "violated: held",
                "    ('meet', 1, 2),",
                "    ('wait', 0, 3),",
                "60 steps, seed 7, 1 violations",
            ],
        )

    def test_what_never_happened(self):
        self.assertIn("never possible: merge, pay", self.say(never=["merge", "pay"]))
