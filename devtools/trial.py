"""A database of our addon's, with many people in it, on which crowds and faults are tried."""

import json
import subprocess

from devtools import addons, atomic, databases, paths
from devtools.say import Problem, step

MARK = "result of the script: "
ADMIN = "admin"  # login and password in a database that Odoo has just made


def installed(odoo):
    """Name of a database with our addon installed and nothing in it, made once for each state of
    the working tree; to be copied."""
    server, database = odoo.server, databases.name("trial")
    key = addons.content_key([addons.CORE])
    origin = databases.template(odoo, databases.CORE_MODULES)
    with atomic.locked(paths.local("locks", "trial.lock")):
        if databases.note(server, database).get("content") == key:
            return database
        databases.copy(server, origin, database)
        with step("Installing the addon") as current:
            odoo.run(
                database, f"-i{addons.CORE}", "--stop-after-init", current=current,
                log=paths.local("logs", "trial.log"),
            )  # fmt: skip
        databases.set_note(server, database, content=key)
    return database


def script(odoo, database, text, **values):
    """Run a script in Odoo's shell, with these values as its names, and return its ``result``."""
    given = "".join(f"{name} = {value!r}\n" for name, value in values.items())
    ending = f"\nimport json\nenv.cr.commit()\nprint({MARK!r} + json.dumps(result))\n"
    done = subprocess.run(
        [str(part) for part in odoo.argv(database, "--log-level=error", command=["shell"])],
        env=odoo.environ(),
        input=f"{given}{text}{ending}",
        capture_output=True,
        text=True,
        check=False,
    )
    for row in done.stdout.splitlines():
        if MARK in row:
            return json.loads(row.partition(MARK)[2])
    said = [row for row in done.stderr.splitlines() if row.strip()]
    raise Problem(f"the script did not end: {said[-1] if said else 'no message'}")


def audit(admin):
    """What the auditor finds, asked by a session of an administrator: one line for each check that
    is not right."""
    results = admin.ask(admin.call("sales.process.audit", "run"))
    return [
        f"{result['label']}: {result['count']} found, such as {result['examples'][0]['reason']}"
        for result in results
        if result["count"]
    ]
