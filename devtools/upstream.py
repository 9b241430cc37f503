"""``make test-upstream M=crm,…``: Odoo's own tests of modules, on stock and with ours beside them.

Both databases are made the same way and run the same tests at the same moments, one beside the
other. What fails only with our addons installed is ours to put right; the rest is stock's.
"""

import concurrent.futures
import time
from pathlib import Path

from devtools import addons, atomic, databases, machine, odoo_log, odoo_run, paths, postgres, suites
from devtools.odoo_tests import LOADED, UPGRADING
from devtools.say import Problem, duration, line, step
from devtools.testing import BUSY

DEFAULT = ("sales_team", "crm", "sale_crm", "sale_management")
LIMIT = 4 * 3600
PROGRAM = Path(__file__).with_name("odoo_tests.py")
MOMENTS = {
    LOADED: "at-install and post-install tests, everything loaded",
    UPGRADING: "at-install tests while the modules are upgraded, ours not loaded yet",
}


class Side:
    """A database, stock or with ours, in which Odoo's tests run."""

    def __init__(self, odoo, label, modules):
        self.odoo, self.label, self.modules = odoo, label, modules
        self.database = databases.name(f"upstream_{label}")

    def prepare(self, origin, install):
        databases.copy(self.odoo.server, origin, self.database)
        if install:
            log = paths.local("logs", f"upstream-{self.label}-install.log")
            with step(f"Installing {', '.join(install)}") as current:
                self.odoo.run(
                    self.database, f"-i{','.join(install)}", "--stop-after-init",
                    current=current, log=log,
                )  # fmt: skip

    def run(self, moment, tests=(), name=""):
        """Run the modules' tests of this moment, or only ``tests``, and return the outcome."""
        tags = sorted({tag(test) for test in tests}) or [f"/{name}" for name in self.modules]
        log = paths.local("logs", f"upstream-{self.label}-{name or moment}.log")
        with step(f"{self.label}: {name or MOMENTS[moment]}", every=30) as current:
            self.odoo.run(
                self.database,
                *([f"-u{','.join(self.modules)}"] if moment == UPGRADING else []),
                f"--test-tags={','.join(tags)}",
                "--stop-after-init",
                "--log-level=info",
                "--log-handler=werkzeug:WARNING",
                f"--screenshots={paths.local('screenshots', f'upstream-{self.label}')}",
                program=(PROGRAM, moment),
                port=machine.free_port(),
                current=current,
                log=log,
                check=False,
                timeout=LIMIT,
            )
        with open(log, encoding="utf-8") as file:
            outcome = odoo_log.read((text.rstrip("\n") for text in file), suites.ours())
        if not outcome.finished:
            raise Problem(f"the tests ({self.label}) did not run to their end (details in {log})")
        return outcome

    def drop(self):
        databases.drop(self.odoo.server, self.database)


def tag(test):
    """Odoo's test tag that selects a test of an outcome."""
    if test.startswith("odoo.addons."):  # a class whose set-up failed
        parts = test.split(" ")[0].split(".")
        return f"/{parts[2]}:{parts[-1]}"
    place, name = test.split(":", 1)
    return f"/{place.split('/')[0]}:{name.split(' ')[0]}"


class Difference:
    """What the two sides came to at one moment."""

    def __init__(self, stock, ours):
        self.stock, self.ours = stock, ours
        failed_stock, failed_ours = set(stock.failed), set(ours.failed)
        self.only_ours = sorted(failed_ours - failed_stock)
        self.missing = sorted(stock.started - ours.started - set(ours.skipped))
        self.stock_too = sorted(failed_stock & failed_ours)
        self.only_stock = sorted(failed_stock - failed_ours)
        self.flaky = {}

    @property
    def suspects(self):
        """Tests that say something against us."""
        return [*self.only_ours, *self.missing]

    def forgive(self, again):
        """Take out what passed when it ran again alone; its first failure stays to be shown."""
        for name in self.only_ours:
            if name in again.passed:
                self.flaky[name] = self.ours.failed[name]
        self.only_ours = [name for name in self.only_ours if name not in self.flaky]

    def queries(self):
        """``(place, stock, ours, limit)`` where a query-count test measured another number.

        Odoo tells the number only where it is not the one that the test expects.
        """
        for place in sorted({*self.stock.queries, *self.ours.queries}):
            known = self.ours.queries.get(place) or self.stock.queries[place]
            limit = known[1]
            stock, ours = (
                side.queries.get(place, (limit, limit))[0] for side in (self.stock, self.ours)
            )
            if stock != ours:
                yield place, stock, ours, limit


def _both(sides, function):
    """Call ``function`` for both sides at once."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        return [job.result() for job in [pool.submit(function, side) for side in sides]]


def _difference(sides, moment):
    found = Difference(*_both(sides, lambda side: side.run(moment)))
    if moment == LOADED and not found.stock.started:
        raise Problem("these modules have no tests")
    if found.only_ours:
        found.forgive(sides[1].run(moment, found.only_ours, name=f"{moment}-again"))
    return found


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
        found = compare(odoo, origin, modules)
    return report(found, time.monotonic() - began)


def compare(odoo, origin, modules):
    """Run the tests of ``modules`` in two copies of a database that has them, one with ours.

    :return: the difference at each moment
    """
    stock, ours = sides = [Side(odoo, label, modules) for label in ("stock", "ours")]
    stock.prepare(origin, ())
    ours.prepare(origin, [addons.CORE])  # its bridges come with what they bridge to
    found = {moment: _difference(sides, moment) for moment in MOMENTS}
    for side in sides:
        side.drop()
    return found


def report(found, seconds):
    """Say what differs; return the exit code."""
    bad = 0
    in_time = found[UPGRADING].stock.passed
    if not machine.find_tool("wkhtmltopdf"):
        line("\nwkhtmltopdf is not installed: Odoo makes no PDF, and tests that wait for one fail.")
    for moment, difference in found.items():
        line(f"\n=== {MOMENTS[moment][0].upper()}{MOMENTS[moment][1:]}")
        _say_failures(difference, in_time if moment == LOADED else ())
        _say_queries(difference)
        for label, side in (("Stock", difference.stock), ("With our addons", difference.ours)):
            line(
                f"{label}: {len(side.passed)} passed, {len(side.failed)} failed, "
                f"{len(side.skipped)} skipped"
            )
        bad += len(difference.suspects)
    line(f"\nIn all {duration(seconds)}\n")
    passed = sum(len(difference.ours.passed) for difference in found.values())
    line(f"{passed} passed, {bad} failed because of us")
    return 1 if bad else 0


def _say_failures(found, in_time):
    """``in_time``: tests that pass on stock where Odoo itself runs them."""
    for name in found.only_ours:
        line(f"\n--- fails only with our addons: {name}")
        line("\n".join(found.ours.failed[name]))
    for name in found.missing:
        line(f"\n--- does not run with our addons: {name}")
    for title, names, texts in (
        ("Failed with our addons, passed when run again alone", found.flaky, found.flaky),
        ("Fails on stock Odoo too", found.stock_too, found.stock.failed),
        ("Failed on stock Odoo only", found.only_stock, found.stock.failed),
    ):
        if names:
            line(f"\n{title}:")
        for name in names:
            line(f"  {name}\n      {odoo_log.cause(texts[name][0])}")
            if name in in_time:
                line("      passes before the modules that come after its own are loaded")


def _say_queries(found):
    rows = list(found.queries())
    if rows:
        line("\nQuery counts that differ (stock, with our addons, most that the test allows):")
        for place, stock, ours, limit in rows:
            line(f"  {stock:>6} {ours:>6} {limit:>6}  {place}")
    line("")
