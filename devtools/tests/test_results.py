import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import paths, results, say
from devtools.results import Stage


class ShowTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.object(paths, "LOCAL", Path(folder.name))
        patch.start()
        self.addCleanup(patch.stop)

    def show(self, *stages):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            code = results.show(list(stages))
        return code, out.getvalue()

    def test_the_last_line_is_the_verdict_alone(self):
        code, text = self.show(Stage("lint", passed=4), Stage("core", passed=90, seconds=61))
        self.assertEqual(code, 0)
        self.assertEqual(text.splitlines()[-1], "94 passed, 0 failed")
        self.assertEqual(paths.local(results.CLOSING).read_text(), "94 passed, 0 failed\n")

    def test_a_failure_is_told_and_counts(self):
        stage = Stage("core", passed=2, failed={"TestCard.test_a": "AssertionError: no"})
        code, text = self.show(stage)
        self.assertEqual(code, 1)
        self.assertIn("--- core: TestCard.test_a\nAssertionError: no", text)
        self.assertEqual(text.splitlines()[-1], "2 passed, 1 failed")

    def test_nothing_at_all_is_no_success(self):
        code, text = self.show(Stage("core"))
        self.assertEqual(code, 1)
        self.assertEqual(text.splitlines()[-1], "0 passed, 0 failed")

    def test_the_slowest_come_first(self):
        stage = Stage("core", passed=3, slowest=[(1.0, "b"), (9.0, "a"), (0.1, "c")])
        _code, text = self.show(stage)
        rows = [row.split()[-1] for row in text.splitlines() if " s  " in row]
        self.assertEqual(rows, ["a", "b", "c"])


class SayTest(unittest.TestCase):
    def test_a_problem_is_one_line(self):
        self.assertEqual(str(say.Problem("two\nlines  and\tspace")), "two lines and space")

    def test_durations(self):
        self.assertEqual(
            [say.duration(seconds) for seconds in (0.42, 42, 185)], ["0.4 s", "42 s", "3 min 05 s"]
        )

    def test_a_long_step_shows_that_it_lives(self):
        with (
            contextlib.redirect_stdout(io.StringIO()) as out,
            say.step("Making it", every=0.01) as step,
        ):
            step.detail = "half of it"
            while "half of it" not in out.getvalue():
                pass
        self.assertRegex(
            out.getvalue(), r"^Making it …\n(?s:.*)  … Making it \(0\.\d s\): half of it"
        )
