"""The screens that a streaming replica serves, and whether all works on without it."""

import time

from benchmarks import generator
from devtools import machine, odoo_run, paths, replication, screens, session
from devtools.say import step


def run(bench):
    """Yield the rows of this section."""
    bench.close()
    origin, database = bench.odoo.server, bench.database("ours")
    log = paths.local("logs", "benchmark-replica.log")
    with (
        replication.replicated(origin, odoo_run.interpreter(), database) as pair,
        pair.serving(bench.odoo, machine.free_port(), log) as address,
    ):
        seller, manager = (
            session.log_in(address, database, login, generator.PASSWORD)
            for login in ("seller0", "manager")
        )
        pair.wait()
        people = [
            (seller, screens.of_seller(seller)),
            (manager, screens.of_manager(manager, seller.uid)),
        ]
        yield from _served(pair, people)
        yield _retried(log)
        yield from _without(pair, people)


def _served(pair, people):
    before = pair.returned(pair.replica)
    for person, wanted in people:
        for title, requests in wanted.items():
            with pair.counted() as counts:
                seconds = _open(person, requests)
            yield {
                "key": f"served_{title}",
                "title": title,
                "unit": "s",
                "ours": seconds,
                "note": _where(counts),
                "bound": "replica only",
                "met": counts["replica"] > 0 and counts["primary"] == 0,
            }
    with step("Waiting for the replica's statistics"):
        rows = pair.returned(pair.replica, before) - before
    yield {
        "key": "rows",
        "title": "Rows that the replica has read for these screens, by its statistics",
        "unit": "",
        "ours": rows,
        "bound": "some",
        "met": rows > 0,
    }


def _where(counts):
    return f"{counts['replica']} statements on the replica, {counts['primary']} on the primary"


def _retried(log):
    count = log.read_text().count(replication.RETRIED)
    return {
        "key": "retried",
        "title": "Requests that tried to write on the replica and were retried on the primary",
        "unit": "",
        "ours": count,
        "bound": "0",
        "met": count == 0,
    }


def _without(pair, people):
    pair.replica.stop()
    yield _whole(people, "without", "All these screens, after the replica has stopped")
    pair.replica.start()
    pair.wait()
    with pair.counted() as counts:
        row = _whole(people, "again", "All these screens, after the replica has come back")
    row["note"] = f"{row['note']}; {_where(counts)}"
    row["met"] = row["met"] and counts["replica"] > 0 and counts["primary"] == 0
    yield row


def _whole(people, key, title):
    errors, seconds = [], 0.0
    for person, wanted in people:
        for name, requests in wanted.items():
            try:
                seconds += _open(person, requests)
            except (OSError, session.Refused) as error:
                errors.append(f"{name}: {error}")
    return {
        "key": key,
        "title": title,
        "unit": "s",
        "ours": seconds,
        "note": f"{len(errors)} errors" + (f", such as {errors[0][:200]}" if errors else ""),
        "bound": "no errors",
        "met": not errors,
    }


def _open(person, requests):
    start = time.monotonic()
    for request in requests:
        person.send(*request)
    return time.monotonic() - start
