"""``make test``: every stage, then the closing line."""

import concurrent.futures
import time

from devtools import atomic, lint, odoo_run, paths, postgres, results, selection, suites

CORES = 2
BUSY = "tests are running in this clone already; wait for their end, or use another clone"


def run(text=""):
    with atomic.alone(paths.local("test.lock"), BUSY):
        paths.local(results.CLOSING).unlink(missing_ok=True)
        return _run(selection.parse(text))


def _run(chosen):
    began = time.monotonic()
    suites.say_plan(chosen)
    stages = []
    if chosen.runs("lint"):
        stages.append(lint.run())
    if chosen.runs("devtools"):
        stages.append(suites.run_devtools(chosen.modules.get("devtools", ())))
    if chosen.stages & {"core", "full", "outside"}:
        stages += _with_odoo(chosen)
    suites.total(began)
    return results.show(stages)


def _with_odoo(chosen):
    """Run what needs Odoo on two cores: *full* on one, *core* and then *outside* on the other."""
    if chosen.stages & {"core", "full"}:
        suites.browser()
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        templates = suites.templates(odoo, chosen.stages)

        def run(*names, **options):
            return [
                _run_stage(odoo, name, templates, chosen, **options)
                for name in names
                if chosen.runs(name)
            ]

        if not chosen.runs("full"):
            return run("core", "outside")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            full = pool.submit(run, "full")
            others = pool.submit(run, "core", "outside", beside=1)
            return [*others.result(), *full.result()]


def _run_stage(odoo, name, templates, chosen, beside=0):
    """Run one stage, on the cores that what runs beside it leaves."""
    if name == "outside":
        selected = chosen.modules.get(name, ())
        return suites.run_outside(odoo, templates, selected, parallel=CORES - beside)
    return suites.run_addons(odoo, name, templates[name], chosen.tags.get(name))
