import contextlib
import fcntl
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import postgres
from devtools.say import Problem


class FakeCluster(postgres.Cluster):
    """Counts instead of running a server."""

    def __init__(self, home):
        super().__init__("/nowhere", home)
        self.on = False

    def start(self):
        self.on = True

    def stop(self):
        self.on = False


class UsedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name) / "15"

    def test_the_last_user_stops_the_server(self):
        cluster = FakeCluster(self.home)
        first, second = contextlib.ExitStack(), contextlib.ExitStack()
        first.enter_context(cluster.used())
        second.enter_context(cluster.used())
        first.close()
        self.assertTrue(cluster.on)
        second.close()
        self.assertFalse(cluster.on)

    def test_it_is_stopped_after_an_error_too(self):
        cluster = FakeCluster(self.home)
        with self.assertRaises(ValueError), cluster.used():
            raise ValueError
        self.assertFalse(cluster.on)

    def test_what_is_in_use_is_not_removed(self):
        cluster = FakeCluster(self.home)
        with cluster.used(), self.assertRaisesRegex(Problem, "another command"):
            cluster.remove()
        self.assertTrue(self.home.parent.exists())
        cluster.remove()
        self.assertFalse(self.home.parent.exists())

    def test_a_user_that_was_killed_does_not_keep_it_running(self):
        """The kernel drops the lock of a process that is gone."""
        cluster = FakeCluster(self.home)
        with cluster.used(), open(self.home.parent / ".postgres-users.lock") as killed:
            fcntl.flock(killed, fcntl.LOCK_SH)
        self.assertFalse(cluster.on)


class PlaceTest(unittest.TestCase):
    def test_a_long_path_gets_short_sockets(self):
        """A socket's path may have about a hundred bytes."""
        long = postgres.Cluster("/nowhere", Path("/tmp") / ("x" * 120))
        self.assertLess(len(str(long.sockets)), 60)
        short = postgres.Cluster("/nowhere", "/var/cache/sales-process/postgres/15")
        self.assertEqual(short.sockets, short.home)

    def test_a_cache_that_the_server_cannot_enter_is_not_used(self):
        with mock.patch.object(postgres, "_enterable", lambda path, owner: False):
            self.assertEqual(postgres._place(object()).parts[:3], ("/", "var", "tmp"))

    def test_too_old_or_missing_programs_are_not_taken(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIsNone(postgres.find_binaries({"PG_BIN": folder}))
