"""A PostgreSQL whose disk is full: a tablespace on a small file system in memory.

Nobody but the server's processes sees it: it is mounted in namespaces of their own, for which no
privilege is needed where the machine lets users have some (``unshare``, of util-linux).
"""

import subprocess

from devtools import postgres
from devtools.fault_bench import Answer, Outcome

ROOM = 48  # megabytes that are free before something fills them
PIECE = "INSERT INTO ballast SELECT repeat(md5(n::text), 250) FROM generate_series(1, {rows}) n"


class SmallDisk(postgres.Cluster):
    """A cluster that, while ``megabytes`` is set, starts with a file system of that size."""

    megabytes = 0

    @property
    def place(self):
        return self.home / "small"

    def _call(self, program, *args):
        if not self.megabytes or args[:1] != ("start",):
            return super()._call(program, *args)
        uid, gid = self._account()
        inside = (
            f"mount -t tmpfs -o size={self.megabytes}m,mode=700 none '{self.place}' && "
            f'exec unshare --user --map-user={uid} --map-group={gid} -- "$@"'
        )
        # the outer namespace may mount, the inner one is the plain user that PostgreSQL asks for
        return subprocess.run(
            ["unshare", "-Urm", "sh", "-c", inside, "sh", str(self.binaries / program),
             *map(str, args)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            cwd="/", check=False, **postgres.as_owner(self.owner),
        )  # fmt: skip

    def _account(self):
        stat = self.home.stat()
        return stat.st_uid, stat.st_gid

    def can_be_small(self):
        """Whether this machine lets the server's account have namespaces."""
        try:
            done = subprocess.run(
                ["unshare", "-Urm", "true"], check=False, capture_output=True, cwd="/",
                **postgres.as_owner(self.owner),
            )  # fmt: skip
        except FileNotFoundError:
            return False
        return done.returncode == 0


def fill_the_disk(bench, cluster, work):
    """The disk is full while something is imported; then there is room again."""
    outcome = Outcome("disk full while importing leads")
    if not cluster.can_be_small():
        outcome.note = "this machine gives users no namespaces (unshare -Urm)"
        return outcome
    server, database = bench.odoo.server, bench.database
    (size,) = server.sql(("SELECT pg_database_size(%s)", [database]))[0]
    _restart(bench, cluster, size // 2**20 + ROOM)
    server.sql(
        f"CREATE TABLESPACE small LOCATION '{cluster.place}'",
        f'ALTER DATABASE "{database}" SET TABLESPACE small',
        "CREATE TABLE ballast (text text) TABLESPACE small",
        "ALTER TABLE ballast ALTER text SET STORAGE PLAIN",
    )
    bench.start()
    task = bench.task(work)
    before = bench.sql(task.query)[0]
    _fill(server)
    answer = Answer(bench.boss, task.request)
    answer.join()
    outcome.tried += 1
    told = answer.refused.told if answer.refused else "nothing: it was done"
    outcome.note = f"told: {told}"
    server.sql("DROP TABLE ballast")
    bench.judge(outcome, task, before, answer)
    if not answer.refused and not outcome.lost:
        outcome.lost.append("the disk was not full")
    bench.stop()
    bench.writer.ask("leave")
    server.sql(f'ALTER DATABASE "{database}" SET TABLESPACE pg_default', "DROP TABLESPACE small")
    _restart(bench, cluster, 0)
    bench.start()
    return outcome


def _restart(bench, cluster, megabytes):
    bench.stop()
    bench.writer.ask("leave")
    cluster.stop()
    cluster.megabytes = megabytes
    if megabytes:
        cluster.make_folder(cluster.place)
    cluster.start()


def _fill(server):
    """Fill what is left, in ever smaller pieces."""
    for rows in (1000, 100, 10, 1):
        full = False
        while not full:
            try:
                server.sql(PIECE.format(rows=rows))
            except postgres.Problem as error:
                if "could not extend" not in str(error):
                    raise
                full = True
