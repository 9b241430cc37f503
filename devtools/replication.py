"""A PostgreSQL with a streaming replica, both our own, and an Odoo that reads from the replica."""

import contextlib
import dataclasses
import os
import re
import subprocess
import time
from pathlib import Path

from devtools import atomic, postgres, proc, serve
from devtools.say import Problem, step

# each statement is told with its database, so that one can say where a request was served
SETTINGS = {
    "wal_level": "replica",
    "log_statement": "all",
    "log_line_prefix": "%d|",
    "shared_buffers": "128MB",
    "max_standby_streaming_delay": "10s",
}
PROGRAMS = ("pg_basebackup", "pg_dump", "pg_restore")
PATIENCE = 60
# Odoo leaves a lost replica alone for twenty minutes; here it tries again at once
START = f"import odoo.orm.registry\n\nodoo.orm.registry._REPLICA_RETRY_TIME = 0\n{serve.COMMAND}"
READ = re.compile(r"statement: (?!BEGIN|COMMIT|ROLLBACK|SET |SHOW|DISCARD|RESET)")
RETRIED = "retrying with a read/write cursor"


def missing_program():
    """Name of a program that replication needs and this machine has not, or None."""
    binaries = postgres.private_place()[0]
    return next((name for name in PROGRAMS if not (Path(binaries) / name).exists()), None)


@dataclasses.dataclass
class Replication:
    """Two clusters that run; ``database`` is the one that both have."""

    primary: postgres.Cluster
    replica: postgres.Cluster
    python: Path
    database: str

    @property
    def server(self):
        return self.primary.reached(self.python)

    def wait(self):
        """Wait until the replica has all that the primary has written."""
        position = self.server.sql("SELECT pg_current_wal_lsn()")[0][0]
        follower = self.replica.reached(self.python)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            query = ("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
            if follower.sql(query)[0][0]:
                return
            time.sleep(0.05)
        raise Problem(f"the replica does not catch up (details in {self.replica.log})")

    def returned(self, cluster, least=0):
        """Rows that the cluster has read in the database, by its statistics.

        They come a little late: wait until there are more than ``least``.
        """
        server = cluster.reached(self.python)
        query = "SELECT tup_returned FROM pg_stat_database WHERE datname = %s"
        deadline = time.monotonic() + 15
        while True:
            count = server.sql((query, [self.database]))[0][0]
            if count > least or time.monotonic() > deadline:
                return count
            time.sleep(0.2)

    @contextlib.contextmanager
    def counted(self):
        """Yield a dict that has, afterwards, the statements that each cluster has run."""
        clusters = {"primary": self.primary, "replica": self.replica}
        starts = {name: _size(cluster.log) for name, cluster in clusters.items()}
        counts = {}
        yield counts
        for name, cluster in clusters.items():
            counts[name] = self._statements(cluster.log, starts[name])

    def _statements(self, log, start):
        with open(log, "rb") as file:
            file.seek(start)
            lines = file.read().decode(errors="replace").splitlines()
        mine = f"{self.database}|"
        return sum(text.startswith(mine) and bool(READ.search(text)) for text in lines)

    @contextlib.contextmanager
    def serving(self, odoo, port, log, extra=()):
        """Have Odoo serve the database, reading from the replica; yields its address."""
        reading = dataclasses.replace(odoo, server=self.server)
        options = (
            f"--db_replica_host={self.replica.sockets}", "--db_replica_port=5432", *extra,
        )  # fmt: skip
        process = serve.start(reading, self.database, port, log, options, code=START)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            proc.stop(process)


@contextlib.contextmanager
def replicated(origin, python, database):
    """Copy a database of the server ``origin`` to a new cluster that has a replica."""
    binaries, place, owner = postgres.private_place()
    home = place / f"replication-{os.getpid()}"
    primary, replica = (
        postgres.Cluster(binaries, home / name, owner, SETTINGS) for name in ("primary", "replica")
    )
    try:
        with step("Making a PostgreSQL with a replica"):
            home.mkdir(parents=True)
            home.chmod(0o755)
            primary.start()
            made = Replication(primary, replica, python, database)
            made.server.sql(f'CREATE DATABASE "{database}"')
            copy_database(binaries, origin, made.server, database)
            replica.follow(primary)
            replica.start()
            made.wait()
        yield made
    finally:
        for cluster in (replica, primary):
            cluster.stop()
        atomic.remove(home)


def copy_database(binaries, origin, target, database):
    """Copy a database of one server to an empty one of another, of the same name."""
    dump = [binaries / "pg_dump", "-Fc", "-Z0", "--no-owner", "-d", database]
    restore = [binaries / "pg_restore", "--no-owner", "-d", database]
    giving = proc.start(dump, env=origin.environ(), stdout=subprocess.PIPE)
    taking = proc.start(restore, env=target.environ(), stdin=giving.stdout)
    giving.stdout.close()  # the other end is the only reader: who fails ends both
    try:
        code = taking.wait() or giving.wait()
    finally:
        proc.stop(taking)
        proc.stop(giving)
    if code:
        raise Problem(f"{database} could not be copied: pg_dump and pg_restore ended with {code}")
    target.sql("ANALYZE", database=database)


def _size(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
