"""``make faults``: nothing is lost and nothing is half done, whatever dies in the middle.

All of it happens in a PostgreSQL of its own, which is made for it and removed afterwards.
"""

import contextlib
import dataclasses
import functools
import os

from devtools import (
    atomic,
    databases,
    fault_bench,
    fault_disk,
    fault_load,
    fault_modules,
    fault_work,
    odoo_run,
    paths,
    postgres,
    replication,
    trial,
)
from devtools.say import Problem, line, step

# what was acknowledged survives the death of PostgreSQL's processes
SETTINGS = {"synchronous_commit": "on"}
SHARES = (0.3, 0.6, 0.85)  # of the time that a work takes: when it is interrupted
KILLS = {
    "session killed while": fault_bench.Bench.kill_session,
    "server killed while": fault_bench.Bench.kill_server,
}
RESTARTS = 3
BUSY = "the faults of this clone are being tried already; wait for that"
INSTALLATION = "installation"
LOAD, DISK = "PostgreSQL restarted under load", "disk full while importing leads"


def names():
    """All faults, in their order."""
    of_works = [f"{how} {work}" for how in KILLS for work in fault_work.WORKS]
    return [*of_works, LOAD, DISK, *(f"server killed during {how}" for how in fault_modules.RUNS)]


def run(only=""):
    """Try all faults, or those whose name has one of these texts, which commas part; returns 1
    where something is lost."""
    chosen = [name for name in names() if any(part in name for part in only.split(","))]
    if not chosen:
        raise Problem(f"there is no fault “{only}”")
    missing = replication.missing_program()
    if missing:
        raise Problem(f"this PostgreSQL has no {missing}; install the system package postgresql")
    outcomes = []
    with (
        atomic.alone(paths.local("faults.lock"), BUSY),
        _cluster(with_origin=f"server killed during {INSTALLATION}" in chosen) as place,
    ):
        for outcome in _try(*place, chosen):
            outcomes.append(outcome)
            show(outcome)
    return total(outcomes)


@contextlib.contextmanager
def _cluster(with_origin):
    """A PostgreSQL of its own with databases: one with our addon, and one without it."""
    with postgres.server(odoo_run.interpreter()) as server:
        usual = odoo_run.prepare(server)
        installed = trial.installed(usual)
        origin = databases.template(usual, databases.CORE_MODULES)
        binaries, place, owner = postgres.private_place()
        home = place / f"faults-{os.getpid()}"
        cluster = fault_disk.SmallDisk(binaries, home / "cluster", owner, SETTINGS)
        try:
            with step("Making a PostgreSQL that may die"):
                home.mkdir(parents=True)
                home.chmod(0o755)
                cluster.start()
                own = cluster.reached(server.python)
                for database in [installed, *([origin] if with_origin else [])]:
                    own.sql(f'CREATE DATABASE "{database}"')
                    replication.copy_database(binaries, server, own, database)
            yield dataclasses.replace(usual, server=own), cluster, origin, installed
        finally:
            cluster.stop()
            atomic.remove(home)


def _try(odoo, cluster, origin, installed, chosen):
    """Yield the outcome of each chosen fault."""
    served = [name for name in chosen if not name.startswith("server killed during")]
    if served:
        database = databases.name("faults")
        databases.copy(odoo.server, installed, database)
        with step("Making work to be interrupted"):
            bench = fault_bench.Bench(odoo, database, rounds=4 * len(SHARES) + 2)
        with bench:
            yield from kills(bench, served)
            if LOAD in served:
                with step(LOAD):
                    outcome = fault_load.restart_under_load(bench, cluster, RESTARTS)
                yield outcome
            if DISK in served:
                with step(DISK):
                    outcome = fault_disk.fill_the_disk(bench, cluster, fault_work.import_leads)
                yield outcome
        databases.drop(odoo.server, database)
    for how in fault_modules.RUNS:
        if f"server killed during {how}" in chosen:
            with step(f"Killing the server during {how}"):
                outcome = fault_modules.kill_modules(odoo, origin, installed, how)
            yield outcome


def kills(bench, chosen, shares=SHARES):
    """Yield the outcome of each of these kills, which come after these shares of the work."""
    for title, work in fault_work.WORKS.items():
        wanted = {f"{how} {title}": kill for how, kill in KILLS.items()}
        wanted = {name: kill for name, kill in wanted.items() if name in chosen}
        if not wanted:
            continue
        seconds = bench.measure(work)
        for name, kill in wanted.items():
            outcome = fault_bench.Outcome(name)
            with step(name):
                for share in shares:
                    interrupted = functools.partial(bench.interrupt, outcome, work, kill)
                    # quicker than when it was measured: then as soon as it writes
                    interrupted(share * seconds) or interrupted(0)
            yield outcome


def show(outcome):
    """Say in a line what has come of a fault, and below it what was lost."""
    line(outcome.say())
    for text in outcome.lost:
        line(f"    ! {text[:500]}")


def total(outcomes):
    """Say the sum; 1 where something was lost, or nothing was tried."""
    tried = sum(outcome.tried for outcome in outcomes)
    lost = sum(len(outcome.lost) for outcome in outcomes)
    line(f"{len(outcomes)} faults: {tried} tried, {tried - lost} survived, {lost or 'none'} lost")
    return 1 if lost or not tried else 0
