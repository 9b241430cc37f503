"""``make audit-rights``: made-up calls of every public method as everybody, and what they tell.

They are tried in a transaction that is rolled back, so the database stays as it is.
"""

import time

from devtools import audit, databases, odoo_run, postgres, serve
from devtools.say import Problem, duration, line, step

# a method that commits would keep what is planted and tried
CODE = """
import json
from pathlib import Path
from unittest.mock import patch
from odoo.addons.sales_process.tests.audit_matrix_common import Matrix

with patch.object(type(env.cr), "commit", type(env.cr).flush):
    report = Matrix(env, rounds={rounds}, seed={seed}).run()
    env.cr.rollback()
Path({path!r}).write_text(json.dumps(report))
"""


def run(database="", rounds=3, seed=1):
    """Try the calls in a database of this machine, the demo without; 1 where something is found."""
    began = time.monotonic()
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        if database and not databases.exists(server, database):
            raise Problem(f"there is no database “{database}”")
        database = database or serve.demo(odoo)
        with step("Calls of every public method as everybody"):
            report = audit.ask(odoo, database, CODE, rounds=rounds, seed=seed)
    for found in report["findings"]:
        line(f"{found['what']} ({found['count']})\n    {found['example']}")
    line(say(report, seed, time.monotonic() - began))
    return 1 if report["findings"] else 0


def say(report, seed, seconds):
    """The figures in one sentence."""
    findings = len(report["findings"]) or "none"
    return (
        f"{report['methods']} methods, {report['roles']} roles, seed {seed}:"
        f" {report['tried']} calls tried, {report['answered']} answered,"
        f" {report['refused']} refused, {report['left_out']} of a form"
        f" that stock Odoo does not take either; findings: {findings} ({duration(seconds)})"
    )
