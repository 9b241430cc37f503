"""A PostgreSQL to work with: the one that PGHOST names, or a private cluster that ends with us.

The private cluster serves every clone of the user. Each process that needs it holds a shared lock;
who lets go last stops the server.
"""

import contextlib
import fcntl
import glob
import hashlib
import json
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from devtools import atomic, machine, paths, proc, venv
from devtools.say import Problem, line, step

ROLE = "odoo"
SOCKET_LIMIT = 100  # the kernel's 107 bytes less the file name's variable part
# the data can be made again, so speed comes before surviving a power cut
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "30min",
    "autovacuum_naptime": "30s",
    "jit": "off",
    "logging_collector": "off",
    "log_min_messages": "warning",
}
BROKEN = re.compile(r"PANIC|invalid checkpoint|could not locate|corrupt|incompatible with server")


@dataclass(frozen=True)
class Server:
    """How to reach PostgreSQL; ``python`` is an interpreter that has a driver."""

    python: Path
    settings: dict = field(default_factory=dict)
    private: bool = True

    def environ(self):
        """Environment for a process that shall use this server."""
        kept = {name: text for name, text in os.environ.items() if name != "PGDATABASE"}
        return {**kept, **self.settings}

    def sql(self, *statements, database="postgres"):
        """Run statements (texts, or ``(text, parameters)``) and return the last one's rows.

        A COPY has the lines to load in place of parameters, as one text.
        """
        pairs = [(text, None) if isinstance(text, str) else text for text in statements]
        done = subprocess.run(
            [str(self.python), str(Path(__file__).with_name("dbtool.py"))],
            input=json.dumps({"database": database, "statements": pairs}),
            capture_output=True,
            text=True,
            env=self.environ(),
            check=False,
        )
        if done.returncode == 3:
            raise Problem(
                f"PostgreSQL cannot be reached ({done.stderr.strip()}); check PGHOST, PGPORT, "
                "PGUSER and PGPASSWORD, or unset PGHOST to use a private server"
            )
        if done.returncode:
            raise Problem(f"PostgreSQL refused: {done.stderr.strip()[-500:]}")
        return json.loads(done.stdout)


def _version(folder):
    text = proc.output([Path(folder) / "postgres", "--version"]) or ""
    match = re.search(r"(\d+)", text.partition(")")[2])
    return int(match[1]) if match else 0


def find_binaries(environ=os.environ):
    """Folder with the machine's newest usable server programs, or None."""
    if environ.get("PG_BIN"):
        found = [environ["PG_BIN"]]
    else:
        found = glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/usr/pgsql-*/bin")
        found += glob.glob("/opt/homebrew/opt/postgresql@*/bin")
        on_path = shutil.which("initdb")
        if on_path:
            found.append(os.path.dirname(os.path.realpath(on_path)))
    whole = [path for path in found if os.path.exists(os.path.join(path, "initdb"))]
    usable = [(version, path) for path in whole if (version := _version(path)) >= 13]
    return Path(max(usable)[1]) if usable else None


def _binaries():
    if os.environ.get("PG_BIN") != "wheel":
        found = find_binaries()
        if found:
            return found
    interpreter = venv.python("postgres", "PostgreSQL (this machine has none)")
    found = next(interpreter.parent.parent.glob("lib/python*/site-packages/*/pginstall/bin"), None)
    if not found:
        raise Problem("PostgreSQL 13 or newer is missing; install the system package postgresql")
    return found


def program(name):
    """Path of a client program such as ``pg_dump``, as new as the machine's newest server."""
    path = _binaries() / name
    if not path.exists():
        raise Problem(f"{name} is missing; install the system package postgresql")
    return path


def _owner():
    """The unprivileged account that runs the server when we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem("root cannot run PostgreSQL and there is no user postgres; make one")


def as_owner(owner):
    """Options for a process of the account that runs the server."""
    if not owner:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _enterable(path, owner):
    """Whether the account that runs the server can reach a folder."""
    if not owner:
        return True
    done = subprocess.run(["test", "-x", str(path)], check=False, cwd="/", **as_owner(owner))
    return done.returncode == 0


def _place(owner):
    """Folder for the cluster: in the cache, or where the server's account can reach it."""
    mine = paths.shared()
    if _enterable(mine, owner):
        return mine / "postgres"
    key = hashlib.sha256(str(mine).encode()).hexdigest()[:8]
    return Path("/var/tmp") / f"sales-process-{key}" / "postgres"


class Cluster:
    """A private cluster in ``home``; ``home`` itself belongs to the account that runs it.

    ``settings`` come on top of ``SETTINGS``.
    """

    def __init__(self, binaries, home, owner=None, settings=()):
        self.binaries, self.home, self.owner = Path(binaries), Path(home), owner
        self.settings = {**SETTINGS, **dict(settings)}
        self.data = self.home / "data"
        self.log = self.home / "server.log"

    @property
    def sockets(self):
        if len(str(self.home)) <= SOCKET_LIMIT - len("/.s.PGSQL.5432"):
            return self.home
        key = hashlib.sha256(str(self.home).encode()).hexdigest()[:8]
        return Path(tempfile.gettempdir()) / f"sales-process-{key}"

    def make_folder(self, path):
        """A folder that belongs to the account that runs the server, for it alone."""
        path.mkdir(parents=True, exist_ok=True)
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        elif path.stat().st_uid != os.geteuid():
            raise Problem(f"{path} belongs to somebody else; remove it")
        path.chmod(0o700)

    def _call(self, program, *args):
        return subprocess.run(
            [str(self.binaries / program), *map(str, args)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            check=False,
            **as_owner(self.owner),
        )

    def running(self):
        return self._call("pg_ctl", "status", "-D", self.data).returncode == 0

    def _create(self):
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.home / "data.new"
        atomic.remove(fresh)
        for locale in ("C.UTF-8", "C"):
            done = self._call(
                "initdb", "-D", fresh, "-U", ROLE, "-A", "trust", "-E", "UTF8",
                f"--locale={locale}", "--no-sync",
            )  # fmt: skip
            if done.returncode == 0:
                break
            atomic.remove(fresh)
        else:
            if "could not look up" in done.stderr:
                raise Problem(
                    f"PostgreSQL cannot run as user {os.geteuid()}, who has no entry in "
                    "/etc/passwd; make one, or set PGHOST to a server that you have"
                )
            raise Problem(f"PostgreSQL could not make a cluster: {done.stderr.strip()[-300:]}")
        fresh.rename(self.data)

    def _start(self):
        options = [f"-c {name}='{text}'" for name, text in self.settings.items()]
        options.append(f"-c unix_socket_directories='{self.sockets}'")
        options.append("-c unix_socket_permissions=0700")
        atomic.remove(self.log)
        return self._call(
            "pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", self.log,
            "-o", " ".join(options),
        )  # fmt: skip

    def start(self):
        """Start the server unless it runs; a cluster that a crash has broken is made anew."""
        self.make_folder(self.home)
        self.make_folder(self.sockets)
        if self.running():
            return
        self._create()
        if self._start().returncode == 0:
            return
        if BROKEN.search(self._log_text()):
            line("  the private database server's files are damaged: making them anew")
            atomic.remove(self.data)
            self._create()
            if self._start().returncode == 0:
                return
        last = (self._log_text().strip().splitlines() or ["no message"])[-1]
        raise Problem(f"PostgreSQL does not start: {last} (details in {self.log})")

    def _log_text(self):
        try:
            return self.log.read_text(errors="replace")
        except OSError:
            return ""

    def stop(self, mode="fast"):
        """Stop the server; ``immediate`` is as if its processes had died."""
        if self.running():
            self._call("pg_ctl", "stop", "-m", mode, "-w", "-t", "60", "-D", self.data)

    def follow(self, primary):
        """Make this new cluster a streaming replica of another one, which is running."""
        self.make_folder(self.home)
        self.make_folder(self.sockets)
        done = self._call(
            "pg_basebackup", "-D", self.data, "-h", primary.sockets, "-p", "5432", "-U", ROLE,
            "--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf", "--no-sync",
        )  # fmt: skip
        if done.returncode:
            raise Problem(f"PostgreSQL could not make a replica: {done.stderr.strip()[-300:]}")

    def reached(self, python):
        """How to reach it."""
        place = {"PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": ROLE, "PGPASSWORD": ""}
        return Server(python, place)

    def _lock(self, name):
        return self.home.parent / f".postgres-{name}.lock"

    def remove(self):
        """Stop the server and remove the cluster, unless somebody works with it."""
        with atomic.alone(self._lock("users"), "another command is using the database server"):
            self.stop()
            atomic.remove(self.home.parent)

    @contextlib.contextmanager
    def used(self):
        """Have the server running; the last user stops it."""
        gate, users = self._lock("gate"), self._lock("users")
        gate.parent.mkdir(parents=True, exist_ok=True)
        with open(users, "a") as mine:
            with atomic.locked(gate):
                self.start()
                fcntl.flock(mine, fcntl.LOCK_SH)
            try:
                yield
            finally:
                with atomic.locked(gate):
                    fcntl.flock(mine, fcntl.LOCK_UN)
                    with contextlib.suppress(BlockingIOError):
                        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        self.stop()


def private_cluster():
    binaries, place, owner = private_place()
    return Cluster(binaries, place / str(_version(binaries)), owner)


def private_place():
    """Programs, folder and account for clusters of our own."""
    owner = _owner()
    binaries = _binaries()
    if not _enterable(binaries, owner):
        raise Problem(
            f"the user {owner.pw_name} cannot reach {binaries}; install the system package "
            "postgresql, or set SALES_PROCESS_CACHE to a folder that everybody may enter"
        )
    return binaries, _place(owner), owner


@contextlib.contextmanager
def server(python):
    """Yield a reachable server."""
    if os.environ.get("PGHOST"):
        given = Server(python, private=False)
        given.sql("SELECT 1")
        yield given
        return
    machine.check_disk(paths.shared(), 1.5)
    cluster = private_cluster()
    with contextlib.ExitStack() as stack:
        with step("Starting PostgreSQL"):
            stack.enter_context(cluster.used())
        yield cluster.reached(python)
