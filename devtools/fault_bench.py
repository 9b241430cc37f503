"""Odoo serves a database and is interrupted in the middle of work.

After each fault all of the work is there or nothing of it, the same request completes it, and the
auditor finds nothing.
"""

import contextlib
import http.client
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field

from devtools import crowds, fault_work, machine, paths, proc, serve, session, trial

PATIENCE = 300
# a transaction that has written something and is not over
WRITING = "datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"


@dataclass
class Outcome:
    """What has come of a fault that was tried some times."""

    fault: str
    tried: int = 0
    undone: int = 0  # as a whole; then done again
    kept: int = 0  # as a whole
    lost: list = field(default_factory=list)  # what is not as it should be
    note: str = ""

    def say(self):
        state = "LOST" if self.lost else "right" if self.tried else "not tried"
        text = f"{state}  {self.fault}: {self.tried} tried, {self.tried - len(self.lost)} survived"
        if self.undone or self.kept:
            text += f" ({self.undone} undone as a whole, {self.kept} kept as a whole)"
        return f"{text}, {len(self.lost) or 'none'} lost{f'; {self.note}' if self.note else ''}"


class Bench:
    """A database that is served, and people who are logged in."""

    def __init__(self, odoo, database, rounds):
        self.odoo, self.database, self.port = odoo, database, machine.free_port()
        self.made = trial.script(
            odoo, database, fault_work.SCRIPT, rounds=rounds, how_many=fault_work.LEADS
        )
        self.used = {}  # {work: rounds}
        self.process = None
        self.writer = Writer(odoo, database)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.writer.close()
        self.stop()

    def start(self):
        log = paths.local("logs", "faults-server.log")
        self.process = serve.start(self.odoo, self.database, self.port, log)
        self.log_in()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def log_in(self):
        self.boss, self.admin = (
            session.log_in(self.address, self.database, login, login)
            for login in ("boss", trial.ADMIN)
        )

    def stop(self):
        if self.process:
            proc.stop(self.process)
        self.process = None

    def sql(self, query):
        return self.odoo.server.sql(query, database=self.database)

    def task(self, work):
        """The next round of a work."""
        if work is fault_work.freeze:
            self.sql("DELETE FROM sales_forecast_snapshot WHERE NOT COALESCE(is_rebuilt, FALSE)")
        number = self.used.get(work, 0)
        self.used[work] = number + 1
        return work(self.boss, self.made, number)

    def measure(self, work):
        """Seconds of a work that nobody disturbs."""
        task = self.task(work)
        began = time.monotonic()
        self.boss.ask(task.request)
        return time.monotonic() - began

    def kill_session(self):
        """Have PostgreSQL end the session that is writing, as soon as there is one."""
        return self.writer.ask("end")

    def kill_server(self):
        """End the server's process, which can do nothing about it, while it is writing."""
        found = self.writer.ask("look")
        if found:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return found

    def interrupt(self, outcome, work, kill, share):
        """Do a work, interrupt it, and look at what is left.

        :param kill: a method of this class; returns whether somebody was writing
        :param share: seconds after which it is interrupted, as soon as it writes
        """
        task = self.task(work)
        before = self.sql(task.query)[0]
        answer = Answer(self.boss, task.request)
        time_left = time.monotonic() + PATIENCE
        answer.wait_for(share)
        killed = False
        while not killed and not answer.is_there and time.monotonic() < time_left:
            killed = kill(self)
        answer.join()
        if not self.process or self.process.poll() is not None:
            self.stop()
            self.start()
        if not killed:
            return False
        outcome.tried += 1
        self.judge(outcome, task, before, answer)
        return True

    def judge(self, outcome, task, before, answer):
        """All or nothing is there, the same request completes it, and the auditor agrees."""
        after = self.sql(task.query)[0]
        wrong = []
        if after == task.full:
            outcome.kept += 1
        elif after == before:
            outcome.undone += 1
            if answer.is_done:
                wrong.append(f"acknowledged, and not there: {after}")
        else:
            wrong.append(f"half done: {after}, neither {before} nor {task.full}")
        if answer.refused and answer.refused.name:
            if not crowds.is_fit(answer.refused.name, answer.refused.told):
                wrong.append(f"told as {answer.refused.name}: {answer.refused.told}")
        if after != task.full:
            again = Answer(self.boss, task.request)
            again.join()
            if self.sql(task.query)[0] != task.full:
                wrong.append(f"the next attempt does not complete it: {again.refused}")
        wrong += trial.audit(self.admin)
        outcome.lost += ["; ".join(wrong)] if wrong else []


class Answer:
    """A request on its way, in a thread, and what came of it."""

    def __init__(self, person, request):
        self.refused = None
        self.is_done = False
        self.thread = threading.Thread(target=self._ask, args=(person, request), daemon=True)
        self.thread.start()

    def _ask(self, person, request):
        try:
            result = person.ask(request)
            # an import says in its result why nothing of it was kept
            messages = result.get("messages") if isinstance(result, dict) else None
            if messages:
                self.refused = session.Refused("not imported", told=messages[0]["message"])
            self.is_done = not messages
        except session.Refused as error:
            self.refused = error
        except (OSError, ValueError, http.client.HTTPException) as error:
            self.refused = session.Refused(f"no answer: {error!r}")

    @property
    def is_there(self):
        return not self.thread.is_alive()

    def wait_for(self, seconds):
        self.thread.join(seconds)

    def join(self):
        self.thread.join(PATIENCE)


class Writer:
    """A program that is connected to the database already: it looks at once who writes."""

    CODE = """
import sys, psycopg2
connection = None
for word in sys.stdin:
    try:
        if connection is None or connection.closed:
            connection = psycopg2.connect(dbname=sys.argv[1])
            connection.autocommit = True
        cursor = connection.cursor()
        if word.strip() == "leave":
            connection.close()
            print(0, flush=True)
            continue
        if word.strip() == "end":
            asked = "pg_terminate_backend(pid)"
        else:
            asked = "pid"
        cursor.execute(f"SELECT {asked} FROM pg_stat_activity WHERE {sys.argv[2]}")
        print(len(cursor.fetchall()), flush=True)
    except psycopg2.Error:
        connection = None
        print(0, flush=True)
"""

    def __init__(self, odoo, database):
        self.process = proc.start(
            [odoo.python, "-c", self.CODE, database, WRITING],
            env=odoo.server.environ(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, word):
        """Whether there was a transaction that writes.

        ``look`` looks, ``end`` ends its session as well, ``leave`` closes the own connection.
        """
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip() not in ("", "0")

    def close(self):
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        proc.stop(self.process)
