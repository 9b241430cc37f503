import collections
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import __main__ as entry
from devtools import machine, paths
from devtools.say import Problem

Usage = collections.namedtuple("Usage", "total used free")


class PortTest(unittest.TestCase):
    def test_a_busy_port_is_named_with_a_way_out(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            with self.assertRaises(Problem) as caught:
                machine.check_port(port, "run `make run PORT=8070`")
        self.assertEqual(
            str(caught.exception), f"port {port} on 127.0.0.1 is in use; run `make run PORT=8070`"
        )

    def test_a_free_port_passes(self):
        self.assertIsNone(machine.check_port(machine.free_port(), ""))

    def test_the_command_ends_with_one_line_and_an_error(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = str(other.getsockname()[1])
            done = subprocess.run(
                [sys.executable, "-m", "devtools", "run", "--port", port],
                cwd=paths.ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertIn(f"port {port} on 127.0.0.1 is in use", done.stderr)


class DiskTest(unittest.TestCase):
    def test_too_little_room_is_refused_with_numbers(self):
        def usage(_path):
            return Usage(10e9, 9e9, 1e9)

        with self.assertRaisesRegex(Problem, r"^/somewhere has 1\.0 GB free, 4 GB are needed"):
            machine.check_disk("/somewhere", 4, usage)
        self.assertIsNone(machine.check_disk("/somewhere", 0.5, usage))

    def test_a_full_disk_is_one_line(self):
        from devtools import cli

        def full(_args):
            raise OSError(28, "No space left on device", "/cache/odoo")

        with (
            mock.patch.object(cli, "_lint", full),
            contextlib.redirect_stderr(_Lines()) as said,
            mock.patch("signal.signal"),
        ):
            self.assertEqual(cli.main(["lint"]), 1)
        self.assertEqual(
            said.text,
            "error: /cache/odoo: no space left on device; put that right, then try again\n",
        )


class _Lines:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        """Nothing is held back."""


class ToolTest(unittest.TestCase):
    def test_without_root_the_package_is_named(self):
        with (
            mock.patch.object(os, "geteuid", return_value=1000),
            self.assertRaisesRegex(
                Problem, r"no-such-tool is missing \(it draws\).* package drawer"
            ),
        ):
            machine.ensure_tool(("no-such-tool",), ("drawer",), "it draws")

    def test_the_first_that_is_there_is_taken(self):
        self.assertEqual(
            machine.find_tool("no-such-tool", "sh"), machine.find_tool("sh", "no-such-tool")
        )


class PythonTest(unittest.TestCase):
    def test_an_unsuitable_python_is_named(self):
        for version in ((3, 9), (3, 14)):
            with (
                mock.patch.object(entry.sys, "version_info", (*version, 0)),
                mock.patch("shutil.which", return_value=None),
                contextlib.redirect_stderr(_Lines()) as said,
            ):
                self.assertEqual(entry.main(), 1)
            self.assertRegex(
                said.text, rf"^error: Python 3\.{version[1]} is not supported; install"
            )
            self.assertEqual(said.text.count("\n"), 1)

    def test_another_python_of_the_machine_is_taken(self):
        def which(name):
            return {"python3.11": "/opt/python3.11"}.get(name)

        self.assertEqual(entry.other_python(which), "/opt/python3.11")


class CacheTest(unittest.TestCase):
    def test_the_named_folder_is_used(self):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "deep" / "cache"
            found = paths.find_shared({"SALES_PROCESS_CACHE": str(target)})
            self.assertEqual(found, target.resolve())

    def test_a_folder_that_cannot_be_made_is_named(self):
        with (
            tempfile.NamedTemporaryFile() as file,
            self.assertRaisesRegex(Problem, "SALES_PROCESS_CACHE"),
        ):
            paths.find_shared({"SALES_PROCESS_CACHE": f"{file.name}/cache"})
