import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from devtools import paths, proc
from devtools.say import Problem


class RunTest(unittest.TestCase):
    def test_the_output_goes_to_the_log_and_line_by_line(self):
        with tempfile.TemporaryDirectory() as folder:
            log, seen = Path(folder) / "deep" / "log", []
            code, tail = proc.run(
                [sys.executable, "-c", "print('a'); print('b')"], log=log, on_line=seen.append
            )
            self.assertEqual(log.read_text(), "a\nb\n")
        self.assertEqual((code, tail, seen), (0, ["a", "b"], ["a", "b"]))

    def test_a_failure_says_the_last_line(self):
        with self.assertRaisesRegex(proc.Failed, "ended with 3: it broke"):
            proc.run([sys.executable, "-c", "print('it broke'); raise SystemExit(3)"])

    def test_a_missing_program_is_a_problem(self):
        with self.assertRaisesRegex(Problem, "no-such-program cannot be run"):
            proc.run(["no-such-program"])

    def test_what_takes_too_long_is_stopped_with_its_children(self):
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "parent.py"
            script.write_text(
                "import subprocess, sys, time\n"
                "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
                "print(child.pid, flush=True)\n"
                "time.sleep(60)\n"
            )
            code, tail = proc.run([sys.executable, script], timeout=1, check=False)
        self.assertNotEqual(code, 0)
        self.assertIn("stopped after 1 s", tail)
        self.assertTrue(_gone(int(tail[0])))


class InterruptTest(unittest.TestCase):
    def test_a_stopped_command_ends_soon_and_leaves_nothing(self):
        """While the main thread waits for a child, a signal ends both within moments."""
        script = (
            "import sys\n"
            "from unittest import mock\n"
            "from devtools import cli, proc\n"
            "def wait(_args):\n"
            "    child = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
            "    process = proc.start(child)\n"
            "    print(process.pid, flush=True)\n"
            "    process.wait()\n"
            "with mock.patch.object(cli, '_lint', wait):\n"
            "    sys.exit(cli.main(['lint']))\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script], cwd=paths.ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            child = int(process.stdout.readline())
            began = time.monotonic()
            process.terminate()
            code = process.wait(30)
        self.assertEqual(code, 130)
        self.assertLess(time.monotonic() - began, 5)
        self.assertTrue(_gone(child))


def _gone(pid, patience=5):
    """Whether a process has ended; a zombie has."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
    return False
