import json
import tempfile
import threading
import unittest
from pathlib import Path

from devtools import atomic
from devtools.say import Problem


class FolderTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = Path(folder.name)
        self.target = self.base / "odoo"

    def _fill(self):
        with atomic.folder(self.target, {"version": "1"}) as part:
            if part is None:
                return False
            (part / "file").write_text("whole")
            return True

    def test_a_filled_folder_is_whole(self):
        self.assertTrue(self._fill())
        self.assertEqual(atomic.read_stamp(self.target), {"version": "1"})
        self.assertEqual((self.target / "file").read_text(), "whole")

    def test_a_whole_folder_is_not_filled_again(self):
        self._fill()
        self.assertFalse(self._fill())

    def test_an_error_leaves_nothing(self):
        with self.assertRaises(ValueError), atomic.folder(self.target, {}) as part:
            (part / "file").write_text("half")
            raise ValueError
        self.assertFalse(self.target.exists())
        self.assertEqual([path.name for path in self.base.iterdir()], [".odoo.lock"])

    def test_a_run_that_was_killed_is_recovered_from(self):
        """A part that nobody could tidy up, and a target without a stamp, count for nothing."""
        killed = self.base / ".odoo.part-killed"
        killed.mkdir()
        (killed / "file").write_text("half")
        self.target.mkdir()
        (self.target / "file").write_text("half unpacked")
        self.assertIsNone(atomic.read_stamp(self.target))
        self.assertTrue(self._fill())
        self.assertFalse(killed.exists())
        self.assertEqual((self.target / "file").read_text(), "whole")

    def test_a_broken_stamp_is_no_stamp(self):
        self._fill()
        (self.target / atomic.STAMP).write_text('{"version": ')
        self.assertTrue(self._fill())
        self.assertEqual(json.loads((self.target / atomic.STAMP).read_text()), {"version": "1"})

    def test_two_at_once_fill_it_once(self):
        done = []
        threads = [threading.Thread(target=lambda: done.append(self._fill())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(done), [False, False, False, True])


class AloneTest(unittest.TestCase):
    def test_the_second_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "lock"
            with (
                atomic.alone(path, "busy"),
                self.assertRaisesRegex(Problem, "^busy$"),
                atomic.alone(path, "busy"),
            ):
                self.fail("two were inside")
            with atomic.alone(path, "busy"):
                self.assertTrue(path.exists())


class WriteFileTest(unittest.TestCase):
    def test_a_failed_write_keeps_the_old_text(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "note"
            atomic.write_file(path, "old")
            with self.assertRaises(TypeError):
                atomic.write_file(path, None)
            self.assertEqual(path.read_text(), "old")
            self.assertEqual(list(Path(folder).iterdir()), [path])
