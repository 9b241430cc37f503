"""Runs unittest modules and writes one JSON object per test to a file.

``python -m devtools.unittest_json RESULTS MODULE...``
"""

import json
import sys
import time
import unittest


class JsonResult(unittest.TestResult):
    """Writes ``{"id", "outcome", "seconds", "text"}`` lines; prints what runs."""

    def __init__(self, file):
        super().__init__()
        self.file = file
        self.began = time.monotonic()
        self.bad = set()

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()
        print(f"Starting {test.id()} ...", flush=True)

    def _write(self, test, outcome, text=""):
        seconds = round(time.monotonic() - self.began, 3)
        entry = {"id": test.id(), "outcome": outcome, "seconds": seconds, "text": text}
        self.file.write(json.dumps(entry) + "\n")
        self.file.flush()
        if outcome != "passed":
            print(f"{outcome}: {test.id()}\n{text}", flush=True)

    def _bad(self, test, error):
        self.bad.add(test.id())
        self._write(test, "failed", self._exc_info_to_string(error, test))

    def addSuccess(self, test):
        super().addSuccess(test)
        if test.id() not in self.bad:
            self._write(test, "passed")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._bad(test, error)

    def addError(self, test, error):
        super().addError(test, error)
        self._bad(test, error)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self._bad(test, error)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._write(test, "skipped", reason)

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        self._write(test, "passed")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._write(test, "failed", "was expected to fail")


def main(arguments):
    target, *names = arguments
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    with open(target, "w", encoding="utf-8") as file:
        result = JsonResult(file)
        suite.run(result)
        file.write(json.dumps({"finished": result.testsRun}) + "\n")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
