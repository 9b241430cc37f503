"""Sellers at once over HTTP: the seller's view beside stock's pipeline, from Odoo with workers.

Each seller is logged in before the clock starts, and opens the screen over and over without a
pause. Both servers run the whole time and are asked in turns, one at a time.

``first`` is the screen opened in a new page: action, views, data, and the pictures on the cards.
``again`` is the screen opened again in the same page, when the browser asks for the data alone.
"""

import contextlib
import statistics
import threading
import time

from benchmarks import generator, pairs
from devtools import machine, paths, proc, recordings, serve, session
from devtools.say import Problem, step

SELLERS = (1, 8, 32)
WORKERS = 2
SECONDS = 8  # of a round; a round is over when each seller has its last screen
ROUNDS = 3
FASTER = 5  # times stock's screens a second, with the most sellers
# the sellers' side is on the same machine, without the proxy that hands whole requests on at once
PATIENT = {"ODOO_HTTP_SOCKET_TIMEOUT": "60"}
TITLES = {"first": "opened in a new page", "again": "opened again"}

# party → whose server, which screen, with how many sellers
PARTIES = {
    "stock": ("stock", "pipeline", SELLERS),
    "ours": ("ours", "seller_view", SELLERS),
    "kanban": ("ours", "pipeline", SELLERS[1:2]),
}


def run(bench):
    """Yield the rows of this section."""
    bench.close()
    with contextlib.ExitStack() as stack:
        sessions = {
            party: stack.enter_context(_served(bench.odoo, bench.database(party)))
            for party in ("stock", "ours")
        }
        for kind in bench.names or TITLES:
            part = "first" if kind == "first" else "then"
            screens = {
                name: [
                    (person, recordings.requests(person, party, screen, part))
                    for person in sessions[party]
                ]
                for name, (party, screen, _counts) in PARTIES.items()
                if kind == "again" or name != "kanban"
            }
            for people in screens.values():  # the first requests load what later ones share
                _round(people[: 2 * WORKERS], 0)
            for count in SELLERS:
                title = f"{count} seller{'s' if count > 1 else ''} at once, {TITLES[kind]}"
                with step(f"{title}: seller's view and pipeline") as current:
                    results = _measure(screens, count, current)
                yield from _rows(kind, count, title, results)


@contextlib.contextmanager
def _served(odoo, database):
    """Odoo with workers on a database; yields as many sessions as sellers are needed."""
    port = machine.free_port()
    log = paths.local("logs", f"benchmark-http-{database}.log")
    extra = (f"--workers={WORKERS}", "--limit-time-cpu=600", "--limit-time-real=1200")
    process = serve.start(odoo, database, port, log, extra, environ=PATIENT)
    try:
        address = f"http://127.0.0.1:{port}"
        with step(f"Logging in to {database}"):
            sessions = [
                session.log_in(address, database, login, generator.PASSWORD)
                for login in _logins(odoo.server, database)
            ]
        yield sessions
    finally:
        proc.stop(process)


def _logins(server, database):
    """Logins of as many sellers as are needed."""
    rows = server.sql(
        (
            """SELECT login FROM res_users WHERE login LIKE 'seller%%' AND active
                ORDER BY length(login), login LIMIT %s""",
            [max(SELLERS)],
        ),
        database=database,
    )
    if len(rows) < max(SELLERS):
        raise Problem(f"{database} has {len(rows)} sellers, {max(SELLERS)} are needed")
    return [login for (login,) in rows]


def _measure(screens, count, current):
    """Rounds of every party in turns, each first in its turn: ``{party: [result]}``."""
    names = [name for name in screens if count in PARTIES[name][2]]
    results = {name: [] for name in names}
    for number in range(ROUNDS):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            current.detail = f"round {number + 1} of {ROUNDS}, {name}"
            results[name].append(_round(screens[name][:count], SECONDS))
    return results


def _round(people, seconds):
    """All sellers open their screens until the time is over.

    :return: ``rate`` in screens a second, ``times`` of each, ``errors``, ``client``: the share of
        a core that the sellers' side has used
    """
    times, errors = [], []
    start, cpu = time.monotonic(), time.process_time()

    def work(person, requests):
        while True:
            began = time.monotonic()
            try:
                for request in requests:
                    person.send(*request)
            except (OSError, session.Refused) as error:
                errors.append(str(error))
            else:
                times.append(time.monotonic() - began)
            if time.monotonic() - start >= seconds:
                return

    threads = [threading.Thread(target=work, args=person, daemon=True) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.monotonic() - start
    return {
        "rate": len(times) / spent,
        "seconds": spent,
        "times": sorted(times),
        "errors": errors,
        "client": (time.process_time() - cpu) / spent,
    }


def _percentile(results, share):
    """Over all rounds of a party."""
    times = sorted(seconds for result in results for seconds in result["times"])
    return times[min(len(times) - 1, int(share * len(times)))] if times else None


def _rows(kind, count, title, results):
    errors = [text for found in results.values() for result in found for text in result["errors"]]
    client = max(result["client"] for found in results.values() for result in found)
    note = f"{len(errors)} errors" + (f", such as {errors[0][:200]}" if errors else "")
    rates = {
        name: statistics.median(result["rate"] for result in found)
        for name, found in results.items()
    }
    ratio = pairs.ratio(results["ours"], results["stock"], "rate")
    is_bound = count == max(SELLERS)
    yield {
        "key": f"{kind}_{count}",
        "title": f"{title}, screens a second: seller's view, stock's pipeline",
        "note": f"{note}; the sellers' side takes {client:.0%} of a core",
        "unit": "/s",
        "pairs": ROUNDS,
        "stock": rates["stock"],
        "ours": rates["ours"],
        "ratios": {"stock": ratio} if ratio else {},
        "bound": f"≥ {FASTER} × stock, no errors" if is_bound else "",
        "met": (not errors and bool(ratio) and ratio[0] >= FASTER) if is_bound else None,
    }
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        yield {
            "key": f"{kind}_{count}_{name}",
            "title": f"{title}, {name} of a screen",
            "unit": "s",
            "pairs": ROUNDS,
            "stock": _percentile(results["stock"], share),
            "ours": _percentile(results["ours"], share),
        }
    if "kanban" not in results:
        return
    ratio = pairs.ratio(results["kanban"], results["stock"], "rate")
    yield {
        "key": f"{kind}_{count}_kanban",
        "title": f"{title}, screens a second: pipeline with the addon, without",
        "unit": "/s",
        "pairs": ROUNDS,
        "stock": rates["stock"],
        "ours": rates["kanban"],
        "ratios": {"stock": ratio} if ratio else {},
    }
