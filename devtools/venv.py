"""Virtual environments with locked packages, one per lock file and Python."""

import hashlib
import os
import sys

from devtools import atomic, machine, paths, proc
from devtools.say import Problem, step

REQUIREMENTS = paths.ROOT / "devtools" / "requirements"
NEEDED_GB = 1.5


def key(name):
    """Changes when the locked packages or the Python change."""
    lock = (REQUIREMENTS / f"{name}.txt").read_bytes()
    interpreter = f"{sys.version_info[:2]}{os.path.realpath(sys.executable)}".encode()
    return hashlib.sha256(lock + interpreter).hexdigest()[:12]


def python(name, title):
    """Return the interpreter of the environment ``name``, making it if needed."""
    target = paths.shared() / "venv" / f"{name}-{key(name)}"
    interpreter = target / "bin" / "python"
    if atomic.read_stamp(target) is not None and not interpreter.exists():
        atomic.remove(target)  # the Python it was made with is gone
    with atomic.folder(target, {"lock": key(name)}) as part:
        if part:
            machine.check_disk(paths.shared(), NEEDED_GB)
            with step(f"Installing {title}") as current:
                _fill(part, name, current)
    return interpreter


def _fill(part, name, current):
    log = paths.local("logs", f"venv-{name}.log")
    try:
        proc.run([sys.executable, "-m", "venv", part], log=log)
    except proc.Failed as error:
        raise Problem(
            "Python cannot make a virtual environment; install the system package python3-venv "
            f"(details in {log})"
        ) from error

    def show(text):
        if text.startswith(("Collecting", "Downloading", "Building", "Installing")):
            current.detail = text.strip()[:60]

    lock = REQUIREMENTS / f"{name}.txt"
    pip = [part / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install"]
    try:
        proc.run([*pip, "--no-deps", "--progress-bar=off", "-r", lock], log=log, on_line=show)
    except proc.Failed as error:
        raise Problem(
            "the Python packages could not be installed; check the network, then try again "
            f"(details in {log})"
        ) from error
