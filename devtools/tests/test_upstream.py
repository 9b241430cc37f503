"""Comparing Odoo's own tests on stock and with our addons."""

import io
import unittest
from contextlib import redirect_stdout

from devtools import odoo_log, odoo_tests, upstream

A, B, C = (f"crm/test_lead:TestLead.test_{letter}" for letter in "abc")


def outcome(passed=(), failed=(), queries=()):
    made = odoo_log.Outcome(finished=True)
    made.seconds = dict.fromkeys([*passed, *failed], 1.0)
    made.failed = {name: [f"FAIL: {name}\nValueError: {name[-1]}\n"] for name in failed}
    made.queries = dict(queries)
    return made


class DifferenceTest(unittest.TestCase):
    def test_what_fails_only_with_ours_is_told_from_what_stock_fails_too(self):
        found = upstream.Difference(outcome([A], [B, C]), outcome([B], [A, C]))
        self.assertEqual(found.only_ours, [A])
        self.assertEqual(found.only_stock, [B])
        self.assertEqual(found.stock_too, [C])

    def test_a_test_that_does_not_run_with_ours_is_a_suspect(self):
        found = upstream.Difference(outcome([A, B]), outcome([A]))
        self.assertEqual(found.suspects, [B])

    def test_only_what_passes_alone_is_forgiven(self):
        found = upstream.Difference(outcome([A, B]), outcome([], [A, B]))
        found.forgive(outcome([A], [B]))
        self.assertEqual(found.suspects, [B])
        self.assertIn("ValueError: a", found.flaky[A][0])

    def test_query_counts_of_both_sides(self):
        stock = outcome([A], queries={"x.py:1 for admin": (5, 8), "x.py:2 for admin": (7, 8)})
        ours = outcome([A], queries={"x.py:1 for admin": (6, 8)})
        self.assertEqual(
            list(upstream.Difference(stock, ours).queries()),
            # Odoo does not tell a number that is just what the test expects
            [("x.py:1 for admin", 5, 6, 8), ("x.py:2 for admin", 7, 8, 8)],
        )


class TagTest(unittest.TestCase):
    def test_of_a_test_and_of_a_class(self):
        self.assertEqual(upstream.tag(A), "/crm:TestLead.test_a")
        self.assertEqual(
            upstream.tag("odoo.addons.crm.tests.test_lead.TestLead (set-up of the class)"),
            "/crm:TestLead",
        )


class ReportTest(unittest.TestCase):
    def report(self, stock, ours, upgrading=None):
        with redirect_stdout(io.StringIO()) as said:
            same = upgrading or outcome([A])
            code = upstream.report(
                {
                    upstream.LOADED: upstream.Difference(stock, ours),
                    upstream.UPGRADING: upstream.Difference(same, same),
                },
                1.0,
            )
        return code, said.getvalue()

    def test_a_failure_of_stock_is_named_with_its_cause_and_is_not_ours(self):
        code, said = self.report(outcome([A], [B]), outcome([A], [B]), outcome([B]))
        self.assertEqual(code, 0)
        self.assertIn("ValueError: b\n      passes before the modules", said)
        self.assertTrue(said.endswith("2 passed, 0 failed because of us\n"))

    def test_a_failure_of_ours_is_shown_whole(self):
        code, said = self.report(outcome([A, B]), outcome([A], [B]))
        self.assertEqual(code, 1)
        self.assertIn(f"fails only with our addons: {B}\nFAIL: {B}\nValueError: b", said)
        self.assertTrue(said.endswith("2 passed, 1 failed because of us\n"))


class Suite(list):
    """As Odoo's: made of tests."""


class Loader:
    def make_suite(self, names, position="at_install"):
        return Suite(f"{name} {position}" for name in names)


class MomentTest(unittest.TestCase):
    def suites(self, moment):
        loader = Loader()
        odoo_tests.rearrange(loader, Suite, moment)
        return loader.make_suite(["crm"]), loader.make_suite(["crm"], "post_install")

    def test_loaded_runs_both_kinds_at_the_end(self):
        self.assertEqual(
            self.suites(odoo_tests.LOADED), ([], ["crm at_install", "crm post_install"])
        )

    def test_upgrading_runs_the_at_install_tests_where_odoo_does(self):
        self.assertEqual(self.suites(odoo_tests.UPGRADING), (["crm at_install"], []))
