"""PostgreSQL is restarted while many people write: what was acknowledged is there."""

import http.client
import threading
import time

from devtools import crowds, session, trial
from devtools.fault_bench import Outcome

PEOPLE = 6
SECONDS = 6  # of load on either side of the restart


def restart_under_load(bench, cluster, times):
    """PostgreSQL is ended at once, without waiting for anybody, and started again."""
    outcome = Outcome("PostgreSQL restarted under load")
    acknowledged = told = refused = 0
    for number in range(times):
        load = Load(bench, f"Under load {number}")
        load.run(SECONDS)
        cluster.stop(mode="immediate")
        cluster.start()
        time.sleep(SECONDS)
        load.end()
        outcome.tried += 1
        acknowledged += len(load.acknowledged)
        told += load.told
        refused += load.refused
        bench.log_in()
        wrong = [*load.unfit, *load.compare(bench), *trial.audit(bench.admin)]
        outcome.lost += ["; ".join(dict.fromkeys(wrong))] if wrong else []
    outcome.note = (
        f"{acknowledged} opportunities acknowledged, all there; {told} told in words, {refused}"
        " without an answer of Odoo's"
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

    def run(self, seconds):
        for thread in self.threads:
            thread.start()
        time.sleep(seconds)

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join(120)

    def _work(self, number):
        person, count = None, 0
        while not self.ended.is_set():
            count += 1
            values = {"name": f"{self.title} {number}/{count}", "type": "opportunity"}
            try:
                person = person or session.log_in(
                    f"http://127.0.0.1:{self.bench.port}", self.bench.database, "boss", "boss"
                )
                (lead,) = person.ask(person.call("crm.lead", "create", [values]))
                with self.lock:
                    self.acknowledged.append(lead)
            except session.Refused as error:
                person = None
                with self.lock:
                    self._count(error)
                self.ended.wait(0.2)
            except (OSError, ValueError, KeyError, http.client.HTTPException, session.Problem):
                person = None
                with self.lock:
                    self.refused += 1
                self.ended.wait(0.2)

    def _count(self, error):
        if not error.name or error.name == "odoo.http.SessionExpiredException":
            self.refused += 1  # Odoo has no database, or has forgotten who it is
        elif crowds.is_fit(error.name, error.told):
            self.told += 1
        else:
            self.unfit.append(f"told as {error.name}: {error.told}")

    def compare(self, bench):
        """What was acknowledged and is not there."""
        if not self.acknowledged:
            return ["nobody could work"]
        ids = ", ".join(map(str, self.acknowledged))
        [(count,)] = bench.sql(f"SELECT COUNT(*) FROM crm_lead WHERE id IN ({ids})")
        lost = len(self.acknowledged) - count
        return [f"{lost} opportunities were acknowledged, and are not there"] if lost else []
