"""PostgreSQL is restarted while many people write: what was acknowledged is there."""

import http.client
import threading
import time

from devtools import crowds, session, trial
from devtools.fault_bench import Outcome
from devtools.say import Problem

PEOPLE = 6
SERVED = "in retrying"  # in the trace of whatever has come as far as what an addon does
CUT = (OSError, ValueError, KeyError, http.client.HTTPException, Problem)
MADE = 18  # opportunities that are acknowledged before the restart, and as many after it
PATIENCE = 180  # seconds for each


def restart_under_load(bench, cluster, times):
    """PostgreSQL is ended at once, without waiting for anybody, and started again."""
    outcome = Outcome("PostgreSQL restarted under load")
    acknowledged = told = refused = 0
    for number in range(times):
        load = Load(bench, f"Under load {number}")
        load.start()
        wrong = load.wait_for(MADE)
        cluster.stop(mode="immediate")
        cluster.start()
        wrong += load.wait_for(len(load.acknowledged) + MADE)
        load.end()
        outcome.tried += 1
        acknowledged += len(load.acknowledged)
        told += load.told
        refused += load.refused
        bench.log_in()
        wrong += [*load.unfit, *load.compare(bench), *trial.audit(bench.admin)]
        outcome.lost += ["; ".join(dict.fromkeys(wrong))] if wrong else []
    outcome.note = (
        f"{acknowledged} opportunities were acknowledged; {told} were told in words, {refused} had"
        " to log in again"
    )
    return outcome


class Load:
    """People who make opportunities without a pause, and log in again when they are thrown out."""

    def __init__(self, bench, title):
        self.bench, self.title = bench, title
        self.acknowledged, self.unfit = [], []
        self.told = self.refused = 0
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.threads = [
            threading.Thread(target=self._work, args=(number,), daemon=True)
            for number in range(PEOPLE)
        ]

    def start(self):
        for thread in self.threads:
            thread.start()

    def wait_for(self, count):
        """Wait until so many were acknowledged; complaints where they are not."""
        deadline = time.monotonic() + PATIENCE
        while len(self.acknowledged) < count:
            if time.monotonic() > deadline:
                return [f"only {len(self.acknowledged)} of {count} opportunities could be made"]
            time.sleep(0.05)
        return []

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join(PATIENCE)

    def _work(self, number):
        person, count = self.bench.boss, 0
        while not self.ended.is_set():
            count += 1
            person = person or self._log_in()
            if person and not self._make(person, f"{self.title} {number}/{count}"):
                person = None
            if not person:
                self.ended.wait(0.2)

    def _log_in(self):
        """Whoever is thrown out logs in again; until then no addon is asked, ours neither."""
        try:
            return session.log_in(self.bench.address, self.bench.database, "boss", "boss")
        except (session.Refused, *CUT):
            return None

    def _make(self, person, name):
        """Make an opportunity; returns whether the person is still logged in."""
        try:
            values = {"name": name, "type": "opportunity"}
            (lead,) = person.ask(person.call("crm.lead", "create", [values]))
        except session.Refused as error:
            return self._count(error)
        except CUT:
            return self._count(session.Refused("no answer"))
        with self.lock:
            self.acknowledged.append(lead)
        return True

    def _count(self, error):
        with self.lock:
            if crowds.is_fit(error.name, error.told):
                self.told += 1
                return True
            # Odoo forgets a session whose database it did not reach; what it says before it serves
            # a request in a database, no addon can say better
            if SERVED in error.trace and error.name != "odoo.http.SessionExpiredException":
                self.unfit.append(f"told as {error.name}: {error.told}")
            self.refused += 1
        return False

    def compare(self, bench):
        """What was acknowledged and is not there."""
        if not self.acknowledged:
            return ["nobody could work"]
        ids = ", ".join(map(str, self.acknowledged))
        [(count,)] = bench.sql(f"SELECT COUNT(*) FROM crm_lead WHERE id IN ({ids})")
        lost = len(self.acknowledged) - count
        return [f"{lost} opportunities were acknowledged, and are not there"] if lost else []
