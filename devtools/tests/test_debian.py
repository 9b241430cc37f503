import tempfile
import unittest
from pathlib import Path

from devtools import debian

ONE_LINE = """
# a comment
deb-src http://mirror.example/debian trixie main
deb [arch=amd64 signed-by=/k.gpg] https://vendor.example/repo stable main
deb [arch=amd64] http://mirror.example/debian trixie main contrib
"""
FIELDS = """Types: deb
URIs: http://security.example/debian-security
Suites: trixie-security

Types: deb
URIs: https://mirror.example/debian/
Suites: trixie
"""


class MirrorTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.etc = Path(folder.name)
        (self.etc / "sources.list.d").mkdir()

    def test_one_line_format(self):
        (self.etc / "sources.list").write_text(ONE_LINE)
        self.assertEqual(debian.find_mirror(self.etc), "http://mirror.example/debian")

    def test_field_format_past_the_security_archive(self):
        (self.etc / "sources.list.d" / "debian.sources").write_text(FIELDS)
        self.assertEqual(debian.find_mirror(self.etc), "https://mirror.example/debian/")

    def test_another_vendor_has_no_debian(self):
        (self.etc / "sources.list").write_text("deb http://archive.example/ubuntu noble main\n")
        self.assertIsNone(debian.find_mirror(self.etc))

    def test_the_suite_of_the_machine(self):
        path = self.etc / "os-release"
        path.write_text('NAME="Debian"\nVERSION_CODENAME=bookworm\n')
        self.assertEqual(debian.codename(path), "bookworm")
        path.write_text('NAME="Debian"\n')
        self.assertIsNone(debian.codename(path))
        self.assertIsNone(debian.codename(self.etc / "missing"))


class PrivateAptTest(unittest.TestCase):
    def test_nothing_of_the_system_is_touched(self):
        with tempfile.TemporaryDirectory() as folder:
            apt = debian.PrivateApt(folder, "http://mirror.example/debian", "bookworm")
            apt._prepare()
            text = (Path(folder) / "apt.conf").read_text()
            sources = (Path(folder) / "sources.list").read_text()
        for setting in ("Dir::Etc::sourcelist", "Dir::State::lists", "Dir::Cache"):
            self.assertIn(f'{setting} "{folder}/', text)
        self.assertIn('Dir::Etc::sourceparts "-";', text)
        self.assertRegex(sources, r"(?m)^deb .* http://mirror\.example/debian sid main$")
        self.assertRegex(sources, r"(?m)^deb .* http://mirror\.example/debian bookworm main$")
