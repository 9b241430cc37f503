"""``make histories``: random histories of people and documents, the auditor behind each step."""

import json
import os
import random

from devtools import addons, atomic, odoo_run, paths, postgres, suites, testing
from devtools.say import Problem, line

TAG = f"/{addons.CORE}:TestHistories.test_random_histories"


def run(steps, seed=""):
    """Go so many random steps; returns 1 where one of them violates an invariant."""
    seed = seed or str(random.randrange(10**6))
    path = paths.local("results", "histories.json")
    path.unlink(missing_ok=True)
    for name, value in (("STEPS", steps), ("SEED", seed), ("RESULT", path)):
        os.environ[f"SALES_PROCESS_HISTORIES_{name}"] = str(value)
    with (
        atomic.alone(paths.local("test.lock"), testing.BUSY),
        postgres.server(odoo_run.interpreter()) as server,
    ):
        odoo = odoo_run.prepare(server)
        template = suites.templates(odoo, {"core"})["core"]
        stage = suites.run_addons(odoo, "core", template, [TAG])
    if not path.exists():
        raise Problem(f"the histories did not begin: {'; '.join(stage.failed.values())[-2000:]}")
    result = json.loads(path.read_text())
    for text in say(result):
        line(text)
    left = [] if result["violations"] else list(stage.failed.values())
    for text in left:
        line(text)
    return 1 if result["violations"] or left else 0


def say(result):
    """What came of it, as lines: a violation with the deeds that bring it about."""
    for violation in result["violations"]:
        yield f"violated: {violation['wrong']}"
        for deed in violation["deeds"]:
            yield f"    {tuple(deed)},"
    if result["never"]:
        yield f"never possible: {', '.join(result['never'])}"
    yield (
        f"{result['steps']} steps, seed {result['seed']}, {len(result['violations'])} violations"
    )
