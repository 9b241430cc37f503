"""Whole or not at all: folders are filled aside and renamed, and a stamp says what is in them."""

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from pathlib import Path

from devtools.say import Problem

STAMP = ".complete.json"


def read_stamp(folder):
    """Return what was written when the folder was completed, or None if it is not whole."""
    try:
        return json.loads((Path(folder) / STAMP).read_text())
    except (OSError, ValueError):
        return None


def write_file(path, text):
    """Write a small file so that a reader sees the old or the new text, never a part."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


@contextlib.contextmanager
def alone(path, refusal):
    """Refuse with ``refusal`` when another process is inside already."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(refusal) from None
        yield


@contextlib.contextmanager
def locked(path, shared=False):
    """Hold a lock on ``path``; the kernel lets go of it however this process ends."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield file


def remove(path):
    """Remove a file or folder, whatever it is; nothing to remove is fine."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def folder(target, stamp):
    """Yield a fresh folder to fill, which becomes ``target`` only when all went well.

    Yields None if ``target`` is whole already. What an interrupted run left is removed.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target.parent / f".{target.name}.lock"):
        if read_stamp(target) is not None:
            yield None
            return
        for rest in target.parent.glob(f".{target.name}.part-*"):
            remove(rest)
        part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.part-"))
        part.chmod(0o755)
        try:
            yield part
            (part / STAMP).write_text(json.dumps(stamp, indent=1))
            remove(target)
            part.rename(target)
        finally:
            remove(part)
