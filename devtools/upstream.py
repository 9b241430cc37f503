"""``make test-upstream M=crm,…``: Odoo's own tests of modules, on stock and with ours beside them.

Both databases are made the same way: the modules are installed, then upgraded with their tests.
What fails only with our addons installed is ours to put right; the rest is stock's.
"""

import concurrent.futures
import time

from devtools import addons, atomic, databases, machine, odoo_log, odoo_run, paths, postgres, suites
from devtools.say import Problem, duration, line, step
from devtools.testing import BUSY

DEFAULT = ("sales_team", "crm", "sale_crm", "sale_management")
LIMIT = 4 * 3600


def _run(odoo, label, origin, install, modules):
    """Run the modules' tests in a copy of ``origin``, after installing ``install``."""
    database = databases.name(f"upstream_{label}")
    log = paths.local("logs", f"upstream-{label}.log")
    databases.copy(odoo.server, origin, database)
    with step(f"Odoo's tests of {', '.join(modules)}, {label}", every=30) as current:
        if install:
            installing = paths.local("logs", f"upstream-{label}-install.log")
            odoo.run(
                database, f"-i{','.join(install)}", "--stop-after-init",
                current=current, log=installing,
            )  # fmt: skip
        odoo.run(
            database,
            f"-u{','.join(modules)}",
            f"--test-tags={','.join(f'/{name}' for name in modules)}",
            "--stop-after-init",
            "--log-level=info",
            "--log-handler=werkzeug:WARNING",
            f"--screenshots={paths.local('screenshots', f'upstream-{label}')}",
            port=machine.free_port(),
            current=current,
            log=log,
            check=False,
            timeout=LIMIT,
        )
    with open(log, encoding="utf-8") as file:
        outcome = odoo_log.read((text.rstrip("\n") for text in file), suites.ours())
    if not outcome.finished or not outcome.started:
        raise Problem(f"the tests {label} did not run to their end (details in {log})")
    databases.drop(odoo.server, database)
    return outcome


def compare(stock, ours):
    """What differs: ``(fail only with ours, did not run with ours, fail in both)``."""
    failed_stock, failed_ours = set(stock.failed), set(ours.failed)
    return (
        sorted(failed_ours - failed_stock),
        sorted(stock.started - ours.started - set(ours.skipped)),
        sorted(failed_ours & failed_stock),
    )


def run(text=""):
    modules = text.replace(",", " ").split() or list(DEFAULT)
    began = time.monotonic()
    suites.browser()
    with (
        atomic.alone(paths.local("test.lock"), BUSY),
        postgres.server(odoo_run.interpreter()) as server,
    ):
        odoo = odoo_run.prepare(server)
        unknown = [name for name in modules if not odoo.source.has_addon(name)]
        if unknown:
            raise Problem(f"Odoo has no module {', '.join(unknown)}; name them as M=crm,sale_crm")
        origin = databases.template(odoo, [*databases.CORE_MODULES, *modules])
        with concurrent.futures.ThreadPoolExecutor() as pool:
            stock = pool.submit(_run, odoo, "stock", origin, (), modules)
            ours = pool.submit(_run, odoo, "ours", origin, list(addons.manifests())[:1], modules)
            stock, ours = stock.result(), ours.result()
    return report(stock, ours, time.monotonic() - began)


def report(stock, ours, seconds):
    only_ours, missing, both = compare(stock, ours)
    for name in only_ours:
        line(f"\n--- fails only with our addons: {name}")
        line("\n".join(ours.failed[name]))
    for name in missing:
        line(f"\n--- does not run with our addons: {name}")
    if both:
        line("\nFails on stock Odoo too:")
        for name in both:
            line(f"  {name}")
    line(f"\nStock: {len(stock.passed)} passed, {len(stock.failed)} failed")
    line(f"With our addons: {len(ours.passed)} passed, {len(ours.failed)} failed")
    line(f"In all {duration(seconds)}\n")
    line(f"{len(ours.passed)} passed, {len(only_ours) + len(missing)} failed because of us")
    return 1 if only_ours or missing else 0
