"""Odoo is killed while it installs, upgrades or uninstalls the addon: the next run completes."""

import os
import re
import signal
import subprocess

from devtools import addons, audit, databases, paths, proc
from devtools.fault_bench import Outcome
from devtools.say import Problem

UNINSTALL = """
module = env["ir.module.module"].search([("name", "=", "sales_process")])
module.button_reset_state()  # as the button of the Apps menu, where a run has died
if module.state != "uninstalled":
    module.button_immediate_uninstall()
"""
LOADING = re.compile(
    rf"odoo\.modules\.loading: loading {addons.CORE}/|creating or updating database"
)
REMOVING = re.compile(r"odoo\.addons\.base\.models\.ir_model")
# how → (arguments, what counts as a step, after which steps it is killed, the state in the end)
RUNS = {
    "installation": (f"-i{addons.CORE}", LOADING, (1, 8, 40), "installed"),
    "upgrade": (f"-u{addons.CORE}", LOADING, (1, 8, 40), "installed"),
    "uninstallation": (None, REMOVING, (1, 3), "uninstalled"),
}


def kill_modules(odoo, origin, installed, how):
    """Kill a run after so many steps, each time on a fresh copy, and run it once more.

    :param origin: a database without the addon
    :param installed: one with it
    """
    arguments, pattern, points, state = RUNS[how]
    outcome = Outcome(f"server killed during {how}")
    database = databases.name("faults_modules")
    for point in points:
        databases.copy(odoo.server, origin if how == "installation" else installed, database)
        if not _run(odoo, database, arguments, pattern, point):
            continue
        outcome.tried += 1
        _run(odoo, database, arguments, pattern, None)
        wrong = _compare(odoo, database, state)
        outcome.lost += [f"after step {point}: {'; '.join(wrong)}"] if wrong else []
    databases.drop(odoo.server, database)
    return outcome


def _run(odoo, database, arguments, pattern, point):
    """Run to the end, or until so many steps; returns whether it was killed."""
    if arguments:
        argv = odoo.argv(database, arguments, "--stop-after-init", "--log-level=info")
    else:
        argv = odoo.argv(database, "--log-level=info", command=["shell"])
    log = paths.local("logs", "faults-modules.log")
    steps = 0
    with open(log, "a", encoding="utf-8") as file:
        process = proc.start(
            argv, env=odoo.environ(), text=True, errors="replace", stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            if not arguments:
                process.stdin.write(UNINSTALL)
            process.stdin.close()
            for text in process.stdout:
                file.write(text)
                steps += bool(pattern.search(text))
                if point and steps >= point:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    return True
            code = process.wait()
        finally:
            proc.stop(process)
    if not point and code:
        raise Problem(f"the next run ended with {code} (details in {log})")
    return False


def _compare(odoo, database, state):
    """What is not as after a run that nobody has disturbed."""
    found = odoo.server.sql(
        ("SELECT state FROM ir_module_module WHERE name = %s", [addons.CORE]), database=database
    )
    if found != [[state]]:
        return [f"the addon is {found[0][0]}, not {state}"]
    if state == "uninstalled":
        left = odoo.server.sql(
            "SELECT COUNT(*) FROM pg_tables WHERE tablename LIKE 'sales\\_%'", database=database
        )
        return [] if left == [[0]] else [f"{left[0][0]} tables are left"]
    return [
        f"{result['label']}: {result['count']} found"
        for result in audit.check(odoo, database)
        if result["count"]
    ]
