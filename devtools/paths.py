"""Where things are kept.

``LOCAL`` belongs to this clone: logs, results, the state of its databases.
``shared()`` belongs to the user and serves every clone: downloads, and the database cluster.
"""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from devtools.say import Problem

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".cache"
LOGS = LOCAL / "logs"


def _candidates(environ):
    if environ.get("SALES_PROCESS_CACHE"):
        yield Path(environ["SALES_PROCESS_CACHE"])
        return
    if environ.get("XDG_CACHE_HOME"):
        yield Path(environ["XDG_CACHE_HOME"]) / "sales-process"
    elif os.geteuid() == 0:
        # root's home is closed to the unprivileged user that has to run PostgreSQL
        yield Path("/var/cache/sales-process")
    elif environ.get("HOME"):
        yield Path(environ["HOME"]) / ".cache" / "sales-process"
    yield LOCAL / "shared"


def find_shared(environ):
    """Return the first cache folder that can be written, making it."""
    tried = []
    for path in _candidates(environ):
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                return path.resolve()
        except OSError as error:
            tried.append(f"{path} ({error.strerror})")
    raise Problem(
        f"no folder for downloads can be written: {', '.join(tried)}; "
        "name one with SALES_PROCESS_CACHE=/some/folder"
    )


@cache
def shared():
    return find_shared(os.environ)


@cache
def clone_key():
    """Short name of this clone, so that clones do not take each other's databases."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def local(*parts):
    """A path in the clone's ignored folder; its parent exists."""
    path = LOCAL.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
