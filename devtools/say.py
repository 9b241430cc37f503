"""What the person at the terminal sees: steps, progress and one-line problems."""

import contextlib
import sys
import threading
import time

_lock = threading.Lock()


class Problem(Exception):
    """Something that the person can put right; its text says what and how, in one line."""

    def __str__(self):
        return " ".join(super().__str__().split())


def line(text=""):
    """Print one line, whole, also when several threads print."""
    with _lock:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def problem(error):
    """Print a problem as the last thing on the error stream."""
    with _lock:
        sys.stdout.flush()
        sys.stderr.write(f"error: {error}\n")
        sys.stderr.flush()


def duration(seconds):
    """Human length of time: ``0.4 s``, ``42 s``, ``3 min 05 s``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


class Step:
    """A running step; ``detail`` may be changed while it runs and shows in the progress lines."""

    def __init__(self, title):
        self.title = title
        self.detail = ""
        self.started = time.monotonic()

    @property
    def seconds(self):
        return time.monotonic() - self.started


@contextlib.contextmanager
def step(title, every=10.0):
    """Announce a step, show that it is alive, and say how long it took."""
    current = Step(title)
    ended = threading.Event()

    def heartbeat():
        while not ended.wait(every):
            detail = f": {current.detail}" if current.detail else ""
            line(f"  … {title} ({duration(current.seconds)}){detail}")

    line(f"{title} …")
    thread = threading.Thread(target=heartbeat, daemon=True)
    thread.start()
    try:
        yield current
    finally:
        ended.set()
        thread.join()
    if current.seconds >= 1:
        line(f"  {title}: done in {duration(current.seconds)}")
