"""``make audit``: the invariants of the sales process, checked in a database."""

import json
import subprocess
import tempfile
from pathlib import Path

from devtools import databases, odoo_run, postgres, serve
from devtools.say import Problem, line

CODE = """
import json, time
from pathlib import Path

found = []
Audit = env["sales.process.audit"]
for check in Audit._get_checks():
    began = time.monotonic()
    (result,) = Audit.run([check], mend={mend})
    found.append({{**result, "seconds": time.monotonic() - began}})
Path({path!r}).write_text(json.dumps(found))
env.cr.commit() if {mend} else env.cr.rollback()
"""


def run(database="", mend=False):
    """Check a database of this machine, the demo without; returns 1 where something is left."""
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        if database and not databases.exists(server, database):
            raise Problem(f"there is no database “{database}”")
        results = check(odoo, database or serve.demo(odoo), mend)
    for result in results:
        line(_say(result))
        for example in result["examples"]:
            line(f"    {result['model']} {example['id']}: {example['reason']}")
    left = sum(result["count"] - result["mended"] for result in results)
    line(f"{len(results)} checks, {left} records violate an invariant")
    return 1 if left else 0


def check(odoo, database, mend=False):
    """What each check finds, as ``sales.process.audit.run`` says it, with its seconds."""
    return ask(odoo, database, CODE, mend=mend)


def ask(odoo, database, code, **values):
    """What code has written to ``path`` as JSON, run in Odoo's shell on a database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.json"
        argv = odoo.argv(database, "--log-level=warn", command=["shell"])
        done = subprocess.run(
            [str(part) for part in argv],
            env=odoo.environ(),
            input=code.format(path=str(path), **values),
            capture_output=True,
            text=True,
            check=False,
        )
        if not path.exists():
            said = [text for text in done.stderr.splitlines() if text.strip()]
            raise Problem(f"the audit did not end: {said[-1] if said else 'no message'}")
        return json.loads(path.read_text())


def _say(result):
    state = f"{result['count']} found" if result["count"] else "right"
    if result["mended"]:
        state += f", {result['mended']} mended"
    return f"{result['label']}: {state} ({result['seconds']:.1f} s)"
