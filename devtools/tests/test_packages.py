import json
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from devtools import packages

KNOWN = {
    "dependencies": [
        {"name": "fine", "version": "1.0", "vulns": []},
        {"name": "left-out", "skip_reason": "not on the index"},
        {
            "name": "old",
            "version": "0.9",
            "vulns": [{"id": "CVE-1", "fix_versions": ["1.0", "2.0"]}],
        },
    ]
}


class LicenceTest(unittest.TestCase):
    def closed(self, licence):
        return list(packages.find_closed("odoo", [("thing", "1.0", licence)]))

    def test_open_source(self):
        for licence in ("MIT", "BSD License", "LGPL-3.0-only", "Apache-2.0 OR MIT", "PSF-2.0"):
            self.assertEqual(self.closed(licence), [], licence)

    def test_what_says_nothing_or_is_closed(self):
        for licence in ("UNKNOWN", "Proprietary", "Commercial; limited"):
            self.assertEqual(self.closed(licence), [f"odoo: thing 1.0 has the licence “{licence}”"])
        self.assertEqual(self.closed(""), ["odoo: thing 1.0 has the licence “none”"])

    def test_of_npm(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "package-lock.json"
            path.write_text(
                json.dumps(
                    {
                        "packages": {
                            "": {"version": "1"},
                            "node_modules/a/node_modules/@x/b": {"version": "2", "license": "MIT"},
                        }
                    }
                )
            )
            self.assertEqual(packages.read_npm(path), [("@x/b", "2", "MIT")])

    def test_each_lock_has_a_title(self):
        self.assertEqual(packages.locks(), sorted(packages.TITLES))


class VulnerabilityTest(unittest.TestCase):
    def test_what_is_known(self):
        rows, unknown = packages.read_vulnerabilities(json.dumps(KNOWN), "")
        self.assertEqual(rows, [("old", "0.9", "CVE-1", "1.0, 2.0")])
        self.assertEqual(
            list(packages.find_vulnerable("odoo", rows)),
            ["odoo: old 0.9: CVE-1, mended in 1.0, 2.0"],
        )

        self.assertEqual(unknown, ["left-out"], "what is left out was not asked for")

    def test_what_is_left_out_is_named(self):
        self.assertEqual(packages.say_some(["a"]), "a (1 packages)")
        self.assertEqual(packages.say_some(["a", "b", "c", "d"]), "a, b, c … (4 packages)")

    def test_no_answer_is_no_all_clear(self):
        with self.assertRaisesRegex(packages.Unreachable, "could not connect"):
            packages.read_vulnerabilities("", "Traceback\ncould not connect\n")
        for answer in ("", '{"error": {"summary": "not found"}}', '{"message": "not found"}'):
            with self.assertRaises(packages.Unreachable):
                packages.read_npm_audit(answer, "not found")

    def test_of_npm(self):
        entry = {"range": "<2", "severity": "high", "fixAvailable": False}
        rows = packages.read_npm_audit(json.dumps({"vulnerabilities": {"b": entry}}), "")
        self.assertEqual(
            list(packages.find_vulnerable("npm", rows)),
            ["npm: b <2: high, mended in no version yet"],
        )


class TellTest(unittest.TestCase):
    def tell(self, found=(), unasked=()):
        said = []
        with patch.object(packages, "line", said.append):
            code = packages.tell({"odoo": 60, "lint": 20}, list(found), list(unasked))
        return code, "\n".join(said)

    def test_all_right(self):
        self.assertEqual(self.tell(), (0, "80 packages (odoo 60, lint 20), no findings"))

    def test_a_finding(self):
        self.assertEqual(self.tell(["odoo: old"])[0], 1)
        self.assertEqual(self.tell(["odoo: old"], ["npm: no answer"])[0], 1)

    def test_not_asked_is_said_and_ends_otherwise(self):
        code, said = self.tell(unasked=["odoo: no answer"])
        self.assertEqual(code, packages.UNKNOWN)
        self.assertIn("not asked for vulnerabilities: odoo: no answer", said)
        self.assertIn("COULD NOT BE REACHED", said)
