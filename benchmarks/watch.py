"""Watches a database from outside, under the interpreter that has a driver.

    python watch.py DATABASE

Ten times a second it looks who locks which table against writing, and how much memory and processor
time the server processes of the database have. When its input ends it prints, as JSON, the longest
lock of each table, the most memory of one server process, and the seconds that all of them worked.
"""

import json
import os
import select
import sys
import time

INTERVAL = 0.1
# modes that keep others from inserting, updating and deleting
MODES = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")
LOCKS = """
    SELECT relation::regclass::text, mode, pid
      FROM pg_locks
     WHERE locktype = 'relation' AND granted AND relation = ANY(%s) AND mode = ANY(%s)
"""
BACKENDS = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def memory(pid):
    """Own memory of a process in kB, without what it shares with others."""
    try:
        with open(f"/proc/{pid}/status") as file:
            for text in file:
                if text.startswith("RssAnon:"):
                    return int(text.split()[1])
    except OSError:
        pass
    return 0


def worked(pid):
    """Seconds that a process has worked."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            parts = file.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    def __init__(self, database):
        import psycopg2

        self.connection = psycopg2.connect(dbname=database)
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        # those that are there before: nobody waits for a table that is being made
        self.tables = [oid for (oid,) in self.ask(
            "SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )]  # fmt: skip
        self.held = {}  # (table, mode, process) → since when
        self.longest = {}  # table → (seconds, mode)
        self.most = 0
        self.worked = {}  # process → seconds

    def ask(self, query, *parameters):
        self.cursor.execute(query, parameters or None)
        return self.cursor.fetchall()

    def look(self):
        now = time.monotonic()
        seen = {tuple(row) for row in self.ask(LOCKS, self.tables, list(MODES))}
        for gone in self.held.keys() - seen:
            del self.held[gone]
        for lock in seen:
            start = self.held.setdefault(lock, now)
            table, mode, _pid = lock
            seconds = now - start + INTERVAL
            if seconds > self.longest.get(table, (0, ""))[0]:
                self.longest[table] = (seconds, mode)
        for (pid,) in self.ask(BACKENDS):
            self.most = max(self.most, memory(pid))
            self.worked[pid] = max(self.worked.get(pid, 0.0), worked(pid))


def main(database):
    watch = Watch(database)
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], INTERVAL)[0]:
        watch.look()
    found = {
        "locks": watch.longest, "memory": watch.most, "cpu": sum(watch.worked.values())
    }  # fmt: skip
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
