"""Child processes: run with a log, stopped with us, never left behind."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from devtools.say import Problem

_children = {}
_children_lock = threading.RLock()  # a signal may come while the main thread holds it
_stopping = False


class Failed(Exception):
    """A command ended with an error; ``tail`` holds its last lines."""

    def __init__(self, argv, code, tail):
        self.argv, self.code, self.tail = [str(part) for part in argv], code, tail
        last = next((text for text in reversed(tail) if text.strip()), "")
        super().__init__(f"`{' '.join(self.argv[:4])} …` ended with {code}: {last.strip()[:300]}")


def start(argv, **options):
    """Start a process in a session of its own, so that its children can be stopped with it."""
    if _stopping:
        raise KeyboardInterrupt
    try:
        process = subprocess.Popen([str(part) for part in argv], start_new_session=True, **options)
    except FileNotFoundError as error:
        raise Problem(f"{argv[0]} cannot be run: {error.strerror}; install it") from error
    with _children_lock:
        _children[process.pid] = process
    return process


def running():
    """Processes that were started and not stopped yet."""
    with _children_lock:
        return list(_children.values())


def stop(process, patience=10.0):
    """End a process and its children: ask, then insist."""
    if process.poll() is None:
        for sign, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, sign)
            try:
                process.wait(wait)
                break
            except subprocess.TimeoutExpired:
                continue
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # a browser that outlived its Odoo
    with _children_lock:
        _children.pop(process.pid, None)


def ask_all():
    """Ask every process to end, without waiting; new ones are refused."""
    global _stopping
    _stopping = True
    with _children_lock:
        running = list(_children.values())
    for process in running:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM)
    return running


def stop_all():
    """End every process that is still running."""
    for process in ask_all():
        stop(process)


def run(argv, *, log=None, on_line=None, timeout=None, check=True, **options):
    """Run a command to its end and return ``(exit code, last lines)``.

    The output goes to ``log`` and line by line to ``on_line``.
    """
    tail = []
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        file = None
        if log:
            Path(log).parent.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(open(log, "w", encoding="utf-8"))
        options.setdefault("stdin", subprocess.DEVNULL)
        process = start(
            argv,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            **options,
        )
        timer = None
        if timeout:
            timer = threading.Timer(timeout, stop, (process,))
            timer.daemon = True
            timer.start()
        try:
            for text in process.stdout:
                if file:
                    file.write(text)
                    file.flush()
                tail.append(text.rstrip("\n"))
                del tail[:-60]
                if on_line:
                    on_line(text.rstrip("\n"))
            code = process.wait()
        finally:
            if timer:
                timer.cancel()
            stop(process)
    if timeout and time.monotonic() - began >= timeout:
        tail.append(f"stopped after {timeout} s")
        code = code or 124
    if check and code:
        raise Failed(argv, code, tail)
    return code, tail


def output(argv, **options):
    """Return what a short command prints, or None when it cannot be run or fails."""
    try:
        done = subprocess.run(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
            **options,
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
