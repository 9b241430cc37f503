"""``make neighbours``: our addons in a database with all of Odoo's apps that touch what they touch.

Every view is rendered, and our own tests run there: what assumes to be alone is found so.
"""

import ast
import re
import subprocess
import time

from devtools import (
    addons,
    atomic,
    audit,
    databases,
    machine,
    odoo_log,
    odoo_run,
    paths,
    postgres,
    suites,
    upstream,
)
from devtools import community as others
from devtools.odoo_tests import LOADED
from devtools.say import Problem, duration, line, step
from devtools.testing import BUSY

# What belongs to one country, a device, a paid service or Odoo's own tests says nothing about us
LEFT_OUT = re.compile(
    r"(l10n|test|theme|iot|hw|payment|pos|cloud_storage|transifex|auth|certificate)(_|$)"
)
KEPT = {"payment", "pos_sale", "pos_event", "pos_loyalty", "pos_hr", "pos_repair"}
TOUCHED = {"crm", "sale", "calendar", "mail"}
LIMIT = 2 * 3600

VIEWS = """
import json
from pathlib import Path

rendered, broken = 0, []
for view in env["ir.ui.view"].search([("type", "!=", "qweb"), ("model", "!=", False)]):
    if view.model not in env:
        continue
    try:
        env[view.model].get_view(view.id if view.mode == "primary" else None, view.type)
        rendered += 1
    except Exception as error:
        broken.append((view.xml_id or view.name, str(error)))
        env.cr.rollback()
modules = env["ir.module.module"].search_count([("state", "=", "installed")])
Path({path!r}).write_text(
    json.dumps({{"modules": modules, "rendered": rendered, "broken": broken}})
)
"""


MISSING = """
import importlib.metadata, importlib.util, sys
found = {name.lower() for name in importlib.metadata.packages_distributions()}
found |= {each.metadata["name"].lower() for each in importlib.metadata.distributions()}
print(*(name for name in sys.argv[1:] if name.lower() not in found))
"""


def select(odoo):
    """Names of Odoo's modules to install: those that touch what we extend, and need no Python
    package that is not here."""
    manifests = {}
    for folder in odoo.source.addons:
        for path in folder.glob("*/__manifest__.py"):
            manifests[path.parent.name] = ast.literal_eval(path.read_text(encoding="utf-8"))
    missing = _find_missing(odoo, manifests)
    closures = {}

    def closure(name):
        if name not in closures:
            closures[name] = {name}
            for other in manifests.get(name, {}).get("depends", ()):
                closures[name] |= closure(other)
        return closures[name]

    return sorted(
        name
        for name, manifest in manifests.items()
        if manifest.get("installable", True)
        and (name in KEPT or not LEFT_OUT.match(name))
        and closure(name) & TOUCHED
        and not any(_get_packages(manifests.get(part, {})) & missing for part in closure(name))
    )


def _get_packages(manifest):
    names = manifest.get("external_dependencies", {}).get("python", ())
    return {re.split(r"[^\w.-]", name)[0] for name in names}


def _find_missing(odoo, manifests):
    """Packages that some module needs and Odoo's Python does not have."""
    needed = sorted(set().union(*map(_get_packages, manifests.values())))
    command = [odoo.python, "-c", MISSING, *needed]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def run(tags="", community=False):
    """Install, render, test; returns 1 where something is wrong.

    :param str tags: Odoo's test tags, all of our addons' tests without
    :param bool community: beside addons of the community, whose own tests are then compared on
        stock and with ours (not when tags are given)
    """
    began = time.monotonic()
    suites.browser()
    with (
        atomic.alone(paths.local("test.lock"), BUSY),
        postgres.server(odoo_run.interpreter()) as server,
    ):
        odoo = odoo_run.prepare(server)
        if community:
            odoo = others.beside(odoo)
            origin = others.template(odoo)
        else:
            origin = databases.template(odoo, select(odoo))
        database = databases.name("neighbours")
        databases.copy(server, origin, database)
        _install(odoo, database)
        with step("Rendering every view"):
            views = audit.ask(odoo, database, VIEWS)
        code = _report_views(views)
        code |= _report_tests(_test(odoo, database, tags), time.monotonic() - began)
        if code:
            line(f"the database {database} is kept")
        else:
            databases.drop(server, database)
        if community and not tags:
            found = upstream.compare(odoo, origin, others.names())
            code |= upstream.report(found, time.monotonic() - began)
    return code


def _install(odoo, database):
    with step("Installing ours beside them") as current:
        odoo.run(
            database,
            f"-i{','.join(addons.product())}",
            "--stop-after-init",
            current=current,
            log=paths.local("logs", "neighbours-install.log"),
        )


def _test(odoo, database, tags):
    log = paths.local("logs", "neighbours.log")
    _modules, _installed, all_tags = suites.plan("full")
    with step("Our tests beside them", every=30) as current:
        odoo.run(
            database,
            f"--test-tags={tags or ','.join(all_tags)}",
            "--stop-after-init",
            "--log-level=info",
            "--log-handler=werkzeug:WARNING",
            f"--screenshots={paths.local('screenshots', 'neighbours')}",
            program=(upstream.PROGRAM, LOADED),
            port=machine.free_port(),
            current=current,
            log=log,
            check=False,
            timeout=LIMIT,
        )
    with open(log, encoding="utf-8") as file:
        outcome = odoo_log.read((text.rstrip("\n") for text in file), suites.ours())
    if not outcome.finished:
        raise Problem(f"the tests did not run to their end (details in {log})")
    return outcome


def _report_views(views):
    for name, error in views["broken"]:
        line(f"view {name}: {error}")
    line(
        f"{views['modules']} modules, {views['rendered']} views rendered,"
        f" {len(views['broken'])} broken"
    )
    return 1 if views["broken"] or not views["rendered"] else 0


def _report_tests(outcome, seconds):
    failed = {**outcome.complaints, **outcome.failed}
    for name, texts in failed.items():
        line(f"--- {name}\n" + "\n".join(texts))
    line(f"In all {duration(seconds)}")
    line(f"{len(outcome.passed)} passed, {len(failed)} failed")
    return 1 if failed or not outcome.passed else 0
