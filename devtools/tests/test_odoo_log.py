import unittest

from devtools import odoo_log, results, suites

OURS = odoo_log.Ours("/srv/project", ["sales_process", "sales_process_stock"], ["sales.card"])
MODULE = "odoo.addons.sales_process.tests.test_cards"


def log(*entries):
    """Log lines of ``(level, logger, text)``, a second apart."""
    return [
        f"2026-01-01 10:00:{number:02d},500 7 {level} db {logger}: {text}"
        for number, (level, logger, text) in enumerate(entries)
    ]


def started(name, module=MODULE):
    return "INFO", module, f"Starting {name} ... "


def summary(failed=0, errors=0, tests=1):
    level = "ERROR" if failed or errors else "INFO"
    return (
        level,
        "odoo.tests.result",
        f"{failed} failed, {errors} error(s) of {tests} tests when l…",
    )


class ReadTest(unittest.TestCase):
    def read(self, *entries, more=()):
        return odoo_log.read([*log(*entries), *more], OURS)

    def test_passed_tests_and_their_time(self):
        outcome = self.read(
            started("TestCard.test_a"), started("TestCard.test_b"), summary(tests=2)
        )
        self.assertEqual(
            outcome.seconds,
            {
                "sales_process/test_cards:TestCard.test_a": 1.0,
                "sales_process/test_cards:TestCard.test_b": 1.0,
            },
        )
        self.assertEqual(len(outcome.passed), 2)
        self.assertTrue(outcome.finished)
        self.assertEqual(outcome.reported, 2)

    def test_frozen_time_does_not_count(self):
        """With the moments at which lines arrived, what the log says of the time is not used."""
        (first,), (last,) = log(started("TestCard.test_a")), log(summary())
        outcome = odoo_log.read([(5.0, first), (7.5, last.replace("2026", "1999"))], OURS)
        self.assertEqual(outcome.seconds, {"sales_process/test_cards:TestCard.test_a": 2.5})

    def test_a_failure_is_counted_once_with_its_traceback(self):
        lines = log(
            started("TestCard.test_a"),
            ("INFO", MODULE, "=" * 70),
            ("ERROR", MODULE, "FAIL: TestCard.test_a"),
        )
        lines += ["Traceback (most recent call last):", "AssertionError: 1 != 2"]
        lines += log(summary(failed=1))
        outcome = odoo_log.read(lines, OURS)
        ((name, texts),) = outcome.failed.items()
        self.assertEqual(name, "sales_process/test_cards:TestCard.test_a")
        self.assertIn("AssertionError: 1 != 2", texts[0])
        self.assertEqual(outcome.passed, set())
        self.assertEqual(outcome.complaints, {})

    def test_failing_subtests_are_one_failing_test(self):
        outcome = self.read(
            started("TestCard.test_a"),
            ("ERROR", MODULE, "FAIL: Subtest TestCard.test_a (x=1)"),
            ("ERROR", MODULE, "ERROR: Subtest TestCard.test_a (x=2)"),
            summary(failed=1, errors=1),
        )
        self.assertEqual(list(outcome.failed), ["sales_process/test_cards:TestCard.test_a"])

    def test_a_class_that_cannot_be_set_up_fails(self):
        name = "odoo.addons.sales_process.tests.test_cards.TestCard"
        outcome = self.read(
            ("ERROR", "odoo.tests.suite", f"ERROR: setUpClass ({name})"), summary(errors=1, tests=0)
        )
        self.assertEqual(list(outcome.failed), [f"{name} (set-up of the class)"])

    def test_skipped_is_neither_passed_nor_failed(self):
        outcome = self.read(
            started("TestCard.test_a"),
            ("INFO", MODULE, "skipped TestCard.test_a : no stock"),
            summary(),
        )
        self.assertEqual((outcome.passed, outcome.failed), (set(), {}))
        self.assertEqual(outcome.skipped, {"sales_process/test_cards:TestCard.test_a": "no stock"})

    def test_skipped_for_want_of_a_browser_is_failed(self):
        outcome = self.read(
            started("TestTour.test_a"),
            ("INFO", MODULE, "skipped TestTour.test_a : Chrome executable not found"),
            summary(),
        )
        self.assertEqual(list(outcome.failed), ["sales_process/test_cards:TestTour.test_a"])

    def test_a_warning_of_ours_is_a_complaint(self):
        cases = (
            ("odoo.addons.sales_process.models.sales_card", "something is odd"),
            (
                "odoo.modules.loading",
                "The models ['x'] have no access rules in module sales_process",
            ),
            ("odoo.orm.registry", "sales.card.name: inconsistent 'store'"),
            ("py.warnings", "/srv/project/sales_process/models/x.py:3: DeprecationWarning"),
            ("odoo.fields", "Field sales_process_stock.x is unknown"),
        )
        for logger, text in cases:
            with self.subTest(text):
                outcome = self.read(("WARNING", logger, text), summary())
                self.assertEqual(list(outcome.complaints), ["outside of tests"])

    def test_a_warning_of_others_is_none(self):
        cases = (
            ("odoo.cli", "Running as user 'root' is a security risk."),
            (
                "py.warnings",
                "/srv/project/.cache/odoo/crm/models/x.py:3: DeprecationWarning",
            ),
            (f"{MODULE}.TestTour.test_a.browser", "a console.warn of Odoo's page"),
            ("odoo.x", "pre_sales_process is another module"),
        )
        for logger, text in cases:
            with self.subTest(text):
                outcome = self.read(("WARNING", logger, text), summary())
                self.assertEqual(outcome.complaints, {})
                self.assertEqual(outcome.other_warnings, 1)

    def test_an_error_of_anybody_is_a_complaint(self):
        outcome = self.read(("ERROR", "odoo.sql_db", "bad query"), summary())
        self.assertEqual(len(outcome.complaints), 1)

    def test_a_complaint_belongs_to_the_test_that_ran(self):
        outcome = self.read(
            started("TestCard.test_a"), ("ERROR", "odoo.http", "Exception"), summary()
        )
        self.assertEqual(list(outcome.complaints), ["sales_process/test_cards:TestCard.test_a"])

    def test_a_run_that_died_is_not_finished(self):
        self.assertFalse(self.read(started("TestCard.test_a")).finished)


class CauseTest(unittest.TestCase):
    def test_the_exception_of_a_traceback(self):
        text = "FAIL: T.test_a\nTraceback:\n  File x\nodoo.exceptions.UserError: No.\n- a\n+ b\n"
        self.assertEqual(odoo_log.cause(text), "odoo.exceptions.UserError: No.")

    def test_the_step_of_a_tour(self):
        text = "AssertionError: the code failed\n\nFAILED: [3/5] Tour t → Step s.\nTIMEOUT step\n"
        self.assertEqual(odoo_log.cause(text), "FAILED: [3/5] Tour t → Step s.")

    def test_the_last_line_where_there_is_neither(self):
        self.assertEqual(odoo_log.cause("skipped: no browser\n"), "skipped: no browser")


class QueriesTest(unittest.TestCase):
    def test_the_highest_count_of_a_place_is_kept_with_its_limit(self):
        place = "in test_a at crm/tests/test_x.py:5"
        outcome = odoo_log.read(
            log(
                started("TestCard.test_a"),
                *(
                    ("INFO", MODULE, f"Query count less than expected for user u: {n} < 9 {place}")
                    for n in (7, 8, 6)
                ),
                summary(),
            ),
            OURS,
        )
        self.assertEqual(outcome.queries, {"crm/tests/test_x.py:5 for u": (8, 9)})

    def test_a_count_above_the_limit_is_in_the_failure(self):
        text = "Query count more than expected for user u: 9 > 8 in test_a at crm/tests/test_x.py:5"
        failure = ("ERROR", MODULE, "FAIL: Subtest TestCard.test_a (<subtest>)")
        lines = [*log(started("TestCard.test_a"), failure), text, *log(summary(failed=1))]
        outcome = odoo_log.read(lines, OURS)
        self.assertEqual(outcome.queries, {"crm/tests/test_x.py:5 for u": (9, 8)})


class JudgeTest(unittest.TestCase):
    def judge(self, *entries, code=0):
        stage = results.Stage("core")
        suites._judge(stage, odoo_log.read(log(*entries), OURS), code, ["the end"])
        return stage

    def test_success(self):
        stage = self.judge(started("TestCard.test_a"), summary())
        self.assertEqual((stage.passed, stage.failed), (1, {}))

    def test_no_test_is_a_failure(self):
        self.assertEqual(list(self.judge(summary(tests=0)).failed), ["no test ran"])

    def test_a_run_that_died_is_a_failure(self):
        stage = self.judge(started("TestCard.test_a"), code=1)
        self.assertEqual(list(stage.failed), ["the run ended before its tests did"])

    def test_an_exit_code_alone_is_a_failure(self):
        stage = self.judge(started("TestCard.test_a"), summary(), code=1)
        self.assertEqual(list(stage.failed), ["Odoo ended with 1"])

    def test_an_error_logged_by_a_failing_test_counts_once(self):
        stage = self.judge(
            started("TestCard.test_a"),
            ("ERROR", "odoo.http", "Exception during request"),
            ("ERROR", MODULE, "ERROR: TestCard.test_a"),
            summary(errors=1),
            code=1,
        )
        self.assertEqual(len(stage.failed), 1)
        self.assertEqual(stage.passed, 0)
        self.assertIn("Exception during request", next(iter(stage.failed.values())))

    def test_an_error_logged_by_a_passing_test_is_a_failure(self):
        stage = self.judge(
            started("TestCard.test_a"), ("ERROR", "odoo.http", "Exception"), summary()
        )
        self.assertEqual(
            list(stage.failed), ["logged during sales_process/test_cards:TestCard.test_a"]
        )
