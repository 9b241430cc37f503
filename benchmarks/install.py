"""Installing, upgrading and uninstalling on a database with history: time, memory, locks.

Stock's part is an addon of Odoo that, too, adds stored columns to tables with history. What grows
with the data is what an installation on the filled database takes beyond one on an empty one.
"""

import contextlib
import json
import subprocess
import threading
import time
from pathlib import Path

from benchmarks import stores, watch
from devtools import databases, paths, proc
from devtools.say import Problem, step

STOCK = "sale_margin"  # margins on orders and their lines
PER_MILLION = 60  # seconds that ours may take beyond stock, per million leads
TABLES = ("crm_lead", "mail_activity", "crm_stage", "sale_order", "calendar_event", "res_partner")
UNINSTALL = """
module = env["ir.module.module"].search([("name", "=", "sales_process")])
module.button_immediate_uninstall()
"""


def run(bench):
    """Yield the rows of this section."""
    bench.close()
    odoo, origin = bench.odoo, bench.database("stock")
    empty = databases.template(odoo, stores.MODULES)
    leads = odoo.server.sql("SELECT count(*) FROM crm_lead", database=origin)[0][0]
    ours = ",".join(stores.addon_names())
    with _copied(odoo, empty) as database:
        small_stock = _measure(odoo, database, "stock, empty", f"-i{STOCK}")
    with _copied(odoo, empty) as database:
        small = _measure(odoo, database, "ours, empty", f"-i{ours}")
    with _copied(odoo, origin) as database:
        stock = _measure(odoo, database, "stock", f"-i{STOCK}")
    with _copied(odoo, origin) as database:
        made = _measure(odoo, database, "ours", f"-i{ours}")
        yield from _installed(leads, (small_stock, stock), (small, made), bench.size.name != "S")
        yield from _others("upgrade", "Upgrade", _measure(odoo, database, "upgrade", f"-u{ours}"))
        left = _measure(odoo, database, "uninstallation", code=UNINSTALL)
        yield from _others("uninstall", "Uninstallation", left)


@contextlib.contextmanager
def _copied(odoo, origin):
    database = databases.name("bench_install")
    try:
        with step(f"Copying {origin}"):
            databases.copy(odoo.server, origin, database)
            odoo.server.sql("ANALYZE", database=database)
        yield database
    finally:
        databases.drop(odoo.server, database)


def _measure(odoo, database, title, *arguments, code=None):
    """Run Odoo's command line, or its shell with ``code``, and tell what it took."""
    log = paths.local("logs", f"benchmark-{title.replace(', ', '-')}.log")
    with step(f"Odoo on {database}: {title}") as current, _watched(odoo, database) as seen:
        start = time.monotonic()
        if code:
            argv = odoo.argv(database, "--log-level=warn", command=["shell"])
            source = paths.local("scripts", f"benchmark-{title}.py")
            source.write_text(code)
            with source.open() as script, _peak(seen):
                proc.run(argv, env=odoo.environ(), log=log, stdin=script)
        else:
            with _peak(seen):
                odoo.run(database, *arguments, "--stop-after-init", log=log, current=current)
        seen["seconds"] = time.monotonic() - start
    return seen


@contextlib.contextmanager
def _watched(odoo, database):
    """Yield a dict that has, afterwards, ``locks`` and the server's ``memory``."""
    seen = {}
    process = proc.start(
        [odoo.python, Path(__file__).with_name("watch.py"), database],
        env=odoo.server.environ(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout.readline() != "ready\n":
            raise Problem(f"{database} cannot be watched")
        yield seen
        answer, _errors = process.communicate("end\n", timeout=30)
        found = json.loads(answer)
        seen.update(found, cpu=found["cpu"] + seen["cpu"])
    finally:
        proc.stop(process)


@contextlib.contextmanager
def _peak(seen):
    """Keep in ``seen`` the most memory of the Odoo that runs meanwhile, in kB, and the seconds
    that it worked."""
    ended = threading.Event()
    before = set(proc.running())
    seen.update(odoo=0, cpu=0.0)

    def look():
        while not ended.wait(0.1):
            for process in set(proc.running()) - before:
                seen["odoo"] = max(seen["odoo"], _high_water(process.pid))
                seen["cpu"] = max(seen["cpu"], watch.worked(process.pid))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _high_water(pid):
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(text.split()[1]) for text in lines if text.startswith("VmHWM:")), 0)


def _installed(leads, stock, ours, is_judged):
    """Rows of the installation; each pair is of the empty and the filled database. With few leads
    what grows with them is too little to be judged."""
    yield {
        "key": "install",
        "title": f"Installation (stock: {STOCK})",
        "unit": "s",
        "stock": stock[1]["seconds"],
        "ours": ours[1]["seconds"],
        "note": f"on an empty database {stock[0]['seconds']:.0f} s, {ours[0]['seconds']:.0f} s",
    }
    growing = [
        (large["seconds"] - small["seconds"]) * 1e6 / leads for small, large in (stock, ours)
    ]
    row = {
        "key": "install_per_million",
        "title": "Installation: what grows with the data, per million leads",
        "unit": "s",
        "stock": growing[0],
        "ours": growing[1],
    }
    if is_judged:
        row["bound"] = f"≤ {PER_MILLION} s beyond stock"
        row["met"] = growing[1] - growing[0] <= PER_MILLION
    yield row
    growing = [(large["cpu"] - small["cpu"]) * 1e6 / leads for small, large in (stock, ours)]
    yield {
        "key": "install_cpu",
        "title": "Installation: processor time that grows with the data, per million leads",
        "unit": "s",
        "stock": growing[0],
        "ours": growing[1],
    }
    yield from _memory("install", "Installation", ours[1], stock[1], ours[0])
    yield from _locks("install", "Installation", ours[1], stock[1])


def _others(key, title, seen):
    yield {"key": key, "title": title, "unit": "s", "ours": seen["seconds"]}
    yield from _memory(key, title, seen)
    yield from _locks(key, title, seen)


def _memory(key, title, ours, stock=None, small=None):
    names = (("odoo", "Odoo"), ("memory", "PostgreSQL's process"))
    for kind, name in names:
        row = {
            "key": f"{key}_{kind}",
            "title": f"{title}: most memory of {name}",
            "unit": "MB",
            "ours": ours[kind] / 1024,
        }
        if stock:
            row["stock"] = stock[kind] / 1024
        if small:
            row["note"] = f"on an empty database {small[kind] / 1024:.0f} MB"
        yield row


def _locks(key, title, ours, stock=None):
    """The longest time for which a table that people write to cannot be written."""
    for party in (ours, stock or {}):
        held = {table: party.get("locks", {}).get(table) for table in TABLES}
        party["longest"] = max(
            ((*lock, table) for table, lock in held.items() if lock), default=(0.0, "no lock", "")
        )
    seconds, mode, table = ours["longest"]
    tables = ", ".join(
        f"{name} {ours['locks'][name][0]:.1f} s" for name in TABLES if name in ours["locks"]
    )
    row = {
        "key": f"{key}_lock",
        "title": f"{title}: longest lock against writing",
        "unit": "s",
        "ours": seconds,
        "note": f"{mode} on {table}; {tables}" if table else "none",
    }
    if stock:
        row["stock"] = stock["longest"][0]
    yield row
