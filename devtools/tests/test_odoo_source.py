import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import atomic, debian, odoo_source, paths, proc
from devtools.say import Problem


def make_odoo(root, series="19, 0", addons=("crm",)):
    (root / "odoo" / "addons").mkdir(parents=True)
    (root / "odoo" / "release.py").write_text(f"version_info = ({series}, 0, 'final', 0, '')\n")
    for name in addons:
        (root / "addons" / name).mkdir(parents=True)
        (root / "addons" / name / "__manifest__.py").write_text("{}")
    return root


class SourceTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name).resolve()
        for patch in (
            mock.patch.object(paths, "shared", lambda: self.base / "cache"),
            mock.patch.object(odoo_source, "_importable", lambda: None),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        (self.base / "cache").mkdir()

    def test_a_given_tree_is_used(self):
        root = make_odoo(self.base / "mine")
        for given in (root, root / "odoo"):
            source = odoo_source.find({"ODOO_SOURCE": str(given)})
            self.assertEqual(source.root, root)
            self.assertEqual(source.addons, [root / "addons"])
            self.assertTrue(source.version.startswith("19.0-"))

    def test_a_wrong_tree_is_refused_in_words(self):
        old = make_odoo(self.base / "old", "18, 0")
        bare = make_odoo(self.base / "bare", addons=())
        for given, text in (
            (old, "holds Odoo 18.0; Odoo 19.0 is needed"),
            (self.base, "holds no Odoo"),
            (bare, "has no addon crm"),
        ):
            with self.subTest(text), self.assertRaisesRegex(Problem, text):
                odoo_source.find({"ODOO_SOURCE": str(given)})

    def test_a_half_unpacked_odoo_is_not_taken_for_a_whole_one(self):
        make_odoo(self.base / "cache" / "odoo" / "debian-1")
        self.assertIsNone(odoo_source._whole())

    def test_a_whole_one_needs_no_network(self):
        target = self.base / "cache" / "odoo" / "debian-1"
        with atomic.folder(target, {"version": "19.0-1", "root": "."}) as part:
            make_odoo(part)
        with mock.patch.object(proc, "run", side_effect=AssertionError("nothing may be run")):
            source = odoo_source.find({})
        self.assertEqual(source.root, target)
        self.assertEqual(source.version, "19.0-1")

    def test_without_network_one_line_says_so_and_nothing_is_left(self):
        def fail(argv, **_options):
            raise proc.Failed(argv, 100, ["could not resolve"])

        for mirror, text in (
            ("http://mirror.example/debian", "package lists of http://mirror.example/debian"),
            (None, "could not be cloned"),
        ):
            with (
                self.subTest(text),
                mock.patch.object(proc, "run", fail),
                mock.patch.object(debian, "available", lambda: True),
                mock.patch.object(debian, "find_mirror", lambda mirror=mirror: mirror),
                self.assertRaisesRegex(Problem, f"{text}.*network"),
            ):
                odoo_source.find({})
            self.assertIsNone(odoo_source._whole())
