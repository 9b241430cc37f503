"""The stages of ``make test`` that run tests."""

import concurrent.futures
import json
import os
import re
import sys
import threading
import time

from devtools import addons, databases, machine, odoo_log, odoo_run, paths, proc
from devtools.results import Stage
from devtools.say import duration, line, step

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# one run is enough: of what proves nothing more beside the bridges' dependencies, such as tests of
# components, and of long stories and sweeps, which prove most where there is most
CORE_ONLY = "sales_process_core_only"
FULL_ONLY = "sales_process_full_only"
HOUR = 3600


def browser():
    return machine.ensure_tool(BROWSERS, ("chromium",), "tours and components run in it")


def our_models():
    """Names of the models that our addons make."""
    found = set()
    for addon in addons.manifests():
        for path in (paths.ROOT / addon).rglob("*.py"):
            found.update(
                re.findall(r"^    _name\s*=\s*[\"']([\w.]+)[\"']", path.read_text(), re.MULTILINE)
            )
    # a mixin or inherited model that keeps Odoo's own name is not ours
    return {model for model in found if "." in model and not model.startswith(("mail.", "res."))}


def ours():
    return odoo_log.Ours(paths.ROOT, addons.manifests(), our_models())


def plan(stage):
    """Template modules, addons to install and test tags of an addon stage."""
    if stage == "core":
        return databases.CORE_MODULES, [addons.CORE], [f"/{addons.CORE}", f"-{FULL_ONLY}"]
    names = addons.product()
    modules = [*databases.FULL_MODULES, *addons.stock_depends(names)]
    return modules, names, [*(f"/{name}" for name in names), f"-{CORE_ONLY}"]


def templates(odoo, stages):
    """Make the templates of these stages, side by side."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        jobs = {
            stage: pool.submit(databases.template, odoo, plan(stage)[0])
            for stage in stages
            if stage in ("core", "full")
        }
        if "outside" in stages:
            if "core" not in jobs:
                jobs["core"] = pool.submit(databases.template, odoo, plan("core")[0])
            jobs["demo"] = pool.submit(databases.demo_template, odoo)
        return {stage: job.result() for stage, job in jobs.items()}


def run_addons(odoo, stage, template, tags=None):
    """Install our addons in a copy of the template and run their tests."""
    _modules, install, default_tags = plan(stage)
    result = Stage(stage)
    database = databases.name(stage)
    log = paths.local("logs", f"{stage}.log")
    began = time.monotonic()
    with step(f"Addon tests, {stage} ({', '.join(install)})", every=20) as current:
        databases.copy(odoo.server, template, database)
        lines = []
        code, tail = odoo.run(
            database,
            f"-i{','.join(install)}",
            f"--test-tags={','.join(tags or default_tags)}",
            "--stop-after-init",
            "--log-level=info",
            "--log-handler=werkzeug:WARNING",
            f"--screenshots={paths.local('screenshots', stage)}",
            port=machine.free_port(),
            current=current,
            on_line=lambda text: lines.append((time.monotonic(), text)),
            log=log,
            check=False,
            timeout=HOUR,
        )
    result.seconds = time.monotonic() - began
    outcome = odoo_log.read(lines, ours())
    _judge(result, outcome, code, tail)
    result.note = f"log: {log.relative_to(paths.ROOT)}"
    if not result.failed:
        databases.drop(odoo.server, database)
    return result


def _judge(result, outcome, code, tail):
    """Turn an outcome into a stage's result; silence is never a success."""
    result.passed = len(outcome.passed)
    result.skipped = outcome.skipped
    result.slowest = [(seconds, name) for name, seconds in outcome.seconds.items()]
    for name, texts in outcome.failed.items():
        result.failed[name] = "\n".join(texts + outcome.complaints.get(name, []))
    for name, texts in outcome.complaints.items():
        if name not in outcome.failed:
            result.failed[f"logged during {name}"] = "\n".join(texts)
    if not outcome.finished:
        result.failed["the run ended before its tests did"] = "\n".join(tail[-30:])
    elif not outcome.started:
        result.failed["no test ran"] = "the filter selects nothing, or the addon has no tests"
    elif code and not result.failed:
        result.failed[f"Odoo ended with {code}"] = "\n".join(tail[-30:])


def _read_json(path):
    try:
        return [json.loads(text) for text in path.read_text().splitlines()]
    except OSError:
        return []


def run_unittest(stage, python, jobs, environ, parallel=1):
    """Run unittest modules in processes of their own and collect their results."""
    result = Stage(stage)
    began = time.monotonic()
    lock = threading.Lock()

    def one(name):
        results = paths.local("results", f"{name}.jsonl")
        results.unlink(missing_ok=True)
        _code, tail = proc.run(
            [python, "-m", "devtools.unittest_json", results, name],
            cwd=paths.ROOT,
            env=environ,
            log=paths.local("logs", f"{name}.log"),
            check=False,
            timeout=HOUR,
        )
        entries = _read_json(results)
        with lock:
            _collect(result, name, entries, tail)

    with (
        step(f"Tests of {stage}", every=20) as current,
        concurrent.futures.ThreadPoolExecutor(parallel) as pool,
    ):
        futures = {pool.submit(one, name): name for name in jobs}
        for future in concurrent.futures.as_completed(futures):
            future.result()
            current.detail = f"{futures[future]} is through"
    result.seconds = time.monotonic() - began
    if not (result.passed or result.failed):
        result.failed["no test ran"] = f"nothing to run among {', '.join(jobs) or 'no modules'}"
    return result


def _collect(result, name, entries, tail):
    tests = [entry for entry in entries if "id" in entry]
    for entry in tests:
        if entry["outcome"] == "failed":
            text = result.failed.get(entry["id"], "")
            result.failed[entry["id"]] = text + entry["text"]
        elif entry["outcome"] == "skipped":
            result.skipped[entry["id"]] = entry["text"]
        else:
            result.passed += 1
        result.slowest.append((entry["seconds"], entry["id"]))
    if not any("finished" in entry for entry in entries):
        result.failed[f"{name} ended before its tests did"] = "\n".join(tail[-30:])


def run_devtools(selected=()):
    files = sorted((paths.ROOT / "devtools" / "tests").glob("test_*.py"))
    jobs = list(selected) or [f"devtools.tests.{path.stem}" for path in files]
    return run_unittest("devtools", sys.executable, jobs, None, parallel=2)


def run_outside(odoo, made, selected=(), parallel=2):
    """Run the tests from outside; ``made`` holds the templates."""
    files = sorted((paths.ROOT / "tests").glob("test_*.py"))
    jobs = list(selected) or [f"tests.{path.stem}" for path in files]
    installed = databases.name("installed")
    databases.copy(odoo.server, made["core"], installed)
    log = paths.local("logs", "installed.log")
    with step("Installing the addon for the tests from outside") as current:
        try:
            odoo.run(installed, f"-i{addons.CORE}", "--stop-after-init", current=current, log=log)
        except proc.Failed as error:
            cause = "\n".join(error.tail[-30:])
            return Stage("outside", failed={"the addon does not install": cause})
    environ = {
        **odoo.server.environ(),
        "PYTHONPATH": str(paths.ROOT),
        odoo_run.DATA: str(odoo_run.data_root(os.environ)),
        "SALES_PROCESS_TEMPLATE": made["core"],
        "SALES_PROCESS_DEMO": made["demo"],
        "SALES_PROCESS_INSTALLED": installed,
    }
    try:
        return run_unittest("outside", odoo.python, jobs, environ, parallel)
    finally:
        databases.drop(odoo.server, installed)


def say_plan(selection):
    parts = [stage for stage in ("lint", "devtools", "core", "full", "outside")
             if selection.runs(stage)]  # fmt: skip
    line(f"Stages: {', '.join(parts)}")


def total(began):
    line(f"\nIn all {duration(time.monotonic() - began)}")
