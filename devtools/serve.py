"""``make run`` and ``make shell``: the demo database."""

import subprocess
import time
import urllib.error
import urllib.request

from devtools import addons, atomic, databases, machine, odoo_run, paths, postgres, proc
from devtools.say import Problem, duration, line, step

USERS = (
    ("marketing", "registers prospects and hands them to sellers"),
    ("anna", "seller"),
    ("bruno", "seller"),
    ("manager", "sales manager"),
    ("admin", "administrator"),
)
START_LIMIT = 120
COMMAND = "import odoo.cli\n\nodoo.cli.main()\n"
BUSY = "the demo of this clone is being served already; stop that first"


def demo(odoo, fresh=False):
    """The demo database with our addons as they are in the working tree; returns its name."""
    server, database = odoo.server, databases.name("demo")
    names = addons.shown()
    key = addons.content_key()
    origin = databases.demo_template(odoo)
    known = {} if fresh else databases.note(server, database)
    # older databases have the demo from the core addon: its users would be there twice
    if known.get("origin") != origin or addons.DEMO not in known.get("addons", []):
        known = {}
        databases.copy(server, origin, database)
        databases.set_note(server, database, origin=origin)
    if known.get("content") == key:
        return database
    new = [name for name in names if name not in known.get("addons", [])]
    old = [name for name in names if name not in new]
    arguments = [f"-i{','.join(new)}"] if new else []
    arguments += [f"-u{','.join(old)}"] if old else []
    title = "Installing the addons and their demo" if new else "Upgrading the addons"
    log = paths.local("logs", "demo.log")
    with step(title) as current:
        try:
            odoo.run(database, *arguments, "--stop-after-init", current=current, log=log)
        except proc.Failed as error:
            if new:  # half installed: begin anew next time
                databases.set_note(server, database)
            raise Problem(
                f"the addon does not install: {_cause(error)} (details in {log})"
            ) from error
    databases.set_note(server, database, origin=origin, content=key, addons=names)
    return database


def _cause(error):
    """The line of a traceback that says what is wrong."""
    for text in reversed(error.tail):
        if text.strip() and not text.startswith((" ", "\t")) and " INFO " not in text:
            return text.strip()[:300]
    return str(error)


def _users(server, database):
    rows = server.sql("SELECT login FROM res_users WHERE active", database=database)
    there = {login for (login,) in rows}
    return [(login, role) for login, role in USERS if login in there]


def _answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=30):
            return True
    except (urllib.error.URLError, OSError):
        return False


def start(odoo, database, port, log, extra=(), code=None, environ=None):
    """Start serving and return the process once it answers.

    ``code`` is what Python runs instead of Odoo's own command. It is a file, since an Odoo with
    workers starts another process with the file that it was started with itself. ``environ``
    comes on top of what Odoo's commands get.
    """
    argv = odoo.argv(database, f"--db-filter=^{database}$", "--log-level=warn", *extra, port=port)
    script = paths.local("scripts", f"serve-{port}.py")
    atomic.write_file(script, code or COMMAND)
    argv[1:3] = [script]  # instead of -m odoo
    with open(log, "w", encoding="utf-8") as file, step("Starting Odoo"):
        process = proc.start(
            argv,
            env={**odoo.environ(), **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + START_LIMIT
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                proc.stop(process)
                last = [text for text in log.read_text(errors="replace").splitlines() if text]
                raise Problem(
                    f"Odoo does not start: {last[-1][:300] if last else 'no message'} "
                    f"(details in {log})"
                )
            time.sleep(0.2)
    return process


def run(port=8069, fresh=False):
    began = time.monotonic()
    machine.check_port(port, f"stop what uses it, or run `make run PORT={port + 1}`")
    with (
        atomic.alone(paths.local("run.lock"), BUSY),
        postgres.server(odoo_run.interpreter()) as server,
    ):
        odoo = odoo_run.prepare(server)
        database = demo(odoo, fresh)
        log = paths.local("logs", "server.log")
        process = start(odoo, database, port, log)
        try:
            _welcome(server, database, port, log, began)
            process.wait()
        finally:
            proc.stop(process)
    raise Problem(f"Odoo ended by itself; details in {log}")


def _welcome(server, database, port, log, began):
    line(f"\nReady in {duration(time.monotonic() - began)}: http://127.0.0.1:{port}/odoo\n")
    line("  user        password    role")
    for login, role in _users(server, database):
        line(f"  {login:<11} {login:<11} {role}")
    line(f"\nDatabase {database}, log {log.relative_to(paths.ROOT)}. Ctrl-C stops it.")


def shell():
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        database = demo(odoo)
        argv = odoo.argv(database, "--log-level=warn", command=["shell"])
        done = subprocess.run([str(part) for part in argv], env=odoo.environ(), check=False)
        return done.returncode
