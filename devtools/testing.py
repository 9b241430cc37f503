"""``make test``: every stage, then the closing line."""

import concurrent.futures
import time

from devtools import atomic, lint, odoo_run, paths, postgres, results, selection, suites

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
    stages = []
    addon_stages = [stage for stage in ("core", "full") if chosen.runs(stage)]
    if addon_stages:
        suites.browser()
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        templates = suites.templates(odoo, chosen.stages)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            jobs = [
                pool.submit(
                    suites.run_addons, odoo, stage, templates[stage], chosen.tags.get(stage)
                )
                for stage in addon_stages
            ]
            stages += [job.result() for job in jobs]
        if chosen.runs("outside"):
            stages.append(suites.run_outside(odoo, templates, chosen.modules.get("outside", ())))
    return stages
