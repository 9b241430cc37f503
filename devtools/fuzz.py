"""``make fuzz``: hostile values into every model, form, screen, the mail gateway and the import.

They are tried in a transaction that is rolled back, so the database stays as it is.
"""

import time

from devtools import audit, databases, odoo_run, postgres, serve
from devtools.say import Problem, duration, line, step

# a method that commits would keep what is tried
CODE = """
import json
from pathlib import Path
from unittest.mock import patch
from odoo.addons.sales_process.tests.fuzz_common import Fuzz

with patch.object(type(env.cr), "commit", type(env.cr).flush):
    report = Fuzz(env, seed={seed}).run({calls}, first={first})
    env.cr.rollback()
Path({path!r}).write_text(json.dumps(report))
"""


def run(database="", calls=1000, seed=1, first=1):
    """Make so many calls in a database of this machine, the demo without.

    :param first: number of the first call: a finding names the one that brings it about
    :return: 1 where something is found
    """
    began = time.monotonic()
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        if database and not databases.exists(server, database):
            raise Problem(f"there is no database “{database}”")
        database = database or serve.demo(odoo)
        with step(f"{calls} hostile calls"):
            report = audit.ask(odoo, database, CODE, calls=calls, seed=seed, first=first)
    for found in report["findings"]:
        text = f"{found['what']} ({found['count']})\n    {found['example']}"
        line(text.encode(errors="backslashreplace").decode())
    line(say(report, seed, time.monotonic() - began))
    return 1 if report["findings"] else 0


def say(report, seed, seconds):
    """The figures in one sentence."""
    findings = len(report["findings"]) or "none"
    return (
        f"seed {seed}: {report['tried']} calls tried, {report['answered']} answered,"
        f" {report['refused']} refused in words, {report['left_out']} of a form that stock Odoo"
        f" does not take either; findings: {findings} ({duration(seconds)})"
    )
