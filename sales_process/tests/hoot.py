"""Runs an addon's Hoot tests in a headless browser."""

import logging
import re

from odoo.tests import HttpCase

COUNT = re.compile(r"\[HOOT\] (?:Passed|Failed) (\d+) tests")


class _Messages(logging.Handler):
    """Keeps what the browser logs."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.texts = []

    def emit(self, record):
        self.texts.append(record.getMessage())


class HootCase(HttpCase):
    """Base for the Hoot tests of one addon, on a desktop's and on a phone's screen."""

    def run_hoot(self, addon, preset="desktop"):
        """Run the suites of ``addon``, return how many tests passed; none at all is a failure."""
        options = "&tag=-headless" if preset == "mobile" else ""
        messages = _Messages()
        logger = logging.getLogger(type(self).__module__)
        logger.addHandler(messages)
        try:
            self.browser_js(
                f"/web/tests?headless&loglevel=2&preset={preset}{options}&timeout=15000"
                f"&id={self._suite_id(f'@{addon}')}",
                "",
                login="admin",
                timeout=600,
                success_signal="[HOOT] Test suite succeeded",
                # Hoot reports its own errors, and what ends a run comes without its prefix
                error_checker=lambda message: "[HOOT]" not in message,
            )
        finally:
            logger.removeHandler(messages)
        counts = [int(count) for text in messages.texts for count in COUNT.findall(text)]
        self.assertTrue(counts and counts[-1], f"no Hoot test of {addon} ran")
        return counts[-1]

    def assertHootTests(self, addon, expected, preset="desktop"):
        """All Hoot tests of ``addon`` run and pass: so many, none skipped without a word."""
        passed = self.run_hoot(addon, preset)
        self.assertEqual(
            passed,
            expected,
            f"{passed} Hoot tests of {addon} passed ({preset}), not {expected}. Where tests"
            " were added or removed, correct the number.",
        )

    @staticmethod
    def _suite_id(name):
        """The identifier that Hoot gives to a suite: Java's hash of its name."""
        value = 0
        for character in name:
            value = (value * 31 + ord(character)) & 0xFFFFFFFF
        return f"{value:08x}"
